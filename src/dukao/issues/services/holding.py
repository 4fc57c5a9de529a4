"""Rows held until the transaction ends, and words about them."""

from __future__ import annotations

from datetime import datetime

from dukao.issues.models import Problem
from dukao.issues.policies import Places
from dukao.issues.selectors import places_of
from dukao.journal.services import record
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.errors import Missing, Stale


def held_problem(problem_id: int, at: datetime, revision: int | None = None) -> tuple[Problem, Places]:
    """The problem as it is now with its places; nobody else changes it until the transaction ends.

    ``revision`` is what the actor saw: when it has moved on, :class:`Stale` is raised.
    """
    problem = Problem.objects.select_for_update(of=("self",)).filter(pk=problem_id).first()
    if problem is None:
        raise Missing("没有找到这个问题，可能已移走。")
    if revision is not None and problem.revision != revision:
        raise Stale("有人刚刚改过这个问题。请刷新后核对，你写的内容还在。")
    return problem, places_of(problem, local_day(at))


def label_of(problem: Problem) -> str:
    """The problem as the journal and notices name it."""
    return f"{problem.number} {problem.title}"


def note(
    actor: Actor,
    event: str,
    problem: Problem,
    path: str,
    at: datetime,
    *,
    was: str | None = None,
    reason: str = "",
    key: str | None = None,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    """One journal entry about the problem, for the unit at ``path``; ``was`` is the state it left."""
    record(
        actor=actor, event=event, subject=problem, label=label_of(problem), at=at, reason=reason.strip(),
        before=before if was is None else {"state": was, **(before or {})},
        after={"state": problem.state, **(after or {})},
        unit_path=path, key=key,
    )  # fmt: skip
