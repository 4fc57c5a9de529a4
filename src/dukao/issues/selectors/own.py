"""A unit's own problems: what it has to do next, and by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from dukao.issues.models import Problem, SweepItem
from dukao.issues.policies import DOERS
from dukao.issues.selectors.ledger import Whole, whole_problems
from dukao.issues.vocabulary import IN_HAND, ProblemState, SelfCheck
from dukao.kernel.actor import Actor
from dukao.kernel.memo import kept_while_reading

#: More than a unit can have in hand; nobody reads further.
MOST = 300
#: Words and measures are asked for so many days before they are owed.
AHEAD = 5
_HURTS = {"red": 0, "yellow": 1, "blue": 2}


@dataclass(frozen=True, slots=True)
class Step:
    """What the unit does next on one problem, why, and by which day."""

    problem: Problem
    word: str
    why: str
    act: str
    by: date

    @property
    def url_name(self) -> str:
        return f"issues:{self.act}"


@dataclass(frozen=True, slots=True)
class LitStep:
    step: Step
    row: Whole


def next_steps(actor: Actor, day: date) -> list[LitStep]:
    """Problems in hand of the actor's own units, what hurts next first: its lamp, then its day."""
    rows = whole_problems(_in_hand(actor), day)
    lit = [LitStep(step_of(row.problem), row) for row in rows]
    return sorted(
        lit, key=lambda one: (_HURTS.get(one.row.light.colour, 3), one.step.by, one.row.problem.due_on)
    )


@kept_while_reading
def steps_due(actor: Actor, day: date) -> list[Step]:
    """What is to be done within some days, in one query: for the landing page."""
    steps = (step_of(problem) for problem in _in_hand(actor))
    near = (step for step in steps if step.by <= day + timedelta(days=AHEAD))
    return sorted(near, key=lambda step: (step.by, step.problem.due_on))


def waiting_self_checks(actor: Actor) -> QuerySet[SweepItem]:
    items = SweepItem.objects.filter(unit__in=actor.units(*DOERS), state=SelfCheck.WAITING)
    return items.select_related("sweep").order_by("sweep__due_on", "pk")


def settled_problems(actor: Actor) -> QuerySet[Problem]:
    """What the actor's units handed in or had signed off, the newest first."""
    states = (ProblemState.SUBMITTED, ProblemState.CLOSED)
    own = Problem.objects.filter(unit__in=actor.units(*DOERS), state__in=states)
    return own.order_by("-submitted_at", "-pk")[:50]


def step_of(problem: Problem) -> Step:
    """The next step, from state and clocks alone."""
    if problem.planned_on is None:
        why = "回头看发现反弹，请重新制定措施" if problem.rebounds else "请制定整改措施：谁做什么、何时完成"
        return Step(problem, "定措施", why, "measure", problem.plan_by or problem.due_on)
    if problem.state == ProblemState.RETURNED:
        why = f"第 {problem.returns} 次退回：{problem.opinion}"
        return Step(problem, "补充整改", why, "progress", problem.due_on)
    owed = (problem.last_word_on or problem.due_on) + timedelta(days=problem.word_days)
    if owed >= problem.due_on:
        why = "整改到位后由负责人申请验收，来不及的到期前申请延期"
        return Step(problem, "申请验收", why, "submit", problem.due_on)
    return Step(problem, "反馈进展", f"每 {problem.word_days} 天至少反馈一次", "progress", owed)


def _in_hand(actor: Actor) -> QuerySet[Problem]:
    units = actor.units(*DOERS)
    mine = Problem.objects.filter(
        Q(unit__in=units) | Q(pk__in=Problem.objects.filter(joint__in=units).values("pk")),
        state__in=IN_HAND,
    )
    return mine.defer("facts", "demand", "action_taken", "verdict").order_by("due_on", "pk")[:MOST]
