"""What a gateway really answered.

apprise says only yes or no. Whether a message that failed may be sent again depends on why: nobody listened,
the gateway said no, or the line broke after it was told. And two robots answer "200 OK" to what they refuse,
with the reason inside. So the last answer and the last error of this thread are heard where ``requests``
sends, without changing either.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests


class Heard(threading.local):
    """The last words of the line, of this thread only."""

    answer: requests.Response | None = None
    error: requests.RequestException | None = None


_heard = Heard()
_send = requests.Session.send


def _listening_send(session: requests.Session, request: Any, **options: Any) -> requests.Response:
    try:
        answer = _send(session, request, **options)
    except requests.RequestException as error:
        _heard.error = error
        raise
    _heard.answer = answer
    return answer


requests.Session.send = _listening_send  # type: ignore[method-assign, assignment]


@contextmanager
def listening() -> Iterator[Heard]:
    _heard.answer = _heard.error = None
    try:
        yield _heard
    finally:
        _heard.answer = _heard.error = None
