"""Plans brought in and not registered yet: each is its bringer's own."""

from __future__ import annotations

from dukao.kernel.actor import Actor
from dukao.kernel.errors import Missing
from dukao.matters.models import Intake


def intakes_of(actor: Actor) -> list[Intake]:
    return list(Intake.objects.filter(account=actor.account_id).defer("rows").order_by("-read_at")[:20])


def intake_for(actor: Actor, intake_id: int) -> Intake:
    found = Intake.objects.select_related("decision").filter(pk=intake_id, account=actor.account_id).first()
    if found is None:
        raise Missing("没有这份导入稿，可能已经登记或放弃。请重新上传。")
    return found
