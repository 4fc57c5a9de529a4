"""合并 and 拆分: one matter instead of two, or several instead of one; every number stays on record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction

from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.flow import apply_move
from dukao.kernel.verdict import require
from dukao.matters.models import Matter
from dukao.matters.policies import DOERS, can_register
from dukao.matters.services.assigning import hand_over
from dukao.matters.services.extending import drop_extension
from dukao.matters.services.holding import held_matter, label_of, note
from dukao.matters.services.projecting import project_lights
from dukao.matters.services.registering import MatterDraft, enter_matter, require_charged
from dukao.matters.services.telling import tell_unit
from dukao.matters.vocabulary import IN_HAND, MATTER_FLOW, MatterState

#: What another matter may be merged into.
TARGETS = (MatterState.DRAFT, *IN_HAND)


@dataclass(frozen=True, slots=True)
class Part:
    """What one of the new matters has of its own; source, field and basis are those of the old one."""

    title: str
    lead_unit_id: int
    due_on: date
    leader_id: int | None = None
    assisting_ids: tuple[int, ...] = ()
    path: str = ""
    standard: str = ""


@transaction.atomic
def merge_matter(*, actor: Actor, matter: Matter, into: Matter, reason: str, at: datetime) -> Matter:
    """The matter goes on under another one, whose assisting units grow; its words stay readable.

    The two rows are held in the order of their keys, so that two mergers cannot wait for each other.
    """
    if matter.pk == into.pk:
        raise DomainError("itself", "不能并入自己，请选另一个事项。")
    held = {pk: held_matter(pk, at) for pk in sorted((matter.pk, into.pk))}
    (matter, places), (target, target_places) = held[matter.pk], held[into.pk]
    require(can_register(actor, places.owner))
    require(can_register(actor, target_places.owner))
    if target.state not in TARGETS:
        label = MatterState(target.state).label
        raise DomainError("target_settled", f"{label_of(target)} 现在是“{label}”，不能再并入别的事项。")
    before = apply_move(
        matter, MATTER_FLOW, "merge", reason=reason, opinion=reason.strip(), merged_into_id=target.pk
    )
    joining = {matter.lead_unit_id, *matter.assisting.values_list("pk", flat=True)} - {target.lead_unit_id}
    target.assisting.add(*joining)
    _settle(matter, "事项已合并", at)
    note(
        actor, "matter_merged", matter, places.lead, at, was=before, reason=reason,
        after={"merged_into": target.number},
    )  # fmt: skip
    words = f"{matter.number} 并入 {target.number}：{target.title}"
    for unit_id in sorted(joining | {target.lead_unit_id}):
        tell_unit(target, DOERS, words, unit_id=unit_id, body=reason, key=f"matter-merged:{matter.pk}", at=at)
    return target


@transaction.atomic
def split_matter(
    *, actor: Actor, matter: Matter, parts: Sequence[Part], reason: str, at: datetime
) -> list[Matter]:
    """The matter goes on as several, each with its own lead unit and limit; assigned if it was."""
    matter, places = held_matter(matter.pk, at)
    require(can_register(actor, places.owner))
    if len(parts) < 2:
        raise DomainError("one_part", "拆分至少要分成两个事项，各有牵头单位和时限。")
    for part in parts:
        require_charged(matter.owner_id, part.lead_unit_id, part.assisting_ids, local_day(at))
    before = apply_move(matter, MATTER_FLOW, "split", reason=reason, opinion=reason.strip())
    made = [enter_matter(actor, _inherited(matter, part), at, split_from_id=matter.pk) for part in parts]
    if before in IN_HAND:
        for new in made:
            hand_over(actor, *held_matter(new.pk, at), at)
            new.refresh_from_db()
    _settle(matter, "事项已拆分", at)
    numbers = [new.number for new in made]
    note(actor, "matter_split", matter, places.lead, at, was=before, reason=reason, after={"parts": numbers})
    if before in IN_HAND:
        tell_unit(
            matter, DOERS, f"已拆成 {'、'.join(numbers)}：{matter.title}", body=reason,
            key=f"matter-split:{matter.pk}", at=at,
        )  # fmt: skip
    return made


def draft_of_part(matter: Matter, part: Part) -> MatterDraft:
    """A matter that stands on the same decision as ``matter``."""
    return MatterDraft(
        title=part.title, kind=matter.kind, field_id=matter.field_id, owner_id=matter.owner_id,
        lead_unit_id=part.lead_unit_id, regime=matter.regime, legal_basis=matter.legal_basis,
        due_on=part.due_on, leader_id=part.leader_id, assisting_ids=part.assisting_ids,
        path=part.path, standard=part.standard, label=matter.label, paragraph_id=matter.paragraph_id,
    )  # fmt: skip


def _inherited(matter: Matter, part: Part) -> MatterDraft:
    """What a part does not say for itself is as it was for the whole."""
    return replace(
        draft_of_part(matter, part), leader_id=part.leader_id or matter.leader_id,
        path=part.path or matter.path, standard=part.standard or matter.standard,
    )  # fmt: skip


def _settle(matter: Matter, why: str, at: datetime) -> None:
    drop_extension(matter, why, at)
    project_lights(matter, at)
