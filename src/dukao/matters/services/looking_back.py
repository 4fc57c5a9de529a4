"""回头看: whether what was signed off still holds; what came back is taken up again."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from dukao.kernel.actor import Actor, account_of
from dukao.kernel.errors import DomainError
from dukao.kernel.verdict import require
from dukao.matters.models import LookBack
from dukao.matters.policies import DOERS, can_look_back
from dukao.matters.services.holding import held_matter, note
from dukao.matters.services.pausing import reopen_held
from dukao.matters.services.telling import tell_unit
from dukao.matters.vocabulary import LookBackFinding


@transaction.atomic
def look_back(
    *, actor: Actor, lookback: LookBack, finding: str, opinion: str, due_on: date | None = None, at: datetime
) -> LookBack:
    """Holds: that is on record. Rebounded: the matter is in hand again until ``due_on``."""
    matter, places = held_matter(lookback.matter_id, at)
    require(can_look_back(actor, matter, places))
    lookback = LookBack.objects.get(pk=lookback.pk)
    if lookback.done_at is not None:
        raise DomainError("done", "这次回头看已经做过了。", 409)
    if finding not in LookBackFinding:
        raise DomainError("finding_missing", "请选结论：已巩固，还是有反弹。")
    if not opinion.strip():
        raise DomainError("opinion_missing", "请写明看了什么、情况怎样。")
    lookback.finding, lookback.opinion = finding, opinion.strip()
    lookback.done_by_id, lookback.done_at = account_of(actor), at
    lookback.save()
    note(actor, "lookback_done", matter, places.lead, at, reason=opinion, after={"finding": str(finding)})
    if finding == LookBackFinding.REBOUNDED:
        if due_on is None:
            raise DomainError("limit_missing", "有反弹的事项要重新办理，请定完成时限。")
        reopen_held(actor, matter, places, opinion, due_on, at)
    else:
        tell_unit(
            matter, DOERS, f"回头看已巩固：{matter.title}", kind="lookback", body=opinion,
            key=f"lookback:{lookback.pk}", at=at,
        )  # fmt: skip
    return lookback
