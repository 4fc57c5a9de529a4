"""Reading a round's inputs from the rooms below, and a token that tells whether they have changed."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Q, QuerySet

from dukao.assessments.inputs import Inputs, Origins
from dukao.assessments.models import ScoreEvent
from dukao.assessments.spans import base_span, event_window
from dukao.journal.selectors import entries_of
from dukao.kernel.memo import kept_while_reading
from dukao.kernel.prepared import at_once
from dukao.organisations.selectors import versions_by_unit
from dukao.reporting.selectors import accepted_values, facts_revision, shared_values_of, undecided_lines
from dukao.schemes.selectors import document, roster, targets_in
from dukao.scoring import ENGINE_VERSION, Event, Fact, FactState, Item, Period, RosterUnit, Scheme, Target

if TYPE_CHECKING:
    from dukao.schemes.models import SchemeVersion


def gathered(version: SchemeVersion, period: Period, *, is_provisional: bool = False) -> Inputs:
    """All facts of the period as they stand now: values, events and targets of every unit on the roster.

    For a provisional score, what still waits for its review in an open month is pending: not counted
    yet, instead of lost.
    """
    scheme = document(version)
    units, codes = _roster(version, period)
    facts, origins = _facts(version, scheme, period, codes)
    if is_provisional:
        for unit, item in undecided_lines(version, period):
            if unit in codes and (unit, item, period) not in facts:
                facts[unit, item, period] = Fact(codes[unit], item, period, None, FactState.PENDING)
    targets = {place: value for place, value in targets_in(version, period).items() if place[0] in codes}
    excused = {place for place, value in targets.items() if value is None}
    return Inputs(
        period=period,
        roster=units,
        facts=(
            *(fact for (unit, item, _), fact in facts.items() if (unit, item) not in excused),
            *(_not_applicable(codes[unit], item, period) for unit, item in sorted(excused)),
        ),
        events=tuple(_events(version, scheme, period, codes)),
        targets=tuple(
            Target(codes[unit], item, period, value)
            for (unit, item), value in targets.items()
            if value is not None
        ),
        origins=origins,
    )


def gathered_above(version: SchemeVersion, period: Period) -> Inputs:
    """What a round made of shorter ones takes besides their totals: additions, and vetoes of the period."""
    scheme = document(version)
    units, codes = _roster(version, period)
    values = _additions(version, period)
    vetoes = {veto.code for veto in scheme.vetoes}
    return Inputs(
        period=period,
        roster=units,
        facts=tuple(Fact(codes[unit], code, period, value) for (unit, code), value in values),
        events=tuple(event for event in _events(version, scheme, period, codes) if event.item in vetoes),
    )


def revision(version: SchemeVersion, period: Period) -> str:
    """Differs whenever :func:`gathered` may: reported values, events, targets, or the engine itself."""
    scheme = document(version)
    read = [facts_revision(version, part) for part in _parts_read(scheme, period)]
    return _token(version, [*read, *map(str, _outside(version, scheme, period))])


def revision_above(version: SchemeVersion, period: Period, sources: Iterable[str]) -> str:
    """The same for :func:`gathered_above`; ``sources`` are the digests of the shorter periods' results."""
    return _token(version, [*sources, *map(str, _additions(version, period))])


def _token(version: SchemeVersion, read: Iterable[str]) -> str:
    text = "|".join([ENGINE_VERSION, version.digest, _decided(version), *read])
    return hashlib.sha256(text.encode()).hexdigest()


@kept_while_reading
def _decided(version: SchemeVersion) -> str:
    """Its events, and its newest entry: every change of targets leaves one, the cheapest token there is."""
    return str(
        at_once(
            events_of_scheme(version)
            .values("version__scheme")
            .annotate(n=Count("pk"), revoked=Count("pk", filter=Q(revoked_at__isnull=False)), last=Max("pk"))
            .values_list("n", "revoked", "last"),
            entries_of(version).values_list("pk", flat=True)[:1],
        )
    )


def events_of_scheme(version: SchemeVersion) -> QuerySet[ScoreEvent]:
    """Events recorded under any version of the scheme: a new version does not wipe the slate."""
    return ScoreEvent.objects.filter(version__scheme_id=version.scheme_id)


def counting_periods(scheme: Scheme, event: ScoreEvent) -> tuple[Period, ...]:
    """The base periods an event counts in: its own, and those its score is carried on to."""
    own = Period.of_date(event.happened_on, base_span(scheme))
    return tuple(part for part in event_window(scheme, own).split(own.span) if part >= own)


_Key = tuple[int, str, Period]


def _roster(version: SchemeVersion, period: Period) -> tuple[tuple[RosterUnit, ...], dict[int, str]]:
    """Units with their names at the end of the period, and their codes by id."""
    entries = roster(version)
    places = versions_by_unit((entry.unit_id for entry in entries), period.last_day)
    units = tuple(
        RosterUnit(entry.unit.code, places[entry.unit_id].short_name, entry.group) for entry in entries
    )
    return units, {entry.unit_id: entry.unit.code for entry in entries}


def _additions(version: SchemeVersion, period: Period) -> list[tuple[tuple[int, str], Decimal]]:
    """Values the scheme adds to the total of a longer period, such as a committee's score."""
    step = document(version).step_into(period.span)
    if step is None or not step.additions:
        return []
    codes = [addition.indicator for addition in step.additions]
    units = version.roster.values_list("unit_id", flat=True)
    return sorted(shared_values_of(codes, units, period).items())


def _facts(
    version: SchemeVersion, scheme: Scheme, period: Period, codes: dict[int, str]
) -> tuple[dict[_Key, Fact], Origins]:
    items = {item.code: item for item in scheme.leaves()}
    figures = _figures(scheme, period)
    facts: dict[_Key, Fact] = {}
    origins: Origins = {}
    for part in _parts_read(scheme, period):
        for unit, code, value, is_excused, line in accepted_values(version, part):
            if unit not in codes or code not in items:
                continue
            is_figure = part != period and code in figures.get(part, ())
            if not is_figure and not _is_read(items[code], part, period):
                continue
            if is_excused:
                facts[unit, code, part] = _not_applicable(codes[unit], code, part)
            elif value is not None:
                facts[unit, code, part] = Fact(codes[unit], code, part, value)
            if line is not None and part.last_month == period.last_month:
                origins.setdefault(codes[unit], {})[code] = line
    for part, unit, code, value in _outside(version, scheme, period):
        facts[unit, code, part] = Fact(codes[unit], code, part, value)
    return facts, origins


def _not_applicable(unit: str, item: str, period: Period) -> Fact:
    return Fact(unit, item, period, None, FactState.NOT_APPLICABLE)


def _events(version: SchemeVersion, scheme: Scheme, period: Period, codes: dict[int, str]) -> Iterator[Event]:
    """Events that count in the period, dated to the period itself so that the engine finds them."""
    for event in events_of_scheme(version).filter(revoked_at__isnull=True).order_by("pk"):
        counts = any(period.contains(part) for part in counting_periods(scheme, event))
        if event.unit_id in codes and counts:
            code = codes[event.unit_id]
            yield Event(code, event.item, period, event.level, event.count, event.fact_key, event.reason)


def _parts_read(scheme: Scheme, period: Period) -> list[Period]:
    """Periods whose values are read: this one, its months where values add up, earlier ones to carry on."""
    parts = [period]
    if any(item.combines_by != "last" for item in scheme.leaves()):
        parts += [month for month in period.months() if month != period]
    policies = [scheme.missing, *(item.missing for item in scheme.leaves() if item.missing is not None)]
    if any(policy.kind == "last" for policy in policies):
        parts += [earlier for earlier in period.whole_year().split(period.span) if earlier < period]
    return [*parts, *(part for part in sorted(_figures(scheme, period)) if part not in parts)]


def _figures(scheme: Scheme, period: Period) -> dict[Period, set[str]]:
    """Codes whose values are asked for by name, in formulas and conditions, by the period they are of."""
    found: dict[Period, set[str]] = defaultdict(set)
    for item in scheme.leaves():
        for figure in () if item.value is None else item.value.named:
            own = figure.period(period)
            for part in (own,) if item.combines_by == "last" else own.months():
                found[part] |= _items_of(scheme, figure.indicator or item.code)
    for family in scheme.bonuses:
        for condition in family.when:
            if condition.indicator is not None:
                found[period] |= _items_of(scheme, condition.indicator)
    return found


def _items_of(scheme: Scheme, code: str) -> set[str]:
    """The items that bring the values of this code; the code itself where none does."""
    return {item.code for item in scheme.leaves() if code in {item.code, item.fact_code}} or {code}


def _outside(
    version: SchemeVersion, scheme: Scheme, period: Period
) -> list[tuple[Period, int, str, Decimal]]:
    """Shared values the scheme asks for by name without an item for them: period, unit, code, value."""
    known = {item.code for item in scheme.leaves()}
    asked = {part: codes - known for part, codes in _figures(scheme, period).items() if codes - known}
    units = list(version.roster.values_list("unit_id", flat=True)) if asked else []
    return sorted(
        (part, unit, code, value)
        for part, codes in asked.items()
        for (unit, code), value in shared_values_of(codes, units, part).items()
    )


def _is_read(item: Item, part: Period, period: Period) -> bool:
    """A value of the whole period would hide those of its months, so each item is read in one way only."""
    if part == period:
        return item.combines_by == "last" or not period.months()[1:]
    return item.combines_by != "last" if period.contains(part) else part.year == period.year
