"""Draws by lot: freeze the list, then fix the seed and draw, then send groups out."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import transaction

from dukao.journal.services import record
from dukao.kernel import sampling
from dukao.kernel.actor import Actor, account_of
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError, Missing
from dukao.kernel.flow import apply_move
from dukao.kernel.sampling import CannotDraw, Ticket
from dukao.kernel.spreadsheets import harmless
from dukao.kernel.verdict import require
from dukao.organisations.selectors import unit_on, versions_by_unit
from dukao.patrols.models import Draw, ListedItem, PatrolTask
from dukao.patrols.policies import can_draw
from dukao.patrols.sampling import Item, pool_of
from dukao.patrols.services.tasks import TaskDraft, draft_task
from dukao.patrols.vocabulary import DRAW_FLOW

#: Columns of the published list; 单位类别 is what strata are.
HEADS = ("编号", "名称", "单位", "单位类别")
#: The list's digest is that of the file to the byte: a mark in front lets spreadsheets read it.
ENCODING = "utf-8-sig"
_TRIAL = "试抽"


@dataclass(frozen=True, slots=True)
class DrawDraft:
    """Which list, how many, and how the seed will come about: all of it before the seed."""

    title: str
    owner_id: int
    pool: str
    range: str
    seed_plan: str
    size: int | None = None
    per_stratum: str = ""


@dataclass(frozen=True, slots=True)
class Sending:
    """Who goes to look at what was drawn, and when."""

    group_id: int
    starts_on: date
    ends_on: date
    legal_basis: str


@transaction.atomic
def freeze_draw(*, actor: Actor, draft: DrawDraft, at: datetime) -> Draw:
    """The list stands with its digest and never changes; nobody knows the seed yet."""
    require(can_draw(actor, unit_on(draft.owner_id, local_day(at)).path))
    if not draft.title.strip() or not draft.seed_plan.strip():
        raise DomainError("plan_missing", "请写明名称，以及种子将怎样产生，例如某期彩票的开奖号码。")
    source, items = _items_of(actor, draft, at)
    listed = _listed(items, local_day(at))
    _tickets(_TRIAL, listed, draft.size, draft.per_stratum)
    listing = _written(listed, local_day(at))
    draw = Draw.objects.create(
        title=draft.title.strip(), owner_id=draft.owner_id, source=source[:80], listing=listing,
        digest=sha256(listing.encode(ENCODING)).hexdigest(), population=len(listed), size=draft.size,
        per_stratum=draft.per_stratum.strip(), seed_plan=draft.seed_plan.strip(),
        frozen_by_id=account_of(actor), frozen_at=at,
    )  # fmt: skip
    for one in listed:
        one.draw = draw
    ListedItem.objects.bulk_create(listed)
    record(actor=actor, event="draw_frozen", after={"digest": draw.digest}, **_of(draw, at))
    return draw


@transaction.atomic
def draw_items(*, actor: Actor, draw: Draw, seed: str, seed_source: str, at: datetime) -> Draw:
    """The seed is fixed for good, with where it was announced, and the tickets follow from it."""
    draw = _held(actor, draw.pk, at)
    seed, seed_source = seed.strip(), seed_source.strip()
    if not seed or not seed_source:
        raise DomainError("seed_missing", "请写种子，以及它在哪里、什么时候公布的，别人要能查到。")
    listed = {one.number: one for one in draw.items.all()}
    drawn = _tickets(seed, list(listed.values()), draw.size, draw.per_stratum)
    apply_move(
        draw,
        DRAW_FLOW,
        "draw",
        seed=seed,
        seed_source=seed_source,
        drawn_by_id=account_of(actor),
        drawn_at=at,
    )
    for place, ticket in enumerate(drawn, start=1):
        listed[ticket.item].position, listed[ticket.item].ticket = place, ticket.number
    ListedItem.objects.bulk_update([listed[one.item] for one in drawn], ["position", "ticket"])
    after = {"seed": seed, "seed_source": seed_source, "digest": draw.digest}
    record(actor=actor, event="draw_drawn", after=after, **_of(draw, at))
    return draw


@transaction.atomic
def drop_draw(*, actor: Actor, draw: Draw, reason: str, at: datetime) -> Draw:
    """Only before the seed is known: what was drawn cannot be undone and drawn again."""
    draw = _held(actor, draw.pk, at)
    apply_move(draw, DRAW_FLOW, "drop", reason=reason, drop_reason=reason.strip()[:200])
    record(actor=actor, event="draw_dropped", reason=reason.strip(), **_of(draw, at))
    return draw


@transaction.atomic
def send_to_drawn(
    *, actor: Actor, draw: Draw, item_ids: Collection[int], sending: Sending, at: datetime
) -> list[PatrolTask]:
    """A drafted task for every chosen item that has none yet; each is issued on its own."""
    draw = _held(actor, draw.pk, at)
    chosen = list(draw.items.filter(pk__in=item_ids, position__isnull=False, task=None))
    if not chosen:
        raise DomainError("nothing_chosen", "请勾选还没有任务的抽中项。")
    tasks = []
    for one in chosen:
        task = draft_task(actor=actor, draft=_task_of(draw, one, sending), at=at)
        assert task is not None
        one.task = task
        one.save(update_fields=["task"])
        tasks.append(task)
    return tasks


def _task_of(draw: Draw, one: ListedItem, sending: Sending) -> TaskDraft:
    return TaskDraft(
        title=f"核查：{one.title}"[:120], owner_id=draw.owner_id, group_id=sending.group_id,
        legal_basis=sending.legal_basis, starts_on=sending.starts_on, ends_on=sending.ends_on,
        object_ids=(one.unit_id,), matter_id=one.matter_id,
        requirements=f"抽查“{draw.title}”第 {one.position} 项，编号 {one.number}。",
    )  # fmt: skip


def _items_of(actor: Actor, draft: DrawDraft, at: datetime) -> tuple[str, list[Item]]:
    pool = pool_of(draft.pool)
    words = dict(pool.ranges(actor, at)).get(draft.range) if pool else None
    if pool is None or words is None:
        raise DomainError("range_missing", "请选择要抽的范围。填报要等截止以后才能抽。")
    items = pool.items(actor, draft.range, at)
    if not items:
        raise DomainError("nothing_listed", "这个范围里没有可以抽的项目。")
    return f"{pool.label}：{words}", items


def _listed(items: Sequence[Item], day: date) -> list[ListedItem]:
    """In the order of their numbers, so that the same list always gives the same bytes."""
    places = versions_by_unit([item.unit_id for item in items], day)
    return [
        ListedItem(
            number=item.number, title=item.title[:200], unit_id=item.unit_id, matter_id=item.matter_id,
            stratum=places[item.unit_id].get_category_display() or "其他",
        )
        for item in sorted(items, key=lambda item: item.number)
    ]  # fmt: skip


def _written(listed: Sequence[ListedItem], day: date) -> str:
    places = versions_by_unit([one.unit_id for one in listed], day)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADS)
    writer.writerows(
        [harmless(cell) for cell in (one.number, one.title, places[one.unit_id].name, one.stratum)]
        for one in listed
    )
    return out.getvalue()


def _tickets(seed: str, listed: Sequence[ListedItem], size: int | None, per_stratum: str) -> list[Ticket]:
    """What `dukao sample` gives for the published list. Raises DomainError."""
    strata: Mapping[str, str] = {one.number: one.stratum for one in listed}
    asked = per_stratum.strip()
    try:
        if asked:
            return sampling.draw_from_strata(seed, strata, sampling.sizes_asked(asked, strata), size)
        if size is None:
            raise CannotDraw("请写抽几项，或每类抽几项")
        return sampling.draw(seed, strata, size)
    except CannotDraw as refusal:
        raise DomainError("cannot_draw", f"{refusal}。") from None


def _held(actor: Actor, draw_id: int, at: datetime) -> Draw:
    draw = Draw.objects.select_for_update(of=("self",)).filter(pk=draw_id).first()
    if draw is None:
        raise Missing("没有找到这次抽查，或不在你的查看范围。")
    require(can_draw(actor, unit_on(draw.owner_id, local_day(at)).path))
    return draw


def _of(draw: Draw, at: datetime) -> dict[str, Any]:
    path = unit_on(draw.owner_id, local_day(at)).path
    return {"subject": draw, "label": draw.title, "unit_path": path, "at": at}
