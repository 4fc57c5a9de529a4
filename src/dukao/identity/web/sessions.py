"""登录设备: where one is logged in, and ending it; the security officer may do so for others."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from dukao.identity import selectors, services
from dukao.identity.policies import can_end_sessions
from dukao.identity.web.own import in_person
from dukao.identity.web.request import OwnRequest
from dukao.kernel.clock import now, today
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.ui.rendering import render


@never_cache
@require_GET
def own_sessions(request: OwnRequest) -> HttpResponse:
    sessions = selectors.open_sessions(request.user, this=request.session.session_key or "")
    return render(
        request, "identity/sessions.html", {"account": request.user, "sessions": sessions, "own": True}
    )


@never_cache
@require_GET
def sessions_of(request: Request, account_id: int) -> HttpResponse:
    account = selectors.account_in_scope(request.actor, account_id, today())
    require(can_end_sessions(request.actor, account, selectors.place_of(account, today()).path))
    sessions = selectors.open_sessions(account)
    return render(request, "identity/sessions.html", {"account": account, "sessions": sessions, "own": False})


@require_POST
def end(request: OwnRequest, log_in_id: int) -> HttpResponse:
    log_in = selectors.log_in_numbered(log_in_id)
    own = log_in.account_id == request.user.pk
    services.end_session(actor=in_person(request) if own else request.actor, log_in=log_in, at=now())
    messages.success(request, "这次登录已退出。")
    return redirect("identity:sessions") if own else redirect("identity:sessions_of", log_in.account_id)


@require_POST
def end_others(request: OwnRequest) -> HttpResponse:
    """All of one's own but the one that asks."""
    services.end_all_sessions(actor=in_person(request), account=request.user, at=now())
    request.user.refresh_from_db()
    update_session_auth_hash(request, request.user)
    services.note_session(request=request, account=request.user, at=now())
    messages.success(request, "其他地方的登录都已退出。")
    return redirect("identity:sessions")


@require_POST
def end_all_of(request: Request, account_id: int) -> HttpResponse:
    account = selectors.account_in_scope(request.actor, account_id, today())
    services.end_all_sessions(actor=request.actor, account=account, at=now())
    messages.success(request, f"{account.name}在各处的登录都已退出。")
    return redirect("identity:sessions_of", account_id)
