"""Closing a month: from then on its reports are what they are."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from django.db import transaction

from dukao.journal.selectors import is_done
from dukao.journal.services import record
from dukao.kernel.actor import Actor
from dukao.kernel.errors import DomainError
from dukao.kernel.verdict import require
from dukao.reporting.models import ReportingPeriod, UnitReport
from dukao.reporting.policies import can_run_reporting
from dukao.reporting.selectors.open_ends import open_ends
from dukao.reporting.vocabulary import REPORT_FLOW
from dukao.scoring.periods import Period


@transaction.atomic
def lock_period(
    *, actor: Actor, period: ReportingPeriod, at: datetime, reason: str = "", key: str = ""
) -> ReportingPeriod:
    """No report of the month changes any more.

    While something is open it says what, and locks only with a reason; what was not accepted by then
    counts as not reported.
    """
    require(can_run_reporting(actor))
    period = ReportingPeriod.objects.select_for_update().get(pk=period.pk)
    if is_done(key, "period_locked", subject=period):
        return period
    if period.locked_at is not None:
        raise DomainError("locked", "这个月已经锁定。", 409)
    if at < period.due_at:
        raise DomainError("not_due", "还没有到截止时间，不能锁定。")
    ends = open_ends(period)
    if ends and not reason.strip():
        raise DomainError("open_ends", f"还有没办完的：{'；'.join(ends)}。仍要锁定请写明原因。")
    before = Counter(period.reports.values_list("state", flat=True))
    for name in ("lock", "close"):
        step = REPORT_FLOW.move(name)
        UnitReport.objects.filter(period=period, state__in=step.sources).update(state=step.target)
    period.locked_at = at
    period.save(update_fields=["locked_at"])
    record(
        actor=actor, event="period_locked", subject=period, at=at, reason=reason.strip(), key=key or None,
        label=f"{Period.parse(period.period).label}填报", before=dict(before), after={"open": ends},
    )  # fmt: skip
    return period
