"""What whoever oversees the process asks of reports: figures, words, pictures and verdicts of a year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count

from dukao.documents.vocabulary import MediaType
from dukao.kernel.clock import at_time
from dukao.reporting.models import LineEvidence, LineReturn, ReportLine
from dukao.reporting.vocabulary import LineState
from dukao.schemes.vocabulary import Direction

#: Measures of rates and scores: they may fall, and say nothing when they are round.
_NO_AMOUNTS = frozenset({"%", "‰", "分", "位", "名次", "个百分点"})


@dataclass(frozen=True, slots=True)
class ReportedLine:
    line: int
    report: int
    unit: int
    item: str
    item_name: str
    period: str
    value: Decimal | None
    is_amount: bool
    narrative: str
    returns: int


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What one reviewer decided for one lead unit."""

    account: int
    name: str
    lead: int | None
    accepted: int
    returned: int


@dataclass(frozen=True, slots=True)
class Picture:
    line: int
    unit: int
    item_name: str
    period: str
    name: str
    file: int
    added_at: datetime


def reported_in_year(year: int) -> Iterator[ReportedLine]:
    """Every line that was handed in, in the order of months."""
    handed_in = (LineState.SUBMITTED, LineState.RETURNED, LineState.ACCEPTED)
    rows = ReportLine.objects.filter(report__period__period__startswith=f"{year}-", state__in=handed_in)
    returns = dict(
        LineReturn.objects.filter(line__report__period__period__startswith=f"{year}-")
        .values_list("line").annotate(n=Count("pk"))
    )  # fmt: skip
    values = rows.order_by("report__period__period", "pk").values_list(
        "pk", "report_id", "report__unit_id", "item__code", "item__name", "report__period__period", "value",
        "item__indicator__measure_unit", "item__indicator__direction", "narrative",
    )  # fmt: skip
    for line, report, unit, item, name, period, value, measure, direction, narrative in values.iterator(
        chunk_size=2000
    ):
        # What is better the lower it is counts anew each time: a duration, faults found at an inspection.
        is_amount = measure is not None and measure not in _NO_AMOUNTS and direction != Direction.LOWER
        yield ReportedLine(
            line, report, unit, item, name, period, value, is_amount, narrative, returns.get(line, 0)
        )


def verdicts_of_year(year: int) -> list[Verdicts]:
    """How often each reviewer accepted and returned, by lead unit; the system's own acceptances left out."""
    accepted = ReportLine.objects.filter(
        reviewed_at__gte=_first(year), reviewed_at__lt=_first(year + 1), state=LineState.ACCEPTED,
        reviewed_by__isnull=False,
    )  # fmt: skip
    returned = LineReturn.objects.filter(returned_at__gte=_first(year), returned_at__lt=_first(year + 1))
    counts: dict[tuple[int, str, int | None], list[int]] = {}
    for key in (
        accepted.order_by()
        .values_list("reviewed_by", "reviewed_by__name", "item__lead")
        .annotate(n=Count("pk"))
    ):
        counts.setdefault(key[:3], [0, 0])[0] += key[3]
    for key in (
        returned.order_by()
        .values_list("returned_by", "returned_by__name", "line__item__lead")
        .annotate(n=Count("pk"))
    ):
        counts.setdefault(key[:3], [0, 0])[1] += key[3]
    return [Verdicts(*who, *both) for who, both in sorted(counts.items(), key=lambda pair: str(pair[0]))]


def pictures_of_year(year: int) -> list[Picture]:
    """Pictures attached to the year's lines, in the order in which they were attached."""
    rows = LineEvidence.objects.filter(
        line__report__period__period__startswith=f"{year}-", removed_at__isnull=True,
    ).exclude(file__media_type=MediaType.PDF)  # fmt: skip
    return [
        Picture(*row)
        for row in rows.order_by("added_at", "pk").values_list(
            "line_id", "line__report__unit_id", "line__item__name", "line__report__period__period", "name",
            "file_id", "added_at",
        )
    ]  # fmt: skip


def _first(year: int) -> datetime:
    return at_time(date(year, 1, 1), 0)
