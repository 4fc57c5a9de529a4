"""Roles an account holds, has held, has lent and was lent, as people read them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, DateField, Q, QuerySet

from dukao.identity.models import Account, Grant
from dukao.identity.selectors.actors import living_grants, living_grants_of
from dukao.kernel.errors import Missing
from dukao.kernel.prepared import Parameter, Prepared
from dukao.kernel.roles import ADMIN_OFFICERS, DESCRIPTIONS, Role
from dukao.organisations.selectors import versions_by_unit


@dataclass(frozen=True, slots=True)
class GrantRow:
    """One grant with its scope in words and its place. ``standing`` is now, to come, or over."""

    grant: Grant
    role: str
    description: str
    scope: str
    path: str
    standing: str

    @property
    def is_over(self) -> bool:
        return self.standing == "over"


@dataclass(frozen=True, slots=True)
class Offer:
    """A colleague in whose place one may act, and the roles lent."""

    lender: Account
    grants: tuple[Grant, ...]

    @property
    def roles(self) -> str:
        return "、".join(dict.fromkeys(Role(grant.role).label for grant in self.grants))

    @property
    def until(self) -> date:
        """The first day on which one of them no longer holds."""
        return min(grant.until for grant in self.grants if grant.until)


def roles_held(account: Account, day: date) -> frozenset[str]:
    """Roles of its own that hold on ``day`` or will; what may not be is judged by both."""
    standing = account.grants.filter(revoked_at__isnull=True).exclude(until__lte=day)
    return frozenset(standing.values_list("role", flat=True))


def grants_of(account: Account) -> QuerySet[Grant]:
    """Every role ever given to the account by an administrator, the newest first."""
    grants = Grant.objects.filter(account=account, lent_from__isnull=True)
    return grants.select_related("granted_by", "account").order_by("-pk")


def loans_by(account: Account) -> QuerySet[Grant]:
    """What the account has lent to others."""
    loans = Grant.objects.filter(lent_from__account=account)
    return loans.select_related("account", "lent_from__account", "granted_by").order_by("-pk")


def loans_to(account: Account) -> QuerySet[Grant]:
    """What was lent to the account."""
    loans = Grant.objects.filter(account=account, lent_from__isnull=False)
    return loans.select_related("account", "lent_from__account", "granted_by").order_by("-pk")


def grant_rows(grants: Iterable[Grant], day: date) -> list[GrantRow]:
    """The grants with their scopes in words: one query for all of them."""
    listed = list(grants)
    places = versions_by_unit([grant.unit_id for grant in listed], day) if listed else {}
    return [
        GrantRow(
            grant=grant,
            role=Role(grant.role).label,
            description=DESCRIPTIONS[grant.role],
            scope=f"{places[grant.unit_id].short_name}及所属",
            path=places[grant.unit_id].path,
            standing=_standing(grant, day),
        )
        for grant in listed
    ]


def grant_numbered(grant_id: int) -> Grant:
    grants = Grant.objects.select_related("account", "unit", "lent_from__account")
    grant = grants.filter(pk=grant_id).first()
    if grant is None:
        raise Missing("没有这项授权，可能地址写错了。")
    return grant


def lendable_grants(account: Account, day: date) -> QuerySet[Grant]:
    """Own business roles that hold today."""
    own = living_grants(day).filter(account=account, lent_from__isnull=True)
    return own.exclude(role__in=ADMIN_OFFICERS).order_by("pk")


def colleagues(account: Account) -> QuerySet[Account]:
    """Other accounts in use in the same unit; officers' accounts take no business role."""
    officers = Grant.objects.filter(role__in=ADMIN_OFFICERS, revoked_at__isnull=True).values("account_id")
    same_unit = Account.objects.filter(Q(is_active=True), unit_id=account.unit_id)
    return same_unit.exclude(pk=account.pk).exclude(pk__in=officers).order_by("name", "pk")


def _lent(account: Parameter, day: Parameter) -> QuerySet[Grant, Any]:
    """Whether anything is lent to the account."""
    lent = living_grants(day).filter(account_id=account, lent_from__isnull=False)
    return lent.values_list("pk")[:1]


LENT = Prepared(_lent, account=BigIntegerField(), day=DateField())


def offers_to(account_id: int, day: date) -> list[Offer]:
    """Whose place the account may take on ``day``."""
    lent: dict[Account, list[Grant]] = {}
    for grant in living_grants_of(account_id, day):
        if grant.lent_from is not None:
            lent.setdefault(grant.lent_from.account, []).append(grant)
    return [Offer(lender, tuple(grants)) for lender, grants in lent.items()]


def lender_numbered(account_id: int, lender_id: int, day: date) -> Account:
    """The colleague in whose place the account may act on ``day``."""
    for offer in offers_to(account_id, day):
        if offer.lender.pk == lender_id:
            return offer.lender
    raise Missing("这位同事没有委托给你的角色，或委托已到期、已收回。")


def _standing(grant: Grant, day: date) -> str:
    if grant.revoked_at is not None or (grant.until is not None and grant.until <= day):
        return "over"
    return "to come" if grant.since > day else "now"
