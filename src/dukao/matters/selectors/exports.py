"""Matters and decisions as rows of text: what can be read back first, then what the ledger adds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.db.models import QuerySet

from dukao.kernel.clock import local_day
from dukao.matters.intake.columns import BY_KEY
from dukao.matters.intake.parts import written
from dukao.matters.models import LookBack, Matter
from dukao.matters.selectors.decisions import DecisionRow
from dukao.matters.selectors.listing import MatterRow, matter_rows
from dukao.matters.selectors.meaning import BY_TERM, ON_DAY
from dukao.organisations.selectors import people_by_name, posts_by_person, units_on, versions_by_unit
from dukao.organisations.vocabulary import Tree

#: Of decisions, instructions and look-backs no list to take away is longer.
LIST_LIMIT = 5000
#: Columns an import reads back.
READ_BACK = (
    "title", "kind", "field", "due", "due_kind", "path", "milestones", "standard", "lead", "assisting",
    "leader", "regime", "legal_basis", "label", "paragraph", "text",
)  # fmt: skip
MATTER_HEAD = (
    "编号", *(BY_KEY[key].title for key in READ_BACK), "来源决策", "文号", "状态", "进度", "灯", "交办日",
    "销号时间", "销号人",
)  # fmt: skip
DECISION_HEAD = (
    "日期", "种类", "层级", "标题", "文号", "作出者", "批示领导", "督办范围", "段落", "待分解", "事项",
    "已销号",
)  # fmt: skip
LEDGER_HEAD = (
    "序号", "来源", "日期", "批示领导", "安排事项", "编号", "牵头单位", "协办单位", "责任领导", "完成时限",
    "状态", "进度", "灯", "销号人", "销号时间", "销号意见",
)  # fmt: skip
LOOKBACK_HEAD = (
    "编号", "事项", "牵头单位", "销号日", "计划日期", "结论", "情况", "回头看的人", "时间",
)  # fmt: skip
_BATCH = 500


def exported_matters(matters: QuerySet[Matter], day: date) -> Iterator[tuple[str, ...]]:
    """One row a matter, by number. Names that several units or people bear carry what tells them apart."""
    names = _Names(day)
    keys = list(matters.order_by("number").values_list("pk", flat=True))
    for start in range(0, len(keys), _BATCH):
        rows = matter_rows(Matter.objects.filter(pk__in=keys[start : start + _BATCH]).order_by("number"), day)
        names.learn(rows)
        for row in rows:
            yield _matter(row, names)


def exported_decisions(rows: Iterable[DecisionRow]) -> Iterator[tuple[str, ...]]:
    for row in rows:
        one = row.decision
        yield (
            one.decided_on.isoformat(), one.get_kind_display(), one.get_level_display(), one.title,
            one.number, one.decided_by, one.leader.name if one.leader else "", row.owner_name,
            str(row.paragraphs), str(row.open_paragraphs), str(row.matters), str(row.closed),
        )  # fmt: skip


def exported_ledger(rows: Iterable[MatterRow]) -> Iterator[tuple[str, ...]]:
    for number, row in enumerate(rows, start=1):
        one = row.matter
        decision = one.paragraph.decision if one.paragraph else None
        yield (
            str(number), decision.title if decision else "",
            decision.decided_on.isoformat() if decision else "",
            decision.leader.name if decision and decision.leader else "", one.title, one.number, row.lead,
            "、".join(row.assisting), one.leader.name if one.leader else "", one.due_on.isoformat(),
            one.get_state_display(), f"{one.percent}%", row.light.finding,
            one.closed_by.name if one.closed_by else "", _day(one.closed_at),
            one.opinion if one.closed_at else "",
        )  # fmt: skip


def exported_lookbacks(rows: Iterable[LookBack], day: date) -> Iterator[tuple[str, ...]]:
    listed = list(rows)
    leads = versions_by_unit([look.matter.lead_unit_id for look in listed], day)
    for look in listed:
        one = look.matter
        yield (
            one.number, one.title, leads[one.lead_unit_id].short_name, _day(one.closed_at),
            look.planned_on.isoformat(), look.get_finding_display(), look.opinion,
            look.done_by.name if look.done_by else "", _day(look.done_at),
        )  # fmt: skip


class _Names:
    """Names that mean one unit or one person only."""

    def __init__(self, day: date) -> None:
        self._day = day
        living = [version for tree in (Tree.ADMINISTRATIVE, Tree.PARTY) for version in units_on(day, tree)]
        shared = Counter(version.short_name for version in living)
        self._units = {
            version.unit_id: version.short_name
            if shared[version.short_name] == 1
            else f"{version.unit.code} {version.short_name}"
            for version in living
        }
        self._people: dict[int, str] = {}

    def learn(self, rows: list[MatterRow]) -> None:
        """People of these rows; one whose name another bears is told by the unit."""
        leaders = {row.matter.leader_id: row.matter.leader for row in rows if row.matter.leader}
        same = people_by_name({person.name for person in leaders.values()})
        doubtful = [pk for pk, person in leaders.items() if pk is not None and len(same[person.name]) > 1]
        posts = posts_by_person(doubtful, self._day) if doubtful else {}
        for pk, person in leaders.items():
            held = posts.get(pk or 0, [])
            unit = f"（{self.unit(held[0].unit_id)}）" if held else ""
            self._people[pk or 0] = person.name + unit

    def unit(self, unit_id: int) -> str:
        if unit_id not in self._units:  # it has ended; its last name
            self._units[unit_id] = versions_by_unit([unit_id], self._day)[unit_id].short_name
        return self._units[unit_id]

    def person(self, person_id: int | None) -> str:
        return self._people.get(person_id or 0, "")


def _matter(row: MatterRow, names: _Names) -> tuple[str, ...]:
    one = row.matter
    paragraph = one.paragraph
    nodes = [(node.due_on, node.percent, node.title) for node in one.milestones.all()]
    return (
        one.number, one.title, one.get_kind_display(), one.field.name, one.due_on.isoformat(),
        ON_DAY if one.days is None else BY_TERM, one.path, written(nodes), one.standard,
        names.unit(one.lead_unit_id), "、".join(names.unit(unit.pk) for unit in one.assisting.all()),
        names.person(one.leader_id), one.get_regime_display(), one.legal_basis, one.get_label_display(),
        paragraph.heading if paragraph else "", paragraph.text if paragraph else "",
        paragraph.decision.title if paragraph else "", paragraph.decision.number if paragraph else "",
        one.get_state_display(), f"{one.percent}%", row.light.finding,
        one.assigned_on.isoformat() if one.assigned_on else "",
        _day(one.closed_at), one.closed_by.name if one.closed_by else "",
    )  # fmt: skip


def _day(at: datetime | None) -> str:
    return local_day(at).isoformat() if at else ""
