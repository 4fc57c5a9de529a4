"""Leading groups and their seats, on any day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import QuerySet

from dukao.kernel.errors import Missing
from dukao.kernel.validity import holds_on
from dukao.organisations.models import GroupMember, LeadingGroup, Person, Unit
from dukao.organisations.vocabulary import MemberRole

_RANK = {role: rank for rank, role in enumerate(MemberRole.values)}


def groups_on(day: date) -> QuerySet[LeadingGroup]:
    return LeadingGroup.objects.filter(holds_on(day)).select_related("office").order_by("kind", "since", "pk")


def group_by_id(group_id: int) -> LeadingGroup:
    group = LeadingGroup.objects.filter(pk=group_id).select_related("office").first()
    if group is None:
        raise Missing("没有这个领导小组，请从领导小组列表查找。")
    return group


def seats_in(groups: Collection[LeadingGroup], day: date) -> dict[int, list[GroupMember]]:
    """Seats of each group on ``day``, the chair first: one query for all groups."""
    seats: dict[int, list[GroupMember]] = {group.pk: [] for group in groups}
    rows = GroupMember.objects.filter(holds_on(day), group__in=groups).select_related("person")
    for seat in sorted(rows, key=lambda seat: (_RANK[seat.role], seat.since, seat.pk)):
        seats[seat.group_id].append(seat)
    return seats


def former_seats(group: LeadingGroup, day: date) -> list[GroupMember]:
    """Seats that had ended by ``day``, the last first."""
    rows = GroupMember.objects.filter(group=group, until__lte=day).select_related("person")
    return list(rows.order_by("-until", "pk"))


def seats_held(people: Collection[Person | int], day: date) -> QuerySet[GroupMember]:
    """Seats these people hold on ``day``, by group."""
    rows = GroupMember.objects.filter(holds_on(day), person__in=people)
    return rows.select_related("person", "group").order_by("group__name", "person__name")


def seat_by_id(seat_id: int) -> GroupMember:
    seat = GroupMember.objects.filter(pk=seat_id).select_related("person", "group__office").first()
    if seat is None:
        raise Missing("没有这个成员，可能已被取消，请回到领导小组页查看。")
    return seat


def groups_seated_at(unit: Unit, day: date) -> QuerySet[LeadingGroup]:
    """Groups whose office sits in the unit."""
    return groups_on(day).filter(office=unit)
