"""中止, 恢复, 重新办理: the clocks of a matter stand still or run again."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.flow import apply_move
from dukao.kernel.verdict import require
from dukao.matters.models import Matter
from dukao.matters.policies import DOERS, Places, can_register
from dukao.matters.services.extending import drop_extension
from dukao.matters.services.holding import held_matter, note
from dukao.matters.services.projecting import project_lights
from dukao.matters.services.telling import tell_unit
from dukao.matters.vocabulary import MATTER_FLOW, WordKind
from dukao.ui.formats import day_year


@transaction.atomic
def suspend_matter(*, actor: Actor, matter: Matter, reason: str, at: datetime) -> Matter:
    """中止: for the time being nothing can be done; no lamp is judged and no clock runs."""
    matter, places = held_matter(matter.pk, at)
    require(can_register(actor, places.owner))
    before = apply_move(matter, MATTER_FLOW, "suspend", reason=reason, opinion=reason.strip())
    drop_extension(matter, "事项已中止", at)
    project_lights(matter, at)
    note(actor, "matter_suspended", matter, places.lead, at, was=before, reason=reason)
    _tell(matter, "已中止", reason, at)
    return matter


@transaction.atomic
def resume_matter(
    *, actor: Actor, matter: Matter, reason: str, due_on: date | None = None, at: datetime
) -> Matter:
    """恢复: the unit goes on, to ``due_on`` if a new limit is set; words are owed from today on."""
    matter, places = held_matter(matter.pk, at)
    require(can_register(actor, places.owner))
    changed = _go_on(matter, "resume", reason, due_on, at)
    note(actor, "matter_resumed", matter, places.lead, at, reason=reason, **changed)
    return matter


@transaction.atomic
def reopen_matter(*, actor: Actor, matter: Matter, reason: str, due_on: date, at: datetime) -> Matter:
    """重新办理: what was signed off was not done, or came back; it is in hand again until ``due_on``."""
    matter, places = held_matter(matter.pk, at)
    require(can_register(actor, places.owner))
    reopen_held(actor, matter, places, reason, due_on, at)
    return matter


def reopen_held(
    actor: Actor, matter: Matter, places: Places, reason: str, due_on: date, at: datetime
) -> None:
    """As far as the last progress before the report that all was done; planned look-backs fall away."""
    last = matter.words.filter(kind=WordKind.PROGRESS).order_by("-at").first()
    matter.percent = last.percent if last else 0
    matter.milestones.filter(percent__gt=matter.percent).update(reached_on=None)
    changed = _go_on(
        matter, "reopen", reason, due_on, at,
        percent=matter.percent, finished_at=None, finished_by_id=None, closed_at=None, closed_by_id=None,
    )  # fmt: skip
    matter.lookbacks.filter(done_at=None).delete()
    note(actor, "matter_reopened", matter, places.lead, at, reason=reason, **changed)


def _go_on(
    matter: Matter, move: str, reason: str, due_on: date | None, at: datetime, **changes: object
) -> dict[str, Any]:
    """In hand again; returns what the journal has to say of it."""
    today, former = local_day(at), matter.due_on
    due_on = due_on or former
    if due_on < today:
        raise DomainError("past_limit", f"时限（{day_year(due_on)}）已经过去，请定一个新的完成时限。")
    if due_on != former:
        changes |= {"due_on": due_on, "days": None, "day_kind": "", "is_provisional": False}
    before = apply_move(
        matter, MATTER_FLOW, move, reason=reason, opinion=reason.strip(), last_word_on=today,
        received_at=matter.received_at or at, revision=matter.revision + 1, **changes,
    )  # fmt: skip
    project_lights(matter, at)
    _tell(matter, f"{MATTER_FLOW.move(move).label}，时限 {day_year(due_on)}", reason, at)
    return {"was": before, "before": {"due_on": former.isoformat()}, "after": {"due_on": due_on.isoformat()}}


def _tell(matter: Matter, words: str, reason: str, at: datetime) -> None:
    tell_unit(
        matter, DOERS, f"{words}：{matter.title}", body=reason,
        key=f"matter-{matter.state}:{matter.pk}:{matter.revision}:{at.isoformat()}", at=at,
    )  # fmt: skip
