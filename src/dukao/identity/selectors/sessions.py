"""Sessions that are open: from which device and place, and when they were last used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.sessions.models import Session
from django.utils import timezone

from dukao.identity.models import Account, LogIn
from dukao.identity.vocabulary import IDLE_LIMIT, LAST_SEEN_KEY
from dukao.kernel import clock
from dukao.kernel.errors import Missing


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One log-in whose session still opens pages; ``seen_at`` is on the product's clock."""

    log_in: LogIn
    seen_at: datetime
    is_this: bool


def open_sessions(account: Account, *, this: str = "") -> list[OpenSession]:
    """The account's sessions that are neither ended nor idle too long, the newest use first.

    Three facts decide: the row of the session is there, it carries the account's present hash (a changed
    password or revoked role takes that away), and it was used within the idle limit.
    """
    log_ins = {each.session_key: each for each in LogIn.objects.filter(account=account)}
    present, machine = account.get_session_auth_hash(), timezone.now()
    found = []
    for session in Session.objects.filter(session_key__in=log_ins, expire_date__gt=machine):
        values, log_in = session.get_decoded(), log_ins[session.session_key]
        since_login = machine.timestamp() - (clock.now() - log_in.at).total_seconds()
        seen = values.get(LAST_SEEN_KEY, since_login)
        if (
            values.get("_auth_user_hash") != present
            or machine.timestamp() - seen > IDLE_LIMIT.total_seconds()
        ):
            continue
        seen_at = clock.now() - (machine - datetime.fromtimestamp(seen, tz=machine.tzinfo))
        found.append(OpenSession(log_in, seen_at, is_this=session.session_key == this))
    return sorted(found, key=lambda each: each.seen_at, reverse=True)


def log_in_numbered(log_in_id: int) -> LogIn:
    found = LogIn.objects.select_related("account").filter(pk=log_in_id).first()
    if found is None:
        raise Missing("这次登录已经结束。")
    return found
