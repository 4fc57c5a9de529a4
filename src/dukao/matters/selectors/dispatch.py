"""What a dispatch centre asks of matters: counts, and the few that need somebody now, each in one query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, Max, Min, Q, QuerySet, Sum

from dukao.kernel.actor import Actor
from dukao.kernel.clock import at_time
from dukao.kernel.extension import ExtensionState
from dukao.kernel.light import COLOURS
from dukao.matters.ladder import step_for
from dukao.matters.models import CoordinationRequest, Extension, LampTally, Matter, Rung
from dukao.matters.policies import ABOVE
from dukao.matters.selectors.clocks import SPEAKING
from dukao.matters.selectors.rules import rules_on
from dukao.matters.selectors.seeing import lit, visible_matters
from dukao.matters.vocabulary import IN_HAND, MatterState, RequestState, RungState
from dukao.organisations.selectors import unit_ids_under

#: A unit that has not spoken for so long counts as silent in views; the lamp has a rule of its own.
SILENT_AFTER = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Figures:
    """``open`` are all the ledger counts as such, ``in_hand`` those among them that units work on;
    ``oldest_due_on`` is the limit that has been over for longest.
    """

    open: int
    in_hand: int
    red: int
    yellow: int
    blue: int
    overdue: int
    silent: int
    closed_this_month: int
    closed_in_time_this_month: int
    closed_this_year: int
    closed_in_time_this_year: int
    oldest_due_on: date | None


@dataclass(frozen=True, slots=True)
class Cell:
    """Matters in hand of one lead unit in one field: how many, and how many shine in each colour."""

    unit_id: int
    field_id: int
    total: int
    red: int
    yellow: int
    blue: int


def silent(day: date) -> Q:
    """Matters whose unit owes a word and has said nothing for a month."""
    return Q(state__in=SPEAKING, last_word_on__lte=day - SILENT_AFTER)


def overdue(day: date) -> Q:
    return Q(state__in=IN_HAND, due_on__lt=day)


def figures(actor: Actor, day: date) -> Figures:
    """The totals of everything the actor sees."""
    this_year = Q(state=MatterState.CLOSED, closed_at__gte=at_time(date(day.year, 1, 1), 0))
    this_month = this_year & Q(closed_at__gte=at_time(day.replace(day=1), 0))
    in_time = Q(finished_at__date__lte=F("due_on"))
    lamps = {colour: Count("pk", filter=lit(colour, day)) for colour in COLOURS}
    found = visible_matters(actor, day).aggregate(
        **lamps,
        open=Count("pk", filter=Q(is_open=True)),
        in_hand=Count("pk", filter=Q(state__in=IN_HAND)),
        overdue=Count("pk", filter=overdue(day)),
        silent=Count("pk", filter=silent(day)),
        closed_this_month=Count("pk", filter=this_month),
        closed_in_time_this_month=Count("pk", filter=this_month & in_time),
        closed_this_year=Count("pk", filter=this_year),
        closed_in_time_this_year=Count("pk", filter=this_year & in_time),
        oldest_due_on=Min("due_on", filter=overdue(day)),
    )
    return Figures(**found)


def lamp_matrix(actor: Actor, day: date) -> list[Cell]:
    """Lead units by fields; only what is in hand."""
    in_hand = visible_matters(actor, day).filter(state__in=IN_HAND).order_by()
    lamps = {colour: Count("pk", filter=lit(colour, day)) for colour in COLOURS}
    rows = in_hand.values_list("lead_unit_id", "field_id").annotate(total=Count("pk"), **lamps)
    return [Cell(*row) for row in rows]


def longest_overdue(actor: Actor, day: date, limit: int) -> list[Matter]:
    """The longest overdue first."""
    return list(visible_matters(actor, day).filter(overdue(day)).order_by("due_on", "pk")[:limit])


def longest_silent(actor: Actor, day: date, limit: int) -> list[Matter]:
    """The longest silent first; what is overdue too is listed there."""
    found = visible_matters(actor, day).filter(silent(day)).exclude(due_on__lt=day)
    return list(found.order_by("last_word_on", "pk")[:limit])


def due_between(actor: Actor, first: date, last: date) -> QuerySet[Matter]:
    """Matters in hand whose limit ends within these days."""
    in_hand = visible_matters(actor, first).filter(state__in=IN_HAND)
    return in_hand.filter(due_on__range=(first, last)).order_by("due_on", "pk")


def to_sign_off(actor: Actor, day: date, limit: int) -> list[Matter]:
    """Reported as done and waiting for the office, the earliest first."""
    found = visible_matters(actor, day).filter(state=MatterState.FINISHED)
    return list(found.order_by("finished_at", "pk")[:limit])


def decided_by(rung: Rung, day: date) -> str:
    """The role of whoever decides a proposed rung, by the rules that hold on ``day``."""
    return step_for(rules_on(day), rung.kind).by


def proposed_rungs(actor: Actor, day: date, limit: int) -> list[Rung]:
    """Rungs that wait for a named person's decision, the oldest first."""
    visible = visible_matters(actor, day).values("pk")
    waiting = Rung.objects.filter(state=RungState.PROPOSED, ended_on=None, matter__in=visible)
    return list(waiting.select_related("matter__leader").order_by("on", "pk")[:limit])


def asked_extensions(actor: Actor, day: date, limit: int) -> list[Extension]:
    asked = Extension.objects.filter(
        state=ExtensionState.ASKED, matter__in=visible_matters(actor, day).values("pk")
    )
    return list(asked.select_related("matter").order_by("asked_at")[:limit])


def open_requests(actor: Actor, day: date, limit: int) -> list[CoordinationRequest]:
    asked = CoordinationRequest.objects.filter(
        state__in=(RequestState.OPEN, RequestState.RAISED),
        matter__in=visible_matters(actor, day).values("pk"),
    )
    return list(asked.select_related("matter").order_by("asked_at")[:limit])


def rungs_stood_on(actor: Actor, day: date) -> dict[str, int]:
    """How many matters stand on each rung now: the newest rung of every climb that has not ended."""
    visible = visible_matters(actor, day).values("pk")
    newest = Rung.objects.filter(ended_on=None, matter__in=visible).values("matter").annotate(top=Max("pk"))
    rows = Rung.objects.filter(pk__in=newest.values("top")).order_by().values("kind").annotate(n=Count("pk"))
    return {row["kind"]: row["n"] for row in rows}


def lamp_course(actor: Actor, first: date, last: date) -> dict[date, tuple[int, int]]:
    """Red and yellow lamps by day, for the days that were counted, over the owners the actor answers for."""
    owners = unit_ids_under(actor.scopes(*ABOVE), last)
    rows = (
        LampTally.objects.filter(owner__in=owners, day__range=(first, last))
        .order_by("day")
        .values("day")
        .annotate(red_sum=Sum("red"), yellow_sum=Sum("yellow"))
    )
    return {row["day"]: (row["red_sum"], row["yellow_sum"]) for row in rows}
