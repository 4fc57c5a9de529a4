"""A matter as good practice may come from it."""

from __future__ import annotations

from datetime import date

from dukao.issues.origins import Origin
from dukao.kernel.actor import Actor
from dukao.matters.selectors.seeing import matter_for
from dukao.matters.vocabulary import MatterState, WordKind, subject_ref


def matter_as_origin(actor: Actor, matter_id: int, day: date) -> Origin:
    """What was to be done, what its unit reported and what whoever signed it off said."""
    matter, _ = matter_for(actor, matter_id, day)
    done = matter.words.filter(kind=WordKind.FINISH).order_by("at", "pk").last()
    return Origin(
        ref=subject_ref(matter.pk), label=f"{matter.number} {matter.title}", url=f"/matters/{matter.pk}/",
        unit_id=matter.lead_unit_id, scope_id=matter.owner_id,
        is_signed_off=matter.state == MatterState.CLOSED, title=matter.title[:80],
        text=f"事项：{matter.title}\n\n做法：{done.text if done else ''}\n\n成效：{matter.opinion}",
    )  # fmt: skip
