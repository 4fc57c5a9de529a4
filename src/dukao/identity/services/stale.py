"""Accounts nobody uses are closed, many at once, each with its own entry (等保 2.0 访问控制 c)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from dukao.identity.models import Account
from dukao.identity.policies import can_manage_accounts
from dukao.identity.selectors import stale_accounts
from dukao.identity.services.accounts import disable_account
from dukao.kernel.actor import Actor
from dukao.kernel.errors import DomainError
from dukao.kernel.verdict import require


@transaction.atomic
def disable_stale(*, actor: Actor, account_ids: Iterable[int], reason: str, at: datetime) -> int:
    """Those of them that are still unused are disabled; return how many. Who came in meanwhile stays.

    All or none: an account that may not be closed, such as the last one of an office, is named.
    """
    require(can_manage_accounts(actor))
    wanted = set(account_ids)
    if not wanted:
        raise DomainError("nobody_chosen", "还没有选账户。请先勾选要停用的账户。")
    closed = 0
    for account in stale_accounts(actor, at).filter(pk__in=wanted).order_by("pk"):
        try:
            disable_account(actor=actor, account=account, reason=reason, at=at)
        except DomainError as refusal:
            raise DomainError(refusal.code, _about(account, refusal.sentence), refusal.status) from refusal
        closed += 1
    return closed


def _about(account: Account, sentence: str) -> str:
    return f"{account.name}的账户没有停用：{sentence}其他账户也没有改动，请去掉它再试。"
