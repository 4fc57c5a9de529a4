"""What is kept for how long, what is due, and what was destroyed."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from dukao.kernel import personal
from dukao.kernel.errors import Missing
from dukao.kernel.personal import Acts, Clock, Holding
from dukao.privacy.models import Destruction, RetentionRule
from dukao.privacy.selectors.rules import retention_rules_on
from dukao.privacy.vocabulary import DestructionState


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind with the rule of the day and what the rooms keep under it."""

    clock: Clock
    rule: RetentionRule | None
    labels: tuple[str, ...]

    @property
    def months(self) -> int | None:
        return self.rule.months if self.rule else self.clock.months

    @property
    def source(self) -> str:
        return self.rule.source if self.rule else self.clock.source


def kept_kinds(day: date) -> list[Kept]:
    rules = retention_rules_on(day)
    labels: dict[str, list[str]] = {}
    kept: tuple[Holding | Acts, ...] = (*personal.holdings(), *personal.acts())
    for one in kept:
        labels.setdefault(one.keeping, []).append(one.label)
    return [
        Kept(clock, rules.get(key), tuple(labels.get(key, ()))) for key, clock in personal.clocks().items()
    ]


def keeping_by_key(day: date) -> dict[str, str]:
    """How long each kind is kept, in words with the source."""
    return {kept.clock.key: _keeping_words(kept) for kept in kept_kinds(day)}


def _keeping_words(kept: Kept) -> str:
    if kept.months is None:
        return f"长期保存（{kept.source}）"
    return f"{kept.clock.counted_from}起 {kept.months} 个月（{kept.source}）"


def clock_named(key: str) -> Clock:
    """A kind that is kept for a term; what is kept with the records for good has none."""
    clock = personal.clocks().get(key)
    if clock is None or not clock.has_term:
        raise Missing("没有这一类，或它不按期限销毁。")
    return clock


def months_before(day: date, months: int) -> date:
    """The same day so many months ago, or the last one that month has.

    >>> months_before(date(2026, 8, 31), 6)
    datetime.date(2026, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def destructions() -> QuerySet[Destruction]:
    return Destruction.objects.select_related("rule", "decided_by")


def waiting_destructions() -> QuerySet[Destruction]:
    return destructions().filter(state=DestructionState.PROPOSED).order_by("pk")


def destruction_numbered(destruction_id: int) -> Destruction:
    found = destructions().filter(pk=destruction_id).first()
    if found is None:
        raise Missing("没有这条销毁记录。")
    return found
