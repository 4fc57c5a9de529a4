"""Which matters somebody sees, and the lamp of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from dukao.kernel.actor import Actor
from dukao.kernel.errors import DomainError, Missing
from dukao.kernel.light import COLOURS, Light
from dukao.kernel.prepared import among, any_of
from dukao.kernel.workdays import WorkCalendar
from dukao.matters.lights import Course, light
from dukao.matters.models import Matter, SupervisionRules
from dukao.matters.policies import ABOVE, CLOSE_LABELS, DOERS, Places, can_see_matter
from dukao.matters.vocabulary import IN_HAND
from dukao.organisations.selectors import paths_of, unit_ids_under


@dataclass(frozen=True, slots=True)
class Reach:
    """How far somebody sees: units whose work they do, places they answer for, places they supervise.

    Values, or the parameters of a prepared question.
    """

    own: Sequence[Any]
    below: Sequence[Any]
    supervised: Sequence[Any]


def reach_of(actor: Actor) -> Reach:
    own, below = sorted(actor.units(*DOERS)), actor.scopes(*ABOVE, *DOERS)
    return Reach(tuple(own), below, actor.scopes(*ABOVE))


def visible_matters(actor: Actor, day: date) -> QuerySet[Matter]:
    """Matters the actor may see: the same rule as ``policies.can_see_matter``, as rows of the database."""
    return visible(reach_of(actor), day)


def visible(reach: Reach, day: Any, narrowed: Q | None = None) -> QuerySet[Matter]:
    """The matters within that reach; ``narrowed`` is a condition the question has in any case."""
    if not reach.below:
        return Matter.objects.none()
    narrowed = narrowed or Q()
    assigned = Matter.objects.filter(narrowed, assigned_on__isnull=False)
    if not reach.supervised:
        # A unit's own matters are few among all: they are found by the unit's own indexes, not by looking
        # at every matter there is, as those do whom most of them concern.
        return assigned.filter(pk__in=_found_by_unit(reach.own, unit_ids_under(reach.below, day), narrowed))
    return Matter.objects.filter(
        Q(owner__in=unit_ids_under(reach.supervised, day))
        | Q(assigned_on__isnull=False)
        & (done_by(reach.own) | ~Q(label__in=CLOSE_LABELS) & done_by(unit_ids_under(reach.below, day)))
    )


def done_by(units: Iterable[Any] | QuerySet) -> Q:
    """Matters these units lead or assist."""
    through = Matter.assisting.through.objects.filter(among("unit", units), matter_id=OuterRef("pk"))
    return among("lead_unit", units) | Q(Exists(through))


def _found_by_unit(own: Sequence[Any], below: QuerySet, narrowed: Q) -> QuerySet:
    """Ids of the matters these units lead or assist in; those of units below unless their label is closed."""
    every = Matter.objects.filter(narrowed)
    wide = every.exclude(label__in=CLOSE_LABELS)
    found = [
        every.filter(any_of("lead_unit", own)), every.filter(any_of("assisting", own)),
        wide.filter(lead_unit__in=below), wide.filter(assisting__in=below),
    ]  # fmt: skip
    first, *others = (part.order_by().values("pk") for part in found)
    return first.union(*others)


def matter_for(actor: Actor, matter_id: int, day: date) -> tuple[Matter, Places]:
    """The matter with its places, or :class:`Missing` for whoever may not know of it."""
    matter = (
        Matter.objects.select_related(
            "field",
            "paragraph__decision",
            "leader",
            "merged_into",
            "split_from",
            "finished_by",
            "closed_by",
            "recurrence",
        )
        .prefetch_related("assisting")
        .filter(pk=matter_id)
        .first()
    )
    if matter is None:
        raise Missing("没有找到这个事项，可能已移走，或不在你的查看范围。")
    places = places_of(matter, day)
    if not can_see_matter(actor, matter, places):
        raise Missing("没有找到这个事项，可能已移走，或不在你的查看范围。")
    return matter, places


def matter_numbered(actor: Actor, number: str, day: date) -> Matter:
    """The matter of this number, if the actor may see it."""
    found = visible_matters(actor, day).filter(number__iexact=number.strip()).first()
    if found is None:
        raise DomainError("no_such_number", f"没有编号“{number.strip()}”的事项，请核对编号。")
    return found


def places_of(matter: Matter, day: date) -> Places:
    assisting = [unit.pk for unit in matter.assisting.all()]
    paths = paths_of([matter.owner_id, matter.lead_unit_id, *assisting], day)
    return Places(
        owner=paths[matter.owner_id],
        lead=paths[matter.lead_unit_id],
        assisting=tuple(paths[unit] for unit in assisting),
    )


def course_of(matter: Matter) -> Course:
    """What the lamp is judged by; milestones are read unless they were prefetched."""
    return Course(
        state=matter.state,
        started_on=matter.assigned_on,
        due_on=matter.due_on,
        percent=matter.percent,
        nodes=tuple((node.due_on, node.percent) for node in matter.milestones.all()),
        receive_by=matter.receive_by,
        last_word_on=matter.last_word_on,
        word_days=matter.word_days,
        returns=matter.returns,
    )


def light_of(matter: Matter, rules: SupervisionRules, calendar: WorkCalendar, day: date) -> Light:
    return light(course_of(matter), rules, calendar, day)


def lit(colour: str, day: Any) -> Q:
    """Matters whose lamp shows this colour on ``day``, by their turning days (ADR 11)."""
    # What is in hand is open: said again, the indexes of what is open are entered.
    in_hand = Q(is_open=True, state__in=IN_HAND)
    since = {colour: Q(**{f"{colour}_from__lte": day}) for colour in COLOURS}
    worse = {"red": [], "yellow": ["red"], "blue": ["red", "yellow"], "green": ["red", "yellow", "blue"]}
    if colour == "none":
        unlit = ~(since["red"] | since["yellow"] | since["blue"])
        return ~Q(state__in=IN_HAND) | Q(state="assigned") & unlit
    found = in_hand & (since[colour] if colour in since else ~Q(state="assigned"))
    if colour != "red":
        # Past its limit a matter is red: said again, an index by limit leaves out all that is overdue.
        found &= Q(due_on__gte=day)
    for other in worse[colour]:
        found &= Q(**{f"{other}_from__isnull": True}) | Q(**{f"{other}_from__gt": day})
    return found


def shining(day: Any) -> Q:
    """Matters whose lamp shows some colour that asks for something."""
    since = [Q(**{f"{colour}_from__lte": day}) for colour in COLOURS]
    return Q(is_open=True, state__in=IN_HAND) & (since[0] | since[1] | since[2])
