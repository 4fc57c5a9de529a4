"""Rows held until the transaction ends, and words about them."""

from __future__ import annotations

from datetime import date, datetime

from dukao.journal.services import record
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.errors import Missing, Stale
from dukao.matters.models import Matter
from dukao.matters.policies import Places
from dukao.matters.selectors import places_of
from dukao.organisations.selectors import unit_on


def held_matter(matter_id: int, at: datetime, revision: int | None = None) -> tuple[Matter, Places]:
    """The matter as it is now with its places; nobody else changes it until the transaction ends.

    ``revision`` is what the actor saw: when it has moved on, :class:`Stale` is raised.
    """
    matter = Matter.objects.select_for_update(of=("self",)).filter(pk=matter_id).first()
    if matter is None:
        raise Missing("没有找到这个事项，可能已移走。")
    if revision is not None and matter.revision != revision:
        raise Stale("有人刚刚改过这个事项。请刷新后核对，你写的内容还在。")
    return matter, places_of(matter, local_day(at))


def label_of(matter: Matter) -> str:
    """The matter as the journal and notices name it."""
    return f"{matter.number} {matter.title}"


def answering(matter: Matter, day: date) -> dict[str, object]:
    """Who answers for it until when, in words: what the journal tells when it goes to somebody else."""
    return {
        "lead_unit": unit_on(matter.lead_unit_id, day).short_name,
        "leader": matter.leader.name if matter.leader else "",
        "due_on": matter.due_on.isoformat(),
    }


def note(
    actor: Actor,
    event: str,
    matter: Matter,
    path: str,
    at: datetime,
    *,
    was: str | None = None,
    reason: str = "",
    key: str | None = None,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    """One journal entry about the matter, for the unit at ``path``; ``was`` is the state it left."""
    record(
        actor=actor, event=event, subject=matter, label=label_of(matter), at=at, reason=reason.strip(),
        before=before if was is None else {"state": was, **(before or {})},
        after={"state": matter.state, **(after or {})},
        unit_path=path, key=key,
    )  # fmt: skip
