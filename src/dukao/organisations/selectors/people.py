"""People with their posts and seats, on any day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from dukao.kernel.actor import Actor
from dukao.kernel.clock import at_time
from dukao.kernel.errors import Missing
from dukao.kernel.identifiers import masked_resident_id
from dukao.kernel.sealing import lookup_digests
from dukao.kernel.validity import holds_on
from dukao.organisations.models import Appointment, GroupMember, ImportDraft, Person, Unit
from dukao.organisations.policies import can_see_resident_ids
from dukao.organisations.selectors.units import versions_by_unit
from dukao.organisations.vocabulary import PostKind

#: Principals first, then as the vocabulary lists them.
_RANK = {kind: rank for rank, kind in enumerate(PostKind.values)}


def people(search: str = "", kind: str = "", day: date | None = None) -> QuerySet[Person]:
    """People whose name contains ``search`` and who hold a post of that kind on ``day``, by name."""
    found = Person.objects.filter(name__icontains=search) if search else Person.objects.all()
    if kind and day is not None:
        held = Appointment.objects.filter(holds_on(day), person=OuterRef("pk"), kind=kind)
        found = found.filter(Exists(held))
    return found.order_by("name", "pk")


def person_by_id(person_id: int) -> Person:
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise Missing("没有这个人，请从人员列表查找。")
    return person


def people_named(name: str) -> list[Person]:
    """Everybody of exactly this name; there may be several."""
    return list(Person.objects.filter(name=name.strip()).order_by("pk"))


def people_by_name(names: Collection[str]) -> dict[str, list[Person]]:
    """Everybody of these names, in one query."""
    found: dict[str, list[Person]] = {}
    for person in Person.objects.filter(name__in=names).order_by("pk"):
        found.setdefault(person.name, []).append(person)
    return found


def person_with_resident_id(number: str) -> Person | None:
    """Numbers are sealed; a keyed digest finds whose it is."""
    return Person.objects.filter(resident_id_digest__in=lookup_digests(number)).first() if number else None


def resident_id_for(actor: Actor, person: Person) -> str:
    """The identity number as a page may show it to this actor: masked, or "" to most."""
    return masked_resident_id(person.resident_id) if can_see_resident_ids(actor) else ""


def people_out_of_office(before: date) -> QuerySet[Person]:
    """Everybody whose posts and seats all ended before that day, and who held at least one."""
    held = Appointment.objects.filter(person=OuterRef("pk"))
    later = held.filter(Q(until__isnull=True) | Q(until__gt=before))
    seated = GroupMember.objects.filter(Q(until__isnull=True) | Q(until__gt=before), person=OuterRef("pk"))
    return Person.objects.filter(Exists(held), ~Exists(later), ~Exists(seated))


def contacts_to_erase(before: date) -> int:
    """How many of them still have a number on record."""
    return people_out_of_office(before).exclude(sealed_phone="", resident_id_digest="").count()


def old_drafts(before: date) -> int:
    """How many workbooks read in before that day still wait to be carried out."""
    return ImportDraft.objects.filter(read_at__lt=at_time(before, 0)).count()


def posts_in(unit: Unit, day: date) -> list[Appointment]:
    """Posts held in the unit on ``day``, principals first."""
    posts = Appointment.objects.filter(holds_on(day), unit=unit).select_related("person")
    return sorted(posts, key=lambda post: (_RANK[post.kind], post.since, post.pk))


def posts_of(person: Person) -> list[Appointment]:
    """All posts the person has held, the newest first."""
    return list(person.appointments.select_related("unit").order_by("-since", "-pk"))


def places_of(person: Person, day: date) -> list[str]:
    """Paths of the units in which the person holds a post on that day."""
    held = posts_by_person([person.pk], day).get(person.pk, [])
    return [version.path for version in versions_by_unit({post.unit_id for post in held}, day).values()]


def posts_by_person(person_ids: Collection[int], day: date) -> dict[int, list[Appointment]]:
    """Posts of many people on ``day``: one query for all."""
    posts: dict[int, list[Appointment]] = {person_id: [] for person_id in person_ids}
    held = Appointment.objects.filter(holds_on(day), person_id__in=person_ids).order_by("since", "pk")
    for post in sorted(held, key=lambda post: _RANK[post.kind]):
        posts[post.person_id].append(post)
    return posts


def post_by_id(post_id: int) -> Appointment:
    post = Appointment.objects.filter(pk=post_id).select_related("person", "unit").first()
    if post is None:
        raise Missing("没有这条任职，可能已被取消，请回到单位页查看。")
    return post


def posts_ending_after(unit: Unit, day: date) -> int:
    """How many posts in the unit still hold on ``day`` or begin later."""
    return Appointment.objects.filter(Q(until__isnull=True) | Q(until__gt=day), unit=unit).count()
