"""Matters as the ledger shows them, read as plain values: one query, whatever a row shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any

from django.db.models import F, FilteredRelation, OuterRef, QuerySet, Subquery

from dukao.kernel.light import Light
from dukao.kernel.regimes import Regime, SecrecyLabel
from dukao.kernel.validity import holds_on
from dukao.kernel.workdays import WorkCalendar
from dukao.matters.lights import Course, Limits, light
from dukao.matters.models import Matter, Rung, SupervisionRules
from dukao.matters.selectors.rules import rules_on
from dukao.matters.vocabulary import MatterState, RungKind, RungState
from dukao.organisations.selectors import versions_by_unit, work_calendar


@dataclass(frozen=True, slots=True)
class Node:
    """A milestone."""

    due_on: date
    percent: int
    title: str
    reached_on: date | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One matter with what a row shows of it, names instead of objects."""

    pk: int
    number: str
    title: str
    label: str
    regime: str
    state: str
    percent: int
    assigned_on: date | None
    receive_by: date | None
    due_on: date
    word_days: int
    last_word_on: date | None
    returns: int
    closed_at: datetime | None
    lead_unit_id: int
    field_id: int
    field: str
    leader: str | None
    unit: str | None
    unit_name: str | None
    rung: str | None
    nodes: tuple[Node, ...] = ()

    def get_state_display(self) -> str:
        """As a matter itself says it: marks are drawn of either."""
        return MatterState(self.state).label

    @property
    def label_word(self) -> str:
        return SecrecyLabel(self.label).label

    @property
    def regime_word(self) -> str:
        return Regime(self.regime).label

    @property
    def rung_word(self) -> str:
        return RungKind(self.rung).label if self.rung else ""

    @property
    def course(self) -> Course:
        return Course(
            self.state, self.assigned_on, self.due_on, self.percent,
            tuple((node.due_on, node.percent) for node in self.nodes), self.receive_by, self.last_word_on,
            self.word_days, self.returns,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the ledger; ``group`` is the key of its heading."""

    matter: Entry
    group: str
    light: Light
    planned: int


#: In the order of :class:`Entry`, then the rules' limits, then one milestone.
_OWN = (
    "pk", "number", "title", "label", "regime", "state", "percent", "assigned_on", "receive_by", "due_on",
    "word_days", "last_word_on", "returns", "closed_at", "lead_unit_id", "field_id", "field__name",
    "leader__name", "place__short_name", "place__name", "rung",
)  # fmt: skip
_LIMITS = Limits._fields
_NODE = ("milestones__due_on", "milestones__percent", "milestones__title", "milestones__reached_on")
#: Rungs that are no rungs yet, or no longer.
NOT_CLIMBED = (RungState.PROPOSED, RungState.DECLINED, RungState.LAPSED)


def shown(matters: QuerySet[Matter], day: Any, *order: Any) -> QuerySet[Matter, tuple[Any, ...]]:
    """The values of these matters in that order, one row for each milestone."""
    rules = SupervisionRules.objects.filter(effective_on__lte=day).order_by("-effective_on")
    climbed = Rung.objects.filter(matter=OuterRef("pk"), ended_on=None).exclude(state__in=NOT_CLIMBED)
    return (
        matters.annotate(
            place=FilteredRelation("lead_unit__versions", condition=holds_on(day, "lead_unit__versions__")),
            rung=Subquery(climbed.order_by("-pk").values("kind")[:1]),
            **{f"rules_{name}": Subquery(rules.values(name)[:1]) for name in _LIMITS},
        )
        .order_by(*order, F("milestones__due_on"), F("milestones__percent"))
        .values_list(*_OWN, *(f"rules_{name}" for name in _LIMITS), *_NODE)
    )


def rows_of(
    values: Iterable[tuple[Any, ...]], day: date, group: Callable[[Entry], str] = lambda _: ""
) -> list[Row]:
    """Rows as they are shown, each with its lamp and the plan of the day."""
    found = [tuple(lines) for _, lines in groupby(values, key=itemgetter(0))]
    if not found:
        return []
    calendar = work_calendar()
    # Before the first rules the first hold, which the query does not look for.
    first = None if found[0][0][len(_OWN)] is not None else Limits(*attrgetter(*_LIMITS)(rules_on(day)))
    read = [_read(lines, first, calendar, day) for lines in found]
    missing = [entry.lead_unit_id for entry, _, _ in read if entry.unit is None]
    # A unit that has ended keeps the name it last had.
    ended = versions_by_unit(missing, day) if missing else {}
    rows = []
    for entry, shone, planned in read:
        place = ended.get(entry.lead_unit_id)
        named = replace(entry, unit=place.short_name, unit_name=place.name) if place else entry
        rows.append(Row(named, group(named), shone, planned))
    return rows


@lru_cache(maxsize=2048)
def _read(
    lines: tuple[tuple[Any, ...], ...], limits: Limits | None, calendar: WorkCalendar, day: date
) -> tuple[Entry, Light, int]:
    """A matter, its lamp and its plan from what the database says, one line for each milestone.

    The same lines give the same: a list reads what it has read lately once.
    """
    own, nodes_from = len(_OWN), len(_OWN) + len(_LIMITS)
    first = lines[0]
    nodes = tuple(Node(*line[nodes_from:]) for line in lines if line[nodes_from] is not None)
    entry = Entry(*(*first[:own], nodes))
    course = entry.course
    shone = light(course, limits or Limits(*first[own:nodes_from]), calendar, day)
    return entry, shone, course.planned(day)


def rungs_of(matters: list[Matter]) -> dict[int, str]:
    """How far the climb of each has come; where none goes on, nothing."""
    climbing = Rung.objects.filter(matter__in=matters, ended_on=None).exclude(state__in=NOT_CLIMBED)
    return {
        matter: RungKind(kind).label for matter, kind in climbing.order_by("pk").values_list("matter", "kind")
    }
