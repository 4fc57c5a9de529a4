"""What keeps a month from being locked."""

from __future__ import annotations

from django.db.models import Count, Q

from dukao.reporting.models import CorrectionRequest, ReportingPeriod, ReportLine, UnitReport
from dukao.reporting.vocabulary import WITH_UNIT, CorrectionState, Finding, LineState


def open_ends(period: ReportingPeriod) -> list[str]:
    """Unfinished business of the month in words, with its count; empty when all is done."""
    reports = UnitReport.objects.filter(period=period).aggregate(
        unsent=Count("pk", filter=Q(state__in=WITH_UNIT, submitted_at=None)),
        back=Count("pk", filter=Q(state__in=WITH_UNIT, submitted_at__isnull=False)),
    )
    lines = ReportLine.objects.filter(report__period=period).aggregate(
        waiting=Count("pk", filter=Q(state=LineState.SUBMITTED)),
        unchecked=Count("pk", filter=Q(to_verify=True, verification=None)),
        disproved=Count("pk", filter=Q(verification__finding=Finding.INCONSISTENT)),
    )
    corrections = CorrectionRequest.objects.filter(
        state=CorrectionState.OPEN, shared_value__period=period.period
    ).count()
    counted = (
        (reports["unsent"], "个单位没有提交"),
        (reports["back"], "个单位的退回项没有改完"),
        (lines["waiting"], "项等待审核"),
        (lines["unchecked"], "项列入核查还没有查"),
        (lines["disproved"], "项核查不一致还没有处理"),
        (corrections, "件校核申请没有答复"),
    )
    return [f"{count} {words}" for count, words in counted if count]
