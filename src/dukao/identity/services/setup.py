"""The first run: the place itself, the three officers and the first office account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from dukao.identity.models import Account
from dukao.identity.services.accounts import checked_username, open_account
from dukao.identity.services.grants import place_grant
from dukao.journal.services import record
from dukao.kernel.actor import Actor, HeldGrant
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.roles import Role
from dukao.organisations.selectors import tops_of
from dukao.organisations.services import add_unit
from dukao.organisations.vocabulary import Level, Tree

if TYPE_CHECKING:
    from dukao.organisations.models import Unit

FIRST_ROLES = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN, Role.OFFICE)

#: A place is older than its installation: units entered with the day they were really set up stand below it.
FOUNDED_ON = date(1949, 10, 1)
#: Whoever sets the product up acts for the whole place, once, before there is any account.
FOUNDER = Actor(account_id=None, name="首次设置", grants=(HeldGrant(Role.OFFICE, 0, "/"),))


@dataclass(frozen=True, slots=True)
class Newcomer:
    """One of the first people: how they log in and what they are called."""

    username: str
    name: str
    password: str


@transaction.atomic
def set_up(*, place: str, code: str, people: Mapping[str, Newcomer], at: datetime) -> list[Account]:
    """The root unit exists, and one account for each of ``FIRST_ROLES``, which must change its password.

    Refuses when there is any account already, so it can never be used to come in later.
    """
    if Account.objects.exists():
        raise DomainError(
            "set_up_already", "已经有账户了，首次设置只能做一次。增加账户请由系统管理员登录办理。"
        )
    names = [checked_username(newcomer.username) for newcomer in people.values()]
    if len(set(names)) < len(names):
        raise DomainError("same_username", "四个账户的用户名不能相同：三员和督考办要由不同的人担任。")
    day = local_day(at)
    top = tops_of(Tree.ADMINISTRATIVE, day).first()
    root = top.unit if top else _found(place, code, at)
    accounts = []
    for role in FIRST_ROLES:
        newcomer = people[role]
        _check_password(newcomer)
        account = open_account(
            actor=FOUNDER, username=newcomer.username, name=newcomer.name, unit=root,
            password=newcomer.password, at=at,
        )  # fmt: skip
        place_grant(
            actor=FOUNDER, account=account, role=role, unit=root, since=day, until=None,
            reason="首次设置", at=at,
        )  # fmt: skip
        record(
            actor=FOUNDER, event="role_granted", subject=account, label=account.name, at=at,
            after={"role": role, "unit": place, "since": day}, reason="首次设置",
        )  # fmt: skip
        accounts.append(account)
    return accounts


def _found(place: str, code: str, at: datetime) -> Unit:
    if not place.strip():
        raise DomainError("place_missing", "请写明本系统服务的市（县）的名称，例如“示例市”。")
    return add_unit(
        actor=FOUNDER, code=code, name=place.strip(), level=Level.CITY, since=FOUNDED_ON, at=at,
        reason="首次设置",
    )  # fmt: skip


def _check_password(newcomer: Newcomer) -> None:
    try:
        validate_password(newcomer.password, Account(username=newcomer.username.lower()))
    except ValidationError as weak:
        raise DomainError(
            "weak_password", f"{newcomer.name}的密码不合要求：{''.join(weak.messages)}"
        ) from weak
