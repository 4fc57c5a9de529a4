"""Everything one simulation found: as tables for spreadsheets and as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from dukao.scoring.canonical import digest
from dukao.scoring.formats.columns import Column, Kind, Table, Value
from dukao.scoring.numbers import plain
from dukao.scoring.periods import Period
from dukao.scoring.simulation.backtest import Backtest, Move
from dukao.scoring.simulation.leaving_out import LeftOut
from dukao.scoring.simulation.model import Model
from dukao.scoring.simulation.monte_carlo import MonteCarlo, RankRange
from dukao.scoring.simulation.sensitivity import Sensitivity, UnitIndices
from dukao.scoring.unit_scores import published_decimal
from dukao.scoring.version import ENGINE_VERSION

_NUMBER, _WHOLE = Kind.NUMBER, Kind.WHOLE
_STANDING = (
    Column("unit"), Column("name"), Column("group"), Column("total", _NUMBER), Column("rank", _WHOLE),
    Column("grade"),
)  # fmt: skip
_MOVE = (
    Column("old_total", _NUMBER), Column("old_rank", _WHOLE), Column("old_grade"), Column("change", _NUMBER),
    Column("rise", _WHOLE), Column("why"),
)  # fmt: skip
_RANGE = (
    Column("rank_low", _WHOLE), Column("rank_median", _WHOLE), Column("rank_high", _WHOLE),
    Column("rank_best", _WHOLE), Column("rank_worst", _WHOLE), Column("kept", _NUMBER), Column("words"),
)  # fmt: skip
_INDEX = (
    Column("code"), Column("name"), Column("kind"), Column("first", _NUMBER), Column("total", _NUMBER),
)  # fmt: skip
_UNIT_INDEX = (
    Column("unit"), Column("name"), Column("code"), Column("assumption"), Column("kind"),
    Column("first", _NUMBER), Column("total", _NUMBER),
)  # fmt: skip
_LEFT_OUT = (
    Column("code"), Column("name"), Column("weight", _NUMBER), Column("moved", _WHOLE),
    Column("shift", _NUMBER), Column("riser"), Column("rise", _WHOLE), Column("faller"),
    Column("fall", _WHOLE),
)  # fmt: skip


@dataclass
class Outcome:
    """What was asked for is there, the rest is none. The model has one period."""

    model: Model
    period: Period
    seed: int
    backtest: Backtest | None = None
    monte_carlo: MonteCarlo | None = None
    sensitivity: Sensitivity | None = None
    left_out: tuple[LeftOut, ...] | None = None

    def tables(self) -> Mapping[str, Table]:
        """Tables by name; the one without a name is that of the units."""
        found = {"": self._units()}
        if self.sensitivity is not None:
            rows: list[list[Value]] = [
                [one.code, one.name, one.kind, _places(one.first), _places(one.total)]
                for one in self.sensitivity.indices
            ]
            found["sensitivity"] = Table("敏感性", _INDEX, rows)
            found["sensitivity-units"] = Table(
                "各单位敏感性", _UNIT_INDEX, self._unit_indices(self.sensitivity)
            )
        if self.left_out is not None:
            lines: list[list[Value]] = [
                [one.code, one.name, _places(one.weight), one.moved, _places(one.shift), one.riser or None,
                 one.rise, one.faller or None, one.fall]
                for one in self.left_out
            ]  # fmt: skip
            found["leave-one-out"] = Table("逐项去掉", _LEFT_OUT, lines)
        return found

    def _unit_indices(self, found: Sensitivity) -> list[list[Value]]:
        """A row for each unit and assumption that moves its place at all."""
        return [
            [unit.unit, self.model.roster.label(unit.unit), one.code, one.name, one.kind, _places(first),
             _places(total)]
            for unit in found.units
            for one, first, total in zip(found.indices, unit.first, unit.total, strict=True)
            if total
        ]  # fmt: skip

    def _units(self) -> Table:
        """A row for each unit: the biggest movers first where schemes are compared, else as in the roster."""
        model = self.model
        moves: dict[str, Move] = {}
        ranges = {one.unit: one for one in self.monte_carlo.ranges[0]} if self.monte_carlo else {}
        order = list(model.roster.units)
        columns: tuple[Column, ...] = _STANDING
        if self.backtest is not None:
            moves = {move.unit: move for move in self.backtest.moves}
            order = [*moves, *(code for code in order if code not in moves)]
            columns += _MOVE
        if ranges:
            columns += _RANGE
        rows: list[list[Value]] = []
        for code in order:
            row = self._standing(code)
            row += _move_cells(moves.get(code)) if self.backtest is not None else []
            row += _range_cells(ranges[code]) if ranges else []
            rows.append(row)
        return Table("推演", columns, rows)

    def _standing(self, code: str) -> list[Value]:
        model, column = self.model, self.model.roster.position[code]
        standing, cell = model.run.standing, (0, column)
        total = None if standing.blocked[cell] else published_decimal(standing.totals, cell)
        rank = int(model.declared_ranks[cell]) or None
        label, group = model.roster.label(code), model.roster.groups[column]
        return [code, label, group, total, rank, standing.grade(cell)]

    def as_json(self) -> dict[str, Any]:
        """The whole outcome with all that is needed to have it again; figures of scores as text."""
        model, drawn = self.model, self.monte_carlo
        document: dict[str, Any] = {
            "kind": "simulation",
            "scheme": model.scheme.code,
            "scheme_digest": digest(model.scheme),
            "facts_digest": model.blocks.digest(),
            "engine_version": ENGINE_VERSION,
            "period": str(self.period),
            "places_among": model.scope,
            "seed": self.seed,
            "units": _plain_rows(self._units()),
        }
        if drawn is not None:
            document["monte_carlo"] = {
                "runs": drawn.runs,
                "weights": drawn.spread.words,
                "choices": [
                    {"name": one.name, "ways": [way.label for way in one.alternatives]}
                    for one in drawn.choices
                ],
                "average_shift": drawn.shift,
                "replayed_by": "rates" if drawn.is_fast else "engine",
                "checked": drawn.checked,
                "agreed": drawn.agreed,
            }
        if self.sensitivity is not None:
            document["sensitivity"] = {
                **asdict(self.sensitivity),
                "units": [_shortened(one) for one in self.sensitivity.units],
            }
        if self.left_out is not None:
            document["leave_one_out"] = [asdict(one) for one in self.left_out]
        return document


def _shortened(one: UnitIndices) -> dict[str, Any]:
    """In as many places as the estimates are worth: there are units × assumptions of them."""
    return {
        "unit": one.unit,
        "deviation": round(one.deviation, 4),
        "first": [round(value, 4) for value in one.first],
        "total": [round(value, 4) for value in one.total],
    }


def _move_cells(move: Move | None) -> list[Value]:
    if move is None:
        return [None] * len(_MOVE)
    return [move.old.total, move.old.rank, move.old.grade, move.change, move.rise, move.sentence]


def _range_cells(one: RankRange) -> list[Value]:
    return [one.low, one.median, one.high, one.best, one.worst, _places(one.same, 3), one.sentence]


def _places(value: float, places: int = 4) -> Decimal:
    """An estimate, in as many places as it is worth."""
    return Decimal(f"{value:.{places}f}")


def _plain_rows(table: Table) -> list[dict[str, Any]]:
    names = [column.name for column in table.columns]
    return [
        dict(zip(names, (plain(cell) if isinstance(cell, Decimal) else cell for cell in row), strict=True))
        for row in table.rows
    ]
