"""What waits for a person, the clock first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from dukao.kernel.actor import Actor
from dukao.kernel.clock import ZONE, local_day
from dukao.ui.formats import clock, day
from dukao.ui.todo import Todo, todos

#: What is due within this many days is marked as near.
NEAR_DAYS = 3
#: The landing page shows this many; the rest stands on a page of its own.
SHOWN = 8


@dataclass(frozen=True, slots=True)
class Entry:
    """A to-do with its clock in a few characters; what is due today burns as what is overdue."""

    todo: Todo
    colour: str
    words: str


@dataclass(frozen=True, slots=True)
class Agenda:
    entries: tuple[Entry, ...]
    today: int
    this_week: int

    @property
    def first(self) -> tuple[Entry, ...]:
        return self.entries[:SHOWN]

    @property
    def in_words(self) -> str:
        if not self.entries:
            return "今天没有要办的事"
        if not self.this_week:
            return f"{len(self.entries)} 件待办，本周没有到期的"
        if not self.today:
            return f"今天没有到期的事，本周 {self.this_week} 件"
        return f"今天要办 {self.today} 件，本周 {self.this_week} 件"


def agenda(actor: Actor, now: datetime) -> Agenda:
    """Everything that waits for the actor, the most urgent first."""
    found = todos(actor, now)
    dates = [local_day(todo.due_at) for todo in found if todo.due_at is not None]
    today = local_day(now)
    sunday = today + timedelta(days=6 - today.weekday())
    return Agenda(
        entries=tuple(_entry(todo, now) for todo in found),
        today=sum(date <= today for date in dates),
        this_week=sum(date <= sunday for date in dates),
    )


def _entry(todo: Todo, now: datetime) -> Entry:
    if todo.due_at is None:
        return Entry(todo, "none", "不限期")
    due = todo.due_at.astimezone(ZONE)
    days = (due.date() - local_day(now)).days
    if todo.due_at < now:
        return Entry(todo, "red", f"逾期 {-days} 日" if days else f"已过 {clock(due)}")
    if days == 0:
        return Entry(todo, "red", f"今天 {clock(due)}")
    if days == 1:
        return Entry(todo, "blue", f"明天 {clock(due)}")
    if days <= NEAR_DAYS:
        return Entry(todo, "blue", f"{days} 天后")
    return Entry(todo, "none", day(due))
