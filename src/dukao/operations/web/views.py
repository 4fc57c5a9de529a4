"""How it runs, for the system administrator."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from dukao.kernel.clock import now
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.operations import selectors
from dukao.operations.policies import can_see_status
from dukao.ui.rendering import render


@require_GET
def status(request: Request) -> HttpResponse:
    from dukao.operations.doctor.command import examine

    require(can_see_status(request.actor))
    context = {"status": selectors.status(now()), "findings": examine()}  # asked only where the page is whole
    return render(request, "operations/status.html", context, fragment="figures")
