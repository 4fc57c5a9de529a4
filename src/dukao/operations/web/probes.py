"""For load balancers, watchdogs and Prometheus: a word and a status code, or figures; no details."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dukao.kernel.verdict import require
from dukao.operations import selectors


@login_not_required
@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """The process answers. Whether the database does is another question: a restart would not mend it."""
    return JsonResponse({"status": "ok"})


@login_not_required
@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """The database answers, so pages can be served from here."""
    if selectors.is_healthy():
        return JsonResponse({"status": "ok"})
    answer = JsonResponse({"status": "unavailable"}, status=503)
    answer.headers["Retry-After"] = "5"
    return answer


@login_not_required
@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    from dukao.operations.metrics import can_read_metrics, exposition

    require(can_read_metrics(request))
    return HttpResponse(exposition(), content_type="text/plain; version=0.0.4; charset=utf-8")
