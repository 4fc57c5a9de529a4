"""Limits of the year's plan, counted: what warns while planning and what stands against approval."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum

from dukao.checks.models import Check, CheckObject, CheckRules
from dukao.checks.selectors.rules import rules_on
from dukao.checks.selectors.seeing import joint_ids, organised_by
from dukao.checks.vocabulary import IN_FORCE, PLANNED, CheckForm
from dukao.organisations.selectors import versions_by_unit


@dataclass(frozen=True, slots=True)
class Finding:
    """``stops`` stands against approval until a named leader approves an exception; the rest only warns."""

    rule: str
    sentence: str
    source: str
    stops: bool


@dataclass(frozen=True, slots=True)
class Load:
    """How many checks a year has, of one unit or all: what is in force, and what is still planned."""

    in_force: int
    planned: int

    @property
    def total(self) -> int:
        return self.in_force + self.planned


def loads(unit_ids: Iterable[int], year: int, *, but: int | None = None) -> dict[int, Load]:
    """Checks by unit, each counted as often as it comes; ``but`` leaves one check out."""
    rows = CheckObject.objects.filter(
        unit_id__in=list(unit_ids), dropped_at__isnull=True, check_of__year=year,
        check_of__state__in=[*IN_FORCE, *PLANNED],
    )  # fmt: skip
    if but is not None:
        rows = rows.exclude(check_of=but)
    counted = rows.values_list("unit_id").annotate(
        in_force=Sum("check_of__times", filter=Q(check_of__state__in=IN_FORCE), default=0),
        planned=Sum("check_of__times", filter=Q(check_of__state__in=PLANNED), default=0),
    )
    found = {unit: Load(in_force, planned) for unit, in_force, planned in counted}
    return {unit: found.get(unit, Load(0, 0)) for unit in unit_ids}


def findings(check: Check, objects: Sequence[int], day: date, *, times: int | None = None) -> list[Finding]:
    """What the limits of the day say of the check as it stands, or as an amendment would make it."""
    rules = rules_on(day)
    return [
        *_of_units(check, objects, times or check.times, rules, day),
        *_of_city(check, rules),
        *_of_organiser(check, rules, day),
    ]


def _of_units(
    check: Check, objects: Sequence[int], times: int, rules: CheckRules, day: date
) -> list[Finding]:
    """W-27: ≤ 8 a year; what is only planned by others warns, it is not there yet."""
    if rules.unit_quota is None:
        return []
    others = loads(objects, check.year, but=check.pk)
    names = versions_by_unit(objects, day)
    over = [unit for unit in objects if others[unit].in_force + times > rules.unit_quota]
    crowded = [
        unit for unit in objects
        if unit not in over and others[unit].total + times > rules.unit_quota - rules.warn_before
    ]  # fmt: skip
    found = []
    if over:
        words = "、".join(
            f"{names[unit].short_name}（已批准 {others[unit].in_force} 次）" for unit in over[:6]
        )
        more = f"等 {len(over)} 个单位" if len(over) > 6 else ""
        found.append(
            Finding(
                f"一个单位一年最多 {rules.unit_quota} 次",
                f"{words}{more}再列入就超过一年 {rules.unit_quota} 次的限额。"
                "请合并、引用已有结果或减少对象。",
                rules.source, True,
            )
        )  # fmt: skip
    if crowded:
        words = "、".join(f"{names[unit].short_name} {others[unit].total + times} 次" for unit in crowded[:6])
        more = f"等 {len(crowded)} 个单位" if len(crowded) > 6 else ""
        found.append(
            Finding(
                f"一个单位一年最多 {rules.unit_quota} 次",
                f"连同还没有批准的，{words}{more}，接近或超过一年 {rules.unit_quota} 次的限额。",
                rules.source, False,
            )
        )  # fmt: skip
    return found


def _of_city(check: Check, rules: CheckRules) -> list[Finding]:
    if rules.city_quota is None:
        return []
    others = _counted(Check.objects.filter(year=check.year).exclude(pk=check.pk))
    rule = f"全部计划一年最多 {rules.city_quota} 项"
    if not check.is_in_force and others.in_force + 1 > rules.city_quota:
        sentence = (
            f"{check.year} 年已批准 {others.in_force} 项，再批准就超过 {rules.city_quota} 项。"
            "请合并或改为引用。"
        )
        return [Finding(rule, sentence, rules.source, True)]
    if others.total + 1 > rules.city_quota:
        sentence = f"连同拟列入的，{check.year} 年共 {others.total + 1} 项，超过 {rules.city_quota} 项。"
        return [Finding(rule, sentence, rules.source, False)]
    return []


def _of_organiser(check: Check, rules: CheckRules, day: date) -> list[Finding]:
    """In principle one comprehensive check a year for each that organises."""
    if rules.organiser_quota is None or check.form != CheckForm.COMPREHENSIVE:
        return []
    organisers = [check.organiser_id, *joint_ids(check)]
    names, found = versions_by_unit(organisers, day), []
    for unit in organisers:
        others = _counted(_comprehensive(unit, check))
        limit, name = rules.organiser_quota, names[unit].short_name
        rule = f"一个单位一年最多组织 {limit} 项综合督查"
        if others.in_force + 1 > limit and not check.is_in_force:
            sentence = f"{name}今年已有 {others.in_force} 项综合督查，最多 {limit} 项。请合并，或改为专项。"
            found.append(Finding(rule, sentence, rules.source, True))
        elif others.total + 1 > limit:
            sentence = f"连同拟列入的，{name}今年有 {others.total + 1} 项综合督查，最多 {limit} 项。"
            found.append(Finding(rule, sentence, rules.source, False))
    return found


def _counted(checks: QuerySet[Check]) -> Load:
    """How many of these there are, each counted once."""
    return Load(
        **checks.aggregate(
            in_force=Count("pk", filter=Q(state__in=IN_FORCE)),
            planned=Count("pk", filter=Q(state__in=PLANNED)),
        )
    )


def _comprehensive(unit_id: int, check: Check) -> QuerySet[Check]:
    found = Check.objects.filter(organised_by([unit_id]), year=check.year, form=CheckForm.COMPREHENSIVE)
    return found.exclude(pk=check.pk)
