"""What one actor may see of one round: the only place where that is worked out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dukao.assessments.models import Round, UnitScore
from dukao.assessments.policies import answers_for, oversees
from dukao.assessments.selectors.rounds import places_of
from dukao.assessments.vocabulary import LEAST_PEERS, OPEN_STATES
from dukao.kernel.actor import Actor
from dukao.schemes.selectors import document

if TYPE_CHECKING:
    from dukao.organisations.models import UnitVersion


@dataclass(frozen=True)
class Group:
    """A peer group of the round as an actor finds it."""

    code: str
    name: str
    size: int


@dataclass(frozen=True)
class Sight:
    """Units by what may be seen of them.

    ``open``: the sheet with all parts. ``named``: a row with name, total, place and grade. Of all other
    units nothing but their part in a median or a strip of dots without names.
    """

    places: dict[int, UnitVersion]
    group_of: dict[int, str]
    own: frozenset[int]
    open: frozenset[int]
    named: frozenset[int]
    groups: tuple[Group, ...]

    def sees_all_of(self, group: str) -> bool:
        return all(unit in self.named for unit, code in self.group_of.items() if code == group)

    def sees_shape_of(self, group: str) -> bool:
        """A median or a strip of a very small group would tell who got what."""
        size = sum(code == group for code in self.group_of.values())
        return self.sees_all_of(group) or size >= LEAST_PEERS


def sight_of(actor: Actor, assessment: Round) -> Sight:
    """Overseers see the units below them at any time; a unit sees itself, and from 公示 on its group."""
    places = places_of(assessment)
    group_of = _groups_by_unit(assessment)
    overseen = frozenset(unit for unit in group_of if oversees(actor, places[unit]))
    own = frozenset(unit for unit in group_of if answers_for(actor, places[unit]))
    named = overseen | own
    if assessment.state in OPEN_STATES:
        at_home = {group_of[unit] for unit in own}
        named |= frozenset(unit for unit, group in group_of.items() if group in at_home)
    shown = {group_of[unit] for unit in named}
    return Sight(places, group_of, own, overseen | own, named, _groups(assessment, group_of, shown))


def _groups_by_unit(assessment: Round) -> dict[int, str]:
    """The groups in effect, small ones merged; those of the roster while nothing is computed."""
    scored = dict(UnitScore.objects.filter(round=assessment).values_list("unit_id", "group"))
    return scored or dict(assessment.version.roster.values_list("unit_id", "group"))


def _groups(assessment: Round, group_of: dict[int, str], shown: set[str]) -> tuple[Group, ...]:
    sizes: dict[str, int] = {}
    for code in group_of.values():
        sizes[code] = sizes.get(code, 0) + 1
    names = {group.code: group.name for group in document(assessment.version).groups}
    order = [*names, *(code for code in sizes if code not in names)]
    return tuple(
        Group(code, names.get(code) or "全部单位", sizes[code])
        for code in order
        if code in shown and code in sizes
    )
