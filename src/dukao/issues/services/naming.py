"""点人点事: a circular named the problem, and who answers for it (S1)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from dukao.issues.models import Naming, Problem
from dukao.issues.policies import can_register
from dukao.issues.services.holding import held_problem, note
from dukao.issues.services.telling import tell_units
from dukao.issues.vocabulary import ProblemState
from dukao.kernel.actor import Actor, account_of
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.verdict import require


@transaction.atomic
def name_problem(*, actor: Actor, problem: Problem, issue: int, named: str, at: datetime) -> Naming:
    """That it stood in this year's circular number ``issue``; the circular itself is an official document."""
    problem, places = held_problem(problem.pk, at)
    require(can_register(actor, places.scope))
    today = local_day(at)
    if problem.state in (ProblemState.DRAFT, ProblemState.DROPPED):
        raise DomainError("not_assigned", "已交办的问题才能点名通报。", 409)
    if issue < 1 or not named.strip():
        raise DomainError("naming_empty", "请写通报期数和点到的人或岗位。")
    if problem.namings.filter(year=today.year, issue=issue).exists():
        raise DomainError("named", f"第 {issue} 期通报已经点过这个问题。", 409)
    naming = Naming.objects.create(
        problem=problem, year=today.year, issue=issue, named=named.strip(), by_id=account_of(actor), on=today
    )
    after: dict[str, object] = {"circular": issue, "named": naming.named}
    note(actor, "problem_named", problem, places.unit, at, after=after)
    key = f"problem-named:{naming.pk}"
    tell_units(problem, f"第 {issue} 期通报点名：{problem.title}", key=key, at=at)
    return naming
