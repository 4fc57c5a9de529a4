"""复核: asked within its term, decided by somebody who took no part, and never to be heavier for asking."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from dukao.checks.clocks import request_by
from dukao.checks.models import Conclusion, Review
from dukao.checks.policies import can_ask_review, can_review
from dukao.checks.selectors.conclusions import rank, taking_part
from dukao.checks.services.conclusion_words import tell_object, tell_office
from dukao.checks.services.holding import held_conclusion, note
from dukao.checks.vocabulary import CONCLUSION_FLOW, Outcome, Severity
from dukao.kernel.actor import Actor, account_of
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.flow import apply_move
from dukao.kernel.roles import Role
from dukao.kernel.verdict import require
from dukao.organisations.selectors import work_calendar
from dukao.ui.formats import day as day_words


@transaction.atomic
def ask_review(*, actor: Actor, conclusion: Conclusion, grounds: str, at: datetime) -> Review:
    """第十七条: within the term, counted from receipt."""
    conclusion, places = held_conclusion(conclusion.pk, at)
    require(can_ask_review(actor, places))
    limit = request_by(conclusion, work_calendar())
    if limit is not None and local_day(at) > limit:
        raise DomainError(
            "too_late", f"申请复核的期限是 {day_words(limit)}（{conclusion.term_source}），已经过了。"
        )
    before = apply_move(conclusion, CONCLUSION_FLOW, "ask", reason=grounds)
    review = Review.objects.create(
        conclusion=conclusion, grounds=grounds.strip(), asked_by_id=account_of(actor), asked_at=at
    )
    note(actor, "review_asked", conclusion, places.objects[0], at, was=before, reason=grounds)
    tell_office(
        conclusion,
        "申请复核",
        roles=(Role.OFFICE, Role.LEADER),
        key=f"review:{review.pk}",
        at=at,
        body=grounds,
    )
    return review


@transaction.atomic
def withdraw_review(*, actor: Actor, conclusion: Conclusion, at: datetime) -> Conclusion:
    """Taken back before it was decided; within its term it may be asked again."""
    conclusion, places = held_conclusion(conclusion.pk, at)
    require(can_ask_review(actor, places))
    before = apply_move(conclusion, CONCLUSION_FLOW, "withdraw")
    conclusion.reviews.filter(outcome="", withdrawn_at__isnull=True).update(withdrawn_at=at)
    note(actor, "review_withdrawn", conclusion, places.objects[0], at, was=before)
    return conclusion


@transaction.atomic
def decide_review(
    *, actor: Actor, conclusion: Conclusion, outcome: str, reasons: str, severity: str = "",
    lifted: Collection[int] = (), at: datetime,
) -> Review:  # fmt: skip
    """维持, 变更 or 撤销, with reasons.

    There is no way here to add a demand or to write a text: a change lifts demands or lightens the word,
    and does at least one of the two.
    """
    conclusion, places = held_conclusion(conclusion.pk, at)
    require(can_review(actor, places, taking_part(conclusion.check_of)))
    was_severity = conclusion.severity
    standing = {demand.pk: demand.text for demand in conclusion.demands.filter(lifted_at__isnull=True)}
    new, gone = _outcome(conclusion, outcome, severity or was_severity, set(lifted), standing)
    move = {Outcome.UPHOLD: "uphold", Outcome.CHANGE: "change", Outcome.ANNUL: "annul"}[Outcome(outcome)]
    before = apply_move(conclusion, CONCLUSION_FLOW, move, reason=reasons, severity=new)
    conclusion.demands.filter(pk__in=gone).update(lifted_at=at)
    review = conclusion.reviews.get(outcome="", withdrawn_at__isnull=True)
    review.outcome, review.reasons, review.severity_before = outcome, reasons.strip(), was_severity
    review.decided_by_id, review.decided_at = account_of(actor), at
    review.save()
    note(
        actor, "review_decided", conclusion, places.organiser, at, was=before, reason=reasons,
        before={"severity": was_severity},
        after={"outcome": outcome, "severity": new, "lifted": [standing[pk] for pk in sorted(gone)]},
    )  # fmt: skip
    tell_object(
        conclusion, f"复核决定：{Outcome(outcome).label}", key=f"decided:{review.pk}", at=at, body=reasons
    )
    return review


def _outcome(
    conclusion: Conclusion, outcome: str, severity: str, lifted: set[int], standing: dict[int, str]
) -> tuple[str, set[int]]:
    """What it weighs afterwards and which demands are gone: never more than before."""
    if outcome not in Outcome.values:
        raise DomainError("outcome_missing", "请选择维持、变更或撤销。")
    if outcome == Outcome.ANNUL:
        return Severity.NONE, set(standing)
    if outcome == Outcome.UPHOLD:
        if severity != conclusion.severity or lifted:
            raise DomainError("not_upheld", "维持的不能改动评价和要求；要改动请选择变更。")
        return conclusion.severity, set()
    if severity not in Severity.values or rank(severity) > rank(conclusion.severity):
        raise DomainError("heavier", "复核不能加重评价：不因申请复核而加重。请选择现在的评价或更轻的。")
    if lifted - set(standing):
        raise DomainError("no_demand", "只能取消这份结论里现有的整改要求。")
    if severity == conclusion.severity and not lifted:
        raise DomainError("no_change", "没有减轻评价，也没有取消要求。不改动的请选择维持。")
    if severity == Severity.NONE and set(standing) - lifted:
        raise DomainError("demands_nothing", "改为未发现问题的，整改要求要全部取消，或选择撤销。")
    return severity, lifted
