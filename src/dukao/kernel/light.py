"""Lamps: a colour, its finding and the rule that lights it. They are worked out, never stored, set by nobody.

Every rule is a :class:`Signal`: a colour, and the first day on which it shines if nothing more is heard.
What is shown on a day and the turning days that lists are filtered by come from the same signals, so that
the two cannot disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

#: The worst colour first.
COLOURS = ("red", "yellow", "blue")
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Light:
    """``finding`` says plan, fact and gap; ``rule`` says what lights this colour."""

    colour: str
    finding: str
    rule: str = ""
    #: What stands on the lamp where its colour's own word would not be true.
    word: str = ""


@dataclass(frozen=True, slots=True)
class Signal:
    """One rule that lights a colour from ``since`` on; ``finding`` says why on a day."""

    colour: str
    since: date
    finding: Callable[[date], str]
    rule: str


def shining(signals: Iterable[Signal], day: date) -> Light | None:
    """The worst colour that shines on that day, by the first rule that lights it."""
    first: dict[str, Signal] = {}
    for signal in signals:
        if signal.since <= day:
            first.setdefault(signal.colour, signal)
            if signal.colour == COLOURS[0]:
                break  # nothing is worse, and the first rule speaks
    for colour in COLOURS:
        if colour in first:
            return Light(colour, first[colour].finding(day), first[colour].rule)
    return None


def turning_days(signals: Iterable[Signal]) -> dict[str, date | None]:
    """For each colour the first day on which some rule lights it, if nothing more is heard."""
    turning: dict[str, date | None] = dict.fromkeys(COLOURS)
    for signal in signals:
        first = turning[signal.colour]
        turning[signal.colour] = signal.since if first is None else min(first, signal.since)
    return turning


def silence(last: date, word_days: int, red_after: int, finding: Callable[[int], str]) -> Iterator[Signal]:
    """Nothing heard for longer than asked: yellow, and red so many days later. ``finding`` gets the days."""
    owed = last + timedelta(days=word_days)
    yield Signal(
        "red", owed + timedelta(days=red_after), lambda day: finding((day - last).days),
        f"超过反馈间隔 {red_after} 天亮红灯（每 {word_days} 天反馈一次）",
    )  # fmt: skip
    yield Signal(
        "yellow", owed + ONE_DAY, lambda day: finding((day - last).days), f"{word_days} 天内没有反馈亮黄灯"
    )
