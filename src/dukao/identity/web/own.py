"""One's own account: roles, loans, and acting in a colleague's place."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dukao.identity import selectors, services
from dukao.identity.policies import can_lend
from dukao.identity.sso import linkable, providers
from dukao.identity.vocabulary import ACTING_FOR_KEY
from dukao.identity.web.forms import LoanForm
from dukao.identity.web.request import OwnRequest
from dukao.kernel.actor import Actor
from dukao.kernel.clock import now, today
from dukao.kernel.errors import Missing
from dukao.kernel.roles import DESCRIPTIONS, Role
from dukao.kernel.verdict import require
from dukao.ui.rendering import render


def in_person(request: OwnRequest) -> Actor:
    """The person themself, also while they act in another's place: one's own account is one's own affair."""
    return selectors.actor_for(request.user, today())


@require_GET
def me(request: OwnRequest) -> HttpResponse:
    account, day = request.user, today()
    rows = selectors.grant_rows
    context = {
        "account": account,
        "unit": selectors.place_of(account, day),
        "grants": [row for row in rows(selectors.grants_of(account), day) if not row.is_over],
        "lendable": set(selectors.lendable_grants(account, day).values_list("pk", flat=True)),
        "lent": [row for row in rows(selectors.loans_by(account), day) if not row.is_over],
        "borrowed": [row for row in rows(selectors.loans_to(account), day) if not row.is_over],
        "lenders": [offer.lender for offer in selectors.offers_to(account.pk, day)],
    }
    if kinds := providers():
        links = selectors.links_of(account)
        context |= {"links": links, "providers": kinds, "linkable": linkable(links)}
    return render(request, "identity/me.html", {"providers": [], **context})


@require_GET
def roles(request: OwnRequest) -> HttpResponse:
    return render(request, "identity/roles.html", {"roles": [(role, DESCRIPTIONS[role]) for role in Role]})


@require_http_methods(["GET", "POST"])
def lend(request: OwnRequest, grant_id: int) -> HttpResponse:
    grant, actor = selectors.grant_numbered(grant_id), in_person(request)
    require(can_lend(actor, grant))
    form = LoanForm(request.POST if request.method == "POST" else None, account=request.user)
    if form.is_bound and form.carry_out(services.lend_role, actor=actor, grant=grant, at=now()):
        messages.success(request, f"已委托给{form.result.account.name}，到 {form.result.last_day} 为止。")
        return redirect("identity:me")
    row = selectors.grant_rows([grant], today())[0]
    return render(request, "identity/lend.html", {"form": form, "row": row}, status=form.status)


@require_POST
def end_loan(request: OwnRequest, grant_id: int) -> HttpResponse:
    loan = selectors.grant_numbered(grant_id)
    services.end_loan(actor=in_person(request), loan=loan, at=now())
    messages.success(request, f"委托已收回：{Role(loan.role).label}。")
    return redirect("identity:me")


@require_POST
def act_for(request: OwnRequest, account_id: int) -> HttpResponse:
    lender = selectors.lender_numbered(request.user.pk, account_id, today())
    services.act_for(actor=in_person(request), lender=lender, at=now())
    request.session[ACTING_FOR_KEY] = lender.pk
    messages.success(request, f"现在代{lender.name}办理。办完请在“我的账户”结束代办。")
    return redirect("dashboards:home")


@require_POST
def act_for_nobody(request: OwnRequest) -> HttpResponse:
    if request.session.pop(ACTING_FOR_KEY, None) is None:
        raise Missing("现在没有代别人办理。")
    services.act_for_nobody(actor=request.actor, at=now())
    messages.success(request, "代办已结束，现在办理的是你自己的事。")
    return redirect("identity:me")
