"""Lists that were brought in and are not registered yet; each is seen by whoever brought it."""

from __future__ import annotations

from django.db.models import QuerySet

from dukao.issues.models import Intake
from dukao.kernel.actor import Actor
from dukao.kernel.errors import Missing


def intakes_of(actor: Actor) -> QuerySet[Intake]:
    return Intake.objects.filter(account_id=actor.account_id or 0, registered_at=None).order_by("-read_at")


def intake_for(actor: Actor, intake_id: int) -> Intake:
    found = Intake.objects.filter(account_id=actor.account_id or 0, pk=intake_id).first()
    if found is None:
        raise Missing("没有这份导入稿，可能是别人导入的。")
    return found
