"""What waits, the clock first."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from dukao.dashboards.selectors.agenda import SHOWN, agenda
from dukao.kernel.actor import Actor
from dukao.ui import todo
from dukao.ui.todo import Todo
from tests.conftest import NOW

SOMEBODY = Actor(account_id=1, name="陈立")


def due(**later: int) -> datetime:
    return NOW + timedelta(**later)


@pytest.fixture(autouse=True)
def sources(monkeypatch: pytest.MonkeyPatch) -> list[todo.Source]:
    empty: list[todo.Source] = []
    monkeypatch.setattr(todo, "_sources", empty)
    return empty


def waiting(*clocks: datetime | None) -> todo.Source:
    return lambda actor, now: [Todo(clock, f"第 {n} 件", "", "/", "办") for n, clock in enumerate(clocks)]


@pytest.mark.parametrize(
    ("clock", "colour", "words"),
    [
        (due(days=-1), "red", "逾期 1 日"),
        (due(hours=-2), "red", "已过 12:30"),
        (due(hours=3), "red", "今天 17:30"),
        (due(hours=21, minutes=30), "blue", "明天 12:00"),
        (due(days=2), "blue", "2 天后"),
        (due(days=14), "none", "10 月 12 日"),
        (None, "none", "不限期"),
    ],
)
def test_the_clock_is_written_short_and_lights_a_lamp(
    sources: list[todo.Source], clock: datetime | None, colour: str, words: str
) -> None:
    sources.append(waiting(clock))
    (entry,) = agenda(SOMEBODY, NOW).entries
    assert (entry.colour, entry.words) == (colour, words)


def test_the_most_urgent_comes_first_whichever_room_it_is_from(sources: list[todo.Source]) -> None:
    sources += [waiting(None, due(days=3)), waiting(due(hours=1), due(days=-2))]
    words = [entry.words for entry in agenda(SOMEBODY, NOW).entries]
    assert words == ["逾期 2 日", "今天 15:30", "3 天后", "不限期"]


def test_today_counts_what_is_overdue_and_the_week_ends_on_sunday(sources: list[todo.Source]) -> None:
    # 28 September 2026 is a Monday.
    sources.append(waiting(due(days=-2), due(hours=1), due(days=6), due(days=7), None))
    assert agenda(SOMEBODY, NOW).in_words == "今天要办 2 件，本周 3 件"


def test_nothing_to_do_is_said(sources: list[todo.Source]) -> None:
    assert agenda(SOMEBODY, NOW).in_words == "今天没有要办的事"
    sources.append(waiting(due(days=30)))
    assert agenda(SOMEBODY, NOW).in_words == "1 件待办，本周没有到期的"
    sources.append(waiting(due(days=2)))
    assert agenda(SOMEBODY, NOW).in_words == "今天没有到期的事，本周 1 件"


def test_the_landing_page_shows_the_first_few(sources: list[todo.Source]) -> None:
    sources.append(waiting(*[due(days=n) for n in range(20)]))
    found = agenda(SOMEBODY, NOW)
    assert len(found.first) == SHOWN
    assert found.first[0].words == "今天 14:30"
