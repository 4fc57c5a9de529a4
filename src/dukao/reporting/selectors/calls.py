"""The months that were called for, and the rules that held for them."""

from __future__ import annotations

from datetime import date, datetime

from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError, Missing
from dukao.kernel.memo import kept_while_reading
from dukao.reporting.models import ReportingPeriod, ReportingPolicy
from dukao.scoring.periods import Period, Span


def policy_on(day: date) -> ReportingPolicy:
    """The rules in force on ``day``."""
    found = ReportingPolicy.objects.filter(effective_on__lte=day).order_by("-effective_on").first()
    if found is None:
        raise DomainError("no_policy", "还没有填报规则。请督考办先在“填报规则”里定下限额和时限。")
    return found


@kept_while_reading
def periods() -> list[ReportingPeriod]:
    """All months called for, the newest first."""
    return list(ReportingPeriod.objects.select_related("policy").order_by("-period"))


def period_called(name: str) -> ReportingPeriod:
    found = next((period for period in periods() if period.period == name), None)
    if found is None:
        raise Missing(f"{name} 还没有开始填报。")
    return found


def current_period(at: datetime) -> ReportingPeriod | None:
    return current_of(periods(), at)


def current_of(called: list[ReportingPeriod], at: datetime) -> ReportingPeriod | None:
    """The newest month that has opened; before the first has, the newest there is."""
    return next((period for period in called if period.opens_at <= at), called[0] if called else None)


def policies() -> list[ReportingPolicy]:
    """All rules, the newest first."""
    return list(ReportingPolicy.objects.order_by("-effective_on"))


def months_to_open(at: datetime) -> tuple[Period, Period]:
    """The months that may be called for: the running one and the next."""
    running = Period.of_date(local_day(at), Span.MONTH)
    return running, running.next()


def next_period(at: datetime) -> Period | None:
    """The first month to call for that nobody has called for; ``None`` while both are open."""
    called = {period.period for period in periods()}
    return next((month for month in months_to_open(at) if str(month) not in called), None)


def usual_policy() -> ReportingPolicy:
    """Figures to start from where nothing was decided yet; not stored."""
    return ReportingPolicy()
