"""Forms of the office's rules: limits and lamps, the ladder rung by rung, time limits and fields."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms

from dukao.kernel.roles import Role
from dukao.kernel.terms import DayKind
from dukao.matters.ladder import AUTHORITIES, Step, steps_of
from dukao.matters.vocabulary import AUTOMATIC_RUNGS, LADDER, MatterKind, RungKind
from dukao.ui.forms import DayField, Form, OnceForm

if TYPE_CHECKING:
    from dukao.matters.models import SupervisionRules

MEGABYTE = 1024 * 1024
DECIDERS = [(str(role), Role(role).label) for role in AUTHORITIES]


def number(label: str, least: int, most: int, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=most, **more)


@dataclass(frozen=True, slots=True)
class RungRow:
    """One rung as the form draws it; an automatic rung has neither decider nor clock to explain."""

    kind: RungKind
    is_automatic: bool
    used: forms.BoundField | None
    after: forms.BoundField | None
    explain: forms.BoundField | None = None
    by: forms.BoundField | None = None
    basis: forms.BoundField | None = None


class RulesForm(OnceForm):
    """Limits, lamps and the ladder. The reminder begins every ladder and is not asked for."""

    faults: ClassVar = {
        "starts_late": "effective_on", "source_missing": "source", "red_before_yellow": "behind_red"
    }  # fmt: skip
    effective_on = DayField(label="施行日期", help_text="从明天起；当天的灯不中途改变")
    source = forms.CharField(label="依据", max_length=200, help_text="本地督办规定的名称和文号")
    soon_workdays = number("到期前几个工作日亮蓝灯", 1, 60)
    behind_yellow = number("落后几个百分点亮黄灯", 1, 100)
    behind_red = number("落后几个百分点亮红灯", 1, 100)
    silent_red = number("超过反馈间隔几天亮红灯", 1, 365)
    returned_red = number("第几次退回亮红灯", 1, 20)
    lookback_days = number("销号后几天回头看", 1, 730)
    word_limit = number("进展最多几字", 50, 5000)
    evidence_items = number("佐证最多几份", 0, 20)
    evidence_pages = number("佐证合计最多几页", 0, 100)
    evidence_megabytes = number("单份佐证最多几 MB", 1, 50)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in LADDER[1:]:
            self.fields[f"{kind}_used"] = forms.BooleanField(label=kind.label, required=False)
            self.fields[f"{kind}_after"] = number("间隔", 1, 120, required=False)
            if kind not in AUTOMATIC_RUNGS:
                self.fields[f"{kind}_explain"] = number("说明期", 1, 120, required=False)
                self.fields[f"{kind}_by"] = forms.ChoiceField(label="决定", choices=DECIDERS, required=False)
                self.fields[f"{kind}_basis"] = forms.CharField(label="依据", max_length=200, required=False)

    def rungs(self) -> Iterator[RungRow]:
        yield RungRow(LADDER[0], True, None, None)
        for kind in LADDER[1:]:
            names = [
                name
                for name in ("used", "after", "explain", "by", "basis")
                if f"{kind}_{name}" in self.fields
            ]
            bound = {name: self[f"{kind}_{name}"] for name in names}
            yield RungRow(kind, kind in AUTOMATIC_RUNGS, **bound)

    def arguments(self) -> dict[str, Any]:
        """The rules as the service takes them; what is not a limit is a step of the ladder."""
        sent = self.cleaned_data
        limits = {name: sent[name] for name in self.base_fields if name != "evidence_megabytes"}
        steps = [Step(str(LADDER[0]), 0)]
        steps += [self._step(kind) for kind in LADDER[1:] if sent[f"{kind}_used"]]
        return {**limits, "evidence_bytes": sent["evidence_megabytes"] * MEGABYTE, "steps": steps}

    def _step(self, kind: RungKind) -> Step:
        sent = self.cleaned_data
        return Step(
            str(kind), sent[f"{kind}_after"] or 0, sent.get(f"{kind}_explain") or 0,
            sent.get(f"{kind}_by", ""), sent.get(f"{kind}_basis", ""),
        )  # fmt: skip

    @classmethod
    def start_from(cls, rules: SupervisionRules) -> dict[str, Any]:
        """The rules in force as the start of the next ones."""
        start = {name: getattr(rules, name) for name in cls.base_fields if hasattr(rules, name)}
        start["evidence_megabytes"] = rules.evidence_bytes // MEGABYTE
        for step in steps_of(rules):
            start |= {f"{step.rung}_used": True, f"{step.rung}_after": step.after}
            start |= {f"{step.rung}_{name}": getattr(step, name) for name in ("explain", "by", "basis")}
        return {**start, "effective_on": None, "source": ""}


class TermForm(Form):
    """The time limit of one kind of matter."""

    faults: ClassVar = {"starts_late": "effective_on", "source_missing": "source", "term_empty": "days"}
    kind = forms.ChoiceField(label="种类", choices=MatterKind.choices)
    effective_on = DayField(label="施行日期", help_text="从明天起；已交办的不变")
    days = number("办理时限（天）", 1, 730)
    day_kind = forms.ChoiceField(label="按", choices=DayKind.choices)
    receive_workdays = number("签收时限（工作日）", 1, 60)
    word_days = number("反馈间隔（自然日）", 1, 365)
    source = forms.CharField(label="依据", max_length=200)


class WorkFieldForm(Form):
    """领域: a new one, or another name for one there is."""

    faults: ClassVar = {"name_missing": "name", "name_taken": "name"}
    field_id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label="领域", max_length=20)
    position = number("次序", 0, 999)
