"""What every answer gets from the kit: a refusal its words, an act the time at which it was done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from dukao.kernel import clock
from dukao.kernel.errors import DomainError
from dukao.scoring import ScoringError
from dukao.ui.secrecy import HEADER, label_of
from dukao.ui.web.errors import API, refuse

Answering = Callable[[HttpRequest], HttpResponse]
#: The largest number a column of the database holds.
LARGEST_NUMBER = 2**63 - 1


def cache_middleware(get_response: Answering) -> Answering:
    """Nothing between here and the person keeps a page, and their browser asks before it shows one again.

    Not "no-store": with it, a form that was refused would come back empty. Log-out has the browser forget.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    return middleware


def size_middleware(get_response: Answering) -> Answering:
    """Refuse a request that is larger than anything a page sends, before a byte of it is read or kept."""

    def middleware(request: HttpRequest) -> HttpResponse:
        length = request.headers.get("Content-Length", "")
        if length.isdecimal() and int(length) > settings.DUKAO_REQUEST_BYTES:
            return refuse(request, 413)
        return get_response(request)

    return middleware


def clock_middleware(get_response: Answering) -> Answering:
    """Answers to acts carry the product's time of day: browsers' clocks go wrong, a demo has its own."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method not in {"GET", "HEAD", "OPTIONS"}:
            response.headers["X-Dukao-Clock"] = f"{clock.now().astimezone(clock.ZONE):%H:%M:%S}"
        return response

    return middleware


def secrecy_middleware(get_response: Answering) -> Answering:
    """Pages say their label in words; every answer, files too, says it in a header."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.resolver_match is not None:
            response.headers[HEADER] = label_of(request).value
        return response

    return middleware


def api_middleware(get_response: Answering) -> Answering:
    """Answers for programs are files to a browser: it is never led to show what somebody put into one."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path_info.startswith(API):
            response.headers["Content-Disposition"] = 'attachment; filename="api.json"'
        return response

    return middleware


class RefusalMiddleware:
    """What a service or the engine refuses reaches the person in its own words, on the page or as a toast."""

    def __init__(self, get_response: Answering) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            # The address of an act, typed or opened again: nothing to see there, and nothing was done.
            refusal = refuse(request, response.status_code)
            refusal.headers["Allow"] = response.headers["Allow"]
            return refusal
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> HttpResponse | None:
        """A number no database can hold names nothing: better no page than a fault in the query for it."""
        too_large = any(isinstance(value, int) and value > LARGEST_NUMBER for value in kwargs.values())
        return refuse(request, 404) if too_large else None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, DomainError):
            return refuse(request, exception.status, exception.sentence, exception.code)
        if isinstance(exception, ScoringError):
            return refuse(request, 422, exception.sentence)
        return None
