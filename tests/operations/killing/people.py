"""People who press a button until they are told that it is done, and remember what they were told."""

from __future__ import annotations

import time
from http.client import HTTPException
from threading import Event, Thread
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

#: Every so many acts one orders long work.
WORK_EVERY = 5


class Person(Thread):
    """One thread; ``told`` are the keys that were acknowledged, ``pressed`` those that were ever sent."""

    def __init__(self, name: str, port: int) -> None:
        super().__init__(name=name, daemon=True)
        self._port, self._ended = port, Event()
        self.told: set[str] = set()
        self.pressed: set[str] = set()
        #: Status codes of answers that were no success; a broken line is 0.
        self.refusals: list[int] = []

    def run(self) -> None:
        number = 0
        while not self._ended.is_set():
            number += 1
            key = f"{self.name}-{number:05}"
            self.pressed.add(key)
            while not self._ended.is_set():
                if self._press(key, number):
                    self.told.add(key)
                    break
                time.sleep(0.05)
            time.sleep(0.005)

    def _press(self, key: str, number: int) -> bool:
        query = "?work" if number % WORK_EVERY == 0 else ""
        try:
            with urlopen(
                Request(f"http://127.0.0.1:{self._port}/act/{key}/{query}", method="POST"), timeout=20
            ) as answer:
                return answer.read().startswith(b"done")
        except HTTPError as refusal:
            self.refusals.append(refusal.code)
        except (URLError, HTTPException, OSError):
            self.refusals.append(0)
        return False

    def stop(self) -> None:
        self._ended.set()
        self.join(30)
