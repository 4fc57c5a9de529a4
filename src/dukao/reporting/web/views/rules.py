"""填报规则: limits and clocks, with what they rest on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from dukao.kernel import clock
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.reporting import services
from dukao.reporting.policies import can_run_reporting, can_see_overview
from dukao.reporting.selectors.calls import policies, usual_policy
from dukao.reporting.web.forms import RulesForm
from dukao.ui.rendering import render


@require_http_methods(["GET", "POST"])
def rules(request: Request) -> HttpResponse:
    require(can_see_overview(request.actor) if request.method == "GET" else can_run_reporting(request.actor))
    form = RulesForm(request.POST) if request.method == "POST" else RulesForm(initial=_present())
    if form.is_bound and form.carry_out(services.set_policy, actor=request.actor, at=clock.now()):
        messages.success(request, "新规则已定下，施行日期以后开始的月份适用。")
        return redirect("reporting:rules")
    context = {"form": form, "policies": policies(), "may_run": can_run_reporting(request.actor)}
    return render(request, "reporting/rules.html", context, status=form.status)


def _present() -> dict[str, Any]:
    """The newest rules as the start of the next ones."""
    known = policies()
    names = RulesForm.base_fields.keys() - {
        "effective_on",
        "evidence_megabytes",
        "remind_workdays",
        "key",
        "source",
    }
    newest = known[0] if known else usual_policy()
    start = {name: getattr(newest, name) for name in names}
    start["evidence_megabytes"] = newest.evidence_bytes // 1024 // 1024
    start["remind_workdays"] = "、".join(str(days) for days in newest.remind_workdays)
    return start
