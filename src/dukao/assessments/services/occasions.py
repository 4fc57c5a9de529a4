"""Answering what supervision decided: the unit explains itself, a named person scores it or says why not."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from dukao.assessments.models import OccasionAnswer
from dukao.assessments.policies import can_explain_occasion, can_record_event
from dukao.assessments.selectors.occasions import Proposal, proposal_for
from dukao.assessments.services.events import Happening, record_event
from dukao.assessments.vocabulary import ANSWER_FLOW, REASON_LIMIT, AnswerState
from dukao.journal.services import record
from dukao.kernel.actor import Actor, account_of
from dukao.kernel.characters import check_length
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError, Stale
from dukao.kernel.flow import apply_move
from dukao.kernel.verdict import require


@transaction.atomic
def explain_occasion(
    *, actor: Actor, version_id: int, fact_key: str, words: str, at: datetime
) -> OccasionAnswer:
    """What the unit says stands beside the decision; it may say it anew until it is decided."""
    proposal = proposal_for(actor, version_id, fact_key, at)
    require(can_explain_occasion(actor, proposal.place))
    if not words.strip():
        raise DomainError("text_missing", "请写明情况和理由。")
    check_length(words, REASON_LIMIT, "说明")
    answer = _held(proposal)
    if answer.state != AnswerState.OPEN:
        raise Stale("督考办已经作出决定，不能再说明。有异议请在公示期内提出。")
    answer.explanation, answer.explained_at = words.strip(), at
    answer.explained_by_id = account_of(actor)
    answer.save(update_fields=["explanation", "explained_at", "explained_by_id"])
    record(
        actor=actor,
        event="occasion_explained",
        subject=answer,
        at=at,
        reason=answer.explanation,
        **_told(proposal),
    )
    return answer


@transaction.atomic
def score_occasion(
    *, actor: Actor, version_id: int, fact_key: str, words: str, at: datetime
) -> OccasionAnswer:
    """The rule's entry counts for the unit from the next computation on, under the decider's name."""
    proposal, answer = _to_decide(actor, version_id, fact_key, at)
    occasion, rule = proposal.occasion, proposal.rule
    happening = Happening(
        item=rule.entry.code, level=rule.level, happened_on=occasion.on, basis=occasion.basis,
        reason=_fitting("；".join(part for part in (proposal.what, words.strip()) if part)),
        fact_key=occasion.number,
    )  # fmt: skip
    event = record_event(
        actor=actor, version=proposal.version, unit_id=occasion.unit_id, happening=happening, at=at
    )
    apply_move(
        answer, ANSWER_FLOW, "score", event=event, opinion=words.strip(), decided_by_id=account_of(actor),
        decided_at=at,
    )  # fmt: skip
    record(
        actor=actor, event="occasion_scored", subject=answer, at=at, reason=answer.opinion, **_told(proposal)
    )
    return answer


@transaction.atomic
def waive_occasion(
    *, actor: Actor, version_id: int, fact_key: str, words: str, at: datetime
) -> OccasionAnswer:
    """It does not count, for the reason given."""
    proposal, answer = _to_decide(actor, version_id, fact_key, at)
    apply_move(
        answer,
        ANSWER_FLOW,
        "waive",
        reason=words,
        opinion=_fitting(words.strip()),
        decided_by_id=account_of(actor),
        decided_at=at,
    )
    record(
        actor=actor, event="occasion_waived", subject=answer, at=at, reason=answer.opinion, **_told(proposal)
    )
    return answer


def _fitting(reason: str) -> str:
    """As it will be kept with what counts; never cut."""
    if len(reason) > REASON_LIMIT:
        raise DomainError(
            "words", f"理由连同事由最多 {REASON_LIMIT} 个字，请删减 {len(reason) - REASON_LIMIT} 个字。"
        )
    return reason


def _to_decide(actor: Actor, version_id: int, fact_key: str, at: datetime) -> tuple[Proposal, OccasionAnswer]:
    proposal = proposal_for(actor, version_id, fact_key, at)
    require(can_record_event(actor, proposal.place))
    if not proposal.may_be_decided(local_day(at)):
        raise DomainError(
            "too_early", f"单位可以说明到 {proposal.explain_by:%Y-%m-%d}。等单位说明，或期满以后再决定。"
        )
    return proposal, _held(proposal)


def _held(proposal: Proposal) -> OccasionAnswer:
    """The answer as it is now, made when there is none; nobody else changes it meanwhile."""
    answer, _ = OccasionAnswer.objects.get_or_create(
        scheme_id=proposal.version.scheme_id, fact_key=proposal.occasion.fact_key,
        defaults={"unit_id": proposal.occasion.unit_id},
    )  # fmt: skip
    return OccasionAnswer.objects.select_for_update().get(pk=answer.pk)


def _told(proposal: Proposal) -> dict[str, Any]:
    """What every entry of the journal says of the occasion."""
    return {
        "label": f"{proposal.place.short_name}·{proposal.what}",
        "after": {"fact_key": proposal.occasion.fact_key, "item": proposal.rule.entry.code},
        "unit_path": proposal.place.path,
    }
