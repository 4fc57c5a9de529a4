"""Places and grades that follow from the totals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from dukao.scoring.columns import Column, Rational
from dukao.scoring.combining import NodeScores
from dukao.scoring.grades import UNGRADED, Competition, GradeTable, Ranks, assign_grades
from dukao.scoring.peers import Places
from dukao.scoring.scheme import Scheme, Step
from dukao.scoring.setting import Setting
from dukao.scoring.vetoes import VetoHits
from dukao.scoring.whole import Ints, Mask


@dataclass(frozen=True)
class Standing:
    """Totals with places and grades; rows are periods, columns units."""

    totals: Rational
    blocked: Mask
    overall: Places  # nought for units without a place
    in_group: Places
    grades: GradeTable | None

    def grade(self, cell: tuple[int, int]) -> str | None:
        return None if self.grades is None else self.grades.name(cell)

    def grade_reason(self, cell: tuple[int, int]) -> str:
        return "" if self.grades is None else self.grades.reason(cell)


def settle_standing(
    setting: Setting,
    nodes: Mapping[str, NodeScores],
    stages: dict[Step, Column],
    blocked: Mask,
    hits: tuple[VetoHits, ...],
) -> Standing:
    """Places by the totals at the step of ranking, grades by the final ones."""
    ranked, final = stages[Step.RANK], stages[Step.GRADE]
    assert isinstance(ranked, Rational)
    assert isinstance(final, Rational)
    keys = [ranked.numerator.array, *tie_keys(setting, nodes)]
    return stand(setting, final, keys, blocked, hits)


def stand(
    setting: Setting, totals: Rational, keys: list[Ints], blocked: Mask, hits: tuple[VetoHits, ...]
) -> Standing:
    """Places by the keys and grades by the totals, in all periods."""
    scheme, mode, there = setting.scheme, setting.scheme.ties.mode, ~blocked
    overall = in_group = setting.group_peers.places(keys, there, mode)
    if setting.all_peers is not setting.group_peers:
        overall = setting.all_peers.places(keys, there, mode)
    small = _small_groups(setting)
    table = None
    if scheme.grades:
        competition = Competition(there, in_group, overall, setting.group_peers, setting.all_peers, small)
        forced, best = _veto_ranks(scheme, hits, setting.shape)
        table = assign_grades(scheme.grades, totals, forced, best, competition)
    if scheme.small_groups is not None and scheme.small_groups.action == "no_rank":
        in_group = np.where(small, 0, in_group)
    return Standing(totals, blocked, overall, in_group, table)


def tie_keys(setting: Setting, nodes: Mapping[str, NodeScores]) -> list[Ints]:
    """What the tie chain compares, higher always better; a missing value is the worst."""
    keys: list[Ints] = []
    for link in setting.scheme.ties.chain:
        sign = 1 if link.better == "higher" else -1
        if link.node is not None:
            if link.node not in nodes:  # totals of longer periods have no nodes
                continue
            keys.append(nodes[link.node].shown.numerator.array * sign)
            continue
        series = setting.blocks.series.get((link.indicator or "", "value"))
        if series is not None:
            readings = series.read(setting.periods, "last")
            keys += [readings.present.astype(np.int64), readings.values.array * sign]
    return keys


def _small_groups(setting: Setting) -> Mask:
    """Cells of units whose group is small."""
    rule = setting.scheme.small_groups
    if rule is None:
        return np.zeros(setting.shape, dtype=bool)
    size = setting.group_peers.count(np.ones(setting.shape, dtype=bool))
    return np.asarray(size < rule.below, dtype=bool)


def _veto_ranks(scheme: Scheme, hits: tuple[VetoHits, ...], shape: tuple[int, int]) -> tuple[Ranks, Ranks]:
    """The worst grade any veto forces, and the worst any veto allows as best."""
    order = {grade.name: rank for rank, grade in enumerate(scheme.grades)}
    forced, best = np.full(shape, UNGRADED, dtype=np.int16), np.zeros(shape, dtype=np.int16)
    for hit in hits:
        if hit.veto.grade is not None:
            forced = np.where(hit.mask, np.maximum(forced, order[hit.veto.grade]), forced)
        if hit.veto.best_grade is not None:
            best = np.where(hit.mask, np.maximum(best, order[hit.veto.best_grade]), best)
    return forced, best
