"""Answers that hold while one page is read: asked for by navigation, to-dos and page alike, found once."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

from django.http import HttpRequest, HttpResponse

P = ParamSpec("P")
R = TypeVar("R")

_kept: ContextVar[dict[Hashable, object] | None] = ContextVar("kept", default=None)


def kept_while_reading(selector: Callable[P, R]) -> Callable[P, R]:
    """The same arguments give the same object until the request ends; arguments must be hashable.

    Only requests that read keep anything: while something is being changed, and outside of requests,
    every call asks anew.
    """

    @wraps(selector)
    def asked(*args: P.args, **kwargs: P.kwargs) -> R:
        kept = _kept.get()
        if kept is None:
            return selector(*args, **kwargs)
        key = (selector, args, tuple(sorted(kwargs.items())))
        if key not in kept:
            kept[key] = selector(*args, **kwargs)
        return kept[key]  # type: ignore[return-value]

    return asked


def reading_middleware(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Opens the memory for a GET and drops it with the answer."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method != "GET":
            return get_response(request)
        token = _kept.set({})
        try:
            return get_response(request)
        finally:
            _kept.reset(token)

    return middleware
