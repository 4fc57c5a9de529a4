"""What scoring yields: totals, places, grades and every node's score, with digests and derivations."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from dukao.scoring.blocks import FactBlocks
from dukao.scoring.canonical import digest as document_digest
from dukao.scoring.cell_states import CellState
from dukao.scoring.derivation import Derivation
from dukao.scoring.engine import Run, run_scheme
from dukao.scoring.engines import Engine
from dukao.scoring.explain import derive_unit
from dukao.scoring.facts import Event, Fact, RosterUnit, Target
from dukao.scoring.numbers import normal
from dukao.scoring.periods import Period
from dukao.scoring.scheme import Scheme
from dukao.scoring.unit_scores import UnitScore, published_decimal, unit_score
from dukao.scoring.version import ENGINE_VERSION
from dukao.scoring.whole import canonical_bytes


@dataclass(frozen=True, slots=True)
class NodeScore:
    """A node's score of one unit. `state` is that of an item; families are always scored or blocked."""

    score: Decimal
    full: Decimal
    applicable: Decimal  # what of the full marks applies to this unit
    state: CellState

    @property
    def loss(self) -> Decimal:
        return max(self.applicable - self.score, Decimal(0))

    @property
    def gain(self) -> Decimal:
        return max(self.score - self.applicable, Decimal(0))


class Result:
    """The result of one scheme in one period."""

    def __init__(self, run: Run, period: Period):
        self._run = run
        self._row = run.periods.index(period)
        self.period = period
        self.engine_version = ENGINE_VERSION

    @property
    def scheme(self) -> Scheme:
        return self._run.scheme

    @cached_property
    def scheme_digest(self) -> str:
        return document_digest(self._run.scheme)

    @cached_property
    def facts_digest(self) -> str:
        return self._run.blocks.digest()

    @property
    def units(self) -> tuple[str, ...]:
        """Unit codes, by group and code."""
        return self._run.blocks.roster.units

    @property
    def unused(self) -> tuple[str, ...]:
        """Codes in the facts that the scheme does not know."""
        return self._run.blocks.unused

    def unit_name(self, code: str) -> str:
        """The unit's name, or its code where the roster has none."""
        return self._run.blocks.roster.label(code)

    def unit(self, code: str) -> UnitScore:
        """The standing of one unit; KeyError if it does not take part."""
        roster, standing = self._run.blocks.roster, self._run.standing
        cell = (self._row, roster.position[code])
        reasons = self.explain(code).obstacles if standing.blocked[cell] else ()
        return unit_score(roster, standing, cell, reasons)

    def totals(self) -> dict[str, Decimal | None]:
        """Every unit's total, as `aggregate` takes them."""
        standing = self._run.standing
        cells = {unit: (self._row, column) for column, unit in enumerate(self.units)}
        return {
            unit: None if standing.blocked[cell] else published_decimal(standing.totals, cell)
            for unit, cell in cells.items()
        }

    def __iter__(self) -> Iterator[UnitScore]:
        return (self.unit(code) for code in self.units)

    def score(self, unit: str, node: str) -> NodeScore:
        """The score of one node (item or family) of one unit; KeyError for unknown codes."""
        return next(self._scores(node, [self._run.blocks.roster.position[unit]]))

    def scores(self, node: str) -> list[NodeScore]:
        """The same for every unit, in their order: much faster than one after the other."""
        return list(self._scores(node, range(len(self.units))))

    def _scores(self, node: str, columns: Iterable[int]) -> Iterator[NodeScore]:
        scores, shown, nothing = self._run.nodes[node], self._run.shown(node), Decimal(0)
        counts, full = scores.counts, _plain(scores.full)
        for column in columns:
            cell = (self._row, column)
            state = CellState.BLOCKED if scores.is_blocked(cell) else CellState.SCORED
            if scores.leaf is not None:
                state = CellState(int(scores.leaf.states[cell]))
            score, applicable = published_decimal(shown, cell), full
            if counts is not None and not counts[cell]:
                applicable = nothing
            elif scores.applicable is not None:
                applicable = _plain(scores.applicable.exact(cell))
            if scores.rounding.places is None:
                score = Decimal(normal(score))
            yield NodeScore(score, full, applicable, state)

    def explain(self, unit: str) -> Derivation:
        """How the unit's total came about, computed anew from the inputs and checked against the total."""
        return derive_unit(self._run, self._row, self._run.blocks.roster.position[unit])

    def digest(self) -> str:
        """SHA-256 over scheme, engine version, period, units, every score, place and grade."""
        sink = hashlib.sha256()
        roster, standing = self._run.blocks.roster, self._run.standing
        head = [self.scheme_digest, self.engine_version, str(self.period), roster.units, roster.groups]
        sink.update(json.dumps(head, ensure_ascii=False).encode())
        for node in self.scheme.nodes():
            shown = self._run.shown(node.code)
            sink.update(f"{node.code}:{shown.denominator};".encode())
            sink.update(canonical_bytes(shown.numerator.array[self._row]))
            leaf = self._run.nodes[node.code].leaf
            if leaf is not None:
                sink.update(leaf.states[self._row].tobytes())
        for array in (standing.totals.numerator.array, standing.overall, standing.in_group):
            sink.update(canonical_bytes(array[self._row]))
        sink.update(standing.blocked[self._row].tobytes())
        grades = [standing.grade((self._row, column)) for column in range(len(roster.units))]
        sink.update(json.dumps(grades, ensure_ascii=False).encode())
        return sink.hexdigest()


def _plain(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def score_blocks(
    scheme: Scheme,
    blocks: FactBlocks,
    periods: Sequence[Period],
    *,
    engine: Engine = Engine.NUMPY,
    threads: int = 1,
) -> dict[Period, Result]:
    """Results for all periods from facts that are dense already; the same bytes from every engine."""
    run = run_scheme(scheme, blocks, periods, engine=engine, threads=threads)
    return {period: Result(run, period) for period in run.periods}


def score_periods(
    scheme: Scheme,
    facts: Iterable[Fact],
    *,
    periods: Sequence[Period],
    events: Iterable[Event] = (),
    targets: Iterable[Target] = (),
    roster: Sequence[RosterUnit] | None = None,
) -> dict[Period, Result]:
    """Results for all periods in one run. Raises SchemeError or FactsError, which name every fault."""
    blocks = FactBlocks.from_rows(scheme, facts, events=events, targets=targets, roster=roster)
    return score_blocks(scheme, blocks, periods)


def score(
    scheme: Scheme,
    facts: Iterable[Fact],
    *,
    period: Period,
    events: Iterable[Event] = (),
    targets: Iterable[Target] = (),
    roster: Sequence[RosterUnit] | None = None,
) -> Result:
    """The result for one period. Raises SchemeError or FactsError, which name every fault."""
    found = score_periods(scheme, facts, periods=[period], events=events, targets=targets, roster=roster)
    return found[period]
