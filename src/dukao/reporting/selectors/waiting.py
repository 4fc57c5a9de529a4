"""What waits for whom in this room: for the landing page, the navigation and the search."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import (
    BigIntegerField,
    CharField,
    DateField,
    DateTimeField,
    Min,
    Q,
    QuerySet,
)
from django.urls import reverse

from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.prepared import Count, Parameter, Prepared, any_of, tally
from dukao.kernel.roles import Role
from dukao.organisations.selectors import units_held, versions_by_unit, work_calendar
from dukao.reporting.clocks import review_due
from dukao.reporting.models import CorrectionRequest, ReportingPeriod, ReportLine, UnitReport
from dukao.reporting.selectors.calls import periods
from dukao.reporting.selectors.queue import lines_falling_to
from dukao.reporting.vocabulary import UNFINISHED_LINES, WITH_UNIT, CorrectionState, LineState, ReportState
from dukao.scoring.periods import Period
from dukao.ui.todo import Todo, Waiting

Rows = list[tuple[Any, ...]]


def todos(actor: Actor, now: datetime) -> Iterator[Todo | Waiting]:
    """Reports to fill, put right and sign; lines to review; months to lock; corrections to answer."""
    yield from _with_unit(actor, now)
    if actor.has(Role.LEAD_REVIEWER, Role.OFFICE):
        yield Waiting(_WAITING.asked(**_judge(actor, local_day(now))), _to_review)
    if actor.has(Role.OFFICE):
        yield Waiting(_LATE.asked(now=now), _to_urge)
        yield Waiting(_CORRECTIONS.asked(), _to_answer)


def _with_unit(actor: Actor, now: datetime) -> Iterator[Todo]:
    filling, signing = actor.units(Role.REPORTER), actor.units(Role.UNIT_HEAD)
    if not filling and not signing:
        return
    places = versions_by_unit(filling | signing, local_day(now))
    mine = Q(unit_id__in=filling, state=ReportState.DRAFT) | Q(unit_id__in=signing, state=ReportState.SIGNING)
    reports = (
        UnitReport.objects.filter(mine, period__locked_at=None, period__opens_at__lte=now)
        .exclude(pk__in=_own_to_sign(actor))
        .select_related("period")
        .annotate(
            todo=models.Count("lines", filter=Q(lines__state__in=(LineState.EMPTY, LineState.DRAFT))),
            returned=models.Count("lines", filter=Q(lines__state=LineState.RETURNED)),
        )
        .order_by("period__due_at", "pk")
    )
    for report in reports:
        place = places[report.unit_id]
        month = f"{Period.parse(report.period.period).index} 月填报"
        address = reverse("reporting:show", args=[report.pk])
        if report.state == ReportState.SIGNING:
            sheet = reverse("reporting:sheet", args=[report.pk])
            detail = f"{place.short_name}·填报员已送签"
            yield Todo(report.period.due_at, f"审签 {month}", detail, sheet, "审签", True)
        elif report.returned:
            yield Todo(
                report.period.due_at, f"{month}有 {report.returned} 项退回",
                f"{place.short_name}·改好后重新送签", f"{address}?view=returned", "修改",
            )  # fmt: skip
        else:
            left = f"还有 {report.todo} 项未填" if report.todo else "已填完，待送签"
            yield Todo(report.period.due_at, month, f"{place.short_name}·{left}", address, "填报")


def _own_to_sign(actor: Actor) -> QuerySet[UnitReport]:
    """Reports before the head which the actor wrote in or sent: somebody else signs them."""
    own = Q(sent_by_id=actor.account_id) | Q(lines__saved_by_id=actor.account_id)
    return UnitReport.objects.filter(own, state=ReportState.SIGNING)


def _to_review(rows: Rows) -> Iterator[Todo]:
    calendar, found = work_calendar(), {period: (count, first) for count, period, first in rows}
    for period in open_periods():
        if period.pk not in found:
            continue
        count, first = found[period.pk]
        yield Todo(
            review_due(first, period.policy, calendar),
            f"审核 {Period.parse(period.period).index} 月填报 {count} 项", "对照季度标准逐项审核",
            f"{reverse('reporting:review')}?period={period.period}", "审核",
        )  # fmt: skip


def _late(now: Parameter) -> QuerySet[ReportingPeriod, Any]:
    """Open months that are over, and how many reports were never handed in."""
    over = ReportingPeriod.objects.filter(
        locked_at=None, due_at__lt=now, reports__state__in=WITH_UNIT, reports__submitted_at=None
    )
    return over.annotate(n=models.Count("reports")).order_by("period").values_list("period", "due_at", "n")


def _to_urge(rows: Rows) -> Iterator[Todo]:
    for period, due_at, unsent in rows:
        yield Todo(
            due_at, f"{Period.parse(period).index} 月填报有 {unsent} 个单位逾期未提交",
            "可以催报", f"{reverse('reporting:period', args=[period])}?view=late", "催报",
        )  # fmt: skip


def _corrections() -> QuerySet[CorrectionRequest, Any]:
    return tally(CorrectionRequest.objects.filter(state=CorrectionState.OPEN))


def _to_answer(rows: Rows) -> Iterator[Todo]:
    ((count,),) = rows
    page = reverse("reporting:corrections")
    yield Todo(None, f"{count} 件校核申请等答复", "单位认为共享数据有误", page, "答复")


_LATE, _CORRECTIONS = Prepared(_late, now=DateTimeField()), Prepared(_corrections)


def lines_left(actor: Actor, now: datetime) -> Count:
    """Items the actor's own units still have to fill in or put right; units below them have their own."""
    return _LEFT.count(units=tuple(sorted(actor.units(Role.REPORTER))), now=now)


def _left(units: Sequence[Parameter], now: Parameter) -> QuerySet[ReportLine, tuple[int]]:
    lines = ReportLine.objects.filter(
        any_of("report__unit", units), report__state=ReportState.DRAFT, state__in=UNFINISHED_LINES,
        report__period__locked_at=None, report__period__opens_at__lte=now,
    )  # fmt: skip
    return lines.values("report__unit").annotate(n=models.Count("pk")).values_list("n")


_LEFT = Prepared(_left, units=BigIntegerField(), now=DateTimeField())


def lines_waiting(actor: Actor, now: datetime) -> Count:
    """Items that wait for the actor's judgement."""
    return _WAITING.count(**_judge(actor, local_day(now)))


def open_periods() -> list[ReportingPeriod]:
    """Months that are not locked, the oldest first."""
    return [period for period in reversed(periods()) if period.locked_at is None]


def _judge(actor: Actor, day: date) -> dict[str, Any]:
    led, run = actor.scopes(Role.LEAD_REVIEWER), actor.scopes(Role.OFFICE)
    return {"led": led, "run": run, "own": actor.unit_id or 0, "day": day}


def _waiting(
    led: Sequence[Parameter], run: Sequence[Parameter], own: Parameter, day: Parameter
) -> QuerySet[ReportLine, tuple[int, int, datetime]]:
    return (
        lines_falling_to(led, run, own, day)
        .filter(state=LineState.SUBMITTED, report__period__locked_at=None)
        .values("report__period")
        .annotate(n=models.Count("pk"), first=Min("submitted_at"))
        .order_by("report__period")
        .values_list("n", "report__period", "first")
    )


_WAITING = Prepared(_waiting, led=CharField(), run=CharField(), own=BigIntegerField(), day=DateField())


def search_lines(actor: Actor, text: str, limit: int, now: datetime) -> list[tuple[str, str, str]]:
    """Items of the newest reports the actor may see, by name or code: title, detail and address."""
    words = text.strip()
    scope = units_held(
        actor, local_day(now), Role.REPORTER, Role.UNIT_HEAD, Role.OFFICE, Role.LEADER, Role.DISCIPLINE
    )
    if not words or not scope:
        return []
    found = (
        ReportLine.objects.filter(
            Q(item__name__icontains=words) | Q(item__code__icontains=words), report__unit_id__in=list(scope)
        )
        .select_related("item", "report__period")
        .defer("narrative")
        .order_by("-report__period__period", "report_id", "item__position")[:limit]
    )
    return [_hit(line, scope[line.report.unit_id].short_name) for line in found]


def _hit(line: ReportLine, unit: str) -> tuple[str, str, str]:
    month = Period.parse(line.report.period.period).label
    address = f"{reverse('reporting:show', args=[line.report_id])}?item={line.pk}"
    return f"{unit}·{line.item.name}", f"{month}填报·{line.get_state_display()}", address
