"""Everything the page of a unit shows, as it was on one day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dukao.organisations.models import Appointment, GroupMember, LeadingGroup, UnitVersion
from dukao.organisations.selectors.groups import groups_seated_at, seats_held
from dukao.organisations.selectors.history import Happening, history_of
from dukao.organisations.selectors.lineage import Passage, Stage, origins_of, stages_of, successions_of
from dukao.organisations.selectors.links import Tie, ties_of
from dukao.organisations.selectors.people import posts_in
from dukao.organisations.selectors.trees import Branch, above, branches, children_of
from dukao.organisations.selectors.units import unit_by_code, unit_on
from dukao.organisations.vocabulary import Tree

#: A page names this many units below; the tree shows the rest.
SHOWN_BELOW = 30


@dataclass(frozen=True, slots=True)
class UnitPage:
    version: UnitVersion
    above: list[UnitVersion]
    below: list[Branch]
    below_total: int
    stages: list[Stage]
    origins: list[Passage]
    successions: list[Passage]
    ties: list[Tie]
    posts: list[Appointment]
    seats: list[GroupMember]
    offices: list[LeadingGroup]
    division: UnitVersion | None
    history: list[Happening]


def unit_page(unit_id: int, day: date) -> UnitPage:
    version = unit_on(unit_id, day)
    unit, children = version.unit, children_of(unit_id, day)
    posts = posts_in(unit, day)
    return UnitPage(
        version=version,
        above=above(version, day),
        below=branches(children[:SHOWN_BELOW], day),
        below_total=children.count(),
        stages=stages_of(unit),
        origins=origins_of(unit),
        successions=successions_of(unit),
        ties=ties_of(unit, day),
        posts=posts,
        seats=list(seats_held({post.person_id for post in posts}, day)),
        offices=list(groups_seated_at(unit, day)),
        division=_division(unit.area_code, day),
        history=history_of(unit),
    )


def _division(area_code: str, day: date) -> UnitVersion | None:
    """The county or city the first six digits of the area code name."""
    return unit_by_code(area_code[:6], day, Tree.DIVISION) if area_code else None
