"""Lamps over a scope: which units and which kinds of work are in trouble."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse

from dukao.dashboards.vocabulary import category_of, category_order
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.roles import Role
from dukao.organisations.selectors import units_held
from dukao.reporting.selectors.board import lamps_of_month
from dukao.reporting.selectors.calls import current_period
from dukao.scoring.periods import Period
from dukao.ui.formats import number

if TYPE_CHECKING:
    from dukao.organisations.models import UnitVersion
    from dukao.reporting.models import ReportingPeriod

#: Colours that call for somebody, the most urgent first.
TROUBLE = ("red", "yellow", "blue")
FAMILIES_SHOWN = 8
UNITS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Share:
    """What burns in one place: counts by colour out of all items there."""

    counts: Counter[str]

    @property
    def total(self) -> int:
        return self.counts.total()

    @property
    def colour(self) -> str:
        """The colour that says most about the place; "" where nothing is asked."""
        order = (*TROUBLE, "green", "none")
        return next((colour for colour in order if self.counts[colour]), "")

    @property
    def count(self) -> int:
        return self.counts[self.colour]

    @property
    def in_words(self) -> str:
        words = {"red": "警示", "yellow": "预警", "blue": "临期", "green": "正常", "none": "未启动"}
        return "，".join(
            f"{word} {number(count)} 项" for colour, word in words.items() if (count := self.counts[colour])
        )


@dataclass(frozen=True, slots=True)
class UnitLamps:
    """One unit with what burns there."""

    place: UnitVersion
    share: Share


@dataclass(frozen=True)
class LampBoard:
    """``matrix`` has a row for each category and a column for each of ``families``."""

    period: ReportingPeriod
    sum: Share
    families: tuple[str, ...]
    matrix: tuple[tuple[str, tuple[Share, ...]], ...]
    units: tuple[UnitLamps, ...]

    @property
    def heading(self) -> str:
        return f"{Period.parse(self.period.period).index} 月亮灯"

    @property
    def url(self) -> str:
        return reverse("reporting:period", args=[self.period.period])


def lamp_board(actor: Actor, at: datetime) -> LampBoard | None:
    """The newest month over the actor's scope; ``None`` while none was called for."""
    period = current_period(at)
    if period is None:
        return None
    places = units_held(actor, local_day(at), Role.OFFICE, Role.LEADER, Role.DISCIPLINE)
    by_place: dict[tuple[str, str], Counter[str]] = {}
    by_unit: dict[int, Counter[str]] = {}
    for cell in lamps_of_month(places, period, at):
        colour, place = cell.light.colour, places[cell.unit_id]
        by_unit.setdefault(cell.unit_id, Counter())[colour] += 1
        by_place.setdefault((category_of(place), cell.family), Counter())[colour] += 1
    families = _worst_families(by_place)
    return LampBoard(
        period=period,
        sum=Share(sum(by_unit.values(), Counter())),
        families=families,
        matrix=tuple(
            (name, tuple(Share(by_place.get((name, family), Counter())) for family in families))
            for name in sorted({category for category, _ in by_place}, key=category_order)
        ),
        units=tuple(
            UnitLamps(places[unit], Share(counts))
            for unit, counts in sorted(by_unit.items(), key=lambda pair: _badness(pair[1]), reverse=True)
            if counts["red"] or counts["yellow"]
        )[:UNITS_SHOWN],
    )


def _worst_families(by_place: dict[tuple[str, str], Counter[str]]) -> tuple[str, ...]:
    """Families with the most trouble, in that order."""
    families: dict[str, Counter[str]] = {}
    for (_, family), counts in by_place.items():
        families.setdefault(family, Counter()).update(counts)
    ranked = sorted(families, key=lambda family: _badness(families[family]), reverse=True)
    return tuple(ranked[:FAMILIES_SHOWN])


def _badness(counts: Counter[str]) -> tuple[int, int, int]:
    return counts["red"], counts["yellow"], counts["blue"]
