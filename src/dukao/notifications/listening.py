"""What a gateway really answered.

apprise says only yes or no. Whether a message that failed may be sent again depends on why: nobody listened,
the gateway said no, or the line broke after it was told. And two robots answer "200 OK" to what they refuse,
with the reason inside. So the last answer and the last error of this thread are heard where ``requests``
sends, without changing either. It is also where a channel is kept from calling what it may not call.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests

from dukao.notifications.reachable import call_only_reachable


class Heard(threading.local):
    """The last words of the line, of this thread only."""

    is_calling: bool = False
    answer: requests.Response | None = None
    error: requests.RequestException | None = None


_heard = Heard()
_send = requests.Session.send


def _listening_send(session: requests.Session, request: Any, **options: Any) -> requests.Response:
    if not _heard.is_calling:
        return _send(session, request, **options)  # somebody else's, such as a provider of log-ins
    call_only_reachable(session)
    try:
        # A message goes where its channel says, and nowhere an answer would like it to go.
        answer = _send(session, request, **{**options, "allow_redirects": False})
    except requests.RequestException as error:
        _heard.error = error
        raise
    _heard.answer = answer
    return answer


requests.Session.send = _listening_send  # type: ignore[method-assign, assignment]


@contextmanager
def listening() -> Iterator[Heard]:
    _heard.is_calling, _heard.answer, _heard.error = True, None, None
    try:
        yield _heard
    finally:
        _heard.is_calling, _heard.answer, _heard.error = False, None, None
