"""Draws as far as the actor may see them, and the command with which anybody draws again."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.errors import Missing
from dukao.kernel.regimes import SecrecyLabel
from dukao.kernel.roles import Role
from dukao.matters.selectors import visible_matters
from dukao.matters.vocabulary import OPEN as OPEN_MATTERS
from dukao.organisations.selectors import unit_ids_under, unit_on, versions_by_unit
from dukao.patrols.models import Draw, ListedItem
from dukao.patrols.policies import can_draw, can_see_draws
from dukao.patrols.sampling import Item, Pool

ABOVE = (Role.OFFICE, Role.LEADER, Role.DISCIPLINE)


@dataclass(frozen=True, slots=True)
class DrawPage:
    draw: Draw
    drawn: tuple[tuple[ListedItem, str], ...]
    command: str
    may_draw: bool


def visible_draws(actor: Actor, day: date) -> QuerySet[Draw]:
    if not can_see_draws(actor):
        return Draw.objects.none()
    owners = unit_ids_under(actor.scopes(*ABOVE), day)
    return Draw.objects.filter(owner__in=owners).defer("listing").select_related("frozen_by", "drawn_by")


def draw_for(actor: Actor, draw_id: int, day: date) -> Draw:
    draw = visible_draws(actor, day).filter(pk=draw_id).first()
    if draw is None:
        raise Missing("没有找到这次抽查，可能已移走，或不在你的查看范围。")
    return draw


def draw_page(actor: Actor, draw_id: int, day: date) -> DrawPage:
    draw = draw_for(actor, draw_id, day)
    drawn = list(draw.items.filter(position__isnull=False).select_related("task"))
    names = versions_by_unit([one.unit_id for one in drawn], day)
    return DrawPage(
        draw=draw,
        drawn=tuple((one, names[one.unit_id].name) for one in drawn),
        command=command_of(draw),
        may_draw=bool(can_draw(actor, unit_on(draw.owner_id, day).path)),
    )


def file_name(draw: Draw) -> str:
    return f"draw-{draw.pk}.csv"


def command_of(draw: Draw) -> str:
    """What anybody types who has the published list and the seed."""
    words = ["dukao", "sample", "--seed", draw.seed or "种子", "--items", file_name(draw)]
    if draw.size is not None:
        words += ["--size", str(draw.size)]
    if draw.per_stratum:
        words += ["--stratum", "单位类别", "--per-stratum", draw.per_stratum]
    return shlex.join(words)


def matter_ranges(actor: Actor, at: datetime) -> list[tuple[str, str]]:
    return [("open", "在办事项"), ("closed", "已销号事项")]


def matter_items(actor: Actor, chosen: str, at: datetime) -> list[Item]:
    """Matters without those that only their own people may know of: the list is published."""
    shut = (SecrecyLabel.WORK_SECRET, SecrecyLabel.PERSONAL)
    found = visible_matters(actor, local_day(at)).filter(assigned_on__isnull=False).exclude(label__in=shut)
    found = found.filter(state__in=OPEN_MATTERS) if chosen == "open" else found.filter(state="closed")
    return [
        Item(matter.number, matter.title, matter.lead_unit_id, matter.pk)
        for matter in found.only("number", "title", "lead_unit_id")
    ]


MATTERS = Pool("matters", "督办事项", matter_ranges, matter_items)


def owner_of(actor: Actor) -> int:
    """The widest place the actor runs the office of."""
    grants = [grant for grant in actor.grants if grant.role == Role.OFFICE]
    return min(grants, key=lambda grant: len(grant.path)).unit_id
