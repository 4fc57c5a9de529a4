"""A reasoned look at what is held about somebody: noted first, then shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from dukao.identity.selectors import place_of
from dukao.journal.services import record
from dukao.kernel.actor import Actor, account_of
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.verdict import refuse, require
from dukao.privacy.models import Inspection
from dukao.privacy.policies import can_inspect
from dukao.privacy.selectors.held import inspectable_holdings
from dukao.privacy.selectors.looks import labels_of
from dukao.privacy.selectors.rules import privacy_rules_on

if TYPE_CHECKING:
    from dukao.identity.models import Account


@transaction.atomic
def inspect(
    *, actor: Actor, account: Account, categories: Sequence[str], purpose: str, basis: str, at: datetime,
    defer_basis: str = "",
) -> Inspection:  # fmt: skip
    """The chosen kinds may be read today by the actor; the person is told now, or later on a basis in law."""
    path = place_of(account, local_day(at)).path
    require(can_inspect(actor, path))
    if actor.acting_for:
        require(refuse("查阅他人的个人信息由本人办理，不能代办。"))
    if account.pk == actor.account_id:
        raise DomainError("own", "自己的个人信息在“我的个人信息”里看，不用写事由。")
    if not purpose.strip() or not basis.strip():
        raise DomainError("reason_missing", "请写明事由和依据，例如线索编号和批准文号。")
    known = {holding.model for holding in inspectable_holdings()}
    chosen = [category for category in categories if category in known]
    if not chosen:
        raise DomainError("nothing_chosen", "请选择要查阅的种类，只选需要的（个人信息保护法第六条）。")
    day, deferred = local_day(at), bool(defer_basis.strip())
    told_on = day + timedelta(days=privacy_rules_on(day).defer_days) if deferred else day
    inspection = Inspection.objects.create(
        account=account, by_id=account_of(actor), purpose=purpose.strip(), basis=basis.strip(),
        categories=chosen, at=at, told_on=told_on, defer_basis=defer_basis.strip(),
    )  # fmt: skip
    record(
        actor=actor, event="personal_data_inspected", subject=inspection, label=account.name, at=at,
        reason=f"{purpose.strip()}（{basis.strip()}）",
        after={"categories": labels_of(chosen), "told_on": told_on.isoformat()},
    )  # fmt: skip
    return inspection
