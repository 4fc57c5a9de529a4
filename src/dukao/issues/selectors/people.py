"""Whom somebody means by a name, among those who may verify or belong to a liaison group."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from dukao.identity.selectors import accounts_holding
from dukao.issues.models import Problem
from dukao.issues.policies import READERS
from dukao.issues.selectors.seeing import liaison_members
from dukao.kernel.errors import DomainError
from dukao.kernel.roles import Role
from dukao.organisations.selectors import unit_ids_under

if TYPE_CHECKING:
    from dukao.identity.models import Account


def possible_verifiers(problem: Problem, day: date) -> QuerySet[Account]:
    """Office and patrols of the place, and the unit's liaison group; nobody of the unit itself."""
    standing = accounts_holding((Role.OFFICE, Role.PATROL), problem.scope_id, day).values("pk")
    found = get_user_model().objects.filter(Q(pk__in=standing) | Q(pk__in=liaison_members(problem.unit_id)))
    return found.exclude(unit_id=problem.unit_id).select_related("unit").order_by("name")


def account_meant(text: str, scope_path: str, day: date) -> int:
    """The one account of a place with that name, told apart by its user name in brackets."""
    name, _, rest = text.strip().replace("（", "(").partition("(")
    accounts = get_user_model().objects.filter(
        is_active=True, name=name.strip(), unit__in=unit_ids_under([scope_path], day),
        grants__role__in=READERS,
    ).distinct()  # fmt: skip
    if rest:
        accounts = accounts.filter(username=rest.rstrip(")").strip())
    found = list(accounts[:2])
    if not found:
        raise DomainError("nobody", f"没有叫“{name.strip()}”的业务账户，请核对姓名。")
    if len(found) > 1:
        raise DomainError("several", f"有几个人叫“{name.strip()}”，请写作“{name.strip()}（账户名）”。")
    return found[0].pk
