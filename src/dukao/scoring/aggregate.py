"""From months to quarters to the year: totals already published make the total of a longer period (M19)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np

from dukao.scoring.blocks import FactBlocks
from dukao.scoring.canonical import digest as document_digest
from dukao.scoring.columns import Rational
from dukao.scoring.exact import rounded
from dukao.scoring.facts import Event, Fact, RosterUnit
from dukao.scoring.grading import AggregationStep
from dukao.scoring.numbers import scaled_decimal
from dukao.scoring.periods import Period
from dukao.scoring.problems import SchemeError
from dukao.scoring.scheme import Scheme
from dukao.scoring.setting import Setting
from dukao.scoring.standing import Standing, stand, tie_keys
from dukao.scoring.unit_scores import UnitScore, unit_score
from dukao.scoring.version import ENGINE_VERSION
from dukao.scoring.vetoes import find_hits, overrule
from dukao.scoring.whole import Whole
from dukao.scoring.wording import figure, tidy

Totals = Mapping[Period, Mapping[str, Decimal | None]]


@dataclass(frozen=True, slots=True)
class Aggregation:
    """How one unit's total of the longer period came about."""

    unit: str
    parts: tuple[tuple[Period, Decimal | None], ...]
    total: Decimal | None
    formula: str
    notes: tuple[str, ...]
    obstacles: tuple[str, ...]


class AggregateResult:
    """Totals, places and grades of a longer period."""

    def __init__(
        self, setting: Setting, step: AggregationStep, standing: Standing, found: Mapping[str, Aggregation]
    ):
        self._setting, self._standing, self._found = setting, standing, found
        self.step, self.period = step, setting.periods[0]
        self.engine_version = ENGINE_VERSION

    @property
    def units(self) -> tuple[str, ...]:
        return self._setting.blocks.roster.units

    def unit(self, code: str) -> UnitScore:
        """The standing of one unit; KeyError if it does not take part."""
        roster = self._setting.blocks.roster
        return unit_score(roster, self._standing, (0, roster.position[code]), self._found[code].obstacles)

    def __iter__(self) -> Iterator[UnitScore]:
        return (self.unit(code) for code in self.units)

    def explain(self, code: str) -> Aggregation:
        return self._found[code]

    def digest(self) -> str:
        """SHA-256 over scheme, engine version, period, units, totals, places and grades."""
        rows = [[one.unit, str(one.total), one.rank, one.rank_in_group, one.group, one.grade] for one in self]
        head = [document_digest(self._setting.scheme), self.engine_version, str(self.period)]
        return hashlib.sha256(json.dumps([head, rows], ensure_ascii=False).encode()).hexdigest()


def aggregate(
    scheme: Scheme,
    totals: Totals,
    *,
    period: Period,
    facts: Iterable[Fact] = (),
    events: Iterable[Event] = (),
    roster: Sequence[RosterUnit] | None = None,
) -> AggregateResult:
    """The result of `period` from the totals of the shorter periods inside it, as the scheme declares.

    `facts` hold additions (a committee's score), `events` the vetoes of the period. Raises SchemeError if
    the scheme does not say how to come to this period.
    """
    step = _step_to(scheme, period)
    listed = roster if roster is not None else _listed(scheme, totals)
    blocks = FactBlocks.from_rows(scheme, facts, events=events, roster=listed)
    setting = Setting.of(scheme, blocks, (period,))
    sources = period.split(step.source.span)
    found = {unit: _aggregate_unit(setting, step, sources, totals, unit) for unit in blocks.roster.units}
    places = scheme.rounding.total.places
    assert places is not None
    column = [_scaled(found[unit].total, places) for unit in blocks.roster.units]
    sums = Rational(Whole.of(np.array([column], dtype=object)), 10**places)
    blocked = np.array([[found[unit].total is None for unit in blocks.roster.units]], dtype=bool)
    hits = find_hits(scheme.vetoes, blocks, (period,))
    final = overrule(sums, hits, scheme.rounding.total)
    standing = stand(setting, final, [final.numerator.array, *tie_keys(setting, {})], blocked, hits)
    return AggregateResult(setting, step, standing, found)


def _step_to(scheme: Scheme, period: Period) -> AggregationStep:
    for step in scheme.aggregation:
        if step.target.span == period.span:
            return step
    raise SchemeError(f"办法没有写明 {period.label}怎样由更短的时期汇总，请在 aggregation 里补上")


def _listed(scheme: Scheme, totals: Totals) -> list[RosterUnit]:
    """All units that any of the totals or groups name."""
    members = {member for group in scheme.groups for member in group.members}
    scored = {unit for found in totals.values() for unit in found}
    return [RosterUnit(unit) for unit in sorted(members | scored)]


def _scaled(total: Decimal | None, places: int) -> int:
    return 0 if total is None else int(total.scaleb(places))


def _aggregate_unit(
    setting: Setting, step: AggregationStep, sources: Sequence[Period], totals: Totals, unit: str
) -> Aggregation:
    parts = tuple((period, totals.get(period, {}).get(unit)) for period in sources)
    gaps = [period.label for period, total in parts if total is None]
    notes: list[str] = []
    if gaps and (step.missing == "block" or len(gaps) == len(parts)):
        obstacle = f"没有 {'、'.join(gaps)}的总分，不能汇总"
        return Aggregation(unit, parts, None, "", (), (obstacle,))
    if gaps:
        notes.append(f"{'、'.join(gaps)}没有总分，{'按 0 分计' if step.missing == 'zero' else '不计入'}")
    counted = _counted(step, parts)
    value, formula = _combined(step, counted)
    if step.coefficient != 1:
        value *= Fraction(step.coefficient)
        formula = f"（{formula}）× {figure(step.coefficient)}"
    for addition in step.additions:
        extra = _addition(setting, addition.indicator, unit)
        if extra is None:
            return Aggregation(unit, parts, None, "", (), (f"没有{addition.name}，不能汇总",))
        value += extra * Fraction(addition.coefficient)
        formula += f" + {figure(extra)}"
        if addition.coefficient != 1:
            formula += f" × {figure(addition.coefficient)}"
    rule = setting.scheme.rounding.total
    assert rule.places is not None
    total = scaled_decimal(rounded(value, rule), rule.places)
    said = tidy(f"{formula} = {figure(value)}")
    if Fraction(total) != value:
        said += f"，{rule.words}得 {figure(total)}"
    return Aggregation(unit, parts, total, said, tuple(notes), ())


def _counted(
    step: AggregationStep, parts: Sequence[tuple[Period, Decimal | None]]
) -> list[tuple[Fraction, Fraction]]:
    """Totals that count, with their weights."""
    weights = [Fraction(weight) for weight in step.weights] or [Fraction(1)] * len(parts)
    counted = []
    for (_, total), weight in zip(parts, weights, strict=True):
        if total is not None:
            counted.append((Fraction(total), weight))
        elif step.missing == "zero":
            counted.append((Fraction(0), weight))
    return counted


def _combined(step: AggregationStep, counted: Sequence[tuple[Fraction, Fraction]]) -> tuple[Fraction, str]:
    match step.method:
        case "last":
            return counted[-1][0], figure(counted[-1][0])
        case "sum":
            return sum((total for total, _ in counted), Fraction(0)), " + ".join(
                figure(x) for x, _ in counted
            )
        case "mean":
            terms = " + ".join(figure(total) for total, _ in counted)
            value = sum((total for total, _ in counted), Fraction(0)) / len(counted)
            return value, f"（{terms}）÷ {len(counted)}"
    whole = sum((weight for _, weight in counted), Fraction(0))
    terms = " + ".join(f"{figure(total)} × {figure(weight)}" for total, weight in counted)
    if not whole:
        return Fraction(0), "0"
    return sum(
        (total * weight for total, weight in counted), Fraction(0)
    ) / whole, f"（{terms}）÷ {figure(whole)}"


def _addition(setting: Setting, indicator: str, unit: str) -> Fraction | None:
    series = setting.blocks.series.get((indicator, "value"))
    if series is None:
        return None
    readings = series.read(setting.periods, "last")
    cell = (0, setting.blocks.roster.position[unit])
    return Fraction(readings.values.at(cell), readings.scale) if readings.present[cell] else None
