"""The reader's verdict of a lead. 已问询 comes with the letter that asks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from dukao.journal.services import record
from dukao.kernel.actor import Actor, account_of
from dukao.kernel.errors import Missing
from dukao.kernel.flow import apply_move
from dukao.kernel.verdict import require
from dukao.oversight.models import Hit
from dukao.oversight.policies import can_oversee_unit
from dukao.oversight.vocabulary import HIT_FLOW


@transaction.atomic
def dismiss_hit(*, actor: Actor, hit: Hit, reason: str, at: datetime) -> Hit:
    """不成立, with the reason: it stays on record and counts against the rule."""
    hit, told = _judged(actor, hit, "dismiss", reason, at)
    record(event="hit_dismissed", **told)
    return hit


@transaction.atomic
def reopen_hit(*, actor: Actor, hit: Hit, reason: str, at: datetime) -> Hit:
    """Looked at again, with the reason why."""
    hit, told = _judged(actor, hit, "reopen", reason, at)
    record(event="hit_reopened", **told)
    return hit


def _judged(actor: Actor, hit: Hit, move: str, reason: str, at: datetime) -> tuple[Hit, dict[str, Any]]:
    """The lead as judged, and what the journal is told of it."""
    found = Hit.objects.select_for_update(of=("self",)).filter(pk=hit.pk).first()
    if found is None:
        raise Missing("没有找到这条线索。")
    require(can_oversee_unit(actor, found.unit_path))
    before = apply_move(
        found, HIT_FLOW, move, reason=reason, opinion=reason.strip(), judged_by_id=account_of(actor),
        judged_at=at,
    )  # fmt: skip
    return found, {
        "actor": actor, "subject": found, "label": f"{found.pattern.name}：{found.who}", "at": at,
        "before": {"state": before}, "after": {"state": found.state}, "reason": reason.strip(),
        "unit_path": found.unit_path,
    }  # fmt: skip
