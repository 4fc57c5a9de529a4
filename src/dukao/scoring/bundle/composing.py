"""A longer period made of the totals of shorter ones, all from one table of facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from dukao.scoring.bundle.case import Case, Chapter, Outcome
from dukao.scoring.facts import Event, Fact, RosterUnit, Target
from dukao.scoring.periods import Period
from dukao.scoring.problems import FactsError, SchemeError
from dukao.scoring.result import Result, score_periods
from dukao.scoring.scheme import Scheme

#: The folder of the periods that are scored from facts.
PARTS = "parts"


@dataclass(frozen=True)
class Composition:
    """The period itself (`whole`), those it is made of by folder, and the results scored from facts."""

    whole: Chapter
    parts: dict[str, Chapter]
    results: tuple[Result, ...]


def composed(
    scheme: Scheme,
    period: Period,
    *,
    facts: Sequence[Fact],
    events: Sequence[Event] = (),
    targets: Sequence[Target] = (),
    roster: Sequence[RosterUnit] | None = None,
) -> Composition:
    """The period as the scheme's `aggregation` makes it. Raises SchemeError where that says nothing of it.

    A shorter period of which the facts know nothing has no total: `missing` of the step says what then.
    """
    if scheme.step_into(period.span) is None:
        raise SchemeError(f"办法没有写明 {period.label}怎样由更短的时期汇总，请在 aggregation 里补上")
    there = {row.period for row in facts} | {row.period for row in events}
    scored = tuple(part for part in scheme.base_periods(period) if part in there)
    if not scored:
        raise FactsError(f"数据里没有{period.label}所含各期的数据，不能汇总")
    results = score_periods(
        scheme, facts, periods=scored, events=events, targets=targets, roster=roster
    )  # fmt: skip
    first = results[scored[0]]
    units = tuple(RosterUnit(one.unit, first.unit_name(one.unit), one.group) for one in first)
    case = Case(scheme, scored, units, facts, events, targets)
    parts = {PARTS: Chapter(case, Outcome.of(list(results.values())))}
    totals: dict[Period, dict[str, Decimal | None]] = {part: one.totals() for part, one in results.items()}
    vetoes = {veto.trigger for veto in scheme.vetoes} | {veto.code for veto in scheme.vetoes}

    def compose(whole: Period) -> Chapter:
        sources = scheme.sources_of(whole)
        for source in sources:
            if source not in totals and any(source.contains(part) for part in scored):
                parts[str(source)] = compose(source)
        chapter = Chapter.of(
            Case(
                scheme, (whole,), units,
                facts=[row for row in facts if row.period == whole],
                events=[row for row in events if row.item in vetoes and whole.contains(row.period)],
                totals={source: totals[source] for source in sources if source in totals},
            )
        )  # fmt: skip
        heads = [column.name for column in chapter.outcome.table.columns]
        unit, total = heads.index("unit"), heads.index("total")
        totals[whole] = {str(row[unit]): _decimal(row[total]) for row in chapter.outcome.table.rows}
        return chapter

    return Composition(compose(period), parts, tuple(results.values()))


def _decimal(value: object) -> Decimal | None:
    return value if isinstance(value, Decimal) else None
