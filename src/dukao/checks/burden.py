"""What is asked of units: an open registry that every room which asks for something fills at start-up.

Only what was *asked* is counted. Who logged in, for how long or how often, is nobody's affair and counted
nowhere (中央网信委《关于防治“指尖上的形式主义”的若干意见》, 国办函〔2026〕12号).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db import models


class Measure(models.TextChoices):
    """In what burden is counted."""

    CHECKS = "checks", "检查次数"
    VISITS = "visits", "计划外走访"
    FIELD_DAYS = "field_days", "计划现场天数"
    DAYS_SPENT = "days_spent", "实际现场天数"
    LINES = "lines", "报表填项"
    CHARACTERS = "characters", "文字"
    EVIDENCE = "evidence", "佐证材料"
    HOURS = "hours", "要求工时"
    MATTERS = "matters", "交办事项"
    WORDS = "words", "要求反馈"
    DOCUMENTS = "documents", "收文"


UNITS = {
    Measure.CHECKS: "次", Measure.VISITS: "次", Measure.FIELD_DAYS: "天", Measure.DAYS_SPENT: "天",
    Measure.LINES: "项", Measure.CHARACTERS: "字", Measure.EVIDENCE: "份", Measure.HOURS: "小时",
    Measure.MATTERS: "件", Measure.WORDS: "次", Measure.DOCUMENTS: "件",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Span:
    """Days from ``since`` to ``until``, both counted; ``unit_ids`` narrows it, ``None`` asks of all."""

    since: date
    until: date
    unit_ids: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """``organiser_id`` asked ``unit_id`` for so much."""

    unit_id: int
    organiser_id: int
    measure: str
    amount: int


Source = Callable[[Span], Iterable[Asked]]


@dataclass(frozen=True, slots=True)
class Registered:
    """``first_day``: since when the source has records; what it measures before that day is not known."""

    source: Source
    measures: tuple[str, ...]
    first_day: Callable[[], date | None]


_sources: list[Registered] = []


def add_source(
    source: Source, *measures: str, first_day: Callable[[], date | None] = lambda: date.min
) -> None:
    """Register ``source(span)``; called from ``AppConfig.ready``. Rows may come summed up or one by one."""
    if all(known.source != source for known in _sources):
        _sources.append(Registered(source, measures, first_day))


def asked_in(span: Span) -> list[Asked]:
    """Everything that was asked in the span, from every room."""
    return [asked for known in _sources for asked in known.source(span) if asked.amount]


def unknown_in(span: Span) -> frozenset[str]:
    """Measures of which a room has no records for the whole of the span: nothing can be compared with it."""
    return frozenset(
        measure
        for known in _sources
        if known.measures and ((first := known.first_day()) is None or first > span.since)
        for measure in known.measures
    )
