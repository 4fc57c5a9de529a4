"""How long requests take: counted in each web process, added up where they are read."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from prometheus_client import Histogram

#: From a cached page to one that nobody waits for.
_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
#: By the name of the address, never by the address itself: that may hold numbers of things.
REQUESTS = Histogram(
    "dukao_request_seconds", "Time of requests", ("view", "method", "status"), buckets=_SECONDS, registry=None
)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"})


def measuring_middleware(get_response: Callable[[HttpRequest], HttpResponse]):  # type: ignore[no-untyped-def]
    def middleware(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = get_response(request)
        # What anybody can type must not make new series.
        view = request.resolver_match.view_name if request.resolver_match else "none"
        method = request.method if request.method in _METHODS else "other"
        REQUESTS.labels(view, method, response.status_code).observe(time.perf_counter() - began)
        return response

    return middleware
