"""通知规则: what must be received and what leaves the house, decided by the office."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from dukao.kernel.clock import now, today
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.notifications import selectors, services
from dukao.notifications.policies import can_see_rules, can_set_rules
from dukao.notifications.web.forms import RulesForm
from dukao.ui.rendering import render


@require_http_methods(["GET", "POST"])
def rules(request: Request) -> HttpResponse:
    require(can_see_rules(request.actor) if request.method == "GET" else can_set_rules(request.actor))
    form = RulesForm(request.POST if request.method == "POST" else None, policy=selectors.policy_on(today()))
    if form.is_bound and form.carry_out(services.set_notification_policy, actor=request.actor, at=now()):
        messages.success(request, "通知规则已定下，施行之日起适用。")
        return redirect("notifications:rules")
    context = {
        "form": form, "may_set": can_set_rules(request.actor),
        "policies": [(policy, selectors.required_labels(policy)) for policy in selectors.policies()],
        "now_required": selectors.required_labels(selectors.policy_on(today())),
    }  # fmt: skip
    return render(request, "notifications/rules.html", context, status=form.status)
