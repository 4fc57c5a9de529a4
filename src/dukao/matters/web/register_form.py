"""The form of one matter: what, by when, how, and by what it is judged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict

from dukao.kernel.regimes import Regime, SecrecyLabel
from dukao.kernel.terms import DayKind, limit_day
from dukao.matters.selectors import term_on, work_fields
from dukao.matters.services import MatterDraft, Node
from dukao.matters.vocabulary import MatterKind
from dukao.organisations.fields import PersonField, UnitField, UnitsField
from dukao.organisations.selectors import versions_by_unit, work_calendar
from dukao.ui.formats import day_year
from dukao.ui.forms import DayField, DraftForm

if TYPE_CHECKING:
    from dukao.matters.models import Matter

#: Empty lines for milestones; more appear as they are filled.
SPARE_NODES = 3
MOST_NODES = 12
#: The bases that most matters rest on; any other may be written.
USUAL_BASES = ("《政府督查工作条例》第十一条", "《中国共产党党内法规执行责任制规定（试行）》")


class MatterForm(DraftForm):
    paragraph_id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = forms.CharField(
        label="事项", max_length=120, help_text="做什么、做到什么程度，例如：城市燃气管网更新改造 70 公里",
        error_messages={"required": "请写明事项：做什么、做到什么程度"},
    )  # fmt: skip
    kind = forms.ChoiceField(label="种类和时限")
    due_on = DayField(label="完成时限", required=False, help_text="不填就按种类的时限，从交办日算起")
    field_id = forms.TypedChoiceField(label="领域", coerce=int, error_messages={"required": "请选择领域"})
    lead_unit_id = UnitField(label="牵头单位", help_text="填代码或名称，从提示里选")
    assisting_ids = UnitsField(label="协办单位", required=False, help_text="每行一个，或用顿号隔开")
    leader_id = PersonField(label="责任领导", required=False, help_text="填姓名")
    owner_id = UnitField(label="督办范围", help_text="谁的决策，由那里的督考办督办")
    regime = forms.ChoiceField(label="督查性质", choices=Regime.choices)
    legal_basis = forms.CharField(
        label="法定依据", max_length=200, error_messages={"required": "请写明法定依据"}
    )
    label = forms.ChoiceField(label="知悉范围", choices=SecrecyLabel.choices)
    path = forms.CharField(
        label="实现路径", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    standard = forms.CharField(
        label="考评标准", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="凭什么算办完，销号时照这一条核对",
    )  # fmt: skip

    def __init__(self, *args: Any, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds_with_limits(day)  # type: ignore[attr-defined]
        fields = [("", "请选择"), *((one.pk, one.name) for one in work_fields())]
        self.fields["field_id"].choices = fields  # type: ignore[attr-defined]
        self.nodes = nodes_in(self.data) if isinstance(self.data, QueryDict) else []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for node in self.nodes:
            if node.is_begun and node.error:
                self.add_error(None, node.error)
        return cleaned

    def draft(self) -> MatterDraft:
        return MatterDraft(
            **self.written(), milestones=tuple(node.read() for node in self.nodes if node.is_begun)
        )


@dataclass(frozen=True, slots=True)
class NodeRow:
    """One line of milestones as it was typed."""

    due_on: str = ""
    percent: str = ""
    title: str = ""

    @property
    def is_begun(self) -> bool:
        return bool(self.due_on or self.percent or self.title)

    @property
    def error(self) -> str:
        try:
            date.fromisoformat(self.due_on)
        except ValueError:
            return f"节点“{self.title or '未命名'}”的日期看不懂，请按 2026-09-30 的格式填写。"
        if not (self.percent.isascii() and self.percent.isdigit() and len(self.percent) < 4):
            return f"节点“{self.title or '未命名'}”的累计进度填 1 到 100 的整数。"
        if not self.title:
            return f"{self.due_on} 的节点没有名称。"
        return "" if len(self.title) <= 80 else "节点名称最多 80 个字。"

    def read(self) -> Node:
        return Node(date.fromisoformat(self.due_on), int(self.percent), self.title)


def nodes_in(sent: QueryDict) -> list[NodeRow]:
    lists = [
        [one.strip() for one in sent.getlist(name)] for name in ("node_on", "node_percent", "node_title")
    ]
    return [NodeRow(*parts) for parts in zip(*lists, strict=False)][:MOST_NODES]


def rows_to_show(nodes: list[NodeRow]) -> list[NodeRow]:
    """What was typed, and some empty lines."""
    begun = [node for node in nodes if node.is_begun]
    return begun + [NodeRow()] * min(SPARE_NODES, MOST_NODES - len(begun))


def kinds_with_limits(day: date) -> list[tuple[str, str]]:
    """Each kind with its time limit, and the day it would end when assigned today."""
    calendar = work_calendar()
    options = []
    for kind in MatterKind:
        term = term_on(kind, day)
        end = limit_day(day, term.days, term.day_kind, calendar)
        limit = f"{term.days} 个{DayKind(term.day_kind).label}，今天交办到 {day_year(end)}"
        options.append((str(kind), f"{kind.label}（{limit}）"))
    return options


#: What stands in the form as it stands in the matter.
_SAME = (
    "title", "kind", "field_id", "regime", "legal_basis", "label", "path", "standard", "paragraph_id",
    "revision",
)  # fmt: skip


def said_of(matter: Matter, day: date) -> tuple[dict[str, Any], list[NodeRow]]:
    """What the matter says of itself, as the form shows it."""
    assisting = list(matter.assisting.values_list("pk", flat=True))
    places = versions_by_unit([matter.owner_id, matter.lead_unit_id, *assisting], day)
    named = {unit: f"{place.unit.code} {place.short_name}" for unit, place in places.items()}
    said = {name: getattr(matter, name) for name in _SAME}
    said |= {
        "due_on": None if matter.days else matter.due_on, "owner_id": named[matter.owner_id],
        "lead_unit_id": named[matter.lead_unit_id],
        "assisting_ids": "\n".join(named[unit] for unit in assisting),
        "leader_id": matter.leader.name if matter.leader else "",
    }  # fmt: skip
    nodes = [
        NodeRow(node.due_on.isoformat(), str(node.percent), node.title) for node in matter.milestones.all()
    ]
    return said, nodes
