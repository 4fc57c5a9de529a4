"""The structure on one day as rows of the unit workbook, and the workbook somebody is bringing back."""

from __future__ import annotations

from datetime import date

from dukao.kernel.actor import Actor
from dukao.kernel.identifiers import masked_phone
from dukao.kernel.validity import holds_on
from dukao.organisations.models import Appointment, ImportDraft, UnitLink, UnitVersion
from dukao.organisations.selectors.people import resident_id_for
from dukao.organisations.vocabulary import LinkRole, Tree

#: Divisions come from their own file and are not edited here.
EXPORTED_TREES = (Tree.ADMINISTRATIVE, Tree.PARTY, Tree.REFERENCE)

Row = dict[str, str]


def workbook_rows(actor: Actor, day: date) -> dict[str, list[Row]]:
    """Units, links and posts on ``day``; identity numbers as the actor may see them; never a whole number."""
    return {"units": _units(day), "links": _links(day), "posts": _posts(actor, day)}


def draft_of(actor: Actor) -> ImportDraft | None:
    """What the actor has read in and not yet carried out."""
    return ImportDraft.objects.filter(account_id=actor.account_id or 0).first()


def _units(day: date) -> list[Row]:
    homes = dict(
        UnitLink.objects.filter(holds_on(day), role=LinkRole.PARTY_OF).values_list("unit_id", "target__code")
    )
    versions = UnitVersion.objects.filter(holds_on(day), unit__tree__in=EXPORTED_TREES)
    rows = versions.select_related("unit", "parent").order_by("unit__tree", "position", "unit__code")
    return [
        {
            "tree": version.unit.tree, "code": version.unit.code, "name": version.name,
            "short_name": version.short_name, "level": version.level, "category": version.category,
            "parent": version.parent.code if version.parent else "", "position": str(version.position),
            "since": version.unit.since.isoformat(), "uscc": version.unit.uscc,
            "area_code": version.unit.area_code, "belongs_to": homes.get(version.unit_id, ""),
        }
        for version in rows
    ]  # fmt: skip


def _links(day: date) -> list[Row]:
    links = UnitLink.objects.filter(
        holds_on(day), role__in=(LinkRole.IN_CHARGE, LinkRole.RELATED), unit__tree__in=EXPORTED_TREES
    )
    return [
        {
            "tree": link.unit.tree, "unit": link.unit.code, "role": link.role, "target": link.target.code,
            "subject": link.subject, "since": link.since.isoformat(),
        }
        for link in links.select_related("unit", "target").order_by("unit__code", "role", "target__code")
    ]  # fmt: skip


def _posts(actor: Actor, day: date) -> list[Row]:
    posts = Appointment.objects.filter(holds_on(day), unit__tree__in=EXPORTED_TREES)
    return [
        {
            "person": post.person.name, "resident_id": resident_id_for(actor, post.person),
            "tree": post.unit.tree, "unit": post.unit.code, "title": post.title, "kind": post.kind,
            "since": post.since.isoformat(), "until": post.until.isoformat() if post.until else "",
            "phone": masked_phone(post.person.phone),
        }
        for post in posts.select_related("person", "unit").order_by("unit__code", "since", "pk")
    ]  # fmt: skip
