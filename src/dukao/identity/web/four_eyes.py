"""What waits for a second officer (四眼复核)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from dukao.identity import selectors, services
from dukao.identity.policies import can_see_proposals
from dukao.identity.web.forms import ReasonForm
from dukao.kernel.clock import now, today
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.ui.forms import said
from dukao.ui.rendering import render


@require_GET
def proposals(request: Request) -> HttpResponse:
    require(can_see_proposals(request.actor))
    rows = selectors.proposals_for(request.actor, today())
    context = {
        "waiting": [row for row in rows if row.is_open],
        "decided": [row for row in rows if not row.is_open],
        "reason": ReasonForm(),
    }
    return render(request, "identity/proposals.html", context)


@require_POST
def confirm(request: Request, proposal_id: int) -> HttpResponse:
    proposal = selectors.proposal_numbered(request.actor, proposal_id, today())
    services.confirm_proposal(actor=request.actor, proposal=proposal, at=now())
    messages.success(request, f"已同意：{proposal.account.name}，{proposal.get_kind_display()}。")
    return redirect("identity:proposals")


@require_POST
def decline(request: Request, proposal_id: int) -> HttpResponse:
    proposal = selectors.proposal_numbered(request.actor, proposal_id, today())
    reason = said(request.POST, "reason", "原因", 200)
    services.decline_proposal(actor=request.actor, proposal=proposal, reason=reason, at=now())
    messages.success(request, "已记为不同意，没有任何改动。")
    return redirect("identity:proposals")


@require_POST
def withdraw(request: Request, proposal_id: int) -> HttpResponse:
    proposal = selectors.proposal_numbered(request.actor, proposal_id, today())
    services.withdraw_proposal(actor=request.actor, proposal=proposal, at=now())
    messages.success(request, "已撤回。")
    return redirect("identity:proposals")


@require_POST
def propose_reset(request: Request, account_id: int) -> HttpResponse:
    account = selectors.account_in_scope(request.actor, account_id, today())
    reason = said(request.POST, "reason", "原因", 200)
    services.propose_factor_reset(actor=request.actor, account=account, reason=reason, at=now())
    messages.success(request, "已提出重置二次验证，另一位管理员复核同意后生效。")
    return redirect("identity:show", account_id)
