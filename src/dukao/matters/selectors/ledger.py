"""The ledger of matters: grouped by lamp, unit or field, the page takes one colour after another."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar

from django.db.models import BigIntegerField, CharField, DateField, F, IntegerField, Q, QuerySet

from dukao.kernel import ledger
from dukao.kernel.actor import Actor
from dukao.kernel.counting import COUNT_LIMIT
from dukao.kernel.keyset import Cursor
from dukao.kernel.ledger import Grouping
from dukao.kernel.roles import Role
from dukao.matters.models import Matter
from dukao.matters.selectors.conditions import LAMPS, LIT, Conditions, Days, meeting
from dukao.matters.selectors.entries import Row, rows_of, shown
from dukao.matters.selectors.seeing import Reach, reach_of, visible

Asked = ledger.Asked[Conditions]


class MatterLedger(ledger.Ledger[Conditions, Row]):
    """What the office supervises, in hand or settled."""

    fields: ClassVar = {
        "own": BigIntegerField(), "below": CharField(), "supervised": CharField(), "today": DateField(),
        "sunday": DateField(), "month": DateField(), "silent": DateField(), "fields": BigIntegerField(),
        "years": IntegerField(), "unit": BigIntegerField(), "leader": BigIntegerField(),
        "search": CharField(),
    }  # fmt: skip
    groupings: ClassVar = {
        "lamp": Grouping(), "unit": Grouping("lead_unit_id"), "field": Grouping("field_id"),
        "flat": Grouping(),
    }  # fmt: skip

    def reach(self, asked: Asked) -> Hashable:
        return reach_of(asked.actor)

    def form(self, conditions: Conditions) -> Conditions:
        asked = conditions
        return replace(
            asked, fields=(), years=(), unit_id=asked.unit_id and 1, leader_id=asked.leader_id and 1,
            search="?" if asked.search else "",
        )  # fmt: skip

    def values(self, asked: Asked) -> dict[str, Any]:
        reach, days, conditions = reach_of(asked.actor), Days.of(asked.day), asked.conditions
        return {
            "own": reach.own, "below": reach.below, "supervised": reach.supervised, "today": days.today,
            "sunday": days.sunday, "month": days.month, "silent": days.silent, "fields": conditions.fields,
            "years": conditions.years, "unit": conditions.unit_id, "leader": conditions.leader_id,
            "search": conditions.search,
        }  # fmt: skip

    def seen(self, given: Mapping[str, Any], is_open: bool) -> QuerySet[Matter]:
        reach = Reach(given["own"], given["below"], given["supervised"])
        return visible(reach, given["today"], Q(is_open=True) if is_open else None)

    def filled(self, form: Conditions, given: Mapping[str, Any]) -> Q:
        asked = replace(
            form, fields=given["fields"], years=given["years"],
            unit_id=given["unit"] if form.unit_id else None,
            leader_id=given["leader"] if form.leader_id else None,
            search=given["search"] if form.search else "",
        )  # fmt: skip
        return meeting(asked, Days(given["today"], given["sunday"], given["month"], given["silent"]))

    def shown(self, keys: QuerySet[Any, Any], day: Any, *order: Any) -> QuerySet[Any, Any]:
        return shown(Matter.objects.filter(pk__in=keys), day, *order)

    def rows(self, values: Iterable[tuple[Any, ...]], day: date, grouping: str, segment: str) -> list[Row]:
        if grouping == "unit":
            return rows_of(values, day, lambda entry: str(entry.lead_unit_id))
        if grouping == "field":
            return rows_of(values, day, lambda entry: str(entry.field_id))
        return rows_of(values, day, lambda _: segment)

    def place(self, row: Row) -> Cursor:
        return Cursor(row.group, row.matter.due_on, row.matter.pk)

    def heading(self, row: Row, grouping: str) -> str:
        return (row.matter.unit or "") if grouping == "unit" else row.matter.field

    def narrowed(self, conditions: Conditions, grouping: str, group: str) -> Conditions:
        if grouping == "unit":
            return replace(conditions, unit_id=int(group))
        return replace(conditions, fields=(int(group),))

    def sees_widely(self, actor: Actor) -> bool:
        return bool(reach_of(actor).supervised)

    def segments(self, conditions: Conditions, grouping: str) -> dict[str, Conditions]:
        if grouping != "lamp":
            return {"": conditions}
        asked = conditions
        lamps = [lamp for lamp in (asked.lamps or LAMPS) if asked.view != "lit" or lamp in LIT]
        # What is lit is in hand, and what is open under that lamp: the shorter condition finds its index.
        view = "open" if asked.view == "lit" else asked.view
        return {lamp: replace(asked, view=view, lamps=(lamp,)) for lamp in LAMPS if lamp in lamps}

    def segment_label(self, segment: str) -> str:
        return LAMPS[segment]


MATTERS = MatterLedger()


def tab_conditions(actor: Actor) -> dict[str, Conditions]:
    """Tabs with a count; lamps under their colours, of which "lit" is the sum."""
    views = ["open", "week", "silent", "leader", *(["sign"] if actor.has(Role.OFFICE) else [])]
    lamps = {lamp: Conditions(lamps=(lamp,)) for lamp in LIT}
    return {view: Conditions(view=view) for view in views} | lamps


def tab_counts(actor: Actor, day: date, known: Mapping[Conditions, int] | None = None) -> dict[str, int]:
    """How many stand on each tab, up to the bound."""
    tabs = tab_conditions(actor)
    found = MATTERS.counted(Asked(actor, Conditions(), day), list(tabs.values()), known)
    counts = {name: found[part] for name, part in tabs.items()}
    lit = sum(counts.pop(lamp) for lamp in LIT)
    return counts | {"lit": min(lit, COUNT_LIMIT)}


#: What one export holds; whoever needs more asks for it year by year.
EXPORT_LIMIT = 20_000
#: So many are read at a time.
BATCH = 500


def rows_to_export(found: QuerySet[Matter], day: date) -> Iterator[Row]:
    """Rows in the order of their limits, some hundreds at a time."""
    ids = list(found.order_by("due_on", "pk").values_list("pk", flat=True)[:EXPORT_LIMIT])
    for start in range(0, len(ids), BATCH):
        batch = Matter.objects.filter(pk__in=ids[start : start + BATCH])
        yield from rows_of(shown(batch, day, F("due_on"), F("pk")), day)
