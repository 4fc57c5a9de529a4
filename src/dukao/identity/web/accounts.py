"""Accounts as the system administrator keeps them."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dukao.identity import selectors, services
from dukao.identity.policies import (
    can_disable,
    can_end_sessions,
    can_grant,
    can_manage_accounts,
    can_propose_reset,
    can_reset_password,
)
from dukao.identity.selectors import lockout
from dukao.identity.sso import linkable, providers
from dukao.identity.vocabulary import AccountState
from dukao.identity.web.forms import AccountForm, ChangeForm, ReasonForm
from dukao.journal.services import note_look
from dukao.kernel.clock import now, today
from dukao.kernel.request import Request
from dukao.kernel.roles import Role
from dukao.kernel.verdict import require
from dukao.ui.forms import said
from dukao.ui.rendering import render
from dukao.ui.tables import Choice, Column, Listing, SavedView

COLUMNS = (
    Column("name", "姓名", sort="name"),
    Column("username", "用户名", sort="username"),
    Column("unit", "单位"),
    Column("roles", "角色"),
    Column("state", "状态"),
    Column("logged_in_at", "最近登录", sort="logged_in_at"),
)
STATES = Choice("state", "状态", tuple(AccountState.choices))
ROLES = Choice("role", "角色", tuple(Role.choices))
WATCHED = (AccountState.LOCKED, AccountState.PASSWORD_DUE, AccountState.STALE, AccountState.DISABLED)
VIEWS = (SavedView("全部", ""), *(SavedView(str(state.label), f"state={state.value}") for state in WATCHED))


@require_GET
def account_list(request: Request) -> HttpResponse:
    accounts = selectors.accounts_in_scope(request.actor, today())
    places = selectors.places_of(accounts, today())
    units = Choice("unit", "单位", tuple((str(pk), place.short_name) for pk, place in places.items()))
    listing = Listing(
        request.GET, columns=COLUMNS, choices=(units, ROLES, STATES), views=VIEWS, searchable="姓名或用户名",
        default_sort="name",
    )  # fmt: skip
    chosen = {key: values[0] for key, values in listing.chosen.items()}
    listing.show(
        selectors.matching_accounts(accounts, search=listing.search, at=now(), day=today(), **chosen)
    )
    rows = selectors.account_rows(listing.rows, places, now(), today())
    context = {"listing": listing, "rows": rows, "may_add": can_manage_accounts(request.actor)}
    return render(request, "identity/accounts.html", context)


@require_GET
def show(request: Request, account_id: int) -> HttpResponse:
    actor, day = request.actor, today()
    account = selectors.account_in_scope(actor, account_id, day)
    note_look(actor=request.actor, subject=account, label=account.name, page="账户页", at=now())
    place = selectors.place_of(account, day)
    locked_until = lockout.locked_anywhere_until(account.username)
    grants = selectors.grant_rows(selectors.grants_of(account), day)
    loans = selectors.grant_rows(selectors.loans_to(account), day)
    links = selectors.links_of(account) if providers() else []
    context = {
        "account": account,
        "unit": place,
        "states": selectors.states_of(account, now(), is_locked=locked_until is not None),
        "locked_until": locked_until,
        "grants": grants,
        "loans": loans,
        "revocable": [
            row for row in grants + loans if not row.is_over and can_grant(actor, account, row.path)
        ],
        "may_manage": can_manage_accounts(actor, place.path),
        "may_disable": can_disable(actor, account, place.path),
        "may_reset": can_reset_password(actor, account, place.path, selectors.roles_held(account, day)),
        "may_grant": can_grant(actor, account),
        "factors": selectors.factors_in_words(account),
        "needs_factor": selectors.must_have_factor(account, day),
        "may_reset_factor": can_propose_reset(actor, account, place.path),
        "may_see_sessions": can_end_sessions(actor, account, place.path),
        "links": links,
        "linkable": linkable(links),
        "reason": ReasonForm(),
        "key": uuid.uuid4(),
    }
    return render(request, "identity/account.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def add(request: Request) -> HttpResponse:
    require(can_manage_accounts(request.actor))
    form = AccountForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.carry_out(services.add_account, actor=request.actor, at=now()):
        account, password = form.result
        return render(request, "identity/one_time.html", {"account": account, "password": password})
    return render(request, "identity/account_form.html", {"form": form}, status=form.status)


@require_http_methods(["GET", "POST"])
def change(request: Request, account_id: int) -> HttpResponse:
    account = selectors.account_in_scope(request.actor, account_id, today())
    place = selectors.place_of(account, today())
    require(can_manage_accounts(request.actor, place.path))
    initial = {"name": account.name, "unit": f"{place.unit.code} {place.short_name}"}
    form = ChangeForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.carry_out(
        services.change_account, actor=request.actor, account=account, at=now()
    ):
        ended = f"，原有 {form.result} 个角色已收回" if form.result else ""
        messages.success(request, f"已保存{ended}。")
        return redirect("identity:show", account_id)
    context = {"form": form, "account": account}
    return render(request, "identity/account_form.html", context, status=form.status)


@require_POST
def disable(request: Request, account_id: int) -> HttpResponse:
    account = selectors.account_in_scope(request.actor, account_id, today())
    services.disable_account(
        actor=request.actor, account=account, reason=said(request.POST, "reason", "原因", 200), at=now()
    )
    messages.success(request, f"{account.name}的账户已停用。")
    return redirect("identity:show", account_id)


@require_POST
def enable(request: Request, account_id: int) -> HttpResponse:
    account = selectors.account_in_scope(request.actor, account_id, today())
    services.enable_account(actor=request.actor, account=account, at=now())
    messages.success(request, f"{account.name}的账户已启用。")
    return redirect("identity:show", account_id)


@require_POST
def unlock(request: Request, account_id: int) -> HttpResponse:
    account = selectors.account_in_scope(request.actor, account_id, today())
    services.unlock_account(actor=request.actor, account=account, at=now())
    messages.success(request, f"{account.name}的账户已解锁，可以再次登录。")
    return redirect("identity:show", account_id)


@never_cache
@require_POST
def reset(request: Request, account_id: int) -> HttpResponse:
    account = selectors.account_in_scope(request.actor, account_id, today())
    key = request.POST.get("key", "")[:36]
    password = services.reset_password(actor=request.actor, account=account, at=now(), key=key)
    return render(request, "identity/one_time.html", {"account": account, "password": password})
