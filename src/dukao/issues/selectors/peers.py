"""Whom a sweep is proposed to: groups of peers within the place of the ledger, the nearest first."""

from __future__ import annotations

from datetime import date

from dukao.issues.models import Problem
from dukao.issues.peers import PeerGroup, groups_of
from dukao.issues.policies import Places
from dukao.organisations.selectors import unit_on, units_under
from dukao.organisations.vocabulary import Category, Level


def peer_groups(problem: Problem, places: Places, day: date) -> list[PeerGroup]:
    """Groups with at least one other unit; whoever puts this problem right is in none of them."""
    mine = unit_on(problem.unit_id, day)
    within = {place.unit_id: place for place in units_under(places.scope, day)}
    busy = {problem.unit_id, problem.scope_id, *problem.joint.values_list("pk", flat=True)}
    level = {unit for unit, place in within.items() if place.level == mine.level}
    kind = {unit for unit in level if within[unit].category == mine.category}
    level_word = Level(mine.level).label
    kind_word = Category(mine.category).label if mine.category else ""
    # 市级国家机关及部门 and others say the level themselves.
    same_word = f"同类同级：{level_word}{kind_word.removeprefix(level_word)}"
    found = [
        *groups_of(problem.unit_id, day),
        PeerGroup("kind", same_word, frozenset(kind)),
        PeerGroup("level", f"同级：全部{Level(mine.level).label}单位", frozenset(level)),
    ]
    known: set[frozenset[int]] = set()
    groups = []
    for group in found:
        others = frozenset(group.unit_ids & within.keys() - busy)
        if others and others not in known:
            known.add(others)
            groups.append(PeerGroup(group.key, group.name, others))
    return groups
