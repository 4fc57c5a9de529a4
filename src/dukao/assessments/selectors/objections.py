"""Objections: who sees them, their clocks, and who must keep out of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from dukao.assessments.computing import book_of
from dukao.assessments.models import Objection, ObjectionRule, Round
from dukao.assessments.selectors.policy import applying, of_scheme
from dukao.assessments.selectors.taking_part import took_part
from dukao.assessments.vocabulary import (
    ASSESSED,
    OVERSEERS,
    SETTLED,
    ObjectionState,
    Outcome,
    RoundState,
)
from dukao.identity.selectors import accounts_holding
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError, Missing
from dukao.kernel.roles import Role
from dukao.kernel.terms import limit_day
from dukao.organisations.selectors import unit_on, work_calendar

if TYPE_CHECKING:
    from dukao.identity.models import Account
    from dukao.organisations.models import UnitVersion


def objection_rules() -> list[ObjectionRule]:
    """All rules there were, the newest first."""
    return list(ObjectionRule.objects.select_related("scheme").order_by("-effective_on", "scheme_id"))


def rule_for(assessment: Round, day: date) -> ObjectionRule:
    """The scheme's own rule in force, or that for all schemes."""
    found = applying(ObjectionRule.objects.filter(of_scheme(assessment.version.scheme_id, day)))
    if found is None:
        raise DomainError("no_objection_rule", "还没有异议时限规则。请督考办先在“异议时限”里定下期限和依据。")
    return found


def last_day(start: date, days: int, kind: str) -> date:
    """The last day of a term by the calendar of the installation."""
    return limit_day(start, days, kind, work_calendar())


def raise_by(assessment: Round, rule: ObjectionRule) -> date | None:
    """The last day on which an objection is taken; ``None`` while nothing is posted."""
    if assessment.posted_at is None or assessment.notice_until is None:
        return None
    if rule.window_days is None:
        return local_day(assessment.notice_until)
    return last_day(local_day(assessment.posted_at), rule.window_days, rule.window_kind)


def visible_objections(actor: Actor) -> QuerySet[Objection]:
    """Those of units the actor oversees or answers for, and those given to the actor to decide."""
    own = actor.account_id
    seen = Q(handler=own) | Q(approver=own) if own else Q(pk__in=())
    for path in actor.scopes(*OVERSEERS, *ASSESSED):
        seen |= Q(unit__versions__path__startswith=path)
    rows = Objection.objects.filter(pk__in=Objection.objects.filter(seen).values("pk"))
    return rows.select_related(
        "round__version__scheme",
        "unit",
        "handler",
        "approver",
        "raised_by",
        "assigned_by",
        "rule",
        "earlier__handler",
    ).defer("round__version__document")


def objection_for(actor: Actor, number: int) -> Objection:
    found = visible_objections(actor).filter(pk=number).first()
    if found is None:
        raise Missing("没有这件异议，或不在你的查看范围。")
    return found


def is_shown_with_objection(actor: Actor, file_id: int) -> bool:
    """Whoever sees an objection sees its evidence."""
    return visible_objections(actor).filter(evidence__file=file_id).exists()


def place_of(objection: Objection) -> UnitVersion:
    return unit_on(objection.unit_id, objection.round.ends_on)


def line_name(assessment: Round, unit_code: str, item: str) -> str:
    """The item's name in this round; refuses one that the unit's score does not have."""
    if not item:
        return ""
    book = book_of(assessment)
    if unit_code not in book.standings or item not in book.nodes:
        raise Missing("这一轮没有这个项目。请从得分页面选择要提出异议的一项。")
    return book.nodes[item].name


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who might decide; ``bar`` says why not."""

    account: Account
    bar: str


def candidates(objection: Objection, day: date) -> list[Candidate]:
    """The office and the leaders above the unit, those first who had no part in it."""
    parts = took_part(objection)
    own = set(accounts_holding(ASSESSED, objection.unit_id, day, on_itself=True).values_list("pk", flat=True))
    people = accounts_holding((Role.OFFICE, Role.LEADER), objection.unit_id, day)
    found = [
        Candidate(
            account,
            "是提出异议单位的人员"
            if account.unit_id == objection.unit_id or account.pk in own
            else parts.get(account.pk, ""),
        )
        for account in people
    ]
    return sorted(found, key=lambda one: (bool(one.bar), one.account.username))


def approvers(objection: Objection, people: list[Candidate], day: date) -> list[Account]:
    """Leaders above the unit without a part in the line, the handler not among them."""
    leaders = set(accounts_holding((Role.LEADER,), objection.unit_id, day).values_list("pk", flat=True))
    return [
        one.account
        for one in people
        if not one.bar and one.account.pk in leaders and one.account.pk != objection.handler_id
    ]


def bars(objection: Objection, account_id: int, day: date) -> dict[int, str]:
    """Why this account is kept out: its part in the line, its unit, or that it has no right at all."""
    return bars_among(candidates(objection, day), account_id)


def bars_among(people: list[Candidate], account_id: int) -> dict[int, str]:
    found = next((one for one in people if one.account.pk == account_id), None)
    if found is None:
        return {account_id: "不是这个范围的督考办人员或领导"}
    return {account_id: found.bar} if found.bar else {}


def unsettled(assessment: Round, day: date) -> int:
    """Objections that keep the round from its end: open ones, and those whose second stage may still come."""
    own = Objection.objects.filter(round=assessment)
    return own.filter(
        ~Q(state__in=SETTLED) | Q(state=ObjectionState.DECIDED, again_by__gte=day, later__isnull=True)
    ).count()


def raised_before(assessment: Round, unit_id: int, item: str) -> Objection | None:
    """The newest objection against this line that was not withdrawn."""
    own = Objection.objects.filter(round=assessment, unit_id=unit_id, item=item)
    return own.exclude(state=ObjectionState.WITHDRAWN).order_by("-pk").first()


def may_still_raise(assessment: Round, at: datetime) -> bool:
    """The results are posted and the window is open."""
    if assessment.state != RoundState.ON_NOTICE:
        return False
    try:
        until = raise_by(assessment, rule_for(assessment, local_day(at)))
    except DomainError:
        return False
    return until is not None and local_day(at) <= until


@dataclass(frozen=True, slots=True)
class Tally:
    """How objections went: what upheld ones say is about those who scored, not about those who objected."""

    raised: int
    open: int
    decided: int
    upheld: int

    @property
    def upheld_share(self) -> float | None:
        return self.upheld / self.decided if self.decided else None


def tally(objections: QuerySet[Objection]) -> Tally:
    states: Counter[str] = Counter(objections.values_list("state", flat=True))
    outcomes: Counter[str] = Counter(objections.values_list("outcome", flat=True))
    return Tally(
        raised=sum(states.values()) - states[ObjectionState.WITHDRAWN],
        open=sum(count for state, count in states.items() if state not in SETTLED),
        decided=states[ObjectionState.DECIDED],
        upheld=outcomes[Outcome.UPHELD] + outcomes[Outcome.PARTLY],
    )
