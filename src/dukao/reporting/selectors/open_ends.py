"""What keeps a month from being locked."""

from __future__ import annotations

from django.db.models import Count, Q

from dukao.kernel.prepared import at_once, gathered
from dukao.reporting.models import CorrectionRequest, ReportingPeriod, ReportLine, UnitReport
from dukao.reporting.vocabulary import WITH_UNIT, CorrectionState, Finding, LineState


def open_ends(period: ReportingPeriod) -> list[str]:
    """Unfinished business of the month in words, with its count; empty when all is done."""
    reports = gathered(UnitReport.objects.filter(period=period)).annotate(
        unsent=Count("pk", filter=Q(state__in=WITH_UNIT, submitted_at=None)),
        back=Count("pk", filter=Q(state__in=WITH_UNIT, submitted_at__isnull=False)),
    )
    lines = gathered(ReportLine.objects.filter(report__period=period)).annotate(
        waiting=Count("pk", filter=Q(state=LineState.SUBMITTED)),
        unchecked=Count("pk", filter=Q(to_verify=True, verification=None)),
        disproved=Count("pk", filter=Q(verification__finding=Finding.INCONSISTENT)),
    )
    corrections = CorrectionRequest.objects.filter(
        state=CorrectionState.OPEN, shared_value__period=period.period
    )
    counted = at_once(
        reports.values("unsent", "back"),
        lines.values("waiting", "unchecked", "disproved"),
        gathered(corrections).annotate(open=Count("pk")).values("open"),
    )
    counts = {name: count for rows in counted for row in rows for name, count in row.items()}
    return [f"{count} {_WORDS[name]}" for name, count in counts.items() if count]


_WORDS = {
    "unsent": "个单位没有提交", "back": "个单位的退回项没有改完", "waiting": "项等待审核",
    "unchecked": "项列入核查还没有查", "disproved": "项核查不一致还没有处理", "open": "件校核申请没有答复",
}  # fmt: skip
