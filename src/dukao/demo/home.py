"""The folder a demo lives in: its own, never that of a real installation."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from dukao.kernel.errors import DomainError

#: The hour of the demo's first day, the middle of an office afternoon.
HOUR, MINUTE = 14, 30


class DemoHome:
    """Knows how far the demo has been loaded, and lets one process at a time use it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = path / "demo.lock"
        self._loading = path / "demo.loading"
        self._loaded = path / "demo.loaded"

    @property
    def is_loaded(self) -> bool:
        return self._loaded.exists()

    @property
    def was_interrupted(self) -> bool:
        return self._loading.exists()

    @contextmanager
    def claimed(self) -> Iterator[None]:
        """Refuse a folder that belongs to something else, or to a demo that is running."""
        if self.path.exists() and any(self.path.iterdir()) and not self._lock.exists():
            raise DomainError(
                "not_a_demo", f"{self.path} 里有别的数据，演示不会动它。请用 DUKAO_HOME 另指一个空目录。"
            )
        self.path.mkdir(parents=True, exist_ok=True)
        with self._lock.open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise DomainError(
                    "demo_is_running",
                    f"{self.path} 里的演示正在运行。请先停掉它，或用 DUKAO_HOME 另指一个目录。",
                ) from error
            yield

    def empty(self) -> None:
        """Nothing but the lock is left."""
        for entry in self.path.iterdir():
            if entry == self._lock:
                continue
            if entry.is_dir():
                shutil.rmtree(entry)
            else:
                entry.unlink()

    def begin_loading(self, today: date) -> None:
        """From now on the product's clock in this folder stands on ``today`` and runs on from there."""
        from django.conf import settings
        from django.utils import timezone

        from dukao.kernel.clock import at_time

        self._loading.touch()
        offset = int((at_time(today, HOUR, MINUTE) - timezone.now()).total_seconds())
        (self.path / "clock-offset").write_text(str(offset), encoding="utf-8")
        settings.DUKAO_CLOCK_OFFSET = offset

    def finish_loading(self) -> None:
        self._loading.rename(self._loaded)
