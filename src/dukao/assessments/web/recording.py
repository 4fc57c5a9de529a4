"""What the form for a new event offers: schemes in force, their entries, the units below the office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from dukao.assessments.policies import can_record_event
from dukao.assessments.selectors.countables import Countable, countables
from dukao.assessments.selectors.events import closed_periods
from dukao.assessments.vocabulary import EventKind
from dukao.kernel.actor import Actor
from dukao.organisations.selectors import versions_by_unit
from dukao.schemes.selectors import published_versions
from dukao.scoring import Period

if TYPE_CHECKING:
    from dukao.schemes.models import SchemeVersion


@dataclass(frozen=True)
class Recording:
    """Choices for one scheme; without ``version`` one has to be chosen first."""

    schemes: list[SchemeVersion]
    version: SchemeVersion | None
    entries: list[Countable]
    units: list[tuple[str, str]]
    closed: tuple[Period, ...] = ()

    @property
    def frozen(self) -> str:
        """Periods whose results an event changes no more: 2026 年 9 月、2026 年 10 月."""
        return "、".join(period.label for period in self.closed)

    @property
    def items(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Entries by kind; one with levels is offered once for each."""
        groups = []
        for kind in EventKind:
            offered = [choice for entry in self.entries if entry.kind == kind for choice in _choices(entry)]
            if offered:
                groups.append((kind.label, offered))
        return groups


def recording_for(actor: Actor, scheme: str, today: date) -> Recording:
    """``scheme`` is the version's number in the address; nonsense chooses nothing."""
    newest = {version.scheme_id: version for version in published_versions()}
    schemes = [version for version in newest.values() if countables(version)]
    version = next((each for each in schemes if str(each.pk) == scheme), None)
    if version is None:
        return Recording(schemes, None, [], [])
    places = versions_by_unit(version.roster.values_list("unit_id", flat=True), today)
    units = [
        (str(unit), place.short_name) for unit, place in places.items() if can_record_event(actor, place)
    ]
    closed = tuple(sorted(closed_periods(version)))
    return Recording(schemes, version, list(countables(version).values()), units, closed)


def _choices(entry: Countable) -> list[tuple[str, str]]:
    if entry.levels:
        return [(f"{entry.code}/{level.code}", f"{entry.name}·{level.name}") for level in entry.levels]
    return [(entry.code, entry.name)]
