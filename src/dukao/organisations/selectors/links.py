"""Ties between units, on any day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from dukao.kernel.errors import Missing
from dukao.kernel.validity import holds_on
from dukao.organisations.models import Unit, UnitLink, UnitVersion
from dukao.organisations.selectors.units import versions_by_unit
from dukao.organisations.vocabulary import LinkRole


@dataclass(frozen=True, slots=True)
class Tie:
    """A link as seen from one of its units."""

    link: UnitLink
    words: str
    other: UnitVersion


def links_on(day: date) -> QuerySet[UnitLink]:
    return UnitLink.objects.filter(holds_on(day)).select_related("unit", "target")


def linked_units(target_unit_id: int, role: str, day: date, subject: str | None = None) -> list[UnitVersion]:
    """Units that stand in ``role`` to the target on ``day``.

    With ``subject`` only those linked for this matter or for all matters.
    """
    links = links_on(day).filter(target_id=target_unit_id, role=role)
    if subject is not None:
        links = links.filter(subject__in=["", subject])
    ids = list(links.values_list("unit_id", flat=True))
    found = versions_by_unit(ids, day) if ids else {}
    return sorted(found.values(), key=lambda version: (version.position, version.unit.code))


#: How a link reads from the side of its target.
_FROM_TARGET = {
    LinkRole.IN_CHARGE: "由其分管",
    LinkRole.RELATED: "由其联系",
    LinkRole.PARTY_OF: "党组织",
}


def ties_of(unit: Unit, day: date) -> list[Tie]:
    """All links of the unit on ``day``, its own first: two queries."""
    own = list(links_on(day).filter(unit=unit).order_by("role", "target__code"))
    others = list(links_on(day).filter(target=unit).order_by("role", "unit__code"))
    ids = {link.target_id for link in own} | {link.unit_id for link in others}
    found = versions_by_unit(ids, day) if ids else {}
    return [Tie(link, link.get_role_display(), found[link.target_id]) for link in own] + [
        Tie(link, _FROM_TARGET[LinkRole(link.role)], found[link.unit_id]) for link in others
    ]


def link_by_id(link_id: int) -> UnitLink:
    link = UnitLink.objects.filter(pk=link_id).select_related("unit", "target").first()
    if link is None:
        raise Missing("没有这条联系，可能已被取消，请回到单位页查看。")
    return link
