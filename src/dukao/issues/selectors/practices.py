"""The library of good practice."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from dukao.issues.models import Practice
from dukao.issues.origins import Origin, origin_of
from dukao.issues.policies import DOERS, READERS
from dukao.issues.selectors.seeing import problem_for
from dukao.issues.vocabulary import PracticeState, ProblemState, problem_ref
from dukao.kernel.actor import Actor
from dukao.kernel.errors import Missing
from dukao.kernel.roles import Role
from dukao.organisations.selectors import unit_ids_under

#: States by the view of the library that shows them; what is out of it is seen by its unit and the office.
VIEWS = {
    "": (PracticeState.APPROVED,),
    "proposed": (PracticeState.PROPOSED,),
    "out": (PracticeState.REFUSED, PracticeState.WITHDRAWN),
}


def practices_seen(actor: Actor, day: date) -> QuerySet[Practice]:
    """What is in the library for everybody; proposals for the office and for whoever made them."""
    if not actor.has(*READERS):
        return Practice.objects.none()
    mine = Q(by_id=actor.account_id) | Q(unit__in=actor.units(*DOERS))
    office = Q(scope__in=unit_ids_under(actor.scopes(Role.OFFICE), day))
    return Practice.objects.filter(Q(state=PracticeState.APPROVED) | mine | office)


def practices_meeting(
    actor: Actor, day: date, *, view: str = "", search: str = "", source: str = ""
) -> QuerySet[Practice]:
    found = practices_seen(actor, day).filter(state__in=VIEWS[view])
    if search:
        found = found.filter(Q(title__icontains=search) | Q(text__icontains=search))
    if source:
        found = found.filter(source=source)
    return found.order_by("-at", "-pk")


def practice_for(actor: Actor, practice_id: int, day: date) -> Practice:
    rows = practices_seen(actor, day).select_related("by", "decided_by")
    found = rows.filter(pk=practice_id).first()
    if found is None:
        raise Missing("没有找到这个案例，可能已撤下，或不在你的查看范围。")
    return found


def origin_for(actor: Actor, practice: Practice, day: date) -> Origin | None:
    """What it comes from, for whoever may see that too."""
    try:
        return origin_of(actor, practice.origin_ref, day) if practice.origin_ref else None
    except Missing:
        return None


def problem_as_origin(actor: Actor, problem_id: int, day: date) -> Origin:
    problem, _, _ = problem_for(actor, problem_id, day)
    return Origin(
        ref=problem_ref(problem.pk), label=f"{problem.number} {problem.title}",
        url=f"/problems/{problem.pk}/", unit_id=problem.unit_id, scope_id=problem.scope_id,
        is_signed_off=problem.state == ProblemState.CLOSED, title=problem.title[:80],
        text=f"问题：{problem.facts}\n\n做法：{problem.action_taken}\n\n成效：{problem.opinion}",
        source=problem.source,
    )  # fmt: skip
