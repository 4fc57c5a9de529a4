"""The groups as they are assessed: hours in the field, what of their findings stood, who answered when."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from dukao.kernel.actor import Actor
from dukao.kernel.roles import Role
from dukao.patrols.models import Appraisal, Debrief, PatrolGroup, PatrolRules
from dukao.patrols.selectors.figures import Figures, debrief_due_on, figures_of, last_half, span_of
from dukao.patrols.selectors.rules import patrol_rules_on
from dukao.patrols.selectors.seeing import own_group_ids, visible_groups
from dukao.patrols.selectors.weeks import FieldWeeks, field_weeks
from dukao.patrols.vocabulary import Half


@dataclass(frozen=True, slots=True)
class GroupStanding:
    """One group over the span, with its debrief of the last half-year or the day it is due."""

    group: PatrolGroup
    figures: Figures
    meets: bool | None
    weeks: FieldWeeks
    debrief: Debrief | None
    due_on: date
    is_late: bool
    #: What leaders said of the debrief, in words; empty before anybody has.
    grades: str = ""


@dataclass(frozen=True, slots=True)
class Standings:
    rows: list[GroupStanding]
    since: date
    until: date
    year: int
    half: str
    rules: PatrolRules
    may_appraise: bool

    @property
    def half_words(self) -> str:
        return f"{self.year} 年{Half(self.half).label}"


def groups_assessed(actor: Actor, day: date) -> list[PatrolGroup]:
    """All groups of the place for the office and leaders, one's own for the others."""
    found = visible_groups(actor, day)
    if not actor.has(Role.OFFICE, Role.LEADER):
        found = found.filter(pk__in=own_group_ids(actor, day))
    return list(found.order_by("position", "pk"))


def standings(actor: Actor, day: date) -> Standings:
    """The running half-year in figures, and the debriefs of the one that ended last."""
    rules, groups = patrol_rules_on(day), groups_assessed(actor, day)
    year, half = last_half(day)
    since, _ = span_of(day.year, Half.FIRST if day.month < 7 else Half.SECOND)
    figures = figures_of([group.pk for group in groups], since, day + timedelta(days=1))
    weeks = field_weeks(groups, since, day, rules.field_days)
    given = {row.group_id: row for row in Debrief.objects.filter(year=year, half=half, group__in=groups)}
    said: dict[int, list[str]] = defaultdict(list)
    for one in Appraisal.objects.filter(debrief__in=[row.pk for row in given.values()]).order_by("at"):
        said[one.debrief_id].append(one.get_grade_display())
    due_on = debrief_due_on(year, half, rules)
    rows = [
        GroupStanding(
            group, figures[group.pk], figures[group.pk].meets(rules), weeks[group.pk],
            given.get(group.pk), due_on, group.pk not in given and day > due_on,
            "、".join(said[given[group.pk].pk]) if group.pk in given else "",
        )
        for group in groups
        if group.since < span_of(year, half)[1] or group.holds(day)
    ]  # fmt: skip
    return Standings(rows, since, day, year, half, rules, actor.has(Role.LEADER))


def appraisals_of(debrief: Debrief) -> list[Appraisal]:
    return list(debrief.appraisals.select_related("by").order_by("at"))


def debriefs_of(group: PatrolGroup) -> list[Debrief]:
    return list(Debrief.objects.filter(group=group).select_related("submitted_by"))
