"""Whether the year's plan of checks holds a task, and if not, why not."""

from __future__ import annotations

from datetime import date

from dukao.checks.selectors import object_ids
from dukao.organisations.selectors import versions_by_unit
from dukao.patrols.models import PatrolTask
from dukao.patrols.vocabulary import PLANNED_FORMS
from dukao.ui.formats import day_range


def plan_gaps(task: PatrolTask, day: date) -> list[str]:
    """One sentence for each thing the plan does not hold; none for work no plan can foresee.

    《政府督查工作条例》第十五条: what was approved is not widened.
    """
    if task.form not in PLANNED_FORMS:
        return []
    check = task.check_of
    if check is None:
        return ["任务没有对应年度计划里的检查。"]
    if not check.is_in_force:
        return [f"{check.number} 现在是“{check.get_state_display()}”，不在实施。"]
    gaps = []
    outside = _outside(task, object_ids(check), day)
    if outside:
        gaps.append(f"{'、'.join(outside)}不是 {check.number} 的对象。")
    if task.starts_on < check.starts_on or task.ends_on > check.ends_on:
        gaps.append(f"时间超出 {check.number} 的期间（{day_range(check.starts_on, check.ends_on)}）。")
    return gaps


def _outside(task: PatrolTask, planned: list[int], day: date) -> list[str]:
    """Objects of the task that are neither objects of the check nor below one, by name."""
    wanted = list(task.objects_of.values_list("pk", flat=True))
    places = versions_by_unit({*wanted, *planned}, day)
    roofs = tuple(places[unit].path for unit in planned)
    return [places[unit].short_name for unit in wanted if not places[unit].path.startswith(roofs)]
