"""The rule for public notices in force, and the term it gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from dukao.assessments.models import AssessmentPolicy
from dukao.kernel.clock import at_time, local_day
from dukao.kernel.errors import DomainError
from dukao.organisations.selectors import work_calendar


@dataclass(frozen=True, slots=True)
class Term:
    """A public notice from its first to its last moment, and what it rests on."""

    starts_at: datetime
    ends_at: datetime
    workdays: int
    source: str
    #: True while the year has no holiday notice: the end may still move.
    is_provisional: bool


def notice_policies() -> list[AssessmentPolicy]:
    """All rules there were, the newest first."""
    return list(AssessmentPolicy.objects.order_by("-effective_on"))


def notice_policy_on(day: date) -> AssessmentPolicy:
    found = AssessmentPolicy.objects.filter(effective_on__lte=day).order_by("-effective_on").first()
    if found is None:
        raise DomainError("no_policy", "还没有公示时限规则。请督考办先在“公示时限”里定下工作日数和依据。")
    return found


def explain_workdays_on(day: date) -> int:
    """For how many working days a unit is waited for before a decision of supervision is scored."""
    found = AssessmentPolicy.objects.filter(effective_on__lte=day).order_by("-effective_on").first()
    return (found or AssessmentPolicy()).explain_workdays


def notice_term_or_none(at: datetime) -> Term | None:
    """For pages that only say what would happen."""
    try:
        return notice_term(at)
    except DomainError:
        return None


def notice_term(at: datetime) -> Term:
    """A notice posted now runs for the policy's working days, the day of posting not counted."""
    policy = notice_policy_on(local_day(at))
    calendar = work_calendar()
    last = calendar.add(local_day(at), policy.notice_workdays)
    ends_at = at_time(last, policy.closes_at.hour, policy.closes_at.minute)
    return Term(at, ends_at, policy.notice_workdays, policy.source, calendar.is_provisional(last))
