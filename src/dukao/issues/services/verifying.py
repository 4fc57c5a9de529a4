"""Submitted by the unit, verified by another, signed off by the office; or sent back, or opened again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from dukao.issues.models import Problem
from dukao.issues.policies import Places, can_close, can_register, can_submit, can_verify
from dukao.issues.selectors import rules_on
from dukao.issues.services.extending import drop_extension
from dukao.issues.services.holding import held_problem, note
from dukao.issues.services.projecting import project_lights
from dukao.issues.services.rectifying import Upload, examined_files, heard, say
from dukao.issues.services.telling import tell, tell_office, tell_units
from dukao.issues.vocabulary import PROBLEM_FLOW, ProblemState, WordKind
from dukao.journal.selectors import is_done
from dukao.kernel.actor import Actor, account_of
from dukao.kernel.characters import check_length
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.flow import apply_move
from dukao.kernel.verdict import require
from dukao.organisations.selectors import work_calendar

#: Beside the flow: how serious a problem must be for this stands in the rules of the day.
NO_PROOF = "按整改规则，这个问题没有整改佐证不能销号。"
#: A judgement is of nobody's who did not make it: whatever was verified before no longer counts.
UNVERIFIED: dict[str, object] = {"verified_by_id": None, "verified_at": None, "verdict": ""}


def submit_rectification(
    *, actor: Actor, problem: Problem, text: str, files: Iterable[Upload] = (), at: datetime,
    key: str | None = None,
) -> Problem | None:  # fmt: skip
    """申请验收: the head of the unit says what was done; somebody else will verify it.

    ``None`` when this very form was sent before.
    """
    examined = examined_files(files, at)
    with transaction.atomic():
        problem, places = held_problem(problem.pk, at)
        require(can_submit(actor, places))
        if is_done(key or "", "rectification_submitted", subject=problem):
            return None
        word = say(actor, problem, WordKind.SUBMISSION, text, examined, at, unit_id=problem.unit_id)
        proofs = problem.proofs + word.evidence.count()
        if problem.needs_proof and not proofs:
            raise DomainError("proof_missing", f"{NO_PROOF}请附上整改后的照片或文件。")
        today = local_day(at)
        verify_by = work_calendar().add(today, rules_on(today).verify_workdays)
        before = apply_move(
            problem, PROBLEM_FLOW, "submit", reason=text, action_taken=word.text, proofs=proofs,
            submitted_at=at, submitted_by_id=account_of(actor), verify_by=verify_by, **UNVERIFIED,
        )  # fmt: skip
        heard(problem, at)
        drop_extension(problem, "已申请验收", at)
        after: dict[str, object] = {"evidence": word.evidence.count()}
        note(actor, "rectification_submitted", problem, places.unit, at, was=before, key=key, after=after)
        _call_verifier(problem, word.pk, at)
        return problem


@transaction.atomic
def verify_problem(*, actor: Actor, problem: Problem, opinion: str, at: datetime) -> Problem:
    """验收通过: the named verifier found it put right; the office signs off."""
    problem, places = held_problem(problem.pk, at)
    require(can_verify(actor, problem, places))
    _check_submitted(problem, "验收")
    if problem.verified_by_id is not None:
        raise DomainError("verified", "已经验收通过，等待督考办销号。", 409)
    if not opinion.strip():
        raise DomainError("opinion_missing", "请写明怎样核对、结果如何。")
    check_length(opinion, rules_on(local_day(at)).word_limit, "验收意见")
    problem.verified_by_id, problem.verified_at, problem.verdict = account_of(actor), at, opinion.strip()
    problem.revision += 1
    problem.save(update_fields=["verified_by", "verified_at", "verdict", "revision"])
    note(actor, "problem_verified", problem, places.unit, at, reason=opinion)
    key = f"problem-verified:{problem.pk}:{problem.revision}"
    tell_office(problem, f"验收通过，待销号：{problem.title}", body=opinion, key=key, at=at)
    return problem


@transaction.atomic
def close_problem(*, actor: Actor, problem: Problem, opinion: str, at: datetime) -> Problem:
    """验收销号. Where nobody was named, or the office itself, closing is verifying."""
    problem, places = held_problem(problem.pk, at)
    require(can_close(actor, problem, places))
    signer = account_of(actor)
    mine: dict[str, object] = {"verified_by_id": signer, "verified_at": at, "verdict": opinion.strip()}
    verified = {} if problem.verified_by_id else mine
    if problem.needs_proof and not problem.proofs:
        raise DomainError("proof_missing", f"{NO_PROOF}请退回补充。")
    before = apply_move(
        problem, PROBLEM_FLOW, "close", reason=opinion, opinion=opinion.strip(), closed_at=at,
        closed_on=local_day(at), closed_by_id=signer, revision=problem.revision + 1, **verified,
    )  # fmt: skip
    project_lights(problem, at)
    note(actor, "problem_closed", problem, places.unit, at, was=before, reason=opinion)
    key = f"problem-closed:{problem.pk}:{problem.revision}"
    tell_units(problem, f"已验收销号：{problem.title}", body=opinion, key=key, at=at)
    return problem


@transaction.atomic
def return_rectification(*, actor: Actor, problem: Problem, reason: str, at: datetime) -> Problem:
    """退回整改: it is not put right; the unit goes on. Whoever may verify or sign off may send it back."""
    problem, places = held_problem(problem.pk, at)
    closing = can_close(actor, problem, places)
    require(closing if closing else can_verify(actor, problem, places))
    before = apply_move(
        problem, PROBLEM_FLOW, "return", reason=reason, opinion=reason.strip(), returns=F("returns") + 1,
        revision=problem.revision + 1, **UNVERIFIED,
    )  # fmt: skip
    problem.refresh_from_db(fields=["returns"])
    project_lights(problem, at)
    returns: dict[str, object] = {"returns": problem.returns}
    note(actor, "rectification_returned", problem, places.unit, at, was=before, reason=reason, after=returns)
    key = f"problem-returned:{problem.pk}:{problem.revision}"
    tell_units(problem, f"退回整改：{problem.title}", body=reason, key=key, at=at)
    return problem


@transaction.atomic
def reopen_problem(*, actor: Actor, problem: Problem, reason: str, due_on: date, at: datetime) -> Problem:
    """重新打开: what was signed off is not put right, or not any more."""
    problem, places = held_problem(problem.pk, at)
    require(can_register(actor, places.scope))
    reopen_held(actor, problem, places, reason, due_on, at)
    return problem


def reopen_held(
    actor: Actor, problem: Problem, places: Places, reason: str, due_on: date, at: datetime
) -> None:
    """In hand again until ``due_on``, for whoever was allowed it; everything has to be shown anew."""
    today = local_day(at)
    if due_on <= today:
        raise DomainError("past_limit", "重新整改的时限从明天起。")
    plan_by = work_calendar().add(today, rules_on(today).plan_workdays)
    before = apply_move(
        problem, PROBLEM_FLOW, "reopen", reason=reason, opinion=reason.strip(), due_on=due_on, days=None,
        rebounds=problem.rebounds + 1, proofs=0, action_taken="", plan_by=min(plan_by, due_on),
        planned_on=None, last_word_on=today, closed_at=None, closed_on=None, closed_by_id=None,
        submitted_at=None, submitted_by_id=None, verify_by=None, revision=problem.revision + 1, **UNVERIFIED,
    )  # fmt: skip
    project_lights(problem, at)
    after: dict[str, object] = {"due_on": due_on.isoformat(), "rebounds": problem.rebounds}
    note(actor, "problem_reopened", problem, places.unit, at, was=before, reason=reason, after=after)
    key = f"problem-reopened:{problem.pk}:{problem.revision}"
    tell_units(problem, f"重新打开：{problem.title}", body=reason, key=key, at=at)


def _check_submitted(problem: Problem, word: str) -> None:
    if problem.state != ProblemState.SUBMITTED:
        label = ProblemState(problem.state).label
        raise DomainError("wrong_state", f"现在是“{label}”，不能{word}。请刷新后再看。", 409)


def _call_verifier(problem: Problem, word_id: int, at: datetime) -> None:
    """Whoever was named, or the office."""
    title, key = f"待验收：{problem.title}", f"problem-submitted:{word_id}"
    if problem.verifier_id is None:
        tell_office(problem, title, key=key, at=at)
    else:
        tell(problem, [problem.verifier_id], title, key=key, at=at)
