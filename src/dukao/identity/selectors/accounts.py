"""Accounts as the administrators of a scope see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from dukao.identity.models import Account, Grant
from dukao.identity.policies import can_see_accounts
from dukao.identity.selectors import lockout
from dukao.identity.selectors.actors import living_grants
from dukao.identity.selectors.rules import stale_after
from dukao.identity.vocabulary import PASSWORD_LIFE, AccountState
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.errors import Missing
from dukao.kernel.roles import Role
from dukao.kernel.verdict import require
from dukao.organisations.selectors import unit_on, units_under, versions_by_unit

if TYPE_CHECKING:
    from dukao.organisations.models import Unit, UnitVersion


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account in the list: where it stands, what it holds, what is the matter with it."""

    account: Account
    unit_name: str
    roles: tuple[str, ...]
    states: tuple[AccountState, ...]


@dataclass(frozen=True, slots=True)
class StaleRow:
    """One account nobody uses, and for how many days."""

    account: Account
    unit_name: str
    roles: tuple[str, ...]
    days: int


def place_of(account: Account, day: date) -> UnitVersion:
    """The account's unit as it stood on ``day``."""
    return unit_on(account.unit_id, day)


def units_of_accounts(account_ids: Iterable[int]) -> dict[int, int]:
    """Account -> the unit it stands in."""
    found = Account.objects.filter(pk__in=list(account_ids))
    return dict(found.values_list("pk", "unit_id"))


def any_account() -> bool:
    """False only before the first run."""
    return Account.objects.exists()


def founded_at() -> datetime | None:
    """When the first account was made; ``None`` before the first run."""
    return Account.objects.order_by("created_at").values_list("created_at", flat=True).first()


def person_of(actor: Actor) -> int | None:
    """The person behind the actor's account, where the account says so."""
    own = Account.objects.filter(pk=actor.account_id or 0)
    return own.values_list("person_id", flat=True).first()


def accounts_in_scope(actor: Actor, day: date) -> QuerySet[Account]:
    """Accounts of the units an administrator answers for; of the whole place, also those of ended units."""
    require(can_see_accounts(actor))
    inside = Q(pk__in=[])
    for path in actor.scopes(Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN):
        if path.count("/") <= 2:
            return Account.objects.all()
        inside |= Q(unit_id__in=units_under(path, day).order_by().values("unit_id"))
    return Account.objects.filter(inside)


def kept_of_ending_unit(unit: Unit, on: date) -> str:
    """What is left of a unit that ends on ``on``, in a sentence: its accounts in use and roles over it."""
    accounts = Account.objects.filter(unit=unit, is_active=True).count()
    roles = Grant.objects.filter(Q(until__isnull=True) | Q(until__gt=on), unit=unit, revoked_at__isnull=True)
    left = [(accounts, "个账户仍在使用"), (roles.count(), "项角色仍以它为范围")]
    words = "，".join(f"{count} {what}" for count, what in left if count)
    return f"{words}，请停用、收回或转到别的单位。" if words else ""


def accounts_answering_to(text: str) -> list[Account]:
    """Accounts a person means by ``text``: that user name, or everybody of exactly that name."""
    wanted = text.strip()
    by_username = Account.objects.filter(username=wanted.lower())
    return list(by_username) or list(Account.objects.filter(name=wanted).order_by("username")[:10])


def account_in_scope(actor: Actor, account_id: int, day: date) -> Account:
    account = accounts_in_scope(actor, day).filter(pk=account_id).first()
    if account is None:
        raise Missing("没有这个账户，或它不在你管理的范围。")
    return account


def matching_accounts(
    accounts: QuerySet[Account],
    *,
    at: datetime,
    day: date,
    search: str = "",
    role: str = "",
    state: str = "",
    unit: str = "",
) -> QuerySet[Account]:
    """Those that meet all conditions; empty ones ask for nothing. ``search`` looks at name and user name."""
    if search:
        accounts = accounts.filter(Q(name__icontains=search) | Q(username__icontains=search))
    if unit:
        accounts = accounts.filter(unit_id=unit)
    if role:
        accounts = accounts.filter(pk__in=living_grants(day).filter(role=role).values("account_id"))
    if state:
        accounts = accounts.filter(_in_state(state, at))
    return accounts


def account_rows(
    accounts: Iterable[Account], places: Mapping[int, UnitVersion], at: datetime, day: date
) -> list[AccountRow]:
    """The accounts with their unit, roles and states: two queries for all of them."""
    listed = list(accounts)
    roles: dict[int, list[str]] = {account.pk: [] for account in listed}
    for grant in living_grants(day).filter(account_id__in=roles, lent_from__isnull=True).order_by("pk"):
        roles[grant.account_id].append(grant.role)
    locked = lockout.locked_usernames()
    return [
        AccountRow(
            account,
            places[account.unit_id].short_name,
            tuple(Role(role).label for role in dict.fromkeys(roles[account.pk])),
            states_of(account, at, is_locked=account.username in locked),
        )
        for account in listed
    ]


def states_of(account: Account, at: datetime, *, is_locked: bool) -> tuple[AccountState, ...]:
    """Derived from facts and clock; the worst first."""
    if not account.is_active:
        return (AccountState.DISABLED,)
    changed, seen = account.password_changed_at, account.logged_in_at or account.created_at
    has_password = not account.is_demo
    holds = {
        AccountState.LOCKED: is_locked,
        AccountState.PASSWORD_DUE: has_password
        and (account.must_change_password or changed is None or at - changed > PASSWORD_LIFE),
        AccountState.STALE: at - seen > stale_after(at),
    }
    return tuple(state for state, is_so in holds.items() if is_so) or (AccountState.ACTIVE,)


def stale_accounts(actor: Actor, at: datetime) -> QuerySet[Account]:
    """Accounts in use of the actor's scope that nobody has used for longer than the rules allow."""
    return accounts_in_scope(actor, local_day(at)).filter(_in_state(AccountState.STALE, at))


def stale_rows(actor: Actor, at: datetime) -> list[StaleRow]:
    """The report of them, the longest unused first."""
    day = local_day(at)
    accounts = stale_accounts(actor, at)
    rows = [
        StaleRow(row.account, row.unit_name, row.roles, _days_unused(row.account, at))
        for row in account_rows(accounts, places_of(accounts, day), at, day)
    ]
    return sorted(rows, key=lambda row: (-row.days, row.account.name))


def _days_unused(account: Account, at: datetime) -> int:
    return (at - (account.logged_in_at or account.created_at)).days


def places_of(accounts: QuerySet[Account], day: date) -> dict[int, UnitVersion]:
    """The units these accounts stand in, the upper ones first."""
    ids = set(accounts.order_by().values_list("unit_id", flat=True).distinct())
    found = versions_by_unit(ids, day).values() if ids else ()
    ordered = sorted(found, key=lambda place: (place.path.count("/"), place.position, place.short_name))
    return {place.unit_id: place for place in ordered}


def personas() -> QuerySet[Account]:
    """The people one may be in a demo, in the order in which they were made."""
    return Account.objects.filter(is_demo=True, is_active=True).order_by("pk")


def persona_cards(at: datetime, day: date) -> list[AccountRow]:
    return account_rows(personas(), places_of(personas(), day), at, day)


def _in_state(state: str, at: datetime) -> Q:
    """The same facts as :func:`states_of`, asked of the database."""
    active = Q(is_active=True)
    due = Q(must_change_password=True) | Q(password_changed_at__isnull=True)
    old = Q(password_changed_at__lt=at - PASSWORD_LIFE)
    limit = at - stale_after(at)
    return {
        AccountState.ACTIVE: active,
        AccountState.DISABLED: Q(is_active=False),
        AccountState.LOCKED: active & Q(username__in=lockout.locked_usernames()),
        AccountState.PASSWORD_DUE: active & Q(is_demo=False) & (due | old),
        AccountState.STALE: active
        & (Q(logged_in_at__lt=limit) | Q(logged_in_at__isnull=True, created_at__lt=limit)),
    }[AccountState(state)]
