"""The one door of the product: every way of logging in ends in :func:`come_in`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from dukao.identity import selectors, services
from dukao.identity.vocabulary import FACTOR_DUE_KEY, PENDING_KEY, PENDING_LIMIT, VOUCHED_KEY
from dukao.kernel.clock import now, today

if TYPE_CHECKING:
    from dukao.identity.models import Account

BACKEND = "dukao.identity.standing.Accounts"


def after_first_proof(
    request: HttpRequest, account: Account, onwards: str, *, vouched: bool = False
) -> HttpResponse:
    """In, or to the page that asks for the second proof; until then the session knows no account.

    ``vouched`` says that a provider gave the first one in place of the password.
    """
    if not selectors.has_factor(account):
        come_in(request, account, vouched=vouched)
        return redirect(onwards)
    request.session.flush()
    until = timezone.now() + PENDING_LIMIT
    request.session[PENDING_KEY] = [account.pk, until.timestamp(), onwards, vouched]
    return redirect("identity:code")


def waiting_for_code(request: HttpRequest) -> tuple[Account, str, bool] | None:
    """Who gave the first proof in this session a moment ago, where they wanted to go, who vouched."""
    account_id, until, onwards, vouched = request.session.get(PENDING_KEY, (0, 0, "", False))
    if timezone.now().timestamp() > until:
        return None
    account = selectors.account_waiting(account_id)
    return None if account is None else (account, onwards, vouched)


def come_in(request: HttpRequest, account: Account, *, vouched: bool = False) -> None:
    """A fresh session of this account; it notes when a second factor must be set up first."""
    services.note_arrival(account=account, request=request, at=now())
    request.session.flush()
    login(request, account, backend=BACKEND)
    if vouched:
        request.session[VOUCHED_KEY] = True
    services.note_session(request=request, account=account, at=now())
    if not selectors.has_factor(account) and selectors.must_have_factor(account, today()):
        request.session[FACTOR_DUE_KEY] = True


def onward(request: HttpRequest) -> str:
    """The page asked for, when it is one of ours; else home."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    hosts = {request.get_host()}
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts=hosts, require_https=request.is_secure()):
        return wanted
    return resolve_url(settings.LOGIN_REDIRECT_URL)
