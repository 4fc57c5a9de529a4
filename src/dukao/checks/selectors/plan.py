"""The year's plan as a list: conditions, views, rows, and the same on a calendar."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum

from dukao.checks.models import Check, CheckObject
from dukao.checks.policies import SEERS
from dukao.checks.selectors.fielddays import NO_DAYS, FieldDays, field_days
from dukao.checks.selectors.overlaps import crossing
from dukao.checks.selectors.rules import rules_on
from dukao.checks.selectors.seeing import coming_to, organised_by, visible_checks
from dukao.checks.vocabulary import IN_FORCE, PLANNED, CheckState
from dukao.kernel.actor import Actor
from dukao.organisations.selectors import versions_by_unit

#: Saved views of the plan.
VIEWS: dict[str, Q] = {
    "live": Q(state__in=[*PLANNED, *IN_FORCE]),
    "proposed": Q(state=CheckState.PROPOSED),
    "sent": Q(state=CheckState.SENT),
    "added": Q(added_on__isnull=False, state__in=[*PLANNED, *IN_FORCE]),
    "ongoing": Q(state=CheckState.ONGOING),
    "out": Q(state__in=[CheckState.MERGED, CheckState.WITHDRAWN]),
}


@dataclass(frozen=True, slots=True)
class Conditions:
    """What the address asks for; empty parts ask for nothing."""

    year: int
    view: str = "live"
    search: str = ""
    kinds: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    topics: tuple[int, ...] = ()
    regimes: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    month: int | None = None
    unit_id: int | None = None
    organiser_id: int | None = None


@dataclass(frozen=True, slots=True)
class CheckRow:
    check: Check
    organiser: str
    joint: tuple[str, ...]
    objects: tuple[str, ...]
    count: int
    overlapping: bool = False
    days: FieldDays = NO_DAYS

    @property
    def object_words(self) -> str:
        listed = "、".join(self.objects)
        return f"{listed}等 {self.count} 个" if self.count > len(self.objects) else listed


@dataclass(frozen=True, slots=True)
class Bar:
    """A check on the calendar, in per cent of the year."""

    row: CheckRow
    start: str
    length: str


@dataclass(frozen=True, slots=True)
class PlanSum:
    """The plan in figures: lines in force, planned and added, times they come, and the limits."""

    in_force: int
    planned: int
    comings: int
    quota: int | None
    per_unit: int | None
    views: dict[str, int]


def checks_meeting(actor: Actor, asked: Conditions, day: date) -> QuerySet[Check]:
    """Visible checks of the year that meet all conditions."""
    found = visible_checks(actor, day).filter(VIEWS[asked.view], year=asked.year)
    if asked.search:
        text = asked.search
        found = found.filter(
            Q(name__icontains=text) | Q(number__icontains=text) | Q(basis__icontains=text)
            | Q(scope__icontains=text) | Q(organiser__versions__short_name__icontains=text)
        )  # fmt: skip
    many = {
        "kind__in": asked.kinds, "form__in": asked.forms, "topic__in": asked.topics,
        "regime__in": asked.regimes, "state__in": asked.states,
    }  # fmt: skip
    found = found.filter(**{name: values for name, values in many.items() if values})
    if asked.month:
        first, last = month_of(asked.year, asked.month)
        found = found.filter(starts_on__lt=last, ends_on__gte=first)
    if asked.unit_id:
        found = found.filter(coming_to([asked.unit_id]))
    if asked.organiser_id:
        found = found.filter(organised_by([asked.organiser_id]))
    return found.select_related("topic").annotate(crosses=crossing()).distinct()


def month_of(year: int, month: int) -> tuple[date, date]:
    """The first day of the month, and of the next."""
    return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)


OBJECTS_NAMED = 3


def check_rows(
    actor: Actor, checks: Iterable[Check], day: date, *, with_days: bool = False
) -> list[CheckRow]:
    """The rows of one page with names, in a few queries however long it is.

    To somebody who sees a check only because it comes to their unit, it is one object long.
    """
    shown = list(checks)
    objects, joint = _objects(shown), _joint(shown)
    ids = {check.organiser_id for check in shown} | {
        u for units in (*objects.values(), *joint.values()) for u in units
    }
    places = versions_by_unit(ids, day)
    days = field_days(actor, shown, day) if with_days else {}
    rows = []
    for check in shown:
        organisers = (check.organiser_id, *joint.get(check.pk, []))
        units = objects.get(check.pk, [])
        is_whole = any(_covers(actor, places[unit].path) for unit in organisers)
        mine = units if is_whole else [unit for unit in units if _covers(actor, places[unit].path)]
        crosses = is_whole and check.state in (*PLANNED, *IN_FORCE) and getattr(check, "crosses", False)
        rows.append(
            CheckRow(
                check, places[check.organiser_id].short_name,
                tuple(places[unit].short_name for unit in organisers[1:]),
                tuple(places[unit].short_name for unit in mine[:OBJECTS_NAMED]), len(mine), crosses,
                sum((days[check.pk][unit] for unit in mine if check.pk in days), NO_DAYS),
            )
        )  # fmt: skip
    return rows


def _covers(actor: Actor, path: str) -> bool:
    return any(grant.covers(path) for grant in actor.grants)


def _objects(checks: Sequence[Check]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    rows = CheckObject.objects.filter(check_of__in=[check.pk for check in checks], dropped_at__isnull=True)
    for check, unit in rows.order_by("pk").values_list("check_of_id", "unit_id"):
        found.setdefault(check, []).append(unit)
    return found


def _joint(checks: Sequence[Check]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    rows = Check.joint.through.objects.filter(check_id__in=[check.pk for check in checks])
    for check, unit in rows.order_by("pk").values_list("check_id", "unit_id"):
        found.setdefault(check, []).append(unit)
    return found


def plan_sum(actor: Actor, year: int, day: date) -> PlanSum:
    """What the actor sees of the year's plan, added up in one query.

    The limit of the whole plan is for those who see it whole: beside a part it would say what is not so.
    """
    rules, seen = rules_on(day), visible_checks(actor, day).filter(year=year)
    counted = seen.order_by().aggregate(
        comings=Sum("times", filter=Q(state__in=IN_FORCE), default=0),
        in_force=Count("pk", filter=Q(state__in=IN_FORCE)), planned=Count("pk", filter=Q(state__in=PLANNED)),
        **{f"view_{name}": Count("pk", filter=where) for name, where in VIEWS.items()},
    )  # fmt: skip
    return PlanSum(
        counted["in_force"],
        counted["planned"],
        counted["comings"],
        rules.city_quota if actor.holds_everywhere(*SEERS) else None,
        rules.unit_quota,
        {name: counted[f"view_{name}"] for name in VIEWS},
    )


def bars(rows: Sequence[CheckRow], year: int) -> list[Bar]:
    """Where each check lies in its year."""
    first, days = date(year, 1, 1), (date(year + 1, 1, 1) - date(year, 1, 1)).days
    found = []
    for row in rows:
        start = (row.check.starts_on - first).days
        length = max(2, (row.check.ends_on - row.check.starts_on).days + 1)
        found.append(Bar(row, _per_cent(start, days), _per_cent(length, days)))
    return found


def month_places(year: int) -> list[tuple[str, str]]:
    """Names of the months and where they begin, in per cent of the year."""
    first, days = date(year, 1, 1), (date(year + 1, 1, 1) - date(year, 1, 1)).days
    return [(f"{m} 月", _per_cent((date(year, m, 1) - first).days, days)) for m in range(1, 13)]


def _per_cent(part: int, whole: int) -> str:
    return f"{part * 100 / whole:.2f}"


@dataclass(frozen=True, slots=True)
class AddedMonth:
    """月控: what was added in one month, with reason and standing."""

    month: date
    rows: tuple[CheckRow, ...]


def added_months(actor: Actor, year: int, day: date) -> list[AddedMonth]:
    """Additions of the year by month, the newest first."""
    found = (
        visible_checks(actor, day)
        .filter(year=year, added_on__isnull=False)
        .select_related("topic", "approved_by")
    )
    months: dict[date, list[CheckRow]] = {}
    for row in check_rows(actor, found.order_by("-added_on", "-pk"), day):
        assert row.check.added_on is not None
        months.setdefault(row.check.added_on.replace(day=1), []).append(row)
    return [AddedMonth(month, tuple(rows)) for month, rows in months.items()]
