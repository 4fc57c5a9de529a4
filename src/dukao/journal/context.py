"""The request an entry was written in, so that its traces can be brought together."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

_request_id: ContextVar[str] = ContextVar("request_id", default="")


def current_request_id() -> str:
    return _request_id.get()


def request_id_middleware(get_response: Callable[[HttpRequest], HttpResponse]):  # type: ignore[no-untyped-def]
    """Give each request an id of our own and send it back, so that a person can quote it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        token = _request_id.set(str(uuid.uuid4()))
        # Django tells of refusals when this is over, and hands the request to the log.
        request.request_id = _request_id.get()  # type: ignore[attr-defined]
        try:
            response = get_response(request)
            response["X-Request-ID"] = _request_id.get()
            return response
        finally:
            _request_id.reset(token)

    return middleware
