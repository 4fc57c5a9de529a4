"""Is it up, and how does it run."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from dukao.kernel.clock import now
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.operations import selectors
from dukao.operations.policies import can_see_status
from dukao.ui.rendering import render


@login_not_required
@never_cache
@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """For watchdogs: a word and a status code, no details."""
    if selectors.is_healthy():
        return JsonResponse({"status": "ok"})
    return JsonResponse({"status": "unavailable"}, status=503)


@require_GET
def status(request: Request) -> HttpResponse:
    from dukao.operations.doctor.command import examine

    require(can_see_status(request.actor))
    context = {"status": selectors.status(now()), "findings": list(examine())}
    return render(request, "operations/status.html", context, fragment="figures")
