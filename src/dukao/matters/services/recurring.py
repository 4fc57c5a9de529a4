"""Matters that come again: the newest instance is the pattern of the next."""

from __future__ import annotations

import calendar as months
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count

from django.db import transaction
from django.db.models import F, Q

from dukao.kernel.actor import SYSTEM, Actor
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.extension import ExtensionState
from dukao.kernel.verdict import require
from dukao.matters.models import Matter, Recurrence
from dukao.matters.policies import can_register
from dukao.matters.services.assigning import hand_over
from dukao.matters.services.holding import held_matter, note
from dukao.matters.services.registering import MatterDraft, Node, enter_matter
from dukao.matters.services.telling import tell_office
from dukao.matters.vocabulary import Rhythm
from dukao.organisations.selectors import unit_on, work_calendar

#: Months from one instance to the next; weeks are counted in days.
MONTHS = {Rhythm.MONTH: 1, Rhythm.QUARTER: 3, Rhythm.HALF_YEAR: 6, Rhythm.YEAR: 12}
ONE_DAY = timedelta(days=1)


@transaction.atomic
def set_recurrence(
    *, actor: Actor, matter: Matter, rhythm: str, first_on: date, until: date | None = None, at: datetime
) -> Recurrence:
    """The matter comes again on ``first_on`` and then in its rhythm; a former rhythm is replaced."""
    matter, places = held_matter(matter.pk, at)
    require(can_register(actor, places.owner))
    if first_on <= local_day(at):
        raise DomainError("past_day", "下次交办日要晚于今天。")
    if until is not None and until < first_on:
        raise DomainError("ends_early", "截止日不能早于下次交办日。")
    recurrence = matter.recurrence or Recurrence()
    recurrence.rhythm, recurrence.first_on, recurrence.next_on = rhythm, first_on, first_on
    recurrence.until = until
    recurrence.save()
    Matter.objects.filter(pk=matter.pk).update(recurrence_id=recurrence.pk)
    after: dict[str, object] = {"rhythm": str(rhythm), "next_on": first_on.isoformat()}
    note(actor, "recurrence_set", matter, places.owner, at, after=after)
    return recurrence


@transaction.atomic
def stop_recurrence(*, actor: Actor, matter: Matter, at: datetime) -> None:
    """It does not come again; instances that were assigned go on."""
    matter, places = held_matter(matter.pk, at)
    require(can_register(actor, places.owner))
    if matter.recurrence is None:
        raise DomainError("not_recurring", "这不是定期事项。", 409)
    matter.recurrence.until = local_day(at) - ONE_DAY
    matter.recurrence.save(update_fields=["until"])
    note(actor, "recurrence_stopped", matter, places.owner, at)


def assign_recurring(*, at: datetime) -> int:
    """Every recurring matter whose day has come is registered and assigned; returns how many.

    The row of the recurrence is held and moved on in the same transaction, so a second run finds nothing.
    A day off moves the assignment to the next working day. After a long standstill only the newest
    instance is made: work whose time has passed is asked of nobody.
    """
    today = local_day(at)
    due = Recurrence.objects.filter(_living(), next_on__lte=today).order_by("pk")
    return sum(_come_again(pk, at) for pk in due.values_list("pk", flat=True))


def next_after(rhythm: str, first_on: date, day: date) -> date:
    """The first day of the rhythm after ``day``; the 31st falls on the last day of a shorter month."""
    return next(on for on in (_nth(rhythm, first_on, n) for n in count(1)) if on > day)


def _living() -> Q:
    return Q(until=None) | Q(next_on__lte=F("until"))


def _nth(rhythm: str, first_on: date, n: int) -> date:
    if rhythm == Rhythm.WEEK:
        return first_on + timedelta(weeks=n)
    year, month = divmod(first_on.year * 12 + first_on.month - 1 + n * MONTHS[Rhythm(rhythm)], 12)
    return date(year, month + 1, min(first_on.day, months.monthrange(year, month + 1)[1]))


@transaction.atomic
def _come_again(recurrence_id: int, at: datetime) -> bool:
    today = local_day(at)
    recurrence = (
        Recurrence.objects.select_for_update().filter(_living(), pk=recurrence_id, next_on__lte=today).first()
    )
    if recurrence is None or work_calendar().roll_forward(recurrence.next_on) > today:
        return False
    pattern = recurrence.instances.order_by("-pk").select_related("recurrence")[0]
    recurrence.next_on = next_after(recurrence.rhythm, recurrence.first_on, today)
    recurrence.save(update_fields=["next_on"])
    new = enter_matter(SYSTEM, _again(pattern, today), at, recurrence_id=recurrence.pk)
    new, places = held_matter(new.pk, at)
    note(SYSTEM, "matter_recurred", new, places.owner, at, after={"next_on": recurrence.next_on.isoformat()})
    unit = unit_on(new.lead_unit_id, today)
    if unit.until is not None and unit.until <= today:
        tell_office(
            new, f"定期事项的牵头单位已撤并，请改定后交办：{new.title}", key=f"recurred:{new.pk}", at=at
        )
    else:
        hand_over(SYSTEM, new, places, at)
    return True


def _again(pattern: Matter, today: date) -> MatterDraft:
    """The same matter from today on: a limit of its kind is counted anew, a day of its own moves along."""
    start = pattern.assigned_on or local_day(pattern.registered_at)
    ahead = today - start
    nodes = tuple(
        Node(node.due_on + ahead, node.percent, node.title) for node in pattern.milestones.order_by("due_on")
    )
    draft = MatterDraft(
        title=pattern.title, kind=pattern.kind, field_id=pattern.field_id, owner_id=pattern.owner_id,
        lead_unit_id=pattern.lead_unit_id, regime=pattern.regime, legal_basis=pattern.legal_basis,
        leader_id=pattern.leader_id, assisting_ids=tuple(pattern.assisting.values_list("pk", flat=True)),
        path=pattern.path, standard=pattern.standard, label=pattern.label,
        paragraph_id=pattern.paragraph_id, milestones=nodes,
    )  # fmt: skip
    if pattern.days is None:
        return replace(draft, due_on=max(_first_limit(pattern) + ahead, today))
    return draft


def _first_limit(pattern: Matter) -> date:
    """The limit as it was assigned: an extension of one instance does not lengthen the next."""
    first = pattern.extensions.filter(state=ExtensionState.GRANTED).order_by("pk").first()
    return first.old_due_on if first else pattern.due_on
