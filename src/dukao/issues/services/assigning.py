"""Assigning problems to their units, naming who will verify them, and taking back what was no problem."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from dukao.identity.selectors import accounts_holding
from dukao.issues.models import Problem
from dukao.issues.policies import Places, can_register
from dukao.issues.selectors import liaison_members, rules_on
from dukao.issues.services.extending import drop_extension
from dukao.issues.services.holding import held_problem, label_of, note
from dukao.issues.services.projecting import project_lights
from dukao.issues.services.registering import set_limit
from dukao.issues.services.telling import tell, tell_units
from dukao.issues.vocabulary import OPEN, PROBLEM_FLOW, ProblemState
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.flow import apply_move
from dukao.kernel.roles import Role
from dukao.kernel.verdict import require
from dukao.organisations.selectors import work_calendar


@transaction.atomic
def assign_problem(*, actor: Actor, problem: Problem, at: datetime) -> Problem:
    """交办: from now on the unit sees it, and its clocks run from today."""
    problem, places = held_problem(problem.pk, at)
    require(can_register(actor, places.scope))
    hand_over(actor, problem, places, at)
    return problem


def hand_over(actor: Actor, problem: Problem, places: Places, at: datetime) -> None:
    """The problem goes to its unit, for whoever was allowed to send it."""
    today = local_day(at)
    set_limit(problem, today)
    if problem.due_on < today:
        raise DomainError("past_limit", f"{label_of(problem)} 的整改时限已经过去，请先修改时限再交办。")
    plan_by = work_calendar().add(today, rules_on(today).plan_workdays)
    before = apply_move(
        problem, PROBLEM_FLOW, "assign", assigned_on=today, due_on=problem.due_on, last_word_on=today,
        plan_by=min(plan_by, problem.due_on), revision=problem.revision + 1,
    )  # fmt: skip
    project_lights(problem, at)
    due: dict[str, object] = {"due_on": problem.due_on.isoformat()}
    note(actor, "problem_assigned", problem, places.unit, at, was=before, after=due)
    tell_units(problem, f"问题交办：{problem.title}", key=f"problem-assigned:{problem.pk}", at=at)


@transaction.atomic
def assign_problems(*, actor: Actor, problems: Iterable[Problem], at: datetime) -> list[Problem]:
    """Several at once, all or none."""
    return [assign_problem(actor=actor, problem=problem, at=at) for problem in problems]


@transaction.atomic
def drop_problem(*, actor: Actor, problem: Problem, reason: str, at: datetime) -> Problem:
    """撤销: it was registered in error. The number stays on record, with the reason."""
    problem, places = held_problem(problem.pk, at)
    require(can_register(actor, places.scope))
    known = problem.assigned_on is not None
    before = apply_move(problem, PROBLEM_FLOW, "drop", reason=reason, opinion=reason.strip())
    project_lights(problem, at)
    drop_extension(problem, "问题已撤销", at)
    note(actor, "problem_dropped", problem, places.scope, at, was=before, reason=reason)
    if known:
        tell_units(
            problem, f"问题撤销：{problem.title}", body=reason, key=f"problem-dropped:{problem.pk}", at=at
        )
    return problem


@transaction.atomic
def name_verifier(*, actor: Actor, problem: Problem, account_id: int | None, at: datetime) -> Problem:
    """The office says who will verify it: of the liaison group, a patrol, or (``None``) the office itself."""
    problem, places = held_problem(problem.pk, at)
    require(can_register(actor, places.scope))
    if problem.state not in OPEN:
        label = ProblemState(problem.state).label
        raise DomainError("settled", f"问题现在是“{label}”，不用再指定验收人。", 409)
    if account_id is not None:
        _check_verifier(problem, account_id, at)
    problem.verifier_id, problem.verified_by_id, problem.verified_at, problem.verdict = (
        account_id,
        None,
        None,
        "",
    )
    problem.revision += 1
    problem.save(update_fields=["verifier", "verified_by", "verified_at", "verdict", "revision"])
    note(actor, "verifier_named", problem, places.scope, at, after={"verifier": account_id})
    if account_id is not None and problem.assigned_on is not None:
        key = f"problem-verifier:{problem.pk}:{problem.revision}"
        tell(problem, [account_id], f"请你验收：{problem.title}", key=key, at=at)
    return problem


def _check_verifier(problem: Problem, account_id: int, at: datetime) -> None:
    """Somebody of the office, of a patrol or of the unit's liaison group; who works there cannot be known
    before, so the rule that nobody verifies their own work is asked again when it is verified."""
    day = local_day(at)
    standing = accounts_holding((Role.OFFICE, Role.PATROL), problem.scope_id, day).filter(pk=account_id)
    if not standing.exists() and account_id not in liaison_members(problem.unit_id):
        sentence = "验收人只能是督考办、督导巡查组或挂钩联系服务组的成员，请从提示里选。"
        raise DomainError("no_verifier", sentence)
