"""Matters the clock has something to say about, as the jobs ask for them."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from dukao.kernel.actor import Actor
from dukao.kernel.light import COLOURS
from dukao.kernel.roles import Role
from dukao.matters.models import Matter, Rung
from dukao.matters.vocabulary import IN_HAND, OPEN, MatterState
from dukao.organisations.selectors import unit_ids_under

#: Who owes words of progress.
SPEAKING = (MatterState.RECEIVED, MatterState.ONGOING, MatterState.RETURNED)


def matters_to_climb(day: date) -> QuerySet[Matter]:
    """Matters whose lamp is on, or that are on the ladder, each with the rungs of its running climb."""
    lit = Q(pk__in=[])
    for colour in COLOURS:
        lit |= Q(**{f"{colour}_from__lte": day})
    running = Rung.objects.filter(ended_on=None)
    on_ladder = Q(Exists(running.filter(matter=OuterRef("pk"))))
    return Matter.objects.filter(Q(state__in=IN_HAND) & lit | on_ladder).prefetch_related(
        "milestones", Prefetch("rungs", running.order_by("pk"), to_attr="running_rungs")
    )


def climbing(matter: Matter) -> list[Rung]:
    """The rungs of the running climb in their order; read unless they came with the matter."""
    known: list[Rung] | None = getattr(matter, "running_rungs", None)
    return list(matter.rungs.filter(ended_on=None).order_by("pk")) if known is None else known


def unreceived_matters(by: date) -> QuerySet[Matter]:
    """Not received yet, with the clock running out on ``by`` or before."""
    return Matter.objects.filter(state=MatterState.ASSIGNED, receive_by__lte=by).order_by("pk")


def silent_matters(by: date) -> QuerySet[Matter]:
    """The next word is owed on ``by`` or before; each interval there is asks the index for its own days."""
    speaking = Matter.objects.filter(state__in=SPEAKING)
    owed = Q(pk__in=[])
    for interval in speaking.order_by().values_list("word_days", flat=True).distinct():
        owed |= Q(word_days=interval, last_word_on__lte=by - timedelta(days=interval))
    return speaking.filter(owed).order_by("pk")


def carryable_matters(actor: Actor, year: int, day: date) -> QuerySet[Matter]:
    """What the offices the actor works for left unfinished in ``year``."""
    return Matter.objects.filter(
        year=year, state__in=OPEN, owner__in=unit_ids_under(actor.scopes(Role.OFFICE), day)
    )
