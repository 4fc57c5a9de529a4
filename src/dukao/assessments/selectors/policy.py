"""The rule for public notices in force, and the term it gives."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.db.models import Q

from dukao.assessments.models import AssessmentPolicy, ObjectionRule
from dukao.kernel.clock import at_time, local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.terms import DayKind, limit_day
from dukao.organisations.selectors import work_calendar

Rule = TypeVar("Rule", AssessmentPolicy, ObjectionRule)


@dataclass(frozen=True, slots=True)
class Term:
    """A public notice from its first to its last moment, and what it rests on."""

    starts_at: datetime
    ends_at: datetime
    days: int
    kind: str
    source: str
    #: True while the year has no holiday notice: the end may still move.
    is_provisional: bool

    @property
    def kind_label(self) -> str:
        return str(DayKind(self.kind).label)


def notice_policies() -> list[AssessmentPolicy]:
    """All rules there were, the newest first."""
    return list(AssessmentPolicy.objects.select_related("scheme").order_by("-effective_on", "scheme_id"))


def applying(rules: Iterable[Rule]) -> Rule | None:
    """Of the rules in force the newest one that is the scheme's own, or else the newest for all schemes."""
    return max(rules, key=lambda rule: (rule.scheme_id is not None, rule.effective_on), default=None)


def of_scheme(scheme_id: int, day: date) -> Q:
    """Rules in force for this scheme, its own and those for all."""
    return Q(Q(scheme_id=scheme_id) | Q(scheme__isnull=True), effective_on__lte=day)


def explain_workdays(rules: Iterable[AssessmentPolicy], scheme_id: int) -> int:
    """By these rules, for how many working days a unit is waited for before a decision is scored."""
    found = applying(rule for rule in rules if rule.scheme_id in (None, scheme_id))
    return (found or AssessmentPolicy()).explain_workdays


def notice_term_or_none(at: datetime, scheme_id: int) -> Term | None:
    """For pages that only say what would happen."""
    try:
        return notice_term(at, scheme_id)
    except DomainError:
        return None


def notice_term(at: datetime, scheme_id: int) -> Term:
    """A notice posted now runs for the policy's days, the day of posting not counted."""
    policy = applying(AssessmentPolicy.objects.filter(of_scheme(scheme_id, local_day(at))))
    if policy is None:
        raise DomainError("no_policy", "还没有公示时限规则。请督考办先在“公示时限”里定下日数和依据。")
    calendar = work_calendar()
    last = limit_day(local_day(at), policy.notice_days, policy.notice_kind, calendar)
    ends_at = at_time(last, policy.closes_at.hour, policy.closes_at.minute)
    return Term(
        at, ends_at, policy.notice_days, policy.notice_kind, policy.source, calendar.is_provisional(last)
    )
