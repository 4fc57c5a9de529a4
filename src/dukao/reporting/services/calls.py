"""The months: called for, reminded of, locked; and the rules they run by."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from dukao.journal.selectors import is_done, key_used
from dukao.journal.services import record
from dukao.kernel.actor import SYSTEM, Actor
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.verdict import require
from dukao.organisations.selectors import work_calendar
from dukao.reporting.clocks import clocks_of
from dukao.reporting.models import ReportingPeriod, ReportingPolicy
from dukao.reporting.policies import can_run_reporting
from dukao.reporting.selectors.calls import months_to_open, policy_on
from dukao.reporting.services.lines_due import bring_lines_up_to_date
from dukao.scoring.periods import Period, Span


@transaction.atomic
def open_period(*, actor: Actor, period: Period, at: datetime) -> ReportingPeriod:
    """The month is called for: every assessed unit has its report with all items due.

    Called again it adds what became due since, follows items into new scheme versions, and moves
    clocks that were provisional; lines somebody wrote in are never lost. Only the running month and the
    next are called for anew: an opened month cannot be taken back.
    """
    require(can_run_reporting(actor))
    if period.span is not Span.MONTH:
        raise DomainError("not_a_month", f"填报按月进行，{period.label}不是一个月。")
    months = months_to_open(at)
    if period not in months and not ReportingPeriod.objects.filter(period=str(period)).exists():
        words = "或".join(month.label for month in months)
        raise DomainError("month_far", f"只能开始本月或下月的填报，现在可以开始 {words}。")
    return _open(actor, period, at)


@transaction.atomic
def open_due_period(*, at: datetime) -> ReportingPeriod | None:
    """The running month is called for once its day has come; before that nothing happens."""
    today = local_day(at)
    period = Period.of_date(today, Span.MONTH)
    if not ReportingPolicy.objects.filter(effective_on__lte=period.first_day).exists():
        return None
    opens_at = clocks_of(period, policy_on(period.first_day), work_calendar()).opens_at
    return _open(SYSTEM, period, at) if opens_at <= at else None


def _open(actor: Actor, period: Period, at: datetime) -> ReportingPeriod:
    policy = policy_on(period.first_day)
    clocks = clocks_of(period, policy, work_calendar())
    timing = {
        "opens_at": clocks.opens_at, "due_at": clocks.due_at, "is_provisional": clocks.is_provisional
    }  # fmt: skip
    call, is_new = ReportingPeriod.objects.get_or_create(
        period=str(period), defaults={"policy": policy, **timing}
    )
    if call.locked_at is not None:
        raise DomainError("locked", f"{period.label}已锁定，不能再开。", 409)
    moved = not is_new and _move_clocks(call, timing)
    added = bring_lines_up_to_date(call, period)
    if is_new or moved or added.is_anything:
        record(
            actor=actor, event="period_opened", subject=call, label=f"{period.label}填报", at=at,
            after={"due_at": call.due_at.isoformat(), "provisional": call.is_provisional, **added.counts()},
        )  # fmt: skip
    return call


def _move_clocks(call: ReportingPeriod, timing: dict[str, Any]) -> bool:
    """Only clocks that were marked provisional may move once the holiday notice is known."""
    if not call.is_provisional or (call.due_at == timing["due_at"] and timing["is_provisional"]):
        return False
    for name, value in timing.items():
        setattr(call, name, value)
    call.save(update_fields=list(timing))
    return True


@transaction.atomic
def set_policy(*, actor: Actor, at: datetime, key: str = "", **rules: Any) -> ReportingPolicy:
    """New rules hold for months that are opened from ``effective_on`` on; open months keep theirs."""
    require(can_run_reporting(actor))
    effective_on = rules.pop("effective_on")
    former = ReportingPolicy.objects.filter(effective_on=effective_on).first()
    if is_done(key, "reporting_policy_set"):
        if former is None:
            raise key_used()
        return former
    if rules["late_red"] < rules["late_yellow"]:
        raise DomainError("policy", "红灯的百分点不能小于黄灯的百分点。")
    if former is not None and former.periods.exists():
        raise DomainError("policy_used", f"{effective_on:%Y-%m-%d} 的规则已用于填报，请另定施行日期。")
    policy, _ = ReportingPolicy.objects.update_or_create(effective_on=effective_on, defaults=rules)
    record(
        actor=actor, event="reporting_policy_set", subject=policy, label="填报规则", at=at, key=key,
        after={"effective_on": effective_on.isoformat(), **rules},
    )  # fmt: skip
    return policy
