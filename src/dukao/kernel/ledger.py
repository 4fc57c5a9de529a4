"""Ledgers: what meets the conditions, a page at a time, at the same speed among a hundred or a million.

A page is a stretch of an index: it begins after the last row of the page before (keyset), never at an
offset, and counts go up to a bound. How many there are decides how a page is found: many are walked in
their order until the page is full, few are found by what makes them few and then sorted. Every question is
prepared: its SQL is written once for each form.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import BigIntegerField, Count, DateField, F, Field, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from dukao.kernel.actor import Actor
from dukao.kernel.counting import COUNT_LIMIT, count_words
from dukao.kernel.keyset import Cursor, beyond
from dukao.kernel.prepared import Prepared, Question, answers, together

PAGE = 50


class Conditions(Protocol):
    """What is asked for, hashable; ``given`` are the parts that are filled into a prepared question."""

    @property
    def given(self) -> tuple[object, ...]: ...

    @property
    def is_open(self) -> bool:
        """Nothing that is settled can be meant."""
        ...


class LedgerRow(Protocol):
    """``group`` is the key of its heading."""

    @property
    def group(self) -> str: ...


C = TypeVar("C", bound=Conditions)
R = TypeVar("R", bound=LedgerRow)


@dataclass(frozen=True)
class Asked(Generic[C]):
    """One question to a ledger: who asks, under which conditions, on which day.

    ``record`` is how far the journal had come before it was asked: while it is the same, findings are kept.
    """

    actor: Actor
    conditions: C
    day: date
    record: Hashable = None

    def under(self, conditions: C) -> Asked[C]:
        return replace(self, conditions=conditions)


@dataclass(frozen=True, slots=True)
class Heading:
    """Above the rows of one group; ``count`` goes up to a bound."""

    key: str
    label: str
    count: int

    @property
    def count_words(self) -> str:
        return count_words(self.count)


@dataclass(frozen=True, eq=False)
class LedgerPage(Generic[R]):
    """A stretch of the ledger with what stands above its groups; one found again is another page."""

    rows: list[R]
    headings: dict[str, Heading] = field(default_factory=dict)
    newer: Cursor | None = None
    older: Cursor | None = None


@dataclass(frozen=True)
class Grouping:
    """What a page is ordered by before the limit: ``column``, with values of that ``kind``, or nothing."""

    column: str = ""
    kind: Field[Any, Any] = field(default_factory=BigIntegerField)

    def value(self, group: str) -> Any:
        """``None`` for what no row is grouped by."""
        try:
            return self.kind.to_python(group)
        except ValidationError:
            return None


class Ledger(ABC, Generic[C, R]):
    """One room's ledger. The room says who sees what, how conditions read, and what a row shows."""

    #: What a question is filled in with, besides the place where a page begins; "today" is always among it.
    fields: ClassVar[Mapping[str, Field[Any, Any]]]
    groupings: ClassVar[Mapping[str, Grouping]]

    @abstractmethod
    def values(self, asked: Asked[C]) -> dict[str, Any]:
        """The parameters of a question, by the names of ``fields``."""

    @abstractmethod
    def reach(self, asked: Asked[C]) -> Hashable:
        """Whoever has the same sees the same."""

    @abstractmethod
    def form(self, conditions: C) -> C:
        """What fixes the SQL: the conditions without the values that are filled in."""

    @abstractmethod
    def seen(self, given: Mapping[str, Any], is_open: bool) -> QuerySet[Any]:
        """What the actor may see; ``is_open`` when only what is open is asked for in any case."""

    @abstractmethod
    def filled(self, form: C, given: Mapping[str, Any]) -> Q:
        """The conditions as rows of the database, with values or parameters."""

    @abstractmethod
    def shown(self, keys: QuerySet[Any, Any], day: Any, *order: Any) -> QuerySet[Any, Any]:
        """All that the rows of these keys show, in that order, as plain values."""

    @abstractmethod
    def rows(self, values: Iterable[tuple[Any, ...]], day: date, grouping: str, segment: str) -> list[R]: ...

    @abstractmethod
    def place(self, row: R) -> Cursor: ...

    @abstractmethod
    def heading(self, row: R, grouping: str) -> str: ...

    @abstractmethod
    def narrowed(self, conditions: C, grouping: str, group: str) -> C:
        """The conditions within one group."""

    @abstractmethod
    def sees_widely(self, actor: Actor) -> bool:
        """Most rows concern this actor; of the others, each sees few."""

    def segments(self, conditions: C, grouping: str) -> dict[str, C]:
        """The stretches a page is made of, one after another, by the key of their heading."""
        return {"": conditions}

    def segment_label(self, segment: str) -> str:
        return segment

    def page(
        self, asked: Asked[C], grouping: str, *, after: Cursor | None = None, before: Cursor | None = None,
        newest: bool = False, size: int = PAGE, known: Mapping[C, int] | None = None,
    ) -> LedgerPage[R]:  # fmt: skip
        """The rows after or before that place, at the beginning without either; from the end if ``newest``.

        ``known`` are counts somebody has asked for already.
        """
        pages, place = KEPT.of(self, asked).pages, (asked.conditions, grouping, after, before, newest, size)
        if place not in pages:
            pages[place] = self._page(asked, grouping, after, before, newest, size, known)
        return pages[place]

    def _page(
        self, asked: Asked[C], grouping: str, after: Cursor | None, before: Cursor | None, newest: bool,
        size: int, known: Mapping[C, int] | None,
    ) -> LedgerPage[R]:  # fmt: skip
        segments = self.segments(asked.conditions, grouping)
        counts = self.counted(asked, list(segments.values()), known)
        back = before is not None
        rows = self._take(asked, grouping, segments, counts, before or after, back, newest, size + 1)
        more = len(rows) > size
        rows = rows[:size][::-1] if back else rows[:size]
        first, last = (self.place(rows[0]), self.place(rows[-1])) if rows else (None, None)
        return LedgerPage(
            rows,
            self._headings(asked, grouping, rows, {name: counts[part] for name, part in segments.items()}),
            newer=first if (more if back else (before or after) is not None) else None,
            older=last if (more or back) else None,
        )  # fmt: skip

    def counted(
        self, asked: Asked[C], conditions: Sequence[C], known: Mapping[C, int] | None = None
    ) -> dict[C, int]:
        """How many the actor sees under each, up to the bound, in one query."""
        found = dict(known or {})
        wanted = [one for one in dict.fromkeys(conditions) if one not in found]
        return found | (self.counted_beside(asked, wanted)[0] if wanted else {})

    def counted_beside(
        self, asked: Asked[C], conditions: Sequence[C], *questions: Question
    ) -> tuple[dict[C, int], list[list[tuple[Any, ...]]]]:
        """The same, and what else the page must know: the rows of these questions, out of the same query."""
        kept = KEPT.of(self, asked).counts
        wanted = [one for one in dict.fromkeys(conditions) if one not in kept]
        if not wanted:
            return {one: kept[one] for one in conditions}, answers(questions)
        parts = [asked.under(one) for one in wanted]
        forms: tuple[Any, ...] = tuple(self.form(one) for one in wanted)
        given = {one.given for one in wanted if any(one.given)}
        if self.sees_widely(asked.actor) or len(given) > 1:
            each = [_count_question(self, form) for form in forms]
            counts, beside = together(
                [one.count(**self.values(part)) for one, part in zip(each, parts, strict=True)], questions
            )
        else:
            full = next((part for part in parts if any(part.conditions.given)), asked)
            totals = _totals_question(self, forms).asked(**self.values(full))
            rows, *beside = answers([totals, *questions])
            counts = [min(number, COUNT_LIMIT) for number in rows[0]] if rows else [0] * len(parts)
        kept |= zip(wanted, counts, strict=True)
        return {one: kept[one] for one in conditions}, beside

    def _take(
        self, asked: Asked[C], grouping: str, segments: dict[str, C], counts: Mapping[C, int],
        cursor: Cursor | None, back: bool, newest: bool, size: int,
    ) -> list[R]:  # fmt: skip
        names = list(segments)[::-1] if back else list(segments)
        here = names.index(cursor.group) if cursor and cursor.group in names else 0
        by = self.groupings[grouping]
        taken: list[R] = []
        for name in names[here:]:
            part = segments[name]
            count = counts[part]
            if not count or len(taken) == size:
                continue
            start = _start(cursor, by) if cursor and name == names[here] else {}
            form: Any = self.form(part)
            question = _page_question(self, form, by, back != newest, count < COUNT_LIMIT, bool(start), size)
            found = question.rows(**self.values(asked.under(part)), **start)
            taken += self.rows(found, asked.day, grouping, name)[: size - len(taken)]
        return taken

    def _headings(
        self, asked: Asked[C], grouping: str, rows: list[R], counts: dict[str, int]
    ) -> dict[str, Heading]:
        if list(counts) != [""]:
            return {name: Heading(name, self.segment_label(name), count) for name, count in counts.items()}
        if not self.groupings[grouping].column:
            return {}
        groups = {row.group: row for row in rows}
        parts = {group: self.narrowed(asked.conditions, grouping, group) for group in groups}
        found = self.counted(asked, list(parts.values()))
        return {
            group: Heading(group, self.heading(row, grouping), found[parts[group]])
            for group, row in groups.items()
        }


#: So many readers are remembered at once, and so much of each: whoever walks through it all fills no memory.
READERS_KEPT, PAGES_KEPT, COUNTS_KEPT = 64, 16, 512


@dataclass
class Found(Generic[C, R]):
    """What a ledger was found to hold for one reader; whoever reads it does not change it."""

    counts: dict[C, int] = field(default_factory=dict)
    pages: dict[tuple[Any, ...], LedgerPage[R]] = field(default_factory=dict)

    @property
    def is_full(self) -> bool:
        return len(self.pages) >= PAGES_KEPT or len(self.counts) >= COUNTS_KEPT


class _Kept:
    """What was found since the journal last went on, by ledger, reach and day."""

    def __init__(self) -> None:
        self._since: tuple[Hashable, dict[Hashable, Found[Any, Any]]] = (None, {})

    def of(self, ledger: Ledger[C, R], asked: Asked[C]) -> Found[C, R]:
        """To be read and added to; nothing is kept of a question without a record."""
        if asked.record is None:
            return Found()
        record, readers = self._since
        if record != asked.record or len(readers) > READERS_KEPT:
            readers = {}
            # Both at once: another thread never sees what was found on one record under the other.
            self._since = (asked.record, readers)
        reader = (ledger, ledger.reach(asked), asked.day)
        if reader not in readers or readers[reader].is_full:
            readers[reader] = Found()
        return readers[reader]

    def forget(self) -> None:
        """For tests, whose databases go back to where they were."""
        self._since = (None, {})


KEPT = _Kept()


def _start(cursor: Cursor, by: Grouping) -> dict[str, Any]:
    group = by.value(cursor.group) if by.column else ""
    if group is None:
        return {}
    start = {"due_on": cursor.due_on, "pk": cursor.pk}
    return {**start, "group": group} if by.column else start


@lru_cache(maxsize=1024)
def _page_question(
    ledger: Ledger[Any, Any], form: Any, by: Grouping, falling: bool, is_few: bool, goes_on: bool, size: int
) -> Prepared:
    """The page in its order: which rows first, out of an index, then all that they show."""
    names = [*([by.column] if by.column else []), "due_on", "pk"]
    order = [F(name).desc() if falling else F(name).asc() for name in names]
    first = Coalesce(F(names[0]), F(names[0]))  # no index is in this order, so that few are sorted
    found_order = [first.desc() if falling else first.asc(), *order[1:]] if is_few else order

    def ask(**given: Any) -> QuerySet[Any, Any]:
        found = ledger.seen(given, form.is_open).filter(ledger.filled(form, given))
        if goes_on:
            place = {name: given.get(name) for name in ("group", "due_on", "pk")}
            found = found.filter(beyond(by.column, falling, **place))
        return ledger.shown(found.order_by(*found_order).values("pk")[:size], given["today"], *order)

    start: dict[str, Field[Any, Any]] = {"due_on": DateField(), "pk": BigIntegerField(), "group": by.kind}
    return Prepared(ask, **ledger.fields, **(start if goes_on else {}))


@lru_cache(maxsize=1024)
def _count_question(ledger: Ledger[Any, Any], form: Any) -> Prepared:
    """One for each, up to the bound: whoever sees much never counts it all."""

    def ask(**given: Any) -> QuerySet[Any, Any]:
        found = ledger.seen(given, form.is_open).filter(ledger.filled(form, given))
        return found.annotate(one=Value(1)).values_list("one")[:COUNT_LIMIT]

    return Prepared(ask, **ledger.fields)


@lru_cache(maxsize=256)
def _totals_question(ledger: Ledger[Any, Any], forms: tuple[Any, ...]) -> Prepared:
    """All counts in one pass: what concerns one unit is little, and finding it costs more than counting."""
    is_open = all(form.is_open for form in forms)

    def ask(**given: Any) -> QuerySet[Any, Any]:
        seen = ledger.seen(given, is_open).annotate(one=Value(1)).values("one")
        totals = {
            f"n{place}": Count("pk", filter=ledger.filled(form, given)) for place, form in enumerate(forms)
        }
        return seen.annotate(**totals).values_list(*totals)

    return Prepared(ask, **ledger.fields)
