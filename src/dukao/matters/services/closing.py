"""Signing off what is done, or sending it back; by somebody else than the doer."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from dukao.kernel.actor import Actor, account_of
from dukao.kernel.clock import local_day
from dukao.kernel.flow import apply_move
from dukao.kernel.verdict import require
from dukao.matters.models import LookBack, Matter
from dukao.matters.policies import DOERS, can_sign_off
from dukao.matters.selectors import rules_on
from dukao.matters.services.extending import drop_extension
from dukao.matters.services.holding import held_matter, note
from dukao.matters.services.projecting import project_lights
from dukao.matters.services.telling import tell_unit
from dukao.matters.vocabulary import MATTER_FLOW
from dukao.organisations.selectors import work_calendar


@transaction.atomic
def close_matter(*, actor: Actor, matter: Matter, opinion: str, at: datetime) -> Matter:
    """销号: signed off with an opinion; somebody will look back whether it holds (回头看).

    A request for more time ends with it: no limit moves once it is known whether it was kept.
    """
    matter, places = held_matter(matter.pk, at)
    require(can_sign_off(actor, matter, places))
    before = apply_move(
        matter, MATTER_FLOW, "close", reason=opinion, opinion=opinion.strip(),
        closed_at=at, closed_by_id=account_of(actor),
    )  # fmt: skip
    drop_extension(matter, "事项已销号", at)
    project_lights(matter, at)
    planned = local_day(at) + timedelta(days=rules_on(local_day(at)).lookback_days)
    look = LookBack.objects.create(matter=matter, planned_on=work_calendar().roll_forward(planned))
    note(
        actor,
        "matter_closed",
        matter,
        places.lead,
        at,
        was=before,
        reason=opinion,
        after={"lookback_on": look.planned_on.isoformat()},
    )
    tell_unit(matter, DOERS, f"已销号：{matter.title}", body=opinion, key=f"matter-closed:{look.pk}", at=at)
    return matter


@transaction.atomic
def return_matter(*, actor: Actor, matter: Matter, reason: str, at: datetime) -> Matter:
    """退回: what was reported as done is not; the unit goes on."""
    matter, places = held_matter(matter.pk, at)
    require(can_sign_off(actor, matter, places))
    before = apply_move(
        matter, MATTER_FLOW, "return", reason=reason, opinion=reason.strip(), returns=F("returns") + 1
    )
    matter.refresh_from_db(fields=["returns"])
    project_lights(matter, at)
    note(
        actor,
        "matter_returned",
        matter,
        places.lead,
        at,
        was=before,
        reason=reason,
        after={"returns": matter.returns},
    )
    tell_unit(
        matter, DOERS, f"报结退回：{matter.title}", body=reason,
        key=f"matter-returned:{matter.pk}:{matter.returns}", at=at,
    )  # fmt: skip
    return matter
