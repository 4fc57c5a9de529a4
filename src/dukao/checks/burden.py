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
    FIELD_DAYS = "field_days", "现场天数"
    LINES = "lines", "报表填项"
    CHARACTERS = "characters", "文字"
    EVIDENCE = "evidence", "佐证材料"
    HOURS = "hours", "要求工时"
    MATTERS = "matters", "交办事项"
    WORDS = "words", "要求反馈"
    DOCUMENTS = "documents", "收文"


UNITS = {
    Measure.CHECKS: "次", Measure.FIELD_DAYS: "天", Measure.LINES: "项", Measure.CHARACTERS: "字",
    Measure.EVIDENCE: "份", Measure.HOURS: "小时", Measure.MATTERS: "件", Measure.WORDS: "次",
    Measure.DOCUMENTS: "件",
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
_sources: list[Source] = []


def add_source(source: Source) -> None:
    """Register ``source(span)``; called from ``AppConfig.ready``. Rows may come summed up or one by one."""
    if source not in _sources:
        _sources.append(source)


def asked_in(span: Span) -> list[Asked]:
    """Everything that was asked in the span, from every room."""
    return [asked for source in _sources for asked in source(span) if asked.amount]
