"""The background worker: long work, the timetable, and the sealing of the journal."""

from __future__ import annotations

import logging
import os
import signal
import time
from pathlib import Path
from threading import Event, Thread
from types import FrameType
from typing import Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections
from huey.consumer import Consumer

from dukao.background.registry import load_jobs
from dukao.background.services import recover_tasks
from dukao.kernel import clock
from dukao.notifications.queue import deliver

logger = logging.getLogger(__name__)

#: The unsealed window of the journal is at most one second: the sealer looks twice in it.
SEAL_EVERY_SECONDS = 0.5
#: Threads that carry out long work.
THREADS = 2
#: Work under way gets this long when the worker is stopped; what is cut off runs again later.
STOP_SECONDS = 5


def beat_file() -> Path:
    """Touched by the worker twice a second, so that the health page knows it is alive."""
    return settings.HOME / "worker.beat"


def seconds_since_beat() -> float | None:
    """How long ago the worker gave its last sign of life; ``None`` when it never ran here."""
    try:
        return max(0.0, time.time() - beat_file().stat().st_mtime)
    except FileNotFoundError:
        return None


def work(*, companion: bool = False) -> None:
    """Work until SIGTERM or SIGINT. A ``companion`` also ends when the server beside it is gone."""
    from huey.contrib.djhuey import HUEY

    load_jobs()
    if hasattr(HUEY.storage, "initialize_schema"):
        HUEY.storage.initialize_schema()
    # First, for what a killed worker left in the queue may be much: sealing must not wait for it.
    Thread(target=_seal_and_beat, args=(Event(), companion), name="sealer", daemon=True).start()
    recover_tasks(at=clock.now())
    deliver()
    PatientConsumer(
        HUEY, workers=THREADS, max_delay=0.5, graceful_signal="TERM", shutdown_timeout=STOP_SECONDS
    ).run()


class PatientConsumer(Consumer):
    """Told to stop twice, once with its whole group and once by the server beside it, it still finishes."""

    def start(self) -> None:
        super().start()
        stop: Any = signal.getsignal(signal.SIGTERM)

        def stop_once(number: int, frame: FrameType | None) -> None:
            stop(number, frame)
            signal.signal(number, signal.SIG_IGN)

        signal.signal(signal.SIGTERM, stop_once)


def _seal_and_beat(stop: Event, companion: bool) -> None:
    from dukao.journal.jobs import seal_waiting

    parent = os.getppid()
    failing = ""
    while not stop.wait(SEAL_EVERY_SECONDS):
        try:
            beat_file().touch()
            seal_waiting()
            failing = ""
        except (DatabaseError, InterfaceError, OSError) as error:
            # A full disk or a database that is away stays so for a while: told once, tried twice a second.
            if failing != (failing := type(error).__name__):
                logger.exception("sealing failed; it is tried again")
            close_old_connections()
        if companion and os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGTERM)
            return
