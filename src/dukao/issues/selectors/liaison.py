"""Liaison groups as the office keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dukao.issues.models import LiaisonGroup
from dukao.issues.policies import ABOVE
from dukao.kernel.actor import Actor
from dukao.kernel.errors import Missing
from dukao.organisations.selectors import unit_ids_under, versions_by_unit


@dataclass(frozen=True, slots=True)
class GroupRow:
    group: LiaisonGroup
    units: list[str]
    members: list[str]


def groups_seen(actor: Actor, day: date) -> list[GroupRow]:
    """Groups of the places the actor stands above, and those the actor belongs to."""
    found = LiaisonGroup.objects.filter(ended_on=None).prefetch_related("units", "members")
    mine = found.filter(members=actor.account_id or 0)
    above = found.filter(scope__in=unit_ids_under(actor.scopes(*ABOVE), day))
    groups = {group.pk: group for group in [*above, *mine]}
    units = {unit.pk for group in groups.values() for unit in group.units.all()}
    names = {pk: version.short_name for pk, version in versions_by_unit(units, day).items()}
    return [
        GroupRow(
            group, [names[unit.pk] for unit in group.units.all()],
            [account.name for account in group.members.all()],
        )
        for _, group in sorted(groups.items())
    ]  # fmt: skip


def group_for(actor: Actor, group_id: int, day: date) -> LiaisonGroup:
    above = unit_ids_under(actor.scopes(*ABOVE), day)
    found = LiaisonGroup.objects.filter(pk=group_id, ended_on=None, scope__in=above).first()
    if found is None:
        raise Missing("没有找到这个组，可能已撤销，或不在你的范围。")
    return found


def named_units(group: LiaisonGroup, day: date) -> str:
    """As the form takes them: a line each, by code."""
    versions = versions_by_unit(group.units.values_list("pk", flat=True), day)
    return "\n".join(f"{version.unit.code} {version.short_name}" for version in versions.values())


def named_members(group: LiaisonGroup) -> str:
    return "\n".join(f"{one.name}（{one.username}）" for one in group.members.order_by("pk"))
