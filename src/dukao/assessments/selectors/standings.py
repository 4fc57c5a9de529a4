"""The ranking page of a round: one peer group's table with everything around it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from statistics import mean

from dukao.assessments.books import ScoreBook, Standing, middle
from dukao.assessments.chain import previous_round
from dukao.assessments.computing import book_of
from dukao.assessments.models import Round, UnitScore
from dukao.assessments.selectors.grades import GradeLine, QuotaLine, grade_lines, quota_lines
from dukao.assessments.selectors.sight import Group, Sight
from dukao.assessments.selectors.spread import Dot, Scale, Tick, Zone
from dukao.schemes.selectors import document
from dukao.scoring import Scheme

#: Groups longer than this are shown page by page.
ROWS_PER_PAGE = 60


@dataclass(frozen=True, slots=True)
class Row:
    """One unit of the table. ``move`` is how many places it rose (positive) or fell, if that is known."""

    unit_id: int
    name: str
    standing: Standing
    bar: Decimal
    gap: Decimal | None
    move: int | None
    top_loss: str
    is_mine: bool
    is_open: bool
    is_top: bool

    @property
    def rank(self) -> int | None:
        return self.standing.group_rank

    @property
    def total(self) -> Decimal | None:
        return self.standing.total


class GroupTable:
    """A peer group of a computed round, as far as one actor may see it."""

    def __init__(self, assessment: Round, sight: Sight, group: Group) -> None:
        self.round, self.sight, self.group = assessment, sight, group
        self.scheme: Scheme = document(assessment.version)
        self.book: ScoreBook = book_of(assessment)
        #: Decimals of a total, as the scheme rounds it.
        self.places: int = self.scheme.rounding.total.places or 0

    @cached_property
    def is_whole(self) -> bool:
        return self.sight.sees_all_of(self.group.code)

    @cached_property
    def has_shape(self) -> bool:
        return self.sight.sees_shape_of(self.group.code)

    @cached_property
    def members(self) -> list[tuple[int, Standing]]:
        """Units of the group with their standings, by place; those without a total come last."""
        codes = {self.sight.places[unit].unit.code: unit for unit in self.sight.group_of}
        found = [(codes[standing.unit], standing) for standing in self.book.members(self.group.code)]
        return sorted(
            found, key=lambda pair: (pair[1].group_rank or 10**6, _descending(pair[1]), pair[1].unit)
        )

    @cached_property
    def ranked(self) -> list[Standing]:
        return [standing for _, standing in self.members if standing.total is not None]

    @cached_property
    def totals(self) -> list[Decimal]:
        return [standing.total for standing in self.ranked if standing.total is not None]

    @cached_property
    def rows(self) -> list[Row]:
        """Rows of the units the actor may see by name."""
        moves = self._moves
        rows: list[Row] = []
        above: Decimal | None = None
        for unit, standing in self.members:
            gap = None if above is None or standing.total is None else standing.total - above
            above = standing.total if standing.total is not None else above
            if unit in self.sight.named:
                rows.append(self._row(unit, standing, gap if self.is_whole else None, moves.get(unit)))
        return rows

    @property
    def unranked(self) -> list[Row]:
        return [row for row in self.rows if row.total is None]

    @cached_property
    def quota_lines(self) -> dict[int, QuotaLine]:
        """By the number of rows above them; only where all those rows are shown."""
        if not self.is_whole:
            return {}
        lines = quota_lines(self.scheme, self.ranked, self._among, self.places)
        return {line.after: line for line in lines}

    @cached_property
    def grades(self) -> tuple[GradeLine, ...]:
        return grade_lines(self.scheme, self.ranked, self._among, self.places)

    @cached_property
    def median(self) -> Decimal | None:
        return middle(self.totals) if self.has_shape else None

    @cached_property
    def mean(self) -> Decimal | None:
        return mean(self.totals) if self.totals and self.has_shape else None

    @cached_property
    def scale(self) -> Scale:
        return Scale(self.totals)

    @cached_property
    def bars_to(self) -> Decimal:
        """Bars go from nought to full marks, or to the best total shown where bonuses carry it beyond."""
        shown = [standing.total for unit, standing in self.members if unit in self.sight.named]
        return max([self.scheme.full_marks, *(total for total in shown if total is not None)])

    @property
    def dots(self) -> tuple[Dot, ...]:
        return self.scale.dots(
            [
                (standing.total, self._tone(unit, standing))
                for unit, standing in self.members
                if standing.total is not None
            ]
        )

    @property
    def zones(self) -> tuple[Zone, ...]:
        return self.scale.zones(self.scheme.grades)

    @property
    def ticks(self) -> tuple[Tick, ...]:
        return self.scale.ticks

    @property
    def best_line(self) -> Decimal | None:
        """Where the best grade begins on the axis."""
        best = self.scheme.grades[0].range if self.scheme.grades else None
        return None if best is None or best.low is None else self.scale.place(best.low)

    @cached_property
    def previous(self) -> Round | None:
        return previous_round(self.round)

    @property
    def previous_words(self) -> str:
        """What moves are measured against: 第二季度."""
        return "" if self.previous is None else self.previous.span.label.partition("年")[2].strip()

    def _row(self, unit: int, standing: Standing, gap: Decimal | None, move: int | None) -> Row:
        losses = self.book.losses(standing.unit)
        return Row(
            unit_id=unit,
            name=self.sight.places[unit].short_name,
            standing=standing,
            bar=Decimal(0) if standing.total is None else self._bar(standing.total),
            gap=gap,
            move=move,
            top_loss=losses[0].name if losses else "",
            is_mine=unit in self.sight.own,
            is_open=unit in self.sight.open,
            is_top=self._is_best(standing),
        )

    def _bar(self, total: Decimal) -> Decimal:
        return (max(total, Decimal(0)) * 100 / self.bars_to).quantize(Decimal("0.01"))

    @cached_property
    def _moves(self) -> dict[int, int]:
        if self.previous is None:
            return {}
        before = UnitScore.objects.filter(round=self.previous, group=self.group.code)
        places = dict(before.values_list("unit_id", "group_rank"))
        return {
            unit: then - standing.group_rank
            for unit, standing in self.members
            if standing.group_rank is not None and (then := places.get(unit)) is not None
        }

    @cached_property
    def _among(self) -> int:
        return sum(standing.total is not None for standing in self.book.standings.values())

    def _is_best(self, standing: Standing) -> bool:
        return bool(self.scheme.grades) and standing.grade == self.scheme.grades[0].name

    def _tone(self, unit: int, standing: Standing) -> str:
        if unit in self.sight.own:
            return "me"
        return "top" if self._is_best(standing) else ""


def _descending(standing: Standing) -> Decimal:
    return -(standing.total if standing.total is not None else Decimal(0))


def group_in(groups: Iterable[Group], wanted: str) -> Group | None:
    """The group asked for, else the first there is."""
    offered = list(groups)
    return next((group for group in offered if group.code == wanted), offered[0] if offered else None)
