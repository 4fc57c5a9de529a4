"""Problems as the ledger shows them, read as plain values: one query, whatever a row shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Any

from django.db.models import FilteredRelation, QuerySet, Subquery

from dukao.issues.lights import Course, Limits, light
from dukao.issues.models import Problem, RectificationRules
from dukao.issues.selectors.rules import rules_on
from dukao.issues.vocabulary import ProblemKind, ProblemState, Severity, Source
from dukao.kernel.light import Light
from dukao.kernel.regimes import SecrecyLabel
from dukao.kernel.validity import holds_on
from dukao.kernel.workdays import WorkCalendar
from dukao.organisations.selectors import versions_by_unit, work_calendar


@dataclass(frozen=True, slots=True)
class Entry:
    """One problem with what a row shows of it, names instead of objects."""

    pk: int
    number: str
    title: str
    label: str
    source: str
    severity: str
    kind: str
    state: str
    assigned_on: date | None
    plan_by: date | None
    planned_on: date | None
    due_on: date
    word_days: int
    last_word_on: date | None
    verify_by: date | None
    returns: int
    rebounds: int
    closed_on: date | None
    unit_id: int
    unit: str | None

    def get_state_display(self) -> str:
        """As a problem itself says it: marks are drawn of either."""
        return ProblemState(self.state).label

    def get_severity_display(self) -> str:
        return Severity(self.severity).label

    def get_kind_display(self) -> str:
        return ProblemKind(self.kind).label

    def get_source_display(self) -> str:
        return Source(self.source).label

    @property
    def label_word(self) -> str:
        return SecrecyLabel(self.label).label

    @property
    def course(self) -> Course:
        return Course(
            self.state, self.due_on, self.plan_by, self.planned_on, self.last_word_on, self.word_days,
            self.returns, self.verify_by,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the ledger; ``group`` is the key of its heading."""

    problem: Entry
    group: str
    light: Light


_OWN = (*(one.name for one in fields(Entry) if one.name != "unit"), "place__short_name")
_LIMITS = Limits._fields


def shown(problems: QuerySet[Problem], day: Any, *order: Any) -> QuerySet[Problem, tuple[Any, ...]]:
    """The values of these problems in that order, with what the rules say of lamps."""
    rules = RectificationRules.objects.filter(effective_on__lte=day).order_by("-effective_on")
    return (
        problems.annotate(
            place=FilteredRelation("unit__versions", condition=holds_on(day, "unit__versions__")),
            **{f"rules_{name}": Subquery(rules.values(name)[:1]) for name in _LIMITS},
        )
        .order_by(*order)
        .values_list(*_OWN, *(f"rules_{name}" for name in _LIMITS))
    )


def rows_of(
    values: Iterable[tuple[Any, ...]], day: date, group: Callable[[Entry], str] = lambda _: ""
) -> list[Row]:
    """Rows as they are shown, each with its lamp."""
    found = list(values)
    if not found:
        return []
    calendar = work_calendar()
    # Before the first rules the first hold, which the query does not look for.
    first = None if found[0][len(_OWN)] is not None else Limits(*attrgetter(*_LIMITS)(rules_on(day)))
    read = [_read(line, first, calendar, day) for line in found]
    missing = [entry.unit_id for entry, _ in read if entry.unit is None]
    # A unit that has ended keeps the name it last had.
    ended = versions_by_unit(missing, day) if missing else {}
    rows = []
    for entry, shone in read:
        place = ended.get(entry.unit_id)
        named = replace(entry, unit=place.short_name) if place else entry
        rows.append(Row(named, group(named), shone))
    return rows


@lru_cache(maxsize=2048)
def _read(
    line: tuple[Any, ...], limits: Limits | None, calendar: WorkCalendar, day: date
) -> tuple[Entry, Light]:
    """A problem and its lamp from what the database says; a list reads what it has read lately once."""
    own = len(_OWN)
    entry = Entry(*line[:own])
    return entry, light(entry.course, limits or Limits(*line[own:]), calendar, day)
