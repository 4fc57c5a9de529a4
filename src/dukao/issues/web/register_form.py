"""The form of one problem: what was found, on what basis, whose it is, and until when."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms

from dukao.documents.services import short_name, store_file
from dukao.issues.selectors import rules_on
from dukao.issues.services import ProblemDraft
from dukao.issues.vocabulary import ProblemKind, Severity, Source
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.regimes import Regime, SecrecyLabel
from dukao.organisations.fields import UnitField, UnitsField
from dukao.organisations.selectors import versions_by_unit
from dukao.ui.forms import DayField, DraftForm, FilesField

if TYPE_CHECKING:
    from dukao.issues.models import Problem

_SAME = (
    "title", "source", "source_text", "facts", "clause", "duty", "demand", "severity", "kind", "regime",
    "label", "found_on", "revision",
)  # fmt: skip


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ProblemForm(DraftForm):
    faults: ClassVar = {"past_limit": "due_on"}
    title = forms.CharField(
        label="问题", max_length=120, help_text="在哪里、什么不对，例如：和苑二区路面恢复超期",
        error_messages={"required": "请写明问题：在哪里、什么不对"},
    )  # fmt: skip
    source = forms.ChoiceField(label="来源", choices=Source.choices)
    source_text = forms.CharField(
        label="来源文件或任务", max_length=200, required=False, help_text="文号、报告名称或工单号"
    )
    found_on = DayField(label="发现日期", required=False)
    severity = forms.ChoiceField(label="严重程度", choices=Severity.choices, initial=Severity.ORDINARY)
    kind = forms.ChoiceField(label="类型", choices=ProblemKind.choices)
    facts = forms.CharField(
        label="事实", max_length=2000, widget=_area(4), help_text="时间、地点、看到什么；写事实，不写判断"
    )
    clause = forms.CharField(
        label="依据", max_length=200, help_text="违反哪一条，例如《城市道路管理条例》第三十三条"
    )
    duty = forms.CharField(label="责任", max_length=200, required=False, help_text="哪个岗位、科室的职责")
    demand = forms.CharField(label="整改要求", max_length=2000, widget=_area(3), help_text="改到什么程度算完")
    unit_id = UnitField(label="责任单位", help_text="填代码或名称，从提示里选")
    joint_ids = UnitsField(label="共同整改单位", required=False, help_text="联合整改的每行一个；责任单位牵头")
    due_on = DayField(label="整改时限", required=False, help_text="不填就按严重程度的时限，从交办日算起")
    scope_id = UnitField(label="督考范围", help_text="由哪里的督考办督办")
    regime = forms.ChoiceField(label="督查性质", choices=Regime.choices)
    label = forms.ChoiceField(
        label="知悉范围", choices=SecrecyLabel.choices, initial=SecrecyLabel.INTERNAL,
        help_text="工作秘密和个人敏感的，只有责任单位和督考的人能看；国家秘密不能录入",
    )  # fmt: skip
    evidence = FilesField(label="发现时的佐证", required=False)

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at

    def draft(self) -> ProblemDraft:
        said = self.written()
        return ProblemDraft(files=self._kept(said.pop("evidence")), **said)

    def _kept(self, sent: list[tuple[str, Any]]) -> tuple[tuple[int, str], ...]:
        """Pictures of the finding, stored within the bounds of the rules."""
        rules = rules_on(local_day(self.at))
        if len(sent) > rules.evidence_items:
            raise DomainError("evidence", f"佐证最多 {rules.evidence_items} 份，请挑最能说明问题的。")
        named = [(short_name(name), content) for name, content in sent]
        stored = [
            store_file(name=name, content=content, max_bytes=rules.evidence_bytes, at=self.at).pk
            for name, content in named
        ]
        return tuple(zip(stored, (name for name, _ in named), strict=True))


def said_of(problem: Problem, day: date) -> dict[str, Any]:
    """What the problem says of itself, as the form shows it."""
    joint = list(problem.joint.values_list("pk", flat=True))
    places = versions_by_unit([problem.scope_id, problem.unit_id, *joint], day)
    named = {unit: f"{place.unit.code} {place.short_name}" for unit, place in places.items()}
    said = {name: getattr(problem, name) for name in _SAME}
    return said | {
        "due_on": None if problem.days else problem.due_on, "unit_id": named[problem.unit_id],
        "scope_id": named[problem.scope_id], "joint_ids": "\n".join(named[unit] for unit in joint),
    }  # fmt: skip
