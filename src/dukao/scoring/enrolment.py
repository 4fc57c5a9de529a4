"""Who takes part in a run, and in which peer group: the list of units held against the scheme."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dukao.scoring.facts import RosterUnit
from dukao.scoring.problems import FactsError, Problem
from dukao.scoring.roster import Roster
from dukao.scoring.scheme import Scheme

UNGROUPED = ""


def build_roster(scheme: Scheme, listed: Sequence[RosterUnit] | None, reported: Iterable[str]) -> Roster:
    """The roster of a run: the listed units, or without a list all that the scheme or the facts name.

    Raises FactsError for units that report without being listed, and for contradicting groups.
    """
    home = {member: group.code for group in scheme.groups for member in group.members}
    entries = {unit.code: unit for unit in listed} if listed is not None else {}
    units = set(entries) if listed is not None else set(home) | set(reported)
    problems = [
        Problem(f"单位 {unit} 不在名册里，请核对代码或补进名册")
        for unit in sorted(set(reported) - units)
        if listed is not None
    ]
    groups: dict[str, str] = {}
    for unit in units:
        given = entries[unit].group if unit in entries else ""
        if given and home.get(unit, given) != given:
            problems.append(Problem(f"单位 {unit} 在办法里属于分组 {home[unit]}，名册里写的是 {given}"))
        groups[unit] = given or home.get(unit, UNGROUPED)
    if problems:
        raise FactsError(problems)
    _merge_small_groups(scheme, groups)
    rank = {group.code: index for index, group in enumerate(scheme.groups)}
    ordered = sorted(units, key=lambda unit: (rank.get(groups[unit], len(rank)), groups[unit], unit))
    names = {unit.code: unit.name for unit in entries.values() if unit.name}
    return Roster(tuple(ordered), tuple(groups[unit] for unit in ordered), names)


def _merge_small_groups(scheme: Scheme, groups: dict[str, str]) -> None:
    rule = scheme.small_groups
    if rule is None or rule.action != "merge":
        return
    for group in scheme.groups:
        members = [unit for unit, code in groups.items() if code == group.code]
        if group.merge_into is not None and 0 < len(members) < rule.below:
            groups.update(dict.fromkeys(members, group.merge_into))
