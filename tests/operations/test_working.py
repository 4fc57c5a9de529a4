"""The sealer goes on whatever happens to disk and database, and says so once."""

from __future__ import annotations

import errno
from threading import Event

import pytest
from django.db import InterfaceError, OperationalError

from dukao.operations import working


class Rounds(Event):
    """Ends after so many looks."""

    def __init__(self, left: int) -> None:
        super().__init__()
        self.left = left

    def wait(self, timeout: float | None = None) -> bool:
        self.left -= 1
        return self.left < 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    "failure",
    [OSError(errno.ENOSPC, "…"), OSError(errno.EROFS, "…"), OperationalError("…"), InterfaceError("…")],
)
def test_sealing_that_fails_is_tried_again_and_told_once(
    failure: Exception, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    outcomes: list[Exception | None] = [failure, failure, None, failure, None]
    tried = iter(outcomes)

    def seal() -> int:
        if error := next(tried):
            raise error
        return 0

    monkeypatch.setattr("dukao.journal.jobs.seal_waiting", seal)
    monkeypatch.setattr(working, "close_old_connections", lambda: None)
    working._seal_and_beat(Rounds(len(outcomes)), companion=False)
    assert next(tried, "all were tried") == "all were tried"
    assert len(caplog.records) == 2, "once for each time it began to fail"


def test_sealing_does_not_wait_until_a_long_queue_is_looked_through(monkeypatch: pytest.MonkeyPatch) -> None:
    sealing = Event()

    class LookedThroughError(Exception):
        pass

    def look_through(**_: object) -> None:
        assert sealing.wait(10)
        raise LookedThroughError

    monkeypatch.setattr(working, "_seal_and_beat", lambda *_: sealing.set())
    monkeypatch.setattr(working, "load_jobs", lambda: None)
    monkeypatch.setattr(working, "recover_tasks", look_through)
    with pytest.raises(LookedThroughError):
        working.work()
