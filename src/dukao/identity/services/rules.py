"""The rules of access: the first ones with where they come from, and those the place sets itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from dukao.identity.models import AccessRules
from dukao.identity.policies import can_set_access_rules
from dukao.identity.vocabulary import DECIDING_ROLES
from dukao.journal.services import set_version
from dukao.kernel.actor import Actor
from dukao.kernel.errors import DomainError
from dukao.kernel.roles import Role
from dukao.kernel.verdict import require

#: What one account may fail from one address, it may fail altogether; the same for the address.
WIDER_LIMITS = ("account_failures", "address_failures")


@transaction.atomic
def found_rules(*, on: date) -> None:
    """A place that begins is guarded as level 3 asks; nothing happens where there are rules."""
    if not AccessRules.objects.exists():
        AccessRules.objects.create(
            effective_on=on, second_factor_roles=sorted(DECIDING_ROLES),
            source="GB/T 22239-2019 8.1.4.1 身份鉴别 b、d，8.1.4.2 访问控制 c",
        )  # fmt: skip


@transaction.atomic
def set_rules(
    *, actor: Actor, effective_on: date, second_factor_roles: Iterable[str], source: str, at: datetime,
    key: str = "", **limits: int,
) -> AccessRules | None:  # fmt: skip
    """New rules hold from the beginning of a later day on; ``None`` when this very form was sent before.

    ``limits`` are the rules' numbers by the names of their fields; those not given keep their defaults.
    """
    require(can_set_access_rules(actor))
    if limits.get("lock_failures", 1) > min(limits.get(name, 1000) for name in WIDER_LIMITS):
        raise DomainError("limits_order", "各处合计、同一地址合计的次数不能少于“同一地址连续输错几次锁定”。")
    roles = sorted(set(second_factor_roles) & set(Role.values))
    return set_version(
        AccessRules, actor=actor, event="access_rules_set", label="账户规则", effective_on=effective_on,
        source=source, values={"second_factor_roles": roles, **limits}, at=at, key=key,
        words=("，好让有关人员先设置二次验证", "本地账户管理办法的文号"),
    )  # fmt: skip
