"""账户规则: who needs a second factor, the clocks and bounds of accounts, each version with its source."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from dukao.identity import selectors, services
from dukao.identity.policies import can_see_rules, can_set_access_rules
from dukao.identity.web.forms import AccessRulesForm
from dukao.kernel.clock import now, today
from dukao.kernel.request import Request
from dukao.kernel.roles import Role
from dukao.kernel.verdict import require
from dukao.ui.rendering import render

#: What new rules start from.
KEPT = (
    "second_factor_roles",
    "stale_days",
    "lock_failures",
    "account_failures",
    "address_failures",
    "lock_minutes",
    "support_hours",
    "upload_files",
    "upload_megabytes",
)


@require_http_methods(["GET", "POST"])
def rules(request: Request) -> HttpResponse:
    require(can_see_rules(request.actor))
    present = selectors.rules_on(today())
    start = {name: getattr(present, name) for name in KEPT}
    sent = request.method == "POST"
    if sent:
        require(can_set_access_rules(request.actor))
    form = AccessRulesForm(request.POST if sent else None, initial=start)
    if sent and form.carry_out(services.set_rules, actor=request.actor, at=now()):
        messages.success(request, "新规则已定下，从施行日期起适用。")
        return redirect("identity:rules")
    context = {
        "form": form,
        "known": [
            (each, [Role(role).label for role in each.second_factor_roles])
            for each in selectors.rules_known()
        ],
        "may_set": can_set_access_rules(request.actor),
        "day": today(),
    }
    return render(request, "identity/rules.html", context, status=422 if sent else 200)
