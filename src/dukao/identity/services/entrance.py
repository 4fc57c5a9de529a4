"""Log-in, log-out, and the password one sets for oneself."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest

from dukao.identity.models import Account
from dukao.identity.selectors import actor_for, lockout, place_of
from dukao.identity.services.secrets import set_password
from dukao.journal.services import record
from dukao.kernel.actor import ANONYMOUS, Actor
from dukao.kernel.clock import ZONE, local_day
from dukao.kernel.errors import DomainError, Refused


def admit(*, request: HttpRequest, username: str, password: str, at: datetime) -> Account:
    """The account these words open, which is not inside yet: it may owe the code of its second factor.

    A failure is counted, journaled and told with the tries left.
    Unknown names and disabled accounts are counted, journaled and answered like others, and one password is
    hashed whatever the name: nothing is learnt by trying, nor by the clock.
    """
    username = username.strip().lower()
    refuse_locked(username, request)
    known = Account.objects.filter(username=username).first()
    is_disabled = known is not None and not known.is_active and known.check_password(password)
    if known is None or known.is_active:
        account = authenticate(request, username=username, password=password)
        if isinstance(account, Account):
            return account
    else:
        count_failure(username, request)
    note_failure(known, request, at)
    if is_disabled:
        raise DomainError("disabled", "这个账户已停用。如需恢复，请联系本单位系统管理员。")
    refuse_locked(username, request)
    left, minutes = tries_left(username, request), int(lockout.cool_off().total_seconds() // 60)
    raise DomainError("wrong_password", f"用户名或密码不对，还可以试 {left} 次；再错将锁定 {minutes} 分钟。")


def admit_persona(*, account: Account) -> None:
    """Let a demo persona in without a password; whoever calls this has made sure that this is a demo."""
    if not (account.is_demo and account.is_active):
        raise Refused("只有演示身份可以这样进入。")


@transaction.atomic
def note_departure(*, actor: Actor, at: datetime) -> None:
    account = myself(actor)
    record(
        actor=actor, event="logged_out", subject=account, label=account.name, at=at, unit_path=actor.unit_path
    )


@transaction.atomic
def change_password(*, actor: Actor, present: str, new: str, at: datetime) -> Account:
    """The account has the new password; all its other sessions end."""
    account = myself(actor)
    if account.is_demo:
        raise DomainError("demo", "演示身份没有密码，不用修改。")
    if not account.check_password(present):
        raise DomainError("wrong_password", "现在的密码不对，请重新输入。")
    try:
        validate_password(new, account)
    except ValidationError as weak:
        raise DomainError("weak_password", "".join(weak.messages)) from weak
    set_password(account, new, at=at, must_change=False)
    account.save(update_fields=["password", "password_changed_at", "must_change_password"])
    record(
        actor=actor, event="password_changed", subject=account, label=account.name, at=at,
        unit_path=actor.unit_path,
    )  # fmt: skip
    return account


def myself(actor: Actor) -> Account:
    """The actor's account, held until the transaction ends."""
    assert actor.account_id is not None
    return Account.objects.select_for_update().get(pk=actor.account_id)


@transaction.atomic
def note_arrival(*, account: Account, request: HttpRequest, at: datetime) -> None:
    """The account is inside from this moment."""
    account.logged_in_at = at
    account.save(update_fields=["logged_in_at"])
    actor = actor_for(account, local_day(at))
    record(
        actor=actor, event="logged_in", subject=account, label=account.name, at=at,
        after={"address": request.META.get("REMOTE_ADDR", "")}, unit_path=actor.unit_path,
    )  # fmt: skip


def count_failure(username: str, request: HttpRequest) -> None:
    """Counts towards the locks, like a wrong password."""
    user_login_failed.send(sender=__name__, credentials={"username": username}, request=request)


@transaction.atomic
def note_failure(account: Account | None, request: HttpRequest, at: datetime) -> None:
    """The entry of a failure. A name that is nobody's may be a password typed too high: it is not kept."""
    address = lockout.address_of(request)
    locked = account is not None and lockout.locked_until(account.username, address) is not None
    record(
        actor=ANONYMOUS, event="account_locked" if locked else "log_in_failed", subject=account,
        label=account.name if account else "没有这个用户名", at=at, after={"address": address},
        unit_path=place_of(account, local_day(at)).path if account else "",
    )  # fmt: skip
    if lockout.address_locked_until(address) is not None:
        record(actor=ANONYMOUS, event="address_locked", subject=None, label=address, at=at)


def tries_left(username: str, request: HttpRequest) -> int:
    return lockout.tries_left(username, lockout.address_of(request))


def refuse_locked(username: str, request: HttpRequest) -> None:
    address = lockout.address_of(request)
    until = lockout.locked_until(username, address)
    if until is not None:
        raise DomainError(
            "locked",
            f"连续输错太多次，账户已锁定，{until.astimezone(ZONE):%H:%M} 以后可以再试。"
            "急用请联系系统管理员解锁。",
        )
    until = lockout.address_locked_until(address)
    if until is not None:
        raise DomainError(
            "address_locked",
            f"这台电脑所在的地址输错太多次，{until.astimezone(ZONE):%H:%M} 以后可以再试。请报告系统管理员。",
        )
