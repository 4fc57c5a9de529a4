"""Registering what is to be done, and writing it anew before it is assigned."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from dukao.journal.selectors import is_done
from dukao.journal.services import record
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.flow import apply_move
from dukao.kernel.regimes import SecrecyLabel
from dukao.kernel.terms import limit_day
from dukao.kernel.verdict import require
from dukao.matters.models import Matter, MatterNumber, Milestone, Paragraph
from dukao.matters.policies import can_register
from dukao.matters.selectors import term_on
from dukao.matters.selectors.decisions import paragraph_for
from dukao.matters.services.extending import drop_extension
from dukao.matters.services.holding import held_matter, label_of, note
from dukao.matters.services.projecting import project_lights
from dukao.matters.vocabulary import MATTER_FLOW, Disposition, MatterState
from dukao.organisations.policies import can_be_charged
from dukao.organisations.selectors import unit_on, versions_by_unit, work_calendar


@dataclass(frozen=True, slots=True)
class Node:
    """节点目标: by ``due_on`` so much of the whole is done."""

    due_on: date
    percent: int
    title: str


@dataclass(frozen=True, slots=True)
class MatterDraft:
    """What a matter says of itself. Without ``due_on`` the limit of its kind runs from its assignment."""

    title: str
    kind: str
    field_id: int
    owner_id: int
    lead_unit_id: int
    regime: str
    legal_basis: str
    due_on: date | None = None
    leader_id: int | None = None
    assisting_ids: tuple[int, ...] = ()
    path: str = ""
    standard: str = ""
    label: str = SecrecyLabel.INTERNAL
    paragraph_id: int | None = None
    milestones: tuple[Node, ...] = field(default=())


@transaction.atomic
def register_matter(
    *, actor: Actor, draft: MatterDraft, at: datetime, key: str | None = None
) -> Matter | None:
    """The matter stands in the ledger as 拟办; ``None`` when this very form was sent before."""
    require(can_register(actor, unit_on(draft.owner_id, local_day(at)).path))
    if is_done(key or "", "matter_registered"):
        return None
    _require_paragraph(actor, draft, at)
    require_charged(draft.owner_id, draft.lead_unit_id, draft.assisting_ids, local_day(at))
    return enter_matter(actor, draft, at, key=key)


def enter_matter(
    actor: Actor, draft: MatterDraft, at: datetime, *, key: str | None = None, **ties: object
) -> Matter:
    """A new matter in the ledger, for whoever was allowed it; ``ties`` say what it came out of."""
    today = local_day(at)
    matter = Matter(
        number=_next_number(today.year), year=today.year, registered_by_id=actor.account_id, registered_at=at,
        **ties,
    )  # fmt: skip
    _write(matter, draft, today)
    matter.save()
    _tie(matter, draft)
    owner = unit_on(draft.owner_id, today)
    note(actor, "matter_registered", matter, owner.path, at, key=key, after=_plain(matter))
    return matter


@transaction.atomic
def revise_matter(*, actor: Actor, matter: Matter, revision: int, draft: MatterDraft, at: datetime) -> Matter:
    """A matter not yet assigned says what ``draft`` says; an assigned one gets a later limit by extension."""
    matter, places = held_matter(matter.pk, at, revision)
    require(can_register(actor, places.owner))
    require(can_register(actor, unit_on(draft.owner_id, local_day(at)).path))
    if matter.state != MatterState.DRAFT:
        raise DomainError("assigned", "事项已经交办，四要素不能再改。时限用延期，分工用拆分或合并。", 409)
    require_charged(draft.owner_id, draft.lead_unit_id, draft.assisting_ids, local_day(at))
    if draft.paragraph_id != matter.paragraph_id:
        _require_paragraph(actor, draft, at)
    before = _plain(matter)
    _write(matter, draft, local_day(at))
    matter.revision += 1
    matter.save()
    matter.milestones.all().delete()
    _tie(matter, draft)
    record(
        actor=actor, event="matter_revised", subject=matter, label=label_of(matter), at=at,
        before=before, after=_plain(matter), unit_path=places.owner,
    )  # fmt: skip
    return matter


@transaction.atomic
def drop_matter(*, actor: Actor, matter: Matter, reason: str, at: datetime) -> Matter:
    """The matter will not be done; its number stays on record."""
    matter, places = held_matter(matter.pk, at)
    require(can_register(actor, places.owner))
    before = apply_move(matter, MATTER_FLOW, "drop", reason=reason, opinion=reason.strip())
    drop_extension(matter, "事项已撤销", at)
    project_lights(matter, at)
    note(actor, "matter_dropped", matter, places.owner, at, was=before, reason=reason)
    return matter


def require_charged(owner_id: int, lead_unit_id: int, assisting_ids: Iterable[int], day: date) -> None:
    """A place charges its own units and those below; refused at the field that names another."""
    named = {"lead_unit_id": (lead_unit_id,), "assisting_ids": tuple(assisting_ids)}
    places = versions_by_unit([owner_id, *(unit for units in named.values() for unit in units)], day)
    for field_name, units in named.items():
        may = can_be_charged(places[owner_id], [places[unit] for unit in units])
        if not may:
            raise DomainError(field_name, may.reason)


def _require_paragraph(actor: Actor, draft: MatterDraft, at: datetime) -> None:
    """A matter comes out of what its registrar has read: the form only sends a number."""
    if draft.paragraph_id is not None:
        paragraph_for(actor, draft.paragraph_id, local_day(at))


def set_limit(matter: Matter, start: date) -> None:
    """The limit of a matter without a day of its own, counted from ``start``."""
    if matter.days is not None:
        calendar = work_calendar()
        matter.due_on = limit_day(start, matter.days, matter.day_kind, calendar)
        matter.is_provisional = calendar.is_provisional(matter.due_on)


def _write(matter: Matter, draft: MatterDraft, today: date) -> None:
    check_matter(draft, today)
    term = term_on(draft.kind, today)
    for name in (
        "kind",
        "field_id",
        "owner_id",
        "lead_unit_id",
        "leader_id",
        "regime",
        "label",
        "paragraph_id",
    ):
        setattr(matter, name, getattr(draft, name))
    for name in ("title", "legal_basis", "path", "standard"):
        setattr(matter, name, getattr(draft, name).strip())
    matter.word_days = term.word_days
    if draft.due_on is None:
        matter.days, matter.day_kind = term.days, term.day_kind
        set_limit(matter, today)
    else:
        matter.days, matter.day_kind, matter.due_on = None, "", draft.due_on
        matter.is_provisional = False


def check_matter(draft: MatterDraft, today: date) -> None:
    """Refuse what no matter can be."""
    if not draft.title.strip():
        raise DomainError("title_missing", "请写明事项：做什么、做到什么程度。")
    if not draft.legal_basis.strip():
        raise DomainError("basis_missing", "请写明法定依据，例如《政府督查工作条例》第十一条。")
    if draft.due_on is not None and draft.due_on < today:
        raise DomainError("past_limit", "完成时限已经过去，请核对。")
    if draft.lead_unit_id in draft.assisting_ids:
        raise DomainError("lead_assists", "牵头单位不能同时是协办单位。")
    if len({node.due_on for node in draft.milestones}) < len(draft.milestones):
        raise DomainError("nodes_on_one_day", "同一天有两个节点，请合并成一个。")
    shares = [node.percent for node in sorted(draft.milestones, key=lambda node: node.due_on)]
    if any(not 0 < share <= 100 for share in shares) or sorted(shares) != shares:
        raise DomainError("nodes_fall", "节点的累计进度应在 1% 到 100% 之间，并随日期增加。")
    if draft.due_on is not None and any(node.due_on > draft.due_on for node in draft.milestones):
        raise DomainError("node_late", "节点日期不能晚于完成时限。")


def _tie(matter: Matter, draft: MatterDraft) -> None:
    """Assisting units, milestones and the paragraph that asks for the matter."""
    matter.assisting.set(draft.assisting_ids)
    Milestone.objects.bulk_create(
        Milestone(matter=matter, due_on=node.due_on, percent=node.percent, title=node.title.strip())
        for node in draft.milestones
    )
    if draft.paragraph_id is not None:
        Paragraph.objects.filter(pk=draft.paragraph_id).update(disposition=Disposition.DECOMPOSED, reason="")


def _next_number(year: int) -> str:
    """The row is held until the transaction ends, so numbers have neither gaps nor doubles."""
    MatterNumber.objects.get_or_create(year=year)
    MatterNumber.objects.filter(year=year).update(last=F("last") + 1)
    return f"DB-{year}-{MatterNumber.objects.get(year=year).last:04d}"


def _plain(matter: Matter) -> dict[str, object]:
    return {
        "number": matter.number,
        "title": matter.title,
        "due_on": matter.due_on.isoformat(),
        "lead_unit": matter.lead_unit_id,
        "path": matter.path,
        "standard": matter.standard,
        "milestones": [
            [node.due_on.isoformat(), node.percent, node.title] for node in matter.milestones.all()
        ]
        if matter.pk
        else [],
    }
