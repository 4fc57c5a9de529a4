"""The official acts of a round: frozen, unfrozen, posted, finalised."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from dukao.assessments.chain import rounds_built_on, sources_of_round
from dukao.assessments.computing import Computed, compute, inputs_revision
from dukao.assessments.models import Round
from dukao.assessments.policies import can_finalise, can_freeze, can_post, can_reopen, can_unfreeze
from dukao.assessments.revoking import revoke_all
from dukao.assessments.selectors.cautions import why_early
from dukao.assessments.selectors.objections import unsettled
from dukao.assessments.selectors.policy import notice_term
from dukao.assessments.selectors.rounds import scope_of
from dukao.assessments.services.keeping import write_scores
from dukao.assessments.vocabulary import ROUND_FLOW, RoundState
from dukao.journal.selectors import is_done
from dukao.journal.services import record
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError, Stale
from dukao.kernel.flow import apply_move
from dukao.kernel.verdict import require
from dukao.scoring import ScoringError


@transaction.atomic
def freeze_round(
    *, actor: Actor, assessment: Round, at: datetime, reason: str = "", key: str | None = None
) -> Round:
    """Facts and scores are fixed under their digests; nothing reported later changes this round.

    Before the period has ended, or while its reports are not due yet, it takes a reason for the journal.
    A round made of shorter ones needs those frozen first. If a fact arrives while it is computed,
    nothing is frozen and :class:`Stale` asks to look again.
    """
    if is_done(key or ""):
        return assessment
    scope = scope_of(assessment)
    require(can_freeze(actor, assessment, scope))
    _refuse_open_sources(assessment)
    early = why_early(assessment, at)
    if early and not reason.strip():
        raise DomainError("reason_missing", f"{early}现在就冻结要写明原因。")
    revision = inputs_revision(assessment)
    computed = _computed(assessment)
    if inputs_revision(assessment) != revision:
        raise Stale("计分时又有数据变动，没有冻结。请看过最新的得分再冻结。")
    before = apply_move(
        assessment, ROUND_FLOW, "freeze", frozen_at=at, frozen_by_id=actor.account_id, claimed_at=None,
        revision=revision, problem="", **computed.on_round(at),
    )  # fmt: skip
    write_scores(assessment, computed)
    record(
        actor=actor, event="round_frozen", subject=assessment, label=assessment.label, at=at, key=key,
        before={"state": before}, after={"state": assessment.state, **_digests(assessment)}, unit_path=scope,
        reason=reason.strip(),
    )  # fmt: skip
    return assessment


@transaction.atomic
def unfreeze_round(
    *, actor: Actor, assessment: Round, reason: str, at: datetime, key: str | None = None
) -> Round:
    """The round collects again; the journal keeps the digests of what was frozen, and why it was undone."""
    if is_done(key or ""):
        return assessment
    scope = scope_of(assessment)
    require(can_unfreeze(actor, assessment, scope))
    above = [each for each in rounds_built_on(assessment) if each.state != RoundState.COLLECTING]
    if above:
        names = "、".join(each.span.label for each in above)
        raise DomainError("built_on", f"{names}的结果由这一轮汇总并已冻结，请先解冻{names}。")
    frozen = _digests(assessment)
    before = apply_move(
        assessment, ROUND_FLOW, "unfreeze", reason=reason, frozen_at=None, frozen_by_id=None, revision=""
    )
    record(
        actor=actor, event="round_unfrozen", subject=assessment, label=assessment.label, at=at, key=key,
        before={"state": before, **frozen}, after={"state": assessment.state}, reason=reason, unit_path=scope,
    )  # fmt: skip
    return assessment


@transaction.atomic
def post_round(*, actor: Actor, assessment: Round, at: datetime, key: str | None = None) -> Round:
    """The results are open to the units of each group, and the clock of the notice runs (公示)."""
    if is_done(key or ""):
        return assessment
    scope = scope_of(assessment)
    require(can_post(actor, assessment, scope))
    term = notice_term(at, assessment.version.scheme_id)
    before = apply_move(
        assessment, ROUND_FLOW, "post", posted_at=at, posted_by_id=actor.account_id,
        notice_until=term.ends_at, notice_source=term.source, notice_days=term.days, notice_kind=term.kind,
    )  # fmt: skip
    record(
        actor=actor, event="round_posted", subject=assessment, label=assessment.label, at=at, key=key,
        before={"state": before}, unit_path=scope,
        after={
            "state": assessment.state, "notice_until": term.ends_at.isoformat(), "source": term.source,
            **_digests(assessment),
        },
    )  # fmt: skip
    return assessment


@transaction.atomic
def finalise_round(
    *, actor: Actor, assessment: Round, at: datetime, opinion: str = "", key: str | None = None
) -> Round:
    """The results are final under the leader's name; what follows from them is for people to decide."""
    if is_done(key or ""):
        return assessment
    scope = scope_of(assessment)
    require(can_finalise(actor, assessment, scope, at, unsettled(assessment, local_day(at))))
    before = apply_move(assessment, ROUND_FLOW, "finalise", finalised_at=at, finalised_by_id=actor.account_id)
    record(
        actor=actor, event="round_finalised", subject=assessment, label=assessment.label, at=at, key=key,
        before={"state": before}, after={"state": assessment.state, **_digests(assessment)}, reason=opinion,
        unit_path=scope,
    )  # fmt: skip
    return assessment


@transaction.atomic
def reopen_round(
    *, actor: Actor, assessment: Round, reason: str, at: datetime, key: str | None = None
) -> Round:
    """A final result is started again because of something found later, by a leader's decision.

    Longer results made of it go back with it, and what other rooms let rest on any of them is taken back.
    The facts stay fixed; they are put right one by one, posted anew, and made final anew.
    """
    if is_done(key or ""):
        return assessment
    scope = scope_of(assessment)
    require(can_reopen(actor, assessment, scope))
    if not reason.strip():
        raise DomainError("reason_missing", "请写明为什么重新启动：发现了什么、依据什么。")
    above = [each for each in rounds_built_on(assessment) if each.state == RoundState.FINAL]
    for each in (assessment, *above):
        before = apply_move(
            each, ROUND_FLOW, "reopen", reason=reason, finalised_at=None, finalised_by_id=None
        )
        revoked = revoke_all(actor, each, reason.strip(), at)
        record(
            actor=actor, event="round_reopened", subject=each, label=each.label, at=at, reason=reason.strip(),
            before={"state": before}, unit_path=scope, key=key if each is assessment else None,
            after={"state": each.state, "revoked": revoked, **_digests(each)},
        )  # fmt: skip
    return assessment


def _refuse_open_sources(assessment: Round) -> None:
    waiting = [each for each in sources_of_round(assessment) if each.state == RoundState.COLLECTING]
    if waiting:
        names = "、".join(each.span.label for each in waiting)
        raise DomainError("sources_open", f"{assessment.span.label}由各期结果汇总，请先冻结{names}。")


def _computed(assessment: Round) -> Computed:
    try:
        computed = compute(assessment)
    except ScoringError as error:
        raise DomainError("not_computable", f"现在还不能计分：{error}") from error
    if all(standing.total is None for standing in computed.book.standings.values()):
        raise DomainError("no_totals", "还没有一个单位算得出总分，不能冻结。请先补齐数据。")
    return computed


def _digests(assessment: Round) -> dict[str, str]:
    return {"facts_digest": assessment.facts_digest, "result_digest": assessment.result_digest}
