"""新官理旧账: what the year leaves unfinished goes on in the next year's ledger."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from dukao.kernel.actor import Actor, account_of
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.verdict import require
from dukao.matters.models import CarryOver, Matter
from dukao.matters.policies import DOERS, can_register
from dukao.matters.selectors import carryable_matters
from dukao.matters.services.holding import held_matter, label_of, note
from dukao.matters.services.telling import tell_unit
from dukao.matters.vocabulary import OPEN
from dukao.organisations.selectors import unit_on


@transaction.atomic
def carry_over(
    *, actor: Actor, matter: Matter, year: int, reason: str, leader_id: int | None = None,
    lead_unit_id: int | None = None, at: datetime,
) -> CarryOver:  # fmt: skip
    """The matter counts in ``year`` from now on, under whoever answers for it; its limit does not move."""
    matter, places = held_matter(matter.pk, at)
    require(can_register(actor, places.owner))
    _check(matter, year, reason, at)
    former: dict[str, object] = {
        "year": matter.year, "leader": matter.leader_id, "lead_unit": matter.lead_unit_id
    }  # fmt: skip
    carried = CarryOver.objects.create(
        matter=matter, from_year=matter.year, note=reason.strip(), by_id=account_of(actor), at=at
    )
    units = {matter.lead_unit_id, lead_unit_id or matter.lead_unit_id}
    matter.year, matter.revision = year, matter.revision + 1
    matter.leader_id = leader_id or matter.leader_id
    matter.lead_unit_id = lead_unit_id or matter.lead_unit_id
    matter.save(update_fields=["year", "leader", "lead_unit", "revision"])
    matter.assisting.remove(matter.lead_unit_id)
    now: dict[str, object] = {"year": year, "leader": matter.leader_id, "lead_unit": matter.lead_unit_id}
    path = unit_on(matter.lead_unit_id, local_day(at)).path
    note(actor, "matter_carried_over", matter, path, at, reason=reason, before=former, after=now)
    if matter.assigned_on is not None:
        for unit_id in sorted(units):
            tell_unit(
                matter, DOERS, f"结转 {year} 年：{matter.title}", unit_id=unit_id, body=reason,
                key=f"carried:{carried.pk}", at=at,
            )  # fmt: skip
    return carried


@transaction.atomic
def carry_year_over(*, actor: Actor, from_year: int, reason: str, at: datetime) -> list[CarryOver]:
    """All that the actor's office left unfinished in ``from_year``, all or none; again finds nothing."""
    require(can_register(actor))
    matters = carryable_matters(actor, from_year, local_day(at)).order_by("pk")
    return [
        carry_over(actor=actor, matter=matter, year=from_year + 1, reason=reason, at=at) for matter in matters
    ]


def _check(matter: Matter, year: int, reason: str, at: datetime) -> None:
    if matter.state not in OPEN:
        raise DomainError("settled", f"{label_of(matter)} 已经了结，不用结转。", 409)
    if year != matter.year + 1:
        raise DomainError(
            "not_next_year", f"{label_of(matter)} 现在计入 {matter.year} 年，只能结转到下一年。", 409
        )
    if year > local_day(at).year + 1 or (year == local_day(at).year + 1 and local_day(at).month < 12):
        raise DomainError("too_early", f"{year} 年的结转从上一年 12 月起办理。")
    if not reason.strip():
        raise DomainError("reason_missing", "请写明结转的说明，例如为什么没有办完、交给谁继续办。")
