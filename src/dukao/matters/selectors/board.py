"""挂图作战: lanes of matters by state, with how much of each lane is signed off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber

from dukao.kernel.actor import Actor
from dukao.kernel.light import Light
from dukao.matters.models import Matter
from dukao.matters.selectors.entries import rungs_of
from dukao.matters.selectors.rules import rules_on, work_fields
from dukao.matters.selectors.seeing import light_of, lit, visible_matters
from dukao.matters.vocabulary import OPEN, MatterState
from dukao.organisations.selectors import people, versions_by_unit, work_calendar

if TYPE_CHECKING:
    from dukao.organisations.models import UnitVersion

_S = MatterState
#: Columns from the left; what came back or rests is still being worked on.
COLUMNS: dict[str, tuple[str, tuple[str, ...]]] = {
    "draft": ("拟办", (_S.DRAFT,)),
    "assigned": ("已交办", (_S.ASSIGNED,)),
    "received": ("已签收", (_S.RECEIVED,)),
    "ongoing": ("办理中", (_S.ONGOING, _S.RETURNED, _S.SUSPENDED)),
    "finished": ("已报结", (_S.FINISHED,)),
    "closed": ("已销号", (_S.CLOSED,)),
}
LANES = {"field": "field_id", "unit": "lead_unit_id", "leader": "leader_id"}
#: Cards of a column; where the work is, twice as many.
CARDS, CARDS_ONGOING = 2, 4
#: Lanes that stand open, and how many are listed at all.
OPEN_LANES, MOST_LANES = 3, 60


@dataclass(frozen=True, slots=True)
class Card:
    matter: Matter
    light: Light
    place: UnitVersion
    rung: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One column of a lane: how many there are, and the first of them."""

    column: str
    count: int
    cards: tuple[Card, ...]

    @property
    def states(self) -> tuple[str, ...]:
        return COLUMNS[self.column][1]

    @property
    def more(self) -> int:
        return self.count - len(self.cards)


@dataclass(frozen=True)
class Lane:
    key: str
    title: str
    #: The ledger's condition for this lane, as its address says it.
    asks: str
    counts: dict[str, int]
    red: int
    yellow: int
    cells: tuple[Cell, ...] = ()

    @property
    def open(self) -> int:
        return sum(number for column, number in self.counts.items() if column != "closed")

    @property
    def closed(self) -> int:
        return self.counts["closed"]


@dataclass(frozen=True)
class Board:
    """Lanes with what burns most on top."""

    by: str
    lanes: list[Lane]
    hidden: int

    @property
    def heads(self) -> list[tuple[str, int]]:
        return [
            (label, sum(lane.counts[column] for lane in self.lanes)) for column, (label, _) in COLUMNS.items()
        ]

    @property
    def open(self) -> int:
        return sum(lane.open for lane in self.lanes)

    @property
    def closed(self) -> int:
        return sum(lane.closed for lane in self.lanes)


def board(actor: Actor, day: date, *, by: str, opened: str = "") -> Board:
    """What is open, and what was signed off in the ledger of this year; ``opened`` is a lane to unfold."""
    column = LANES[by]
    shown = visible_matters(actor, day).filter(
        Q(is_open=True, state__in=OPEN) | Q(is_open=False, state=_S.CLOSED, year=day.year)
    )
    lanes = _lanes(shown, column, by, day)
    unfolded = {lane.key for lane in lanes[:OPEN_LANES]} | {opened}
    cards = _cards(shown, column, [lane.key for lane in lanes if lane.key in unfolded], day)
    filled = [_with_cards(lane, cards) if lane.key in unfolded else lane for lane in lanes[:MOST_LANES]]
    return Board(by, filled, max(0, len(lanes) - MOST_LANES))


def _lanes(shown: QuerySet[Matter], column: str, by: str, day: date) -> list[Lane]:
    counts = {name: Count("pk", filter=Q(state__in=states)) for name, (_, states) in COLUMNS.items()}
    lamps = {lamp: Count("pk", filter=lit(lamp, day)) for lamp in ("red", "yellow")}
    rows = list(shown.values(column).annotate(**counts, **lamps).order_by(column))
    titles = _titles(by, [row[column] for row in rows], day)
    lanes = [
        Lane(
            str(row[column] or "none"), *titles[row[column]], {name: row[name] for name in COLUMNS},
            row["red"], row["yellow"],
        )
        for row in rows
    ]  # fmt: skip
    return sorted(lanes, key=lambda lane: (-lane.red, -lane.yellow, -lane.open, lane.title))


def _titles(by: str, keys: list[int | None], day: date) -> dict[int | None, tuple[str, str]]:
    """Name of each lane, and how the ledger is asked for it."""
    known = [key for key in keys if key is not None]
    found: dict[int | None, tuple[str, str]] = {None: ("没有责任领导", "")}
    if by == "unit":
        places = versions_by_unit(known, day)
        return found | {unit: (place.short_name, f"unit={place.unit.code}") for unit, place in places.items()}
    if by == "leader":
        names = people().filter(pk__in=known).values_list("pk", "name")
        return found | {pk: (name, f"leader={pk}") for pk, name in names}
    return found | {one.pk: (one.name, f"field={one.pk}") for one in work_fields()}


def _cards(
    shown: QuerySet[Matter], column: str, keys: list[str], day: date
) -> dict[tuple[str, str], list[Card]]:
    """The first cards of each column of these lanes: by limit, signed-off ones by their day, newest first."""
    numbers = [int(key) for key in keys if key != "none"]
    wanted = Q(**{f"{column}__in": numbers})
    if "none" in keys:
        wanted |= Q(**{f"{column}__isnull": True})
    place = Case(
        *(When(state__in=states, then=Value(name)) for name, (_, states) in COLUMNS.items()),
        output_field=CharField(),
    )
    ranked = (
        shown.filter(wanted)
        .annotate(
            column=place,
            turn=Window(
                RowNumber(), partition_by=[F(column), place],
                order_by=[F("closed_at").desc(nulls_last=True), F("due_on"), F("pk")],
            ),
        )
        .filter(turn__lte=CARDS_ONGOING)
        .select_related("field")
        .prefetch_related("milestones")
        .defer("path", "standard", "opinion", "legal_basis")
    )  # fmt: skip
    matters = sorted(ranked, key=lambda matter: matter.turn)
    return _dressed(matters, column, day)


def _dressed(matters: list[Any], column: str, day: date) -> dict[tuple[str, str], list[Card]]:
    places = versions_by_unit([matter.lead_unit_id for matter in matters], day)
    rules, calendar, rungs = rules_on(day), work_calendar(), rungs_of(matters)
    cards: dict[tuple[str, str], list[Card]] = {}
    for matter in matters:
        key = (str(getattr(matter, column) or "none"), matter.column)
        light = light_of(matter, rules, calendar, day)
        cards.setdefault(key, []).append(
            Card(matter, light, places[matter.lead_unit_id], rungs.get(matter.pk, ""))
        )
    return cards


def _with_cards(lane: Lane, cards: dict[tuple[str, str], list[Card]]) -> Lane:
    cells = tuple(
        Cell(
            name, lane.counts[name],
            tuple(cards.get((lane.key, name), ())[: CARDS_ONGOING if name == "ongoing" else CARDS]),
        )
        for name in COLUMNS
    )  # fmt: skip
    return Lane(lane.key, lane.title, lane.asks, lane.counts, lane.red, lane.yellow, cells)
