"""What a result is computed from, whole, and what comes out of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

from dukao.scoring.aggregate import Totals, aggregate
from dukao.scoring.canonical import digest
from dukao.scoring.facts import Event, Fact, RosterUnit, Target
from dukao.scoring.formats.columns import Table
from dukao.scoring.formats.results import aggregate_table, result_table
from dukao.scoring.periods import Period
from dukao.scoring.result import Result, score_periods
from dukao.scoring.scheme import Scheme


@dataclass(frozen=True)
class Outcome:
    """The result table, with the digest of every period's result. `facts_digest` is empty for totals."""

    table: Table
    digests: Mapping[Period, str]
    scheme_digest: str
    facts_digest: str = ""

    @classmethod
    def of(cls, results: Sequence[Result]) -> Self:
        """The outcome of results that share scheme and facts."""
        digests = {result.period: result.digest() for result in results}
        return cls(result_table(results), digests, results[0].scheme_digest, results[0].facts_digest)


@dataclass(frozen=True)
class Case:
    """One scheme over one or several periods, scored from facts, or over one made of shorter totals."""

    scheme: Scheme
    periods: tuple[Period, ...]
    roster: tuple[RosterUnit, ...]
    facts: Iterable[Fact] = ()
    events: Iterable[Event] = ()
    targets: Iterable[Target] = ()
    totals: Totals = field(default_factory=dict)

    @property
    def is_composed(self) -> bool:
        """Made of the totals of shorter periods."""
        return bool(self.totals)

    def outcome(self) -> Outcome:
        """Everything computed anew. Raises SchemeError or FactsError, which name every fault."""
        if not self.is_composed:
            found = score_periods(
                self.scheme, self.facts, periods=self.periods, events=self.events, targets=self.targets,
                roster=self.roster,
            )  # fmt: skip
            return Outcome.of(list(found.values()))
        (period,) = self.periods
        result = aggregate(
            self.scheme, self.totals, period=period, facts=self.facts, events=self.events, roster=self.roster
        )
        names = {unit.code: unit.name for unit in self.roster}
        table = aggregate_table(result, self.totals, names)
        return Outcome(table, {period: result.digest()}, digest(self.scheme))


@dataclass(frozen=True)
class Chapter:
    """A case with its outcome."""

    case: Case
    outcome: Outcome

    @classmethod
    def of(cls, case: Case) -> Self:
        """The case computed."""
        return cls(case, case.outcome())
