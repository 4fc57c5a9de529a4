"""实地核查: the list, and what was found."""

from __future__ import annotations

import uuid
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from dukao.kernel import clock
from dukao.kernel.errors import DomainError
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.reporting import services
from dukao.reporting.policies import can_run_reporting, can_see_overview
from dukao.reporting.selectors.calls import current_period, period_called, periods
from dukao.reporting.selectors.checks import checks, line_to_check
from dukao.reporting.web.forms import VerifyForm
from dukao.scoring.periods import Period
from dukao.ui.rendering import render


@require_GET
def listing(request: Request) -> HttpResponse:
    require(can_see_overview(request.actor))
    at = clock.now()
    asked = request.GET.get("period", "")
    period = period_called(asked) if asked else current_period(at)
    context = {
        "period": period, "month": Period.parse(period.period) if period else None, "periods": periods(),
        "checks": checks(request.actor, period, at) if period else [], "key": uuid.uuid4(),
        "may_verify": can_run_reporting(request.actor),
    }  # fmt: skip
    return render(request, "reporting/checks.html", context)


@require_POST
def verify(request: Request, line_id: int) -> HttpResponse:
    at = clock.now()
    line = line_to_check(request.actor, line_id, at)
    form = VerifyForm(request.POST)
    if not form.is_valid():
        raise DomainError("finding_missing", "请选择核查结论：与填报一致，或不一致。")
    services.verify_line(actor=request.actor, line=line, at=at, **form.cleaned_data)
    messages.success(request, f"已记录核查结果：{line.item.name}。")
    return redirect(f"{reverse('reporting:checks')}?{urlencode({'period': line.report.period.period})}")
