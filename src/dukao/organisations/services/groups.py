"""Leading groups (领导小组) and the seats in them."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from dukao.journal.selectors import is_done
from dukao.journal.services import record
from dukao.kernel.actor import Actor
from dukao.kernel.errors import DomainError
from dukao.kernel.verdict import require
from dukao.organisations.models import GroupMember, LeadingGroup, Person, Unit, UnitVersion
from dukao.organisations.policies import can_change_structure
from dukao.organisations.selectors import unit_on
from dukao.organisations.services.checks import called, living_version, require_reason
from dukao.organisations.services.spans import end_row, journal_span, require_forward
from dukao.organisations.vocabulary import MemberRole


@transaction.atomic
def add_group(
    *,
    actor: Actor,
    name: str,
    kind: str,
    office: Unit,
    since: date,
    at: datetime,
    basis: str = "",
    key: str = "",
) -> LeadingGroup:
    """The group exists from ``since`` and its office sits in the unit ``office``."""
    if is_done(key):
        return LeadingGroup.objects.filter(name=name, since=since).latest("pk")
    version = living_version(office, since)
    require(can_change_structure(actor, version.path, office.tree))
    living = LeadingGroup.objects.filter(_ends_after(since), name=name)
    if living.exists():
        raise DomainError("group_exists", f"“{name}”已经成立，请在领导小组列表里找到它。")
    group = LeadingGroup.objects.create(name=name, kind=kind, basis=basis, office=office, since=since)
    record(
        actor=actor, event="group_added", subject=group, label=name, at=at, reason=basis,
        after=_plain(group), unit_path=version.path, key=key,
    )  # fmt: skip
    return group


@transaction.atomic
def correct_group(
    *,
    actor: Actor,
    group: LeadingGroup,
    name: str,
    kind: str,
    office: Unit,
    basis: str,
    reason: str,
    at: datetime,
    key: str = "",
) -> None:
    """Name, kind, basis and seat of the office are what is given here, from the beginning."""
    if is_done(key):
        return
    for unit in {group.office, office}:
        _require_hold(actor, unit_on(unit.pk, group.since), unit)
    require_reason(reason)
    before = _plain(group)
    group.name, group.kind, group.office, group.basis = name, kind, office, basis
    group.save()
    record(
        actor=actor, event="group_corrected", subject=group, label=name, at=at, reason=reason,
        before=before, after=_plain(group), unit_path=unit_on(office.pk, group.since).path, key=key,
    )  # fmt: skip


@transaction.atomic
def end_group(
    *, actor: Actor, group: LeadingGroup, on: date, reason: str, at: datetime, key: str = ""
) -> None:
    """The group no longer exists from ``on`` and all its seats end with it."""
    if is_done(key):
        return
    version = unit_on(group.office_id, on)
    _require_hold(actor, version, group.office)
    require_reason(reason)
    if on <= group.since:
        raise DomainError("ends_before_start", f"撤销日期要晚于成立日期 {group.since}。")
    end_row(group, on)
    seats = list(_seats(group, on))
    for seat in seats:
        end_row(seat, max(on, seat.since))
    record(
        actor=actor, event="group_ended", subject=group, label=group.name, at=at, reason=reason,
        after={"until": on.isoformat(), "seats": len(seats)}, unit_path=version.path, key=key,
    )  # fmt: skip


@transaction.atomic
def give_seat(
    *,
    actor: Actor,
    group: LeadingGroup,
    person: Person,
    role: str,
    since: date,
    at: datetime,
    until: date | None = None,
    reason: str = "",
    key: str = "",
) -> GroupMember:
    """From ``since`` the person sits in the group; it has one chair at a time, a person one seat."""
    if is_done(key):
        return GroupMember.objects.filter(group=group, person=person).latest("since")
    version = unit_on(group.office_id, since)
    _require_hold(actor, version, group.office)
    require_forward(since, until)
    if not group.holds(since):
        raise DomainError("group_not_living", f"“{group.name}”在 {since} 还没有成立或已经撤销，请核对日期。")
    for seat in _seats(group, since).select_related("person"):
        if seat.person_id == person.pk:
            label = MemberRole(seat.role).label
            raise DomainError("seat_held", f"{person.name}已是{label}，请先结束原来的身份，再列入新的。")
        if role == MemberRole.CHAIR == seat.role:
            raise DomainError("chair_held", f"组长现在是{seat.person.name}，请先结束其组长身份。")
    seat = GroupMember.objects.create(group=group, person=person, role=role, since=since, until=until)
    record(
        actor=actor, event="seat_given", subject=group, label=group.name, at=at, reason=reason,
        after={"person": person.name, "role": role, **journal_span(seat)}, unit_path=version.path, key=key,
    )  # fmt: skip
    return seat


@transaction.atomic
def end_seat(*, actor: Actor, seat: GroupMember, on: date, reason: str, at: datetime, key: str = "") -> None:
    """The person does not sit in the group from ``on``; ended on its first day, the seat never was."""
    if is_done(key):
        return
    group, person = seat.group, seat.person
    version = unit_on(group.office_id, on)
    _require_hold(actor, version, group.office)
    ended = {"person": person.name, "role": seat.role, **journal_span(seat), "until": on.isoformat()}
    end_row(seat, on)
    record(
        actor=actor, event="seat_ended", subject=group, label=group.name, at=at, reason=reason,
        after=ended, unit_path=version.path, key=key,
    )  # fmt: skip


def _require_hold(actor: Actor, place: UnitVersion, office: Unit) -> None:
    require(can_change_structure(actor, place.path, office.tree))


def _seats(group: LeadingGroup, day: date) -> QuerySet[GroupMember]:
    """Seats that still hold on that day or begin later."""
    return GroupMember.objects.filter(_ends_after(day), group=group)


def _ends_after(day: date) -> Q:
    return Q(until__isnull=True) | Q(until__gt=day)


def _plain(group: LeadingGroup) -> dict[str, str]:
    return {
        "name": group.name, "kind": group.kind, "basis": group.basis,
        "office": called(group.office, group.since),
        **journal_span(group),
    }  # fmt: skip
