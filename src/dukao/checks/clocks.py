"""Clocks of a conclusion, derived: nothing has to run for them to be right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from dukao.checks.vocabulary import ConclusionState
from dukao.kernel.clock import local_day
from dukao.kernel.terms import DayKind, limit_day
from dukao.kernel.workdays import WorkCalendar

if TYPE_CHECKING:
    from dukao.checks.models import Conclusion, Review


def term_words(days: int, kind: str) -> str:
    """
    >>> term_words(30, "natural"), term_words(3, "working")
    ('30 个自然日', '3 个工作日')
    """
    return f"{days} 个{DayKind(kind).label}"


@dataclass(frozen=True, slots=True)
class Clock:
    """One limit: what is due, by whom, until when and on what it rests."""

    what: str
    who: str
    due_on: date
    term: str
    source: str

    def is_over(self, day: date) -> bool:
        return day > self.due_on


def clock_of(conclusion: Conclusion, review: Review | None, calendar: WorkCalendar) -> Clock | None:
    """The clock that runs now: to explain, to ask for a review, or to decide it."""
    source = conclusion.term_source
    if conclusion.state == ConclusionState.HEARING and not conclusion.explained_at and conclusion.explain_by:
        return Clock("说明情况", "object", conclusion.explain_by, "", source)
    if conclusion.state == ConclusionState.RECEIVED:
        due_on = request_by(conclusion, calendar)
        return Clock("申请复核", "object", due_on, _term(conclusion, "request"), source) if due_on else None
    if conclusion.state == ConclusionState.REVIEWED and review is not None:
        due_on = decide_by(conclusion, review, calendar)
        return Clock("作出复核决定", "organiser", due_on, _term(conclusion, "decide"), source)
    return None


def request_by(conclusion: Conclusion, calendar: WorkCalendar) -> date | None:
    """第十七条: counted from receipt; before it there is no limit that could run out."""
    if conclusion.received_at is None or conclusion.request_days is None:
        return None
    start = local_day(conclusion.received_at)
    return limit_day(start, conclusion.request_days, conclusion.request_kind, calendar)


def decide_by(conclusion: Conclusion, review: Review, calendar: WorkCalendar) -> date:
    days = conclusion.decide_days or 0
    return limit_day(local_day(review.asked_at), days, conclusion.decide_kind, calendar)


def _term(conclusion: Conclusion, which: str) -> str:
    days = getattr(conclusion, f"{which}_days") or 0
    return term_words(days, getattr(conclusion, f"{which}_kind") or DayKind.NATURAL)
