"""负担: what is asked of units in a span, compared with the same span a year before, and by whom."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Min

from dukao.checks.burden import UNITS, Asked, Measure, Span, asked_in, unknown_in
from dukao.checks.models import Check, CheckObject
from dukao.checks.vocabulary import IN_FORCE
from dukao.documents.selectors import documents_sent
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.organisations.selectors import unit_ids_under, versions_by_unit

#: Each is one time that somebody came or something was handed over.
OCCASIONS = (Measure.CHECKS, Measure.VISITS, Measure.MATTERS, Measure.DOCUMENTS)
#: Organisers and units named on the page.
RANKED = 15


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure in the span and in the same span of the year before."""

    measure: str
    label: str
    unit: str
    now: int
    before: int
    is_comparable: bool = True

    @property
    def amount(self) -> str:
        """Large figures in 万, so that they can be read at a glance."""
        return f"{self.now / 10_000:,.1f}" if self.now >= 100_000 else f"{self.now:,}"

    @property
    def in_unit(self) -> str:
        return f"万{self.unit}" if self.now >= 100_000 else self.unit

    @property
    def change(self) -> int:
        return self.now - self.before

    @property
    def change_words(self) -> str:
        if not self.is_comparable:
            return "上年同期没有完整记录"
        if not self.before:
            return "上年同期没有" if self.now else ""
        share = self.change * 100 / self.before
        if not self.change:
            return "与上年同期持平"
        return f"较上年同期{'增' if self.change > 0 else '减'} {abs(self.change):,}（{abs(share):.1f}%）"


@dataclass(frozen=True, slots=True)
class Ranked:
    """What one unit asks, or is asked: amounts by measure. Organs are ranked, never people."""

    unit_id: int
    name: str
    amounts: dict[str, int]
    before: int

    @property
    def days_over(self) -> int:
        """Days in the field beyond those planned."""
        return _over(self.amounts)


@dataclass(frozen=True, slots=True)
class Burden:
    span: Span
    figures: tuple[Figure, ...]
    organisers: tuple[Ranked, ...]
    units: tuple[Ranked, ...]
    #: Units with more days in the field than planned, and how many days more, each unit for itself.
    units_over: int = 0
    days_over: int = 0


def burden_of(unit_id: int, since: date, until: date) -> Burden:
    """Of one unit: what was asked of it, and who asked."""
    return _burden(Span(since, until, frozenset([unit_id])), with_units=False)


def burden_of_city(
    actor: Actor, roles: Iterable[str], since: date, until: date, day: date, ranked: int | None = RANKED
) -> Burden:
    """Of all units in the actor's places; the first ``ranked`` are named, or all of them."""
    ids = frozenset(unit_ids_under(actor.scopes(*roles), day))
    return _burden(Span(since, until, ids), with_units=True, ranked=ranked)


def year_before(day: date) -> date:
    """The same day a year before; of 29 February the 28th.

    >>> year_before(date(2028, 2, 29)), year_before(date(2026, 9, 28))
    (datetime.date(2027, 2, 28), datetime.date(2025, 9, 28))
    """
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day - timedelta(days=366)


def _burden(span: Span, *, with_units: bool, ranked: int | None = RANKED) -> Burden:
    past = Span(year_before(span.since), year_before(span.until), span.unit_ids)
    now, before = _known(span), _known(past)
    names = versions_by_unit(
        {one.organiser_id for one in now} | ({one.unit_id for one in now} if with_units else set()),
        span.until,
    )
    short = {unit: place.short_name for unit, place in names.items()}
    sums, sums_before = _sums(now), _sums(before)
    unknown = unknown_in(past)
    figures = tuple(
        Figure(
            measure, Measure(measure).label, UNITS[Measure(measure)], sums[measure], sums_before[measure],
            measure not in unknown,
        )
        for measure in Measure.values
    )  # fmt: skip
    organisers = _ranked(now, before, short, lambda one: one.organiser_id)[:ranked]
    units = _ranked(now, before, short, lambda one: one.unit_id)[:ranked] if with_units else ()
    over = [days for days in map(_over, _by(now, lambda one: one.unit_id).values()) if days]
    return Burden(span, figures, organisers, units, len(over), sum(over))


def _known(span: Span) -> list[Asked]:
    """Rows of the units asked about; a source may have answered for more."""
    return [one for one in asked_in(span) if span.unit_ids is None or one.unit_id in span.unit_ids]


def _sums(asked: Iterable[Asked]) -> Counter[str]:
    found: Counter[str] = Counter()
    for one in asked:
        found[one.measure] += one.amount
    return found


def _by(asked: Iterable[Asked], key: Callable[[Asked], int]) -> dict[int, Counter[str]]:
    amounts: dict[int, Counter[str]] = defaultdict(Counter)
    for one in asked:
        amounts[key(one)][one.measure] += one.amount
    return amounts


def _over(amounts: Mapping[str, int]) -> int:
    return max(0, amounts.get(Measure.DAYS_SPENT, 0) - amounts.get(Measure.FIELD_DAYS, 0))


def _ranked(
    now: Iterable[Asked], before: Iterable[Asked], names: dict[int, str], by: Callable[[Asked], int]
) -> tuple[Ranked, ...]:
    """By how often something was asked, then by lines: who asks most is never cut off for what they ask."""
    amounts = _by(now, by)
    past: Counter[int] = Counter()
    for one in before:
        if one.measure == Measure.CHECKS:
            past[by(one)] += one.amount
    order = sorted(
        amounts,
        key=lambda unit: (
            -sum(amounts[unit][measure] for measure in OCCASIONS), -amounts[unit][Measure.LINES], names[unit],
        ),
    )  # fmt: skip
    return tuple(Ranked(unit, names[unit], dict(amounts[unit]), past[unit]) for unit in order)


def asked_by_checks(span: Span) -> Iterator[Asked]:
    """This room's own source: checks in force that begin in the span, each as often as it comes."""
    targets = CheckObject.objects.filter(
        dropped_at__isnull=True, check_of__state__in=IN_FORCE, check_of__starts_on__gte=span.since,
        check_of__starts_on__lte=span.until,
    )  # fmt: skip
    if span.unit_ids is not None:
        targets = targets.filter(unit_id__in=span.unit_ids)
    columns = ("times", "field_days", "lines_asked", "characters_asked", "evidence_asked", "hours_asked")
    measures = (
        Measure.FIELD_DAYS, Measure.LINES, Measure.CHARACTERS, Measure.EVIDENCE, Measure.HOURS,
    )  # fmt: skip
    rows = targets.values_list(
        "unit_id", "check_of__organiser_id", *(f"check_of__{name}" for name in columns)
    )
    for unit, organiser, times, *amounts in rows:
        yield Asked(unit, organiser, Measure.CHECKS, times)
        yield from (
            Asked(unit, organiser, measure, times * amount)
            for measure, amount in zip(measures, amounts, strict=True)
        )


def asked_by_documents(span: Span) -> Iterator[Asked]:
    """Official documents sent to units; the room below does not know of burden and is asked for them."""
    for unit, issuer, amount in documents_sent(span.since, span.until, span.unit_ids):
        yield Asked(unit, issuer, Measure.DOCUMENTS, amount)


def first_check_planned() -> date | None:
    """Since when there is a register: checks of before are not known."""
    found = Check.objects.aggregate(first=Min("registered_at"))["first"]
    return local_day(found) if found else None
