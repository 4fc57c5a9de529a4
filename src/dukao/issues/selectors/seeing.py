"""Which problems somebody sees, and the lamp of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from dukao.issues.finders import own_keys
from dukao.issues.lights import Course, light
from dukao.issues.models import LiaisonGroup, Problem, RectificationRules
from dukao.issues.policies import ABOVE, CLOSE_LABELS, DOERS, READERS, Places, Standing, can_see_problem
from dukao.issues.vocabulary import IN_HAND
from dukao.kernel.actor import Actor
from dukao.kernel.errors import Missing
from dukao.kernel.light import Light
from dukao.kernel.memo import kept_while_reading
from dukao.kernel.prepared import among, any_of, either
from dukao.kernel.workdays import WorkCalendar
from dukao.organisations.selectors import paths_of, unit_ids_under

NOT_FOUND = "没有找到这个问题，可能已移走，或不在你的查看范围。"


@dataclass(frozen=True, slots=True)
class Reach:
    """How far somebody sees: units whose work they do, places they answer for, places they supervise; and
    what ties them besides place: their account, and what the own groups found.

    Values, or the parameters of a prepared question.
    """

    own: Sequence[Any]
    below: Sequence[Any]
    supervised: Sequence[Any]
    account: Any
    keys: Sequence[Any]


def reach_of(actor: Actor, day: date) -> Reach:
    if not actor.has(*READERS):
        return Reach((), (), (), None, ())
    own, below = tuple(sorted(actor.units(*DOERS))), actor.scopes(*ABOVE, *DOERS)
    return Reach(own, below, actor.scopes(*ABOVE), actor.account_id, tuple(sorted(own_keys(actor, day))))


def visible_problems(actor: Actor, day: date) -> QuerySet[Problem]:
    """Problems the actor may see: the same rule as ``policies.can_see_problem``, as rows of the database."""
    return visible(reach_of(actor, day), day)


def visible(reach: Reach, day: Any, narrowed: Q | None = None) -> QuerySet[Problem]:
    """The problems within that reach; ``narrowed`` is a condition the question has in any case."""
    if not reach.supervised:
        # The problems of a unit are few among all: they are found by the unit's own indexes, not by looking
        # at every problem there is, as those do whom most of them concern.
        return Problem.objects.filter(pk__in=_found_by_unit(reach, day, narrowed or Q()))
    below = unit_ids_under(reach.below, day)
    return Problem.objects.filter(
        Q(scope__in=unit_ids_under(reach.supervised, day))
        | either(_tied(reach))
        | Q(assigned_on__isnull=False)
        & (put_right_by(reach.own) | ~Q(label__in=CLOSE_LABELS) & put_right_by(below))
    )


def put_right_by(units: Iterable[Any] | QuerySet) -> Q:
    """Problems these units answer for or put right together with others."""
    through = Problem.joint.through.objects.filter(among("unit", units), problem_id=OuterRef("pk"))
    return among("unit", units) | Q(Exists(through))


def _tied(reach: Reach) -> list[Q]:
    """Conditions that hold besides place; only what the own group found is seen before it is assigned."""
    assigned = Q(assigned_on__isnull=False)
    found = [any_of("source_key", reach.keys)] if reach.keys else []
    if reach.account is not None:
        stays_with = _liaison_groups().filter(members=reach.account, units__isnull=False).values("units")
        found += [Q(verifier=reach.account) & assigned, Q(unit__in=stays_with) & assigned]
    return found


def _found_by_unit(reach: Reach, day: Any, narrowed: Q) -> QuerySet:
    """Ids of what the actor's units put right, of units below unless its label is close, and what is tied."""
    assigned = Problem.objects.filter(narrowed, assigned_on__isnull=False)
    wide = assigned.exclude(label__in=CLOSE_LABELS)
    parts = [Problem.objects.filter(narrowed, condition) for condition in _tied(reach)]
    if reach.below:
        below = unit_ids_under(reach.below, day)
        parts += [
            assigned.filter(any_of("unit", reach.own)), assigned.filter(any_of("joint", reach.own)),
            wide.filter(unit__in=below), wide.filter(joint__in=below),
        ]  # fmt: skip
    if not parts:
        return Problem.objects.none().values("pk")
    first, *others = (part.order_by().values("pk") for part in parts)
    return first.union(*others) if others else first


@kept_while_reading
def liaison_units(actor: Actor) -> frozenset[int]:
    """Units whose liaison group the actor belongs to."""
    if actor.account_id is None:
        return frozenset()
    groups = _liaison_groups().filter(members=actor.account_id)
    return frozenset(unit for unit in groups.values_list("units", flat=True) if unit)


def liaison_members(unit_id: int) -> frozenset[int]:
    """Accounts of the groups that stay with this unit."""
    groups = _liaison_groups().filter(units=unit_id)
    return frozenset(account for account in groups.values_list("members", flat=True) if account)


def _liaison_groups() -> QuerySet[LiaisonGroup]:
    return LiaisonGroup.objects.filter(ended_on=None)


def standing_of(actor: Actor, problem: Problem, day: date) -> Standing:
    return Standing(
        found_it=bool(problem.source_key) and problem.source_key in own_keys(actor, day),
        stays_with_unit=problem.unit_id in liaison_units(actor),
    )


def problem_for(actor: Actor, problem_id: int, day: date) -> tuple[Problem, Places, Standing]:
    """The problem with its places, or :class:`Missing` for whoever may not know of it."""
    people = ("verifier", "verified_by", "submitted_by", "closed_by")
    found = Problem.objects.select_related(*people).prefetch_related("joint").filter(pk=problem_id)
    problem = found.first()
    if problem is None:
        raise Missing(NOT_FOUND)
    places, standing = places_of(problem, day), standing_of(actor, problem, day)
    if not can_see_problem(actor, problem, places, standing):
        raise Missing(NOT_FOUND)
    return problem, places, standing


def places_of(problem: Problem, day: date) -> Places:
    joint = [unit.pk for unit in problem.joint.all()]
    paths = paths_of([problem.scope_id, problem.unit_id, *joint], day)
    return Places(
        scope=paths[problem.scope_id], unit=paths[problem.unit_id],
        joint=tuple(paths[unit] for unit in joint),
    )  # fmt: skip


def course_of(problem: Problem) -> Course:
    """What the lamp is judged by."""
    return Course(
        state=problem.state, due_on=problem.due_on, plan_by=problem.plan_by, planned_on=problem.planned_on,
        last_word_on=problem.last_word_on, word_days=problem.word_days, returns=problem.returns,
        verify_by=problem.verify_by,
    )  # fmt: skip


def light_of(problem: Problem, rules: RectificationRules, calendar: WorkCalendar, day: date) -> Light:
    return light(course_of(problem), rules, calendar, day)


def lit(colour: str, day: date) -> Q:
    """Problems whose lamp shows this colour on ``day``, by their turning days."""
    # What is in hand is open: said again, the indexes of what is open are entered.
    in_hand = Q(is_open=1, state__in=IN_HAND)
    since = {c: Q(**{f"{c}_from__lte": day}) for c in ("red", "yellow", "blue")}
    worse = {"red": [], "yellow": ["red"], "blue": ["red", "yellow"], "green": ["red", "yellow", "blue"]}
    if colour == "none":
        return ~Q(state__in=IN_HAND)
    shining = in_hand & since[colour] if colour in since else in_hand
    if colour != "red":
        # Past its limit a problem is red: said again, an index by limit leaves out all that is overdue.
        shining &= Q(due_on__gte=day)
    for other in worse[colour]:
        shining &= Q(**{f"{other}_from__isnull": True}) | Q(**{f"{other}_from__gt": day})
    return shining
