"""Finding units by what people type: for the lists, the global search and the fields of forms."""

from __future__ import annotations

from datetime import date

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.urls import reverse

from dukao.kernel.actor import Actor
from dukao.kernel.clock import today
from dukao.kernel.validity import holds_on
from dukao.organisations.models import UnitVersion
from dukao.organisations.policies import can_see_structure
from dukao.organisations.selectors.units import unit_by_code, units_on, versions_by_unit
from dukao.organisations.vocabulary import Tree

#: The trees of the place itself come before the lists of reference.
_TREE_ORDER = Case(
    *(When(unit__tree=tree, then=Value(rank)) for rank, tree in enumerate(Tree.values)),
    output_field=IntegerField(),
)


def matching(text: str) -> Q:
    """Versions whose name, short name or code contains ``text``."""
    return Q(name__icontains=text) | Q(short_name__icontains=text) | Q(unit__code__icontains=text)


def units_matching(
    day: date,
    tree: str,
    *,
    search: str = "",
    levels: list[str] | None = None,
    categories: list[str] | None = None,
) -> QuerySet[UnitVersion]:
    """Units of a tree on ``day`` that meet all conditions given."""
    found = units_on(day, tree)
    if search:
        found = found.filter(matching(search))
    if levels:
        found = found.filter(level__in=levels)
    if categories:
        found = found.filter(category__in=categories)
    return found


def units_answering_to(text: str, day: date, tree: str) -> list[UnitVersion]:
    """Units of the tree that a person means by ``text`` on that day: a code, a name, or "code name".

    A code settles it; a name may be that of several units.
    """
    first, _, rest = text.strip().partition(" ")
    by_code = list(units_on(day, tree).filter(unit__code=first))
    if by_code and (not rest or rest.strip() in {by_code[0].name, by_code[0].short_name}):
        return by_code
    wanted = text.strip()
    return list(units_on(day, tree).filter(Q(name=wanted) | Q(short_name=wanted) | Q(unit__code=wanted))[:5])


def unit_asked_for(text: str, day: date) -> tuple[int, str] | None:
    """Id and short name of the unit an address asks for, by its code or by what the suggestions offer."""
    code = text.strip().partition(" ")[0]
    found = unit_by_code(code, day) if code else None
    return (found.unit_id, found.short_name) if found else None


def suggestions(text: str, day: date, tree: str, limit: int = 12) -> list[UnitVersion]:
    """What to offer while somebody types; nothing typed, nothing offered."""
    return list(units_matching(day, tree, search=text.strip())[:limit]) if text.strip() else []


def search_units(actor: Actor, text: str, limit: int) -> list[tuple[str, str, str]]:
    """Title, detail and address of units that have, or once had, ``text`` in name or code.

    Living units of the place come first; a unit found by a former name says so.
    """
    wanted = text.strip()
    if not wanted or not can_see_structure(actor):
        return []
    day = today()
    living = UnitVersion.objects.filter(holds_on(day)).filter(matching(wanted))
    found = list(living.annotate(rank=_TREE_ORDER).order_by("rank", "position", "unit__code")[:limit])
    chosen = {version.unit_id: "" for version in found}
    former = UnitVersion.objects.filter(matching(wanted)).exclude(holds_on(day)).order_by("-since")
    for unit_id, name in former.values_list("unit_id", "name")[: limit * 4]:
        if len(chosen) < limit:
            chosen.setdefault(unit_id, name)
    versions = versions_by_unit(chosen, day) if chosen else {}
    return [_hit(versions[unit_id], former_name, day) for unit_id, former_name in chosen.items()]


def _hit(version: UnitVersion, former_name: str, day: date) -> tuple[str, str, str]:
    facts = [version.unit.get_tree_display(), version.get_level_display(), version.get_category_display()]
    if not version.holds(day):
        facts.append(f"{version.until} 已终止" if version.since <= day else f"{version.since} 起设立")
    if former_name and former_name != version.name:
        facts.append(f"曾用名 {former_name}")
    detail = "·".join(part for part in (version.unit.code, *facts) if part)
    return version.name, detail, reverse("organisations:unit", args=[version.unit_id])
