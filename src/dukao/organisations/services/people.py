"""People and the posts they hold."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from dukao.journal.selectors import is_done
from dukao.journal.services import record
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.identifiers import check_resident_id, masked_phone, masked_resident_id, tidy
from dukao.kernel.verdict import require
from dukao.organisations.models import Appointment, Person, Unit
from dukao.organisations.policies import can_change_structure, can_correct_person
from dukao.organisations.selectors import person_with_resident_id, places_of, unit_on
from dukao.organisations.services.checks import living_version, require_reason
from dukao.organisations.services.spans import end_row, journal_span, require_forward
from dukao.organisations.vocabulary import PostKind


@transaction.atomic
def add_person(
    *, actor: Actor, name: str, at: datetime, resident_id: str = "", phone: str = "", key: str = ""
) -> Person:
    """A person the office knows by name, and by a valid identity number nobody else carries."""
    if is_done(key):
        return Person.objects.filter(name=name.strip()).latest("pk")
    require(can_change_structure(actor))
    person = Person.objects.create(**_checked(None, name, resident_id, phone))
    record(
        actor=actor, event="person_added", subject=person, label=person.name, at=at,
        after=_plain(person), key=key,
    )  # fmt: skip
    return person


@transaction.atomic
def correct_person(
    *,
    actor: Actor,
    person: Person,
    name: str,
    resident_id: str,
    phone: str,
    reason: str,
    at: datetime,
    key: str = "",
) -> None:
    """Name, identity number and telephone are what is given here."""
    if is_done(key):
        return
    require(can_correct_person(actor, places_of(person, local_day(at))))
    require_reason(reason)
    before = _plain(person)
    for field, value in _checked(person, name, resident_id, phone).items():
        setattr(person, field, value)
    person.save()
    record(
        actor=actor, event="person_corrected", subject=person, label=person.name, at=at, reason=reason,
        before=before, after=_plain(person), key=key,
    )  # fmt: skip


@transaction.atomic
def appoint(
    *,
    actor: Actor,
    person: Person,
    unit: Unit,
    title: str,
    kind: str,
    since: date,
    at: datetime,
    until: date | None = None,
    reason: str = "",
    key: str = "",
) -> Appointment:
    """From ``since`` the person holds this post in the unit, which lives on that day."""
    posts = Appointment.objects.filter(person=person, unit=unit, title=title.strip())
    if is_done(key):
        return posts.latest("since")
    version = living_version(unit, since)
    require(can_change_structure(actor, version.path, unit.tree))
    require_forward(since, until)
    if not title.strip():
        raise DomainError("title_missing", "请填写职务，例如“局长”。")
    if posts.filter(Q(until__isnull=True) | Q(until__gt=since)).exists():
        raise DomainError("post_held", f"{person.name}已任“{version.short_name}{title}”，不必重复登记。")
    post = Appointment.objects.create(
        person=person, unit=unit, title=title.strip(), kind=PostKind(kind), since=since, until=until
    )
    record(
        actor=actor, event="person_appointed", subject=unit, label=version.name, at=at, reason=reason,
        after={"person": person.name, "title": post.title, "kind": post.kind, **journal_span(post)},
        unit_path=version.path, key=key,
    )  # fmt: skip
    return post


@transaction.atomic
def end_appointment(
    *, actor: Actor, post: Appointment, on: date, reason: str, at: datetime, key: str = ""
) -> None:
    """The person no longer holds the post from ``on``; ended on its first day, it never began."""
    if is_done(key):
        return
    version = unit_on(post.unit_id, on)
    require(can_change_structure(actor, version.path, post.unit.tree))
    ended = {"person": post.person.name, "title": post.title, **journal_span(post), "until": on.isoformat()}
    end_row(post, on)
    record(
        actor=actor, event="appointment_ended", subject=post.unit, label=version.name, at=at, reason=reason,
        after=ended, unit_path=version.path, key=key,
    )  # fmt: skip


def _checked(person: Person | None, name: str, resident_id: str, phone: str) -> dict[str, str]:
    """A number written with stars, as pages show it, stands for the one on record."""
    number, phone = tidy(resident_id), phone.strip()
    if person is not None and number and number == masked_resident_id(person.resident_id):
        number = person.resident_id
    if "*" in phone:
        if person is None or phone != masked_phone(person.phone):
            raise DomainError("bad_phone", "电话里有星号，请填完整的号码，不改就照原样留着。")
        phone = person.phone
    if not name.strip():
        raise DomainError("name_missing", "请填写姓名。")
    if sentence := number and check_resident_id(number):
        raise DomainError("bad_resident_id", sentence)
    other = person_with_resident_id(number)
    if other is not None and other != person:
        raise DomainError("resident_id_taken", f"这个身份证号已登记在“{other.name}”名下，请核对。")
    return {"name": name.strip(), "resident_id": number, "phone": phone}


def _plain(person: Person) -> dict[str, str]:
    """For the journal, which is kept for ever: numbers only masked."""
    return {
        "name": person.name,
        "resident_id": masked_resident_id(person.resident_id),
        "phone": masked_phone(person.phone),
    }
