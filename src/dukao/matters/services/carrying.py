"""新官理旧账: what the year leaves unfinished goes on in the next year's ledger."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from dukao.kernel.actor import Actor, account_of
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.verdict import require
from dukao.matters.models import CarryOver, Matter
from dukao.matters.policies import DOERS, can_register, is_time_to_carry
from dukao.matters.selectors import carryable_matters
from dukao.matters.services.extending import drop_extension
from dukao.matters.services.holding import answering, held_matter, label_of, note
from dukao.matters.services.projecting import project_lights
from dukao.matters.services.registering import require_charged
from dukao.matters.services.telling import tell_unit
from dukao.matters.vocabulary import OPEN
from dukao.organisations.selectors import unit_on
from dukao.ui.formats import day_year


@transaction.atomic
def carry_over(
    *, actor: Actor, matter: Matter, year: int, reason: str, leader_id: int | None = None,
    lead_unit_id: int | None = None, due_on: date | None = None, at: datetime,
) -> CarryOver:  # fmt: skip
    """The matter counts in ``year`` from now on, under whoever answers for it.

    Its limit does not move unless the office sets ``due_on``: a new year is no excuse by itself.
    """
    matter, places = held_matter(matter.pk, at)
    require(can_register(actor, places.owner))
    _check(matter, year, reason, at)
    _check_limit(matter, due_on, at)
    day = local_day(at)
    if lead_unit_id is not None:
        require_charged(matter.owner_id, lead_unit_id, (), day)
    former, units = answering(matter, day), {matter.lead_unit_id, lead_unit_id or matter.lead_unit_id}
    carried = CarryOver.objects.create(
        matter=matter, from_year=matter.year, note=reason.strip(), by_id=account_of(actor), at=at
    )
    matter.year, matter.revision = year, matter.revision + 1
    matter.leader_id = leader_id or matter.leader_id
    matter.lead_unit_id = lead_unit_id or matter.lead_unit_id
    if due_on is not None:
        matter.due_on, matter.days, matter.day_kind, matter.is_provisional = due_on, None, "", False
        drop_extension(matter, "结转时已定新的时限", at)
    matter.save()
    matter.assisting.remove(matter.lead_unit_id)
    project_lights(matter, at)
    path = unit_on(matter.lead_unit_id, day).path
    note(
        actor, "matter_carried_over", matter, path, at, reason=reason,
        before={"year": year - 1, **former}, after={"year": year, **answering(matter, day)},
    )  # fmt: skip
    _tell(matter, carried, units, due_on, at)
    return carried


@transaction.atomic
def carry_year_over(
    *, actor: Actor, from_year: int, reason: str, limits: Mapping[int, date | None] | None = None,
    at: datetime,
) -> list[CarryOver]:  # fmt: skip
    """What the actor's office left unfinished in ``from_year``, all or none; again finds nothing.

    ``limits`` chooses among them, by matter, and gives a new limit or ``None`` to keep the old one.
    """
    require(can_register(actor))
    matters = list(carryable_matters(actor, from_year, local_day(at)).order_by("due_on", "pk"))
    if limits is not None:
        matters = [matter for matter in matters if matter.pk in limits]
        if len(matters) < len(limits):
            gone = len(limits) - len(matters)
            raise DomainError("carried", f"有 {gone} 件刚刚结转或了结了，请刷新以后再选。", 409)
    given = limits or {}
    return [
        carry_over(
            actor=actor, matter=matter, year=from_year + 1, reason=reason, due_on=given.get(matter.pk), at=at
        )
        for matter in matters
    ]


def _tell(matter: Matter, carried: CarryOver, units: set[int], due_on: date | None, at: datetime) -> None:
    if matter.assigned_on is None:
        return
    limit = f"，时限 {day_year(due_on)}" if due_on else ""
    for unit_id in sorted(units):
        tell_unit(
            matter, DOERS, f"结转 {matter.year} 年{limit}：{matter.title}", unit_id=unit_id,
            body=carried.note, key=f"carried:{carried.pk}", at=at,
        )  # fmt: skip


def _check_limit(matter: Matter, due_on: date | None, at: datetime) -> None:
    if due_on is not None and due_on <= max(matter.due_on, local_day(at)):
        raise DomainError(
            "not_later",
            f"{label_of(matter)} 的新时限要晚于今天和原时限（{day_year(matter.due_on)}）。不改的不填。",
        )


def _check(matter: Matter, year: int, reason: str, at: datetime) -> None:
    if matter.state not in OPEN:
        raise DomainError("settled", f"{label_of(matter)} 已经了结，不用结转。", 409)
    if year != matter.year + 1:
        raise DomainError(
            "not_next_year", f"{label_of(matter)} 现在计入 {matter.year} 年，只能结转到下一年。", 409
        )
    if not (may := is_time_to_carry(year, local_day(at))):
        raise DomainError("too_early", may.reason)
    if not reason.strip():
        raise DomainError("reason_missing", "请写明结转的说明，例如为什么没有办完、交给谁继续办。")
