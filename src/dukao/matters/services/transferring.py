"""转办: another unit leads the matter from now on, and its clocks start anew."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.flow import apply_move
from dukao.kernel.verdict import require
from dukao.matters.models import Matter
from dukao.matters.policies import DOERS, can_register
from dukao.matters.selectors import climbing, term_on
from dukao.matters.services.climbing import end_climb
from dukao.matters.services.extending import drop_extension
from dukao.matters.services.holding import answering, held_matter, note
from dukao.matters.services.projecting import project_lights
from dukao.matters.services.registering import require_charged, set_limit
from dukao.matters.services.telling import tell_unit
from dukao.matters.vocabulary import MATTER_FLOW, MatterState
from dukao.organisations.selectors import unit_on, work_calendar
from dukao.ui.formats import day_year


@transaction.atomic
def transfer_matter(
    *, actor: Actor, matter: Matter, lead_unit_id: int, reason: str, leader_id: int | None = None,
    due_on: date | None = None, keeps_former: bool = False, at: datetime,
) -> Matter:  # fmt: skip
    """The unit has it in hand as if it were assigned today; what was done so far stays done.

    Returns, the running climb and a request for more time were the former unit's and end with it.
    ``keeps_former`` lets the former unit assist.
    """
    matter, places = held_matter(matter.pk, at)
    require(can_register(actor, places.owner))
    former, before = matter.lead_unit_id, answering(matter, local_day(at))
    if lead_unit_id == former:
        raise DomainError("same_unit", "这个事项已经由这个单位牵头，请填另一个单位。")
    require_charged(matter.owner_id, lead_unit_id, (), local_day(at))
    was = _restart(matter, lead_unit_id, leader_id, due_on, reason, at)
    matter.assisting.remove(lead_unit_id)
    if keeps_former:
        matter.assisting.add(former)
    drop_extension(matter, "事项已转办", at)
    if rungs := climbing(matter):
        end_climb(actor, matter, places, rungs, "事项已转办，阶梯由新的牵头单位重新算起", at)
    project_lights(matter, at)
    place = unit_on(lead_unit_id, local_day(at))
    note(
        actor, "matter_transferred", matter, place.path, at, was=was, reason=reason, before=before,
        after=answering(matter, local_day(at)),
    )  # fmt: skip
    _tell(matter, former, was, reason, at)
    return matter


def _restart(
    matter: Matter, lead_unit_id: int, leader_id: int | None, due_on: date | None, reason: str, at: datetime
) -> str:
    """Limit and clocks as of today; returns the state it left."""
    today = local_day(at)
    if due_on is not None:
        matter.due_on, matter.days, matter.day_kind, matter.is_provisional = due_on, None, "", False
    set_limit(matter, today)
    if matter.due_on < today:
        raise DomainError(
            "past_limit", f"完成时限（{day_year(matter.due_on)}）已经过去，请给新的单位定一个时限。"
        )
    receive_by = work_calendar().add(today, term_on(matter.kind, today).receive_workdays)
    return apply_move(
        matter, MATTER_FLOW, "transfer", reason=reason, opinion=reason.strip(), lead_unit_id=lead_unit_id,
        leader_id=leader_id or matter.leader_id, assigned_on=today, receive_by=receive_by, received_at=None,
        last_word_on=None, returns=0, finished_at=None, finished_by_id=None, due_on=matter.due_on,
        days=matter.days, day_kind=matter.day_kind, is_provisional=matter.is_provisional,
        revision=matter.revision + 1,
    )  # fmt: skip


def _tell(matter: Matter, former: int, was: str, reason: str, at: datetime) -> None:
    key = f"matter-transferred:{matter.pk}:{matter.revision}"
    tell_unit(matter, DOERS, f"转办给本单位：{matter.title}", body=reason, key=key, at=at)
    if was != MatterState.DRAFT:
        place = unit_on(matter.lead_unit_id, local_day(at))
        tell_unit(
            matter, DOERS, f"已转办给{place.short_name}：{matter.title}", unit_id=former, body=reason,
            key=key, url="/matters/mine/", at=at,
        )  # fmt: skip
