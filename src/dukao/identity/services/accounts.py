"""The life of an account: opened, moved, closed, opened again, let in again."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from typing import TYPE_CHECKING

from axes.models import AccessAttempt
from django.db import IntegrityError, transaction

from dukao.identity.models import Account
from dukao.identity.passwords import one_time_password
from dukao.identity.policies import can_disable, can_manage_accounts, can_reset_password
from dukao.identity.selectors import lockout, place_of, roles_held
from dukao.identity.services.grants import withdraw
from dukao.identity.services.officers import every_office_held
from dukao.identity.services.secrets import set_password
from dukao.identity.vocabulary import USERNAME_PATTERN, USERNAME_RULE
from dukao.journal.selectors import is_done
from dukao.journal.services import record
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError, Stale
from dukao.kernel.verdict import require
from dukao.organisations.selectors import unit_on

if TYPE_CHECKING:
    from dukao.organisations.models import Unit

#: Whoever runs a command on the server.
SERVER = Actor(account_id=None, name="服务器命令")


@transaction.atomic
def add_account(
    *,
    actor: Actor,
    username: str,
    name: str,
    unit: Unit,
    at: datetime,
    is_support: bool = False,
    key: str = "",
) -> tuple[Account, str]:
    """Open an account without any role; return it with the password that holds for the first log-in.

    The password is in no row and no journal: it can be shown now and never again.
    """
    require(can_manage_accounts(actor, unit_on(unit.pk, local_day(at)).path))
    if is_done(key):
        raise Stale("这个账户刚才已经建好，一次性密码只显示一次。没有记下的，请在账户页重置密码。")
    password = one_time_password()
    account = open_account(
        actor=actor, username=username, name=name, unit=unit, password=password, at=at, key=key,
        is_support=is_support,
    )  # fmt: skip
    return account, password


def open_account(
    *,
    actor: Actor,
    username: str,
    name: str,
    unit: Unit,
    password: str,
    at: datetime,
    is_support: bool = False,
    key: str = "",
) -> Account:
    """Write the account and its entry; the caller has asked whether the actor may."""
    account = Account(
        username=checked_username(username), name=_checked_name(name), unit=unit, created_at=at,
        is_support=is_support,
    )  # fmt: skip
    set_password(account, password, at=at, must_change=True)
    try:
        with transaction.atomic():
            account.save()
    except IntegrityError as taken:
        raise DomainError(
            "username_taken", f"用户名 {account.username} 已有人用，请换一个，例如加上姓名缩写或数字。"
        ) from taken
    place = unit_on(unit.pk, local_day(at))
    record(
        actor=actor, event="account_added", subject=account, label=account.name, at=at,
        after={"username": account.username, "name": account.name, "unit": place.short_name},
        unit_path=place.path, key=key,
    )  # fmt: skip
    return account


@transaction.atomic
def change_account(
    *, actor: Actor, account: Account, name: str, unit: Unit, reason: str, at: datetime
) -> int:
    """The account carries this name and stands in this unit; return how many roles ended by the move.

    Roles belong to a post. Whoever moves to another unit leaves them, and is granted new ones there.
    """
    account = _locked(account)
    day = local_day(at)
    here, there = place_of(account, day), unit_on(unit.pk, day)
    for path in (here.path, there.path):
        require(can_manage_accounts(actor, path))
    moves = unit.pk != account.unit_id
    if moves and account.pk == actor.account_id:
        raise DomainError("own_account", "不能调动自己的账户，请由另一位系统管理员办理。")
    before = {"name": account.name, "unit": here.short_name}
    account.name, account.unit = _checked_name(name), unit
    after = {"name": account.name, "unit": there.short_name}
    if before == after and not moves:
        raise DomainError("unchanged", "没有改动，不用保存。")
    account.save(update_fields=["name", "unit"])
    record(
        actor=actor, event="account_changed", subject=account, label=account.name, at=at, reason=reason,
        before=before, after=after, unit_path=there.path,
    )  # fmt: skip
    return _end_roles(actor, account, at) if moves else 0


@transaction.atomic
def disable_account(*, actor: Actor, account: Account, reason: str, at: datetime) -> None:
    """Nobody can log in with the account, and whoever is logged in is out at the next click."""
    account = _locked(account)
    path = place_of(account, local_day(at)).path
    require(can_disable(actor, account, path))
    if not account.is_active:
        raise Stale("这个账户已经停用。请刷新后再看。")
    if not reason.strip():
        raise DomainError("reason_missing", "停用账户要写明原因。")
    with every_office_held(local_day(at)):
        account.is_active = False
        account.save(update_fields=["is_active"])
    record(
        actor=actor, event="account_disabled", subject=account, label=account.name, at=at,
        reason=reason.strip(), unit_path=path,
    )  # fmt: skip


@transaction.atomic
def enable_account(*, actor: Actor, account: Account, at: datetime) -> None:
    """The account can be used again, with the roles that still hold."""
    account = _locked(account)
    path = place_of(account, local_day(at)).path
    require(can_disable(actor, account, path))
    if account.is_active:
        raise Stale("这个账户已经启用。请刷新后再看。")
    account.is_active = True
    account.save(update_fields=["is_active"])
    record(actor=actor, event="account_enabled", subject=account, label=account.name, at=at, unit_path=path)


@transaction.atomic
def unlock_account(*, actor: Actor, account: Account, at: datetime) -> None:
    """Failed log-ins are forgotten, so the person may try again at once."""
    path = place_of(account, local_day(at)).path
    require(can_manage_accounts(actor, path))
    if lockout.locked_anywhere_until(account.username) is None:
        raise Stale("这个账户没有锁定，可以直接登录。")
    _forget_failures(account.username)
    record(actor=actor, event="account_unlocked", subject=account, label=account.name, at=at, unit_path=path)


@transaction.atomic
def reset_password(*, actor: Actor, account: Account, at: datetime, key: str = "") -> str:
    """Return a password that holds for one log-in; the old one and all open sessions end."""
    account = _locked(account)
    day = local_day(at)
    path = place_of(account, day).path
    require(can_reset_password(actor, account, path, roles_held(account, day)))
    if is_done(key):
        raise Stale("密码刚才已经重置，一次性密码只显示一次。没有记下的，请再重置一次。")
    return _give_new_password(actor=actor, account=account, path=path, at=at, key=key)


@transaction.atomic
def reset_password_on_server(*, username: str, reason: str, at: datetime) -> str:
    """The same for whoever has a shell on the server, which is more than any page gives.

    The officers' way back in: no account of the product may take another officer's place.
    """
    account = Account.objects.select_for_update().filter(username=username.strip().lower()).first()
    if account is None:
        raise DomainError("unknown_account", f"没有用户名为 {username} 的账户，请核对。")
    if not reason.strip():
        raise DomainError("reason_missing", "请写明原因，它会记入日志。")
    path = place_of(account, local_day(at)).path
    return _give_new_password(actor=SERVER, account=account, path=path, at=at, reason=reason.strip())


def _give_new_password(
    *, actor: Actor, account: Account, path: str, at: datetime, reason: str = "", key: str = ""
) -> str:
    password = one_time_password()
    set_password(account, password, at=at, must_change=True)
    account.save(update_fields=["password", "password_changed_at", "must_change_password"])
    _forget_failures(account.username)
    record(
        actor=actor, event="password_reset", subject=account, label=account.name, at=at, reason=reason,
        unit_path=path, key=key,
    )  # fmt: skip
    return password


def _end_roles(actor: Actor, account: Account, at: datetime) -> int:
    """Take back every role the account holds now or will hold; a move is reason enough."""
    standing = list(account.grants.filter(revoked_at__isnull=True).exclude(until__lte=local_day(at)))
    with every_office_held(local_day(at)):
        for grant in standing:
            withdraw(actor=actor, grant=grant, event_reason="调动到其他单位", at=at)
    return len(standing)


def checked_username(username: str) -> str:
    folded = unicodedata.normalize("NFKC", username).strip().lower()
    if not re.fullmatch(USERNAME_PATTERN, folded):
        raise DomainError("bad_username", USERNAME_RULE)
    return folded


def _checked_name(name: str) -> str:
    if not name.strip():
        raise DomainError("name_missing", "请填姓名。")
    return name.strip()


def _locked(account: Account) -> Account:
    """The account as it is now, held until the transaction ends."""
    return Account.objects.select_for_update().get(pk=account.pk)


def _forget_failures(username: str) -> None:
    AccessAttempt.objects.filter(username=username).delete()
