"""Roles as the security administrator gives and takes them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from dukao.identity import selectors, services
from dukao.identity.policies import can_grant
from dukao.identity.vocabulary import DECIDING_ROLES
from dukao.identity.web.forms import GrantForm
from dukao.kernel.clock import now, today
from dukao.kernel.request import Request
from dukao.kernel.roles import Role
from dukao.kernel.verdict import require
from dukao.ui.forms import said
from dukao.ui.rendering import render


@require_http_methods(["GET", "POST"])
def grant(request: Request, account_id: int) -> HttpResponse:
    require(can_grant(request.actor))
    account = selectors.account_in_scope(request.actor, account_id, today())
    require(can_grant(request.actor, account))
    place = selectors.place_of(account, today())
    initial = {"unit": f"{place.unit.code} {place.short_name}"}
    form = GrantForm(request.POST if request.method == "POST" else None, initial=initial)
    is_deciding = request.POST.get("role") in DECIDING_ROLES
    act = services.propose_grant if is_deciding else services.grant_role
    if form.is_bound and form.carry_out(act, actor=request.actor, account=account, at=now()):
        said = "已提出授予{}：{}，另一位管理员复核同意后生效。" if is_deciding else "已授予{}：{}。"
        messages.success(request, said.format(account.name, Role(form.result.role).label))
        return redirect("identity:show", account_id)
    context = {"form": form, "account": account, "unit": place}
    return render(request, "identity/grant.html", context, status=form.status)


@require_POST
def revoke(request: Request, grant_id: int) -> HttpResponse:
    held = selectors.grant_numbered(grant_id)
    reason = said(request.POST, "reason", "原因", 200)
    services.revoke_role(actor=request.actor, grant=held, reason=reason, at=now())
    messages.success(request, f"已收回{held.account.name}的{Role(held.role).label}。")
    return redirect("identity:show", held.account_id)
