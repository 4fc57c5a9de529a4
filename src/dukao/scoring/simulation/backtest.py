"""Two schemes on the same facts, unit by unit: what each total and place becomes, and why. All exact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeVar

from dukao.scoring.blocks import FactBlocks
from dukao.scoring.facts import Event, Fact, RosterUnit, Target
from dukao.scoring.periods import Period
from dukao.scoring.result import Result, score_blocks
from dukao.scoring.scheme import Scheme
from dukao.scoring.simulation.model import Report
from dukao.scoring.simulation.reasons import Reason, beside_peers, reasons_for
from dukao.scoring.unit_scores import UnitScore

Row = TypeVar("Row", Fact, Event, Target)


@dataclass(frozen=True)
class Facts:
    """Rows as they came, from which any scheme can be scored."""

    facts: tuple[Fact, ...]
    events: tuple[Event, ...] = ()
    targets: tuple[Target, ...] = ()
    roster: tuple[RosterUnit, ...] = ()

    def blocks(self, scheme: Scheme) -> FactBlocks:
        """The rows as blocks for this scheme. Raises FactsError."""
        return FactBlocks.from_rows(
            scheme, self.facts, events=self.events, targets=self.targets, roster=self.roster or None
        )

    def carried_to(self, scheme: Scheme, origin: Scheme) -> Facts:
        """The rows of `origin` for another scheme: items are found again by their code or their indicator.

        Groups the other scheme lists itself hold; units it lists nowhere keep the group they had.
        """
        codes = carried_codes(origin, scheme)
        home = {member for group in scheme.groups for member in group.members}
        return replace(
            self,
            facts=_renamed(self.facts, codes),
            events=_renamed(self.events, codes),
            targets=_renamed(self.targets, codes),
            roster=tuple(replace(unit, group="") if unit.code in home else unit for unit in self.roster),
        )


def carried_codes(origin: Scheme, scheme: Scheme) -> Mapping[str, str]:
    """From codes of one scheme's items to those of the other that live from the same indicator."""
    own = {leaf.code for leaf in scheme.leaves()}
    by_indicator = {leaf.fact_code: leaf.code for leaf in scheme.leaves()}
    return {
        leaf.code: by_indicator[leaf.fact_code]
        for leaf in origin.leaves()
        if leaf.code not in own and leaf.fact_code in by_indicator
    }


def _renamed(rows: Iterable[Row], codes: Mapping[str, str]) -> tuple[Row, ...]:
    return tuple(replace(row, item=codes.get(row.item, row.item)) for row in rows)


@dataclass(frozen=True, slots=True)
class Standing:
    """Total, place and grade under one of the schemes."""

    total: Decimal | None
    rank: int | None
    grade: str | None


@dataclass(frozen=True, slots=True)
class Move:
    """One unit under both schemes. `rise` is how many places it gains; reasons, the heaviest first."""

    unit: str
    name: str
    group: str
    group_size: int
    old: Standing
    new: Standing
    reasons: tuple[Reason, ...]

    @property
    def rise(self) -> int | None:
        if self.old.rank is None or self.new.rank is None:
            return None
        return self.old.rank - self.new.rank

    @property
    def change(self) -> Decimal | None:
        if self.old.total is None or self.new.total is None:
            return None
        return self.new.total - self.old.total

    @property
    def sentence(self) -> str:
        """Why, in words: the three heaviest reasons."""
        if self.change is None:
            return "缺数据，没有总分，不作比较。"
        telling = [reason for reason in self.reasons if reason.beside_peers]
        if not telling:
            if self.rise:
                return "各项变动与组内平均相同，名次随其他单位的变动。"
            return "与组内各单位的变动相同。" if self.change else "没有变化。"
        return "；".join(reason.sentence for reason in telling[:3]) + "。"


@dataclass(frozen=True)
class Backtest:
    """The draft beside the other scheme in one period, the biggest movers first."""

    period: Period
    old: Result
    new: Result
    moves: tuple[Move, ...]

    @property
    def moved(self) -> int:
        """How many units change their place."""
        return sum(bool(move.rise) for move in self.moves)


def backtest(
    old: Scheme,
    new: Scheme,
    facts: Facts,
    period: Period,
    *,
    origin: Scheme | None = None,
    report: Report | None = None,
) -> Backtest:
    """Both schemes scored on the facts, which speak in the codes of `origin` (the old scheme by default).

    Places are those in the peer group. Raises SchemeError or FactsError with every fault.
    """
    written = origin or old
    before, after = (
        score_blocks(scheme, facts.carried_to(scheme, written).blocks(scheme), [period])[period]
        for scheme in (old, new)
    )
    shared = [code for code in after.units if code in before.units]
    moves = []
    for done, code in enumerate(shared, start=1):
        moves.append(_move(before, after, code))
        if report is not None:
            report(done, len(shared))
    moves = [move for group in _by_group(moves) for move in _beside_peers(group)]
    moves.sort(key=_heaviest_first)
    return Backtest(period, before, after, tuple(moves))


def _by_group(moves: Iterable[Move]) -> Iterable[list[Move]]:
    groups: dict[str, list[Move]] = {}
    for move in moves:
        groups.setdefault(move.group, []).append(move)
    return groups.values()


def _beside_peers(moves: list[Move]) -> list[Move]:
    """The moves with reasons that say what sets each unit apart in its group; only units with two totals."""
    placed = beside_peers({move.unit: move.reasons for move in moves if move.change is not None})
    return [replace(move, reasons=placed.get(move.unit, ())) for move in moves]


def _heaviest_first(move: Move) -> tuple[int, Decimal, str]:
    return -abs(move.rise or 0), -abs(move.change or Decimal(0)), move.unit


def _move(before: Result, after: Result, code: str) -> Move:
    one, other = before.unit(code), after.unit(code)
    return Move(
        code, after.unit_name(code), other.group, other.group_size, _standing(one), _standing(other),
        reasons_for(before, after, code),
    )  # fmt: skip


def _standing(unit: UnitScore) -> Standing:
    return Standing(unit.total, unit.rank_in_group, unit.grade)
