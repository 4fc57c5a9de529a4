"""Who may check whom: by level, and by whether the organiser may run checks at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from dukao.identity.selectors import accounts_holding
from dukao.kernel.regimes import Regime
from dukao.kernel.roles import Role
from dukao.organisations.selectors import versions_by_unit
from dukao.organisations.vocabulary import Category, Level

_DEPTH = {level: depth for depth, level in enumerate(Level.values)}
#: Governments themselves: counties are listed as units, the city stands above all categories.
_GOVERNMENTS = ("", Category.COUNTY)


@dataclass(frozen=True, slots=True)
class Distance:
    """Units above the organiser, whether it is its own object, and units two levels down or more."""

    above: tuple[str, ...]
    itself: bool
    skipped: tuple[str, ...]


def distance(organiser_id: int, objects: Iterable[int], day: date) -> Distance:
    """第五条: one's own departments and the next level; further down only where it is necessary."""
    ids = list(objects)
    places = versions_by_unit([organiser_id, *ids], day)
    depth = _DEPTH.get(places[organiser_id].level, 0)
    steps = {unit: _DEPTH.get(places[unit].level, 0) - depth for unit in ids}
    return Distance(
        above=tuple(places[unit].short_name for unit in ids if steps[unit] < 0),
        itself=organiser_id in ids,
        skipped=tuple(places[unit].short_name for unit in ids if steps[unit] >= 2),
    )


def needs_designation(regime: str, organisers: Sequence[int], day: date) -> bool:
    """第七条: a department may not run a supervision of the government unless it was designated."""
    return regime == Regime.GOVERNMENT and not runs_by_itself(organisers[0], day)


def runs_by_itself(unit_id: int, day: date) -> bool:
    """The government of a county or above, and the office that supervises for it."""
    place = versions_by_unit([unit_id], day)[unit_id]
    if place.category in _GOVERNMENTS and place.level != Level.TOWNSHIP:
        return True
    return accounts_holding([Role.OFFICE], unit_id, day).filter(unit_id=unit_id).exists()
