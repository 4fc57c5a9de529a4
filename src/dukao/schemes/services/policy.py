"""What every scheme must satisfy, from a day on."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from dukao.journal.services import record
from dukao.kernel.actor import Actor
from dukao.kernel.errors import DomainError
from dukao.kernel.verdict import require
from dukao.schemes.models import SchemePolicy
from dukao.schemes.policies import can_draft
from dukao.schemes.selectors.findings import policy_on
from dukao.schemes.services.scope import filed_under


@transaction.atomic
def set_policy(
    *, actor: Actor, effective_on: date, hard_share: Decimal, source: str, at: datetime
) -> SchemePolicy:
    """From that day on schemes are held against this share of quantifiable items, given in percent."""
    require(can_draft(actor))
    if not 0 <= hard_share <= 100:
        raise DomainError("bad_share", "下限应在 0 到 100 之间，例如 60。")
    if not source.strip():
        raise DomainError("source_missing", "请写明依据哪份文件。")
    before = policy_on(effective_on)
    policy, _ = SchemePolicy.objects.update_or_create(
        effective_on=effective_on, defaults={"hard_share": hard_share, "source": source.strip()}
    )
    record(
        actor=actor, event="scheme_policy_set", subject=policy, label="办法检查标准", at=at,
        before={"hard_share": f"{before.hard_share:f}%", "source": before.source},
        after={"hard_share": f"{hard_share:f}%", "source": policy.source, "effective_on": str(effective_on)},
        unit_path=filed_under(actor),
    )  # fmt: skip
    return policy
