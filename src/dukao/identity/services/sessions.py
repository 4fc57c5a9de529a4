"""Sessions noted when they begin and ended by their owner or the security officer."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest

from dukao.identity.devices import device_words
from dukao.identity.models import Account, LogIn
from dukao.identity.policies import can_end_sessions
from dukao.identity.selectors import place_of
from dukao.identity.services.secrets import end_sessions
from dukao.journal.services import record
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.errors import Stale
from dukao.kernel.verdict import require


@transaction.atomic
def note_session(*, request: HttpRequest, account: Account, at: datetime) -> None:
    """The session that was just opened can be listed and ended; those that are over are forgotten."""
    gone = LogIn.objects.filter(account=account).exclude(
        session_key__in=Session.objects.values("session_key")
    )
    gone.delete()
    if not request.session.session_key:
        request.session.save()
    LogIn.objects.create(
        account=account, session_key=request.session.session_key or "", at=at,
        address=request.META.get("REMOTE_ADDR", "")[:45],
        device=device_words(request.headers.get("user-agent", "")),
    )  # fmt: skip


@transaction.atomic
def end_session(*, actor: Actor, log_in: LogIn, at: datetime) -> None:
    """This session opens nothing from the next click on."""
    account = log_in.account
    path = place_of(account, local_day(at)).path
    require(can_end_sessions(actor, account, path))
    if not Session.objects.filter(session_key=log_in.session_key).delete()[0]:
        raise Stale("这次登录已经结束。")
    LogIn.objects.filter(pk=log_in.pk).delete()
    record(
        actor=actor, event="session_ended", subject=account, label=account.name, at=at,
        before={"address": log_in.address, "device": log_in.device}, unit_path=path,
    )  # fmt: skip


@transaction.atomic
def end_all_sessions(*, actor: Actor, account: Account, at: datetime) -> None:
    """Wherever the account is logged in, it is out at the next click."""
    path = place_of(account, local_day(at)).path
    require(can_end_sessions(actor, account, path))
    end_sessions(account)
    LogIn.objects.filter(account=account).delete()
    record(actor=actor, event="sessions_ended", subject=account, label=account.name, at=at, unit_path=path)
