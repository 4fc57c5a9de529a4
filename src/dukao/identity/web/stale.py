"""闲置账户: who has not logged in for longer than the rules allow, and closing them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from dukao.identity import selectors, services
from dukao.identity.policies import can_manage_accounts
from dukao.identity.web.forms import ReasonForm
from dukao.kernel.clock import now, today
from dukao.kernel.request import Request
from dukao.ui.forms import said
from dukao.ui.numbers import numbers_in
from dukao.ui.rendering import render
from dukao.ui.tables import Listing


@require_GET
def stale(request: Request) -> HttpResponse:
    context = {
        "listing": Listing(request.GET).show(selectors.stale_rows(request.actor, now())),
        "days": selectors.rules_on(today()).stale_days,
        "source": selectors.rules_on(today()).source,
        "day": today(),
        "may_disable": can_manage_accounts(request.actor),
        "reason": ReasonForm(initial={"reason": "长期未登录，清理闲置账户"}),
    }
    return render(request, "identity/stale.html", context)


@require_POST
def disable_stale(request: Request) -> HttpResponse:
    chosen = numbers_in(request.POST, "picked")[:1000]
    reason = said(request.POST, "reason", "原因", 200)
    count = services.disable_stale(actor=request.actor, account_ids=chosen, reason=reason, at=now())
    left = len(set(chosen)) - count
    meanwhile = f"，{left} 个刚刚登录过，没有停用" if left else ""
    messages.success(request, f"已停用 {count} 个闲置账户{meanwhile}。")
    return redirect("identity:stale")
