"""Who had a hand in reported values, for those who must keep out of what is decided about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from django.db import models

from dukao.journal.selectors import entries_of_any
from dukao.reporting.models import CorrectionRequest, ReportLine, SharedValue
from dukao.reporting.selectors.shared import SPANS, month_of, names_of

if TYPE_CHECKING:
    from dukao.scoring.periods import Period

#: What each act is called, the lightest first: who did several things is named by the heaviest.
PARTS = {
    "line_saved": "填报过这一项",
    "evidence_attached": "为这一项添加过佐证",
    "evidence_removed": "移除过这一项的佐证",
    "report_sent": "送审过这份填报",
    "report_recalled": "撤回过这份填报",
    "report_signed_back": "退回过这份填报",
    "report_submitted": "签发过这份填报",
    "correction_requested": "申请过校核这个数据",
    "shared_values_imported": "导入过这个共享数据",
    "shared_value_replaced": "更正过这个共享数据",
    "correction_declined": "答复过这个数据的校核申请",
    "correction_accepted": "答复过这个数据的校核申请",
    "line_returned": "退回过这一项",
    "line_verified": "核查过这一项",
    "acceptance_withdrawn": "撤销过这一项的审核",
    "line_accepted": "审核过这一项",
}


def hands_on(
    *, scheme_id: int, unit_id: int, codes: Collection[str], periods: Iterable[Period]
) -> dict[int, str]:
    """Accounts that ever did something to these values of the unit, with what they did, in words.

    Rows name the last one who saved or reviewed; the journal names everybody before them.
    """
    wanted = set(periods)
    lines = list(
        ReportLine.objects.filter(
            report__unit=unit_id, report__period__period__in={str(month_of(period)) for period in wanted},
            item__version__scheme=scheme_id, item__code__in=codes,
        ).select_related("report", "verification")
    )  # fmt: skip
    names = {name for period in wanted for frequency in SPANS for name in names_of(period, frequency)}
    shared = list(SharedValue.objects.filter(indicator__code__in=codes, unit=unit_id, period__in=names))
    asked = list(CorrectionRequest.objects.filter(shared_value__in=shared))
    did: dict[str, set[int]] = defaultdict(set)
    for event, account in (
        *_on_rows(lines, shared),
        *_journaled(lines), *_journaled([line.report for line in lines]),
        *_journaled(shared), *_journaled(asked),
    ):  # fmt: skip
        if account is not None:
            did[event].add(account)
    return {account: part for event, part in PARTS.items() for account in did[event]}


def _on_rows(lines: Iterable[ReportLine], shared: Iterable[SharedValue]) -> Iterator[tuple[str, int | None]]:
    for line in lines:
        yield "line_saved", line.saved_by_id
        yield "report_sent", line.report.sent_by_id
        yield "report_submitted", line.report.signed_by_id
        yield "line_accepted", line.reviewed_by_id
        if hasattr(line, "verification"):
            yield "line_verified", line.verification.verified_by_id
    for value in shared:
        yield "shared_values_imported", value.imported_by_id


def _journaled(subjects: Collection[models.Model]) -> Iterator[tuple[str, int | None]]:
    found = entries_of_any(list(subjects)) if subjects else None
    if found is not None:
        yield from found.order_by().values_list("event", "actor_id").distinct()
