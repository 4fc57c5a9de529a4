"""Finding rounds: which there are, which an actor may open, and what hangs together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from dukao.assessments.models import Round
from dukao.assessments.policies import EVERYWHERE, answers_for, oversees
from dukao.assessments.vocabulary import ASSESSED, OVERSEERS
from dukao.kernel.actor import Actor, around
from dukao.kernel.errors import Missing
from dukao.kernel.memo import kept_while_reading
from dukao.kernel.prepared import Parameter
from dukao.organisations.selectors import versions_by_unit
from dukao.organisations.vocabulary import Tree
from dukao.schemes.selectors import published_versions

if TYPE_CHECKING:
    from dukao.organisations.models import UnitVersion


def visible_rounds(actor: Actor) -> QuerySet[Round]:
    """Rounds over any unit the actor oversees or answers for, the newest first."""
    seen = Q(pk__in=())
    for path in actor.scopes(*OVERSEERS, *ASSESSED):
        seen |= Q(roster__unit__versions__path__startswith=path)
    if actor.has(*OVERSEERS):
        seen |= Q(roster__unit__tree=Tree.REFERENCE)
    # Asked of each version once, not of every round times every unit on its roster.
    versions = published_versions().filter(seen).order_by()
    rounds = Round.objects.filter(version__in=versions.values("pk"))
    rounds = rounds.select_related("version__scheme__scheme_set").defer("version__document")
    return rounds.order_by("-ends_on", "months", "version__scheme__code")


def rounds_within(actor: Actor, *roles: str) -> QuerySet[Round]:
    """Rounds that whoever holds one of these roles may run: all their units stand under one grant of it.

    The same question as the policies ask of one round and its :func:`scope_of`, put to the database.
    """
    if not actor.has(*roles):
        return Round.objects.none()
    rounds = rounds_under(actor.scopes(*roles)).select_related("version__scheme__scheme_set")
    return rounds.defer("version__document").order_by("-ends_on", "months", "version__scheme__code")


def rounds_under(scopes: Iterable[str | Parameter]) -> QuerySet[Round]:
    """Rounds all of whose units stand below one of these places, or in nobody's tree."""
    places = Round.objects.filter(pk=OuterRef("pk")).annotate(
        tree=F("version__roster__unit__tree"),
        path=F("version__roster__unit__versions__path"),
        since=F("version__roster__unit__versions__since"),
        until=F("version__roster__unit__versions__until"),
    )
    there = places.filter(since__lte=F("ends_on")).filter(Q(until__isnull=True) | Q(until__gt=F("ends_on")))
    within = Q(Exists(places.filter(tree=Tree.REFERENCE)))
    for path in scopes:
        within |= Q(~Exists(there.exclude(path__startswith=path)))
    return Round.objects.filter(within, Exists(there))


def visible_round(actor: Actor, round_id: int) -> Round:
    """The round, or :class:`Missing` for whoever may not know of it."""
    people = ("frozen_by", "posted_by", "finalised_by")
    found = Round.objects.select_related("version__scheme__scheme_set", *people).defer("version__document")
    assessment = found.filter(pk=round_id).first()
    if assessment is None or not _sees_any(actor, assessment):
        raise Missing("没有这一轮考核，或不在你的查看范围。")
    return assessment


def _sees_any(actor: Actor, assessment: Round) -> bool:
    places = places_of(assessment).values()
    return any(oversees(actor, place) or answers_for(actor, place) for place in places)


@kept_while_reading
def places_of(assessment: Round) -> dict[int, UnitVersion]:
    """Where the round's units stood at its end."""
    units = assessment.version.roster.values_list("unit_id", flat=True)
    return versions_by_unit(units, assessment.ends_on)


def scope_of(assessment: Round) -> str:
    """The path that holds all units of the round; :data:`EVERYWHERE` for units of nobody's tree."""
    return scope_around(places_of(assessment).values())


def scope_around(places: Iterable[UnitVersion]) -> str:
    """The longest path above all these places."""
    found = list(places)
    if any(place.unit.tree == Tree.REFERENCE for place in found):
        return EVERYWHERE
    return around(place.path for place in found) or "/"
