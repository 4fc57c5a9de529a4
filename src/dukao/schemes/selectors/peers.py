"""The groups a unit is assessed in: who is compared with whom, for rooms that look for peers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from dukao.issues.peers import PeerGroup
from dukao.schemes.models import RosterEntry
from dukao.schemes.selectors.versions import versions_in_force


def assessed_with(unit_id: int, day: date) -> Iterator[PeerGroup]:
    """One group for each scheme in force that assesses the unit, in two queries."""
    own = RosterEntry.objects.filter(version__in=versions_in_force(day), unit_id=unit_id)
    mine = {
        (version, group): name for version, group, name in own.values_list("version", "group", "group_name")
    }
    every = RosterEntry.objects.filter(version__in={version for version, _ in mine})
    members: dict[tuple[int, str], set[int]] = {}
    for version, group, unit in every.values_list("version", "group", "unit"):
        members.setdefault((version, group), set()).add(unit)
    for (version, group), name in mine.items():
        yield PeerGroup(f"assessed-{version}", f"考核同组：{name}", frozenset(members[version, group]))
