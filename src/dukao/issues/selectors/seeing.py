"""Which problems somebody sees, and the lamp of each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

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
from dukao.kernel.workdays import WorkCalendar
from dukao.organisations.selectors import paths_of, unit_ids_under

NOT_FOUND = "没有找到这个问题，可能已移走，或不在你的查看范围。"


def visible_problems(actor: Actor, day: date) -> QuerySet[Problem]:
    """Problems the actor may see: the same rule as ``policies.can_see_problem``, as rows of the database."""
    if not actor.has(*READERS):
        return Problem.objects.none()
    tied = _tied(actor, day)
    if not actor.has(*ABOVE):
        # The problems of a unit are few among all: they are found by the unit's own indexes, not by looking
        # at every problem there is, as those do whom most of them concern.
        return Problem.objects.filter(pk__in=_found_by_unit(actor, tied, day))
    own, above = actor.units(*DOERS), actor.scopes(*ABOVE, *DOERS)
    return Problem.objects.filter(
        Q(scope__in=unit_ids_under(actor.scopes(*ABOVE), day))
        | _any(tied)
        | Q(assigned_on__isnull=False)
        & (put_right_by(own) | ~Q(label__in=CLOSE_LABELS) & put_right_by(unit_ids_under(above, day)))
    )


def put_right_by(units: Iterable[int] | QuerySet) -> Q:
    """Problems these units answer for or put right together with others."""
    through = Problem.joint.through.objects.filter(problem_id=OuterRef("pk"), unit_id__in=units)
    return Q(unit__in=units) | Q(Exists(through))


def _tied(actor: Actor, day: date) -> list[Q]:
    """Conditions that hold besides place: found by the own group, named as verifier, liaison of the unit."""
    keys, units = own_keys(actor, day), liaison_units(actor)
    found = [Q(verifier_id=actor.account_id, assigned_on__isnull=False)]
    if keys:
        found.append(Q(source_key__in=sorted(keys)))
    if units:
        found.append(Q(unit__in=sorted(units), assigned_on__isnull=False))
    return found


def _found_by_unit(actor: Actor, tied: list[Q], day: date) -> QuerySet:
    """Ids of what the actor's units put right, of units below unless its label is close, and what is tied."""
    own, below = actor.units(*DOERS), unit_ids_under(actor.scopes(*DOERS), day)
    assigned = Problem.objects.filter(assigned_on__isnull=False)
    wide = assigned.exclude(label__in=CLOSE_LABELS)
    parts = [Problem.objects.filter(condition) for condition in tied]
    if own:
        parts += [
            assigned.filter(unit__in=own), assigned.filter(joint__in=own),
            wide.filter(unit__in=below), wide.filter(joint__in=below),
        ]  # fmt: skip
    first, *others = (part.order_by().values("pk") for part in parts)
    return first.union(*others) if others else first


def _any(parts: Iterable[Q]) -> Q:
    found = Q(pk__in=[])
    for part in parts:
        found |= part
    return found


@kept_while_reading
def liaison_units(actor: Actor) -> frozenset[int]:
    """Units whose liaison group the actor belongs to."""
    if actor.account_id is None:
        return frozenset()
    groups = LiaisonGroup.objects.filter(members=actor.account_id, ended_on=None)
    return frozenset(unit for unit in groups.values_list("units", flat=True) if unit)


def liaison_members(unit_id: int) -> frozenset[int]:
    """Accounts of the groups that stay with this unit."""
    groups = LiaisonGroup.objects.filter(units=unit_id, ended_on=None)
    return frozenset(account for account in groups.values_list("members", flat=True) if account)


def standing_of(actor: Actor, problem: Problem, day: date) -> Standing:
    return Standing(
        found_it=bool(problem.source_key) and problem.source_key in own_keys(actor, day),
        stays_with_unit=problem.unit_id in liaison_units(actor),
    )


def problem_for(actor: Actor, problem_id: int, day: date) -> tuple[Problem, Places, Standing]:
    """The problem with its places, or :class:`Missing` for whoever may not know of it."""
    people = ("verifier", "verified_by", "submitted_by", "closed_by")
    problem = Problem.objects.select_related(*people).filter(pk=problem_id).first()
    if problem is None:
        raise Missing(NOT_FOUND)
    places, standing = places_of(problem, day), standing_of(actor, problem, day)
    if not can_see_problem(actor, problem, places, standing):
        raise Missing(NOT_FOUND)
    return problem, places, standing


def places_of(problem: Problem, day: date) -> Places:
    joint = list(problem.joint.values_list("pk", flat=True))
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
    in_hand = Q(state__in=IN_HAND)
    since = {c: Q(**{f"{c}_from__lte": day}) for c in ("red", "yellow", "blue")}
    worse = {"red": [], "yellow": ["red"], "blue": ["red", "yellow"], "green": ["red", "yellow", "blue"]}
    if colour == "none":
        return ~in_hand
    shining = in_hand & since[colour] if colour in since else in_hand
    for other in worse[colour]:
        shining &= Q(**{f"{other}_from__isnull": True}) | Q(**{f"{other}_from__gt": day})
    return shining
