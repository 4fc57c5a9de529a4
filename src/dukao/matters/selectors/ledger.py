"""The ledger: what meets the conditions, a page at a time, at the same speed among a hundred or a million.

A page is a stretch of an index: it begins after the last row of the page before (keyset), never at an
offset, and counts go up to a bound. Grouped by lamp, the page takes one colour after another. How many
there are decides how a page is found: many are walked in their order until the page is full, few are found
by what makes them few and then sorted. Every question is prepared: its SQL is written once for each form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import models
from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from dukao.kernel.actor import Actor
from dukao.kernel.counting import COUNT_LIMIT
from dukao.kernel.prepared import Prepared, numbers
from dukao.kernel.roles import Role
from dukao.matters.models import Matter
from dukao.matters.selectors.conditions import LAMPS, LIT, Conditions, Days, meeting
from dukao.matters.selectors.entries import Entry, Row, rows_of, shown
from dukao.matters.selectors.seeing import Reach, reach_of, visible

PAGE = 50
#: Group -> the column that orders it; lamps are taken one after another instead.
GROUPS = {"lamp": "", "unit": "lead_unit", "field": "field", "flat": ""}
#: What a question to the ledger is filled in with.
FIELDS: dict[str, models.Field[Any, Any]] = {
    "own": models.BigIntegerField(), "below": models.CharField(), "supervised": models.CharField(),
    "today": models.DateField(), "sunday": models.DateField(), "month": models.DateField(),
    "silent": models.DateField(), "fields": models.BigIntegerField(), "years": models.IntegerField(),
    "unit": models.BigIntegerField(), "leader": models.BigIntegerField(), "search": models.CharField(),
    "group": models.BigIntegerField(), "due_on": models.DateField(), "pk": models.BigIntegerField(),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """One question to the ledger: who asks, under which conditions, on which day."""

    actor: Actor
    conditions: Conditions
    day: date

    def under(self, conditions: Conditions) -> Asked:
        return replace(self, conditions=conditions)

    @property
    def form(self) -> Conditions:
        """What fixes the SQL; the rest are its parameters."""
        asked = self.conditions
        return replace(
            asked, fields=(), years=(), unit_id=asked.unit_id and 1, leader_id=asked.leader_id and 1,
            search="?" if asked.search else "",
        )  # fmt: skip

    @property
    def values(self) -> dict[str, Any]:
        reach, days, asked = reach_of(self.actor), Days.of(self.day), self.conditions
        return {
            "own": reach.own, "below": reach.below, "supervised": reach.supervised, "today": days.today,
            "sunday": days.sunday, "month": days.month, "silent": days.silent, "fields": asked.fields,
            "years": asked.years, "unit": asked.unit_id, "leader": asked.leader_id, "search": asked.search,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cursor:
    """The place of a row in the order of the ledger."""

    group: str
    due_on: date
    pk: int

    @classmethod
    def read(cls, text: str) -> Cursor | None:
        """
        >>> str(Cursor.read("red_2026-10-15_7")), Cursor.read("red_2026-13-15_7"), Cursor.read("")
        ('red_2026-10-15_7', None, None)
        """
        group, _, rest = text.partition("_")
        day, _, pk = rest.partition("_")
        try:
            return cls(group, date.fromisoformat(day), int(pk)) if pk.isascii() and len(pk) < 19 else None
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{self.group}_{self.due_on.isoformat()}_{self.pk}"


@dataclass(frozen=True, slots=True)
class Heading:
    """Above the rows of one group; ``count`` goes up to a bound."""

    key: str
    label: str
    count: int


@dataclass(frozen=True)
class LedgerPage:
    """A stretch of the ledger with what stands above its groups."""

    rows: list[Row]
    headings: dict[str, Heading] = field(default_factory=dict)
    newer: Cursor | None = None
    older: Cursor | None = None


def ledger_page(
    asked: Asked, grouping: str, *, after: Cursor | None = None, before: Cursor | None = None,
    newest: bool = False, size: int = PAGE, known: Mapping[Conditions, int] | None = None,
) -> LedgerPage:  # fmt: skip
    """The rows after or before that place, at the beginning without either; from the end if ``newest``.

    ``known`` are counts somebody has asked for already.
    """
    segments = _segments(asked.conditions, grouping)
    counts = counted(asked, list(segments.values()), known)
    back, cursor = before is not None, before or after
    rows = _take(asked, grouping, segments, counts, cursor, back, newest, size + 1)
    more = len(rows) > size
    rows = rows[:size][::-1] if back else rows[:size]
    first, last = (_place(rows[0]), _place(rows[-1])) if rows else (None, None)
    return LedgerPage(
        rows, _headings(asked, grouping, rows, {name: counts[part] for name, part in segments.items()}),
        newer=first if (more if back else cursor is not None) else None,
        older=last if (more or back) else None,
    )  # fmt: skip


def _place(row: Row) -> Cursor:
    return Cursor(row.group, row.matter.due_on, row.matter.pk)


def page_counts(asked: Asked, grouping: str) -> list[Conditions]:
    """What a page wants to know the number of, so that it can be asked along with other counts."""
    return list(_segments(asked.conditions, grouping).values())


def _segments(asked: Conditions, grouping: str) -> dict[str, Conditions]:
    """The stretches a page is made of, one after another, by the key of their heading."""
    if grouping != "lamp":
        return {"": asked}
    lamps = [lamp for lamp in (asked.lamps or LAMPS) if asked.view != "lit" or lamp in LIT]
    # What is lit is in hand, and what is open under that lamp: the shorter condition finds its index.
    view = "open" if asked.view == "lit" else asked.view
    return {lamp: replace(asked, view=view, lamps=(lamp,)) for lamp in LAMPS if lamp in lamps}


def _take(
    asked: Asked, grouping: str, segments: dict[str, Conditions], counts: Mapping[Conditions, int],
    cursor: Cursor | None, back: bool, newest: bool, size: int,
) -> list[Row]:  # fmt: skip
    names = list(segments)[::-1] if back else list(segments)
    here = names.index(cursor.group) if cursor and cursor.group in names else 0
    column = GROUPS[grouping]
    taken: list[Row] = []
    for name in names[here:]:
        count = counts[segments[name]]
        if not count or len(taken) == size:
            continue
        start = cursor if name == names[here] else None
        if start and column and not start.group.isdigit():
            start = None
        question = _page_question(
            asked.under(segments[name]).form, column, back != newest, count < COUNT_LIMIT, start is not None,
            size,
        )  # fmt: skip
        values = asked.under(segments[name]).values | _cursor_values(start, column)
        rows = rows_of(question.rows(**values), asked.day, _grouped(grouping, name))
        taken += rows[: size - len(taken)]
    return taken


def _cursor_values(start: Cursor | None, column: str) -> dict[str, Any]:
    if start is None:
        return {}
    return {"group": int(start.group) if column else None, "due_on": start.due_on, "pk": start.pk}


def _grouped(grouping: str, name: str) -> Callable[[Entry], str]:
    if grouping == "unit":
        return lambda entry: str(entry.lead_unit_id)
    return (lambda entry: str(entry.field_id)) if grouping == "field" else (lambda entry: name)


@lru_cache(maxsize=512)
def _page_question(
    form: Conditions, column: str, falling: bool, is_few: bool, goes_on: bool, size: int
) -> Prepared:
    """The page in its order: which rows first, out of an index, then all that they show."""
    names = [*([f"{column}_id"] if column else []), "due_on", "pk"]
    order = [F(name).desc() if falling else F(name).asc() for name in names]
    first = Coalesce(F(names[0]), F(names[0]))  # no index is in this order, so that few are sorted
    found_order = [first.desc() if falling else first.asc(), *order[1:]] if is_few else order

    def ask(**given: Any) -> QuerySet[Matter, Any]:
        found = _found(form, given)
        if goes_on:
            found = found.filter(_beyond(given, column, falling))
        page = found.order_by(*found_order).values("pk")[:size]
        return shown(Matter.objects.filter(pk__in=page), given["today"], *order)

    return Prepared(ask, **FIELDS)


def _found(form: Conditions, given: Mapping[str, Any], narrowed: Q | None = None) -> QuerySet[Matter]:
    reach = Reach(given["own"], given["below"], given["supervised"])
    return visible(reach, given["today"], narrowed).filter(_filled(form, given))


def _filled(form: Conditions, given: Mapping[str, Any]) -> Q:
    asked = replace(
        form, fields=given["fields"], years=given["years"], unit_id=given["unit"] if form.unit_id else None,
        leader_id=given["leader"] if form.leader_id else None, search=given["search"] if form.search else "",
    )  # fmt: skip
    return meeting(asked, Days(given["today"], given["sunday"], given["month"], given["silent"]))


def _beyond(given: Mapping[str, Any], column: str, falling: bool) -> Q:
    """Rows on the other side of the cursor; the first part is what an index is entered by."""
    sign, due_on, group = "lt" if falling else "gt", given["due_on"], given["group"]
    inner = Q(**{f"due_on__{sign}e": due_on}) & (
        Q(**{f"due_on__{sign}": due_on}) | Q(**{f"pk__{sign}": given["pk"]})
    )
    if not column:
        return inner
    return Q(**{f"{column}_id__{sign}e": group}) & (
        Q(**{f"{column}_id__{sign}": group}) | Q(**{column: group}) & inner
    )


def counted(
    asked: Asked, conditions: Sequence[Conditions], known: Mapping[Conditions, int] | None = None
) -> dict[Conditions, int]:
    """How many the actor sees under each, up to the bound, in one query."""
    found = dict(known or {})
    wanted = [one for one in dict.fromkeys(conditions) if one not in found]
    if not wanted:
        return found
    parts = [asked.under(one) for one in wanted]
    given = {one.given for one in wanted if any(one.given)}
    if reach_of(asked.actor).supervised or len(given) > 1:
        counts = numbers([_count_question(part.form).count(**part.values) for part in parts])
    else:
        full = next((part for part in parts if any(part.conditions.given)), asked)
        rows = _totals_question(tuple(part.form for part in parts)).rows(**full.values)
        counts = [min(number, COUNT_LIMIT) for number in rows[0]] if rows else [0] * len(parts)
    return found | dict(zip(wanted, counts, strict=True))


@lru_cache(maxsize=512)
def _count_question(form: Conditions) -> Prepared:
    """One for each, up to the bound: whoever sees much never counts it all."""

    def ask(**given: Any) -> QuerySet[Matter, Any]:
        return _found(form, given).annotate(one=Value(1)).values_list("one")[:COUNT_LIMIT]

    return Prepared(ask, **FIELDS)


@lru_cache(maxsize=128)
def _totals_question(forms: tuple[Conditions, ...]) -> Prepared:
    """All counts in one pass: a unit's own matters are few, and finding them costs more than counting."""
    narrowed = Q(is_open=True) if all(form.is_open for form in forms) else None

    def ask(**given: Any) -> QuerySet[Matter, Any]:
        reach = Reach(given["own"], given["below"], given["supervised"])
        seen = visible(reach, given["today"], narrowed).annotate(one=Value(1)).values("one")
        totals = {f"n{place}": Count("pk", filter=_filled(form, given)) for place, form in enumerate(forms)}
        return seen.annotate(**totals).values_list(*totals)

    return Prepared(ask, **FIELDS)


def _headings(asked: Asked, grouping: str, rows: list[Row], counts: dict[str, int]) -> dict[str, Heading]:
    if grouping == "lamp":
        return {lamp: Heading(lamp, LAMPS[lamp], count) for lamp, count in counts.items()}
    if not GROUPS[grouping]:
        return {}
    groups = {row.group: row.matter for row in rows}
    found = counted(asked, [_narrowed(asked.conditions, grouping, int(group)) for group in groups])
    return {
        group: Heading(
            group, (matter.unit or "") if grouping == "unit" else matter.field,
            found[_narrowed(asked.conditions, grouping, int(group))],
        )
        for group, matter in groups.items()
    }  # fmt: skip


def _narrowed(asked: Conditions, grouping: str, group: int) -> Conditions:
    return replace(asked, unit_id=group) if grouping == "unit" else replace(asked, fields=(group,))


def tab_conditions(actor: Actor) -> dict[str, Conditions]:
    """Tabs with a count; lamps under their colours, of which "lit" is the sum."""
    views = ["open", "week", "silent", "leader", *(["sign"] if actor.has(Role.OFFICE) else [])]
    lamps = {lamp: Conditions(lamps=(lamp,)) for lamp in LIT}
    return {view: Conditions(view=view) for view in views} | lamps


def tab_counts(actor: Actor, day: date, known: Mapping[Conditions, int] | None = None) -> dict[str, int]:
    """How many stand on each tab, up to the bound."""
    tabs = tab_conditions(actor)
    found = counted(Asked(actor, Conditions(), day), list(tabs.values()), known)
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
