"""The figures of S1 and what they hide: how many, how fast, how lasting; by unit, source, kind, month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When
from django.db.models.functions import ExtractMonth

from dukao.issues.models import LookBack, Naming, Problem
from dukao.issues.selectors.seeing import visible_problems
from dukao.issues.vocabulary import OPEN, LookBackFinding, ProblemKind, ProblemState, Severity, Source
from dukao.kernel.actor import Actor
from dukao.organisations.selectors import versions_by_unit
from dukao.ui.charts import Bars, Series

if TYPE_CHECKING:
    from dukao.organisations.models import UnitVersion

#: Days since assignment, as an office speaks of them.
AGES = (("30 日内", 0, 30), ("31 至 60 日", 31, 60), ("61 至 90 日", 61, 90), ("90 日以上", 91, 100_000))
WAYS = {"unit": "单位", "source": "来源", "kind": "类型", "severity": "严重程度", "month": "月份"}
_CHOICES = {"source": Source, "kind": ProblemKind, "severity": Severity}


@dataclass(frozen=True, slots=True)
class Line:
    """One group: found, closed, late among those open, rebounded among those looked at again."""

    label: str
    key: str
    found: int
    closed: int
    late: int
    looked: int
    rebounded: int

    @property
    def rate(self) -> Decimal | None:
        """整改完成率: closed of those assigned, in percent."""
        return Decimal(self.closed * 100) / self.found if self.found else None

    @property
    def rebound_rate(self) -> Decimal | None:
        return Decimal(self.rebounded * 100) / self.looked if self.looked else None


@dataclass(frozen=True)
class Statistics:
    """All of it for one span of days: the counts of S1, groups, ages and the chart."""

    total: Line
    circulars: int
    named: int
    lines: list[Line]
    ages: list[tuple[str, int]]
    chart: Bars | None


def statistics(actor: Actor, begins: date, ends: date, way: str, day: date) -> Statistics:
    """Of the problems found from ``begins`` to ``ends`` that this actor may see and that were assigned.

    What was not assigned yet counts nowhere: no unit knows of it.
    """
    problems = visible_problems(actor, day).filter(
        found_on__gte=begins, found_on__lte=ends, assigned_on__isnull=False
    ).exclude(state=ProblemState.DROPPED)  # fmt: skip
    looked = LookBack.objects.filter(problem__in=problems.values("pk"), done_at__isnull=False)
    lines = _lines(problems, looked, way, day)
    namings = Naming.objects.filter(problem__in=problems.values("pk"))
    return Statistics(
        total=_sum(lines), circulars=namings.values("year", "issue").distinct().count(),
        named=namings.count(), lines=lines, ages=_ages(problems, day), chart=_chart(lines),
    )  # fmt: skip


def _lines(problems: QuerySet[Problem], looked: QuerySet[LookBack], way: str, day: date) -> list[Line]:
    column = {"unit": F("unit_id"), "month": ExtractMonth("found_on")}.get(way, F(way))
    late = Q(due_on__lt=day, state__in=OPEN)
    rows = list(
        problems.order_by().annotate(group=column).values("group").annotate(
            found=Count("pk"), closed=Count("pk", filter=Q(state=ProblemState.CLOSED)),
            late=Count("pk", filter=late),
        ).order_by("-found", "group")
    )  # fmt: skip
    through = {"unit": F("problem__unit_id"), "month": ExtractMonth("problem__found_on")}
    again: dict[object, Any] = {
        row["group"]: row
        for row in looked.order_by().annotate(group=through.get(way, F(f"problem__{way}"))).values("group")
        .annotate(looked=Count("pk"), rebounded=Count("pk", filter=Q(finding=LookBackFinding.REBOUNDED)))
    }  # fmt: skip
    names = versions_by_unit([row["group"] for row in rows], day) if way == "unit" else {}
    lines = [
        Line(
            _label(way, row["group"], names), str(row["group"]), row["found"], row["closed"], row["late"],
            again.get(row["group"], {}).get("looked", 0), again.get(row["group"], {}).get("rebounded", 0),
        )
        for row in rows
    ]  # fmt: skip
    return sorted(lines, key=lambda line: int(line.key)) if way == "month" else lines


def _label(way: str, key: object, names: dict[int, UnitVersion]) -> str:
    if way == "unit":
        return names[int(str(key))].short_name
    return f"{key} 月" if way == "month" else _CHOICES[way](key).label


def _sum(lines: list[Line]) -> Line:
    parts = [
        sum(getattr(line, name) for line in lines)
        for name in ("found", "closed", "late", "looked", "rebounded")
    ]
    return Line("合计", "", *parts)


def _ages(problems: QuerySet[Problem], day: date) -> list[tuple[str, int]]:
    """How long what is still open has been in hand."""
    cases = [
        When(
            assigned_on__gte=day - timedelta(days=most), assigned_on__lte=day - timedelta(days=least),
            then=Value(name),
        )
        for name, least, most in AGES
    ]  # fmt: skip
    grouped = Case(*cases, default=Value(AGES[0][0]), output_field=CharField())
    opened = problems.filter(state__in=OPEN).order_by().annotate(age=grouped)
    counts = dict(opened.values_list("age").annotate(Count("pk")))
    return [(name, counts.get(name, 0)) for name, *_ in AGES]


def _chart(lines: list[Line]) -> Bars | None:
    shown = lines[:12]
    if not shown:
        return None
    return Bars(
        x=tuple(line.label for line in shown),
        series=(
            Series("交办问题", tuple(line.found for line in shown), colour="ink-4"),
            Series("已销号", tuple(line.closed for line in shown), colour="c3"),
        ),
        unit="个",
    )  # fmt: skip
