"""Reading accounts and what they may do."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from dukao.identity.models import Account, Grant
from dukao.journal.selectors import answers_on_record
from dukao.kernel.actor import ANONYMOUS, Actor, HeldGrant
from dukao.kernel.memo import kept_while_reading
from dukao.kernel.prepared import Parameter, Prepared, Question, instances, whole
from dukao.kernel.validity import holds_on
from dukao.organisations.selectors import unit_on


def living_grants(day: date | Parameter) -> QuerySet[Grant]:
    """Grants that hold on ``day``; a lent one only while the grant it came from and its lender do."""
    source_holds = holds_on(day, "lent_from__") & Q(
        lent_from__revoked_at__isnull=True, lent_from__account__is_active=True
    )
    return Grant.objects.filter(
        holds_on(day),
        Q(lent_from__isnull=True) | source_holds,
        revoked_at__isnull=True,
        account__is_active=True,
    )


@kept_while_reading
def living_grants_of(account_id: int, day: date) -> tuple[Grant, ...]:
    """The account's own grants and those lent to it, each loan with its lender, in the order given."""
    grants = living_grants(day).filter(account_id=account_id)
    return tuple(grants.select_related("lent_from__account").order_by("id"))


def actor_for(account: Account, day: date, *, acting_for: int | None = None) -> Actor:
    """The account with the grants that hold on ``day``: its own, or those lent to it by one other account.

    Whoever acts in another's place acts only in that place; a loan that has ended leaves them themselves.
    """
    return actor_on_record(account, day, acting_for=acting_for)[0]


def actor_on_record(account: Account, day: date, *, acting_for: int | None = None) -> tuple[Actor, Hashable]:
    """The same, and how far the journal has come: asked anew, or once as it was read with the account."""
    if not account.is_active:
        return ANONYMOUS, None
    standing, account.standing = account.standing, None
    if standing is None or standing.day != day:
        standing, _ = _standing_of(account.pk, day)
    places: dict[int, tuple[str, str]] = {}
    living: dict[int, tuple[str, int, int, str]] = {}
    # A unit that has ended, or is yet to begin, keeps the place it last had, or will have first.
    for unit, path, name, has_begun, grant, *held in sorted(standing.rows, key=itemgetter(-1)):
        if unit not in places or has_begun:
            places[unit] = (path, name)
        if grant:
            living[grant] = (held[0], unit, held[1], held[2])
    in_order = [living[grant] for grant in sorted(living)]
    lent = [grant for grant in in_order if grant[2] and grant[2] == acting_for]
    grants = lent or [grant for grant in in_order if not grant[2]]
    home_path, home_name = places[account.unit_id]
    actor = Actor(
        account_id=account.pk,
        name=account.name,
        unit_id=account.unit_id,
        unit_name=home_name,
        unit_path=home_path,
        grants=tuple(HeldGrant(role, unit, *places[unit]) for role, unit, *_ in grants),
        acting_for=lent[0][3] if lent else "",
    )
    return actor, standing.record


@dataclass(frozen=True, slots=True)
class Standing:
    """What an account was found to hold on a day, and how far the journal had come then."""

    day: date
    record: Hashable
    rows: list[tuple[Any, ...]]


def account_on_record(pk: int, day: date) -> Account | None:
    """The account, with its standing: every request begins with both, in one query."""
    standing, [found] = _standing_of(pk, day, _ACCOUNT.asked(pk=pk))
    for account in instances(Account, found):
        account.standing = standing
        return account
    return None


def _standing_of(pk: int, day: date, *beside: Question) -> tuple[Standing, list[list[tuple[Any, ...]]]]:
    record, [rows, *found] = answers_on_record(_STANDING.asked(account=pk, day=day), *beside)
    return Standing(day, record, rows), found


def _account(pk: Parameter) -> QuerySet[Account, Any]:
    return whole(Account.objects.filter(pk=pk))


_ACCOUNT = Prepared(_account, pk=models.BigIntegerField())


def _standing(account: Parameter, day: Parameter) -> QuerySet[Any, tuple[Any, ...]]:
    """All versions of the account's unit, and of the unit of each grant that holds, with when they began."""
    versions = ("unit_id", "unit__versions__path", "unit__versions__short_name", "has_begun", "grant")
    has_begun = Case(When(unit__versions__since__lte=day, then=1), default=0)
    nothing, nobody = Value(0, models.IntegerField()), Value("", models.CharField())
    home = Account.objects.filter(pk=account).annotate(
        has_begun=has_begun, grant=nothing, granted=nobody, lender=nothing, lender_name=nobody
    )
    held = living_grants(day).filter(account_id=account).annotate(
        has_begun=has_begun, grant=F("pk"), granted=F("role"),
        lender=Coalesce("lent_from__account_id", nothing),
        lender_name=Coalesce("lent_from__account__name", nobody),
    )  # fmt: skip
    columns = (*versions, "granted", "lender", "lender_name", "unit__versions__since")
    return home.values_list(*columns).union(held.values_list(*columns), all=True)


_STANDING = Prepared(_standing, account=models.BigIntegerField(), day=models.DateField())


def accounts_in_roles(roles: Iterable[str], day: date) -> QuerySet[Account]:
    """Accounts that hold any of ``roles`` over any unit."""
    held = living_grants(day).filter(account=OuterRef("pk"), role__in=list(roles))
    return Account.objects.filter(Q(is_active=True), Exists(held)).order_by("username")


def accounts_holding(
    roles: Iterable[str], unit_id: int, day: date, *, on_itself: bool = False
) -> QuerySet[Account]:
    """Accounts that hold any of ``roles`` over the unit: on itself or, unless ``on_itself``, above it."""
    above = [int(part) for part in unit_on(unit_id, day).path.split("/") if part]
    units = [unit_id] if on_itself else above
    held = living_grants(day).filter(account=OuterRef("pk"), role__in=list(roles), unit_id__in=units)
    return Account.objects.filter(Q(is_active=True), Exists(held)).order_by("username")
