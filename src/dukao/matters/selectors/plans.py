"""A matter's plan over time as lengths: what bars and the Gantt chart are drawn from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from dukao.matters.selectors.entries import Entry, Node
from dukao.matters.selectors.seeing import course_of

if TYPE_CHECKING:
    from dukao.matters.models import Matter, Milestone


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of days that is drawn from 0 to 100."""

    first: date
    last: date

    def at(self, day: date) -> str:
        """Where the end of ``day`` lies, in percent as SVG takes it; days outside lie on the edge."""
        whole = max((self.last - self.first).days, 1)
        part = Fraction((min(max(day, self.first), self.last) - self.first).days * 100, whole)
        return f"{float(part):.2f}"

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Tick:
    """A milestone on the bar; ``tone`` says whether it was reached, is late, or is still to come."""

    node: Milestone | Node
    at: str
    tone: str
    word: str


@dataclass(frozen=True, slots=True)
class Bar:
    """From assignment to limit: how much of it is done, its milestones, and today."""

    start: str
    length: str
    done: str
    ticks: tuple[Tick, ...]
    today: str | None
    planned: int


def bar_of(matter: Matter | Entry, day: date, span: Span | None = None) -> Bar:
    """The bar within ``span``; without one it has the matter's own days."""
    if isinstance(matter, Entry):
        nodes: Sequence[Milestone | Node] = matter.nodes
        course = matter.course
    else:
        nodes, course = list(matter.milestones.all()), course_of(matter)
    first = matter.assigned_on or min([day, matter.due_on, *(node.due_on for node in nodes)])
    last = max([matter.due_on, *(node.due_on for node in nodes)])
    whole = span is None
    span = span or Span(first, max(last, day))
    start, end = Fraction(span.at(first)), Fraction(span.at(last))
    return Bar(
        start=f"{float(start):.2f}",
        length=f"{float(end - start):.2f}",
        done=f"{float((end - start) * matter.percent / 100):.2f}",
        ticks=tuple(_tick(node, day, span, first) for node in nodes if whole or span.holds(node.due_on)),
        today=span.at(day) if span.holds(day) else None,
        planned=course.planned(day),
    )


def _tick(node: Milestone | Node, day: date, span: Span, first: date) -> Tick:
    """A milestone from before the assignment is nobody's delay."""
    if node.reached_on is not None:
        late = node.reached_on > node.due_on
        return Tick(node, span.at(node.due_on), "y" if late else "g", "晚到" if late else "已完成")
    if node.due_on < first:
        return Tick(node, span.at(node.due_on), "", "交办以前")
    return Tick(
        node,
        span.at(node.due_on),
        "r" if node.due_on < day else "",
        "逾期" if node.due_on < day else "未到期",
    )
