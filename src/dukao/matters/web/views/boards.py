"""Other ways to look at matters: the board, the Gantt chart, a unit's own, a leader's."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from dukao.kernel import clock
from dukao.kernel.request import Request
from dukao.kernel.roles import Role
from dukao.kernel.verdict import require
from dukao.matters.policies import can_see_led_matters, can_see_ledger
from dukao.matters.selectors.around import around_ledger, leading_people
from dukao.matters.selectors.board import LANES, board
from dukao.matters.selectors.gantt import SCALES, gantt
from dukao.matters.selectors.leading import leader_of, leader_page
from dukao.matters.selectors.ledger import MATTERS, Asked
from dukao.matters.selectors.own import assisted_matters, next_steps
from dukao.matters.web.ledger_list import Ledger
from dukao.ui.navigation import navigation
from dukao.ui.numbers import number_in
from dukao.ui.rendering import render

#: The dispatch centre's screen; another room's, and only there if that room is.
WALL = "dashboards:wall"
LANE_WORDS = {"field": "按领域", "unit": "按单位", "leader": "按责任领导"}


@require_GET
def show_board(request: Request) -> HttpResponse:
    require(can_see_ledger(request.actor))
    at = clock.now()
    asked = request.GET.get("by", "")
    by = asked if asked in LANES else "field"
    shown = board(request.actor, clock.local_day(at), by=by, opened=request.GET.get("open", ""))
    has_wall = navigation.offers(WALL, request.actor)
    context = {"board": shown, "at": at, "words": LANE_WORDS, "wall": WALL if has_wall else ""}
    return render(request, "matters/board.html", context)


@require_GET
def show_gantt(request: Request) -> HttpResponse:
    """The ledger's page as bars; conditions and places are the ledger's own."""
    require(can_see_ledger(request.actor))
    at = clock.now()
    day = clock.local_day(at)
    listing = Ledger(request.GET, day, around_ledger(request.actor), may_sign=request.actor.has(Role.OFFICE))
    asked = request.GET.get("scale", "")
    scale = asked if asked in SCALES else "year"
    page = MATTERS.page(
        Asked(request.actor, listing.conditions, day), "flat", after=listing.after, before=listing.before,
        newest=listing.is_newest_first,
    )  # fmt: skip
    context = {
        "listing": listing, "page": page, "chart": gantt(page.rows, day, scale), "scale": scale, "at": at,
        "scales": SCALES,
    }  # fmt: skip
    return render(request, "matters/gantt.html", context)


@require_GET
def mine(request: Request) -> HttpResponse:
    """A unit's own matters, by what is to be done next."""
    require(can_see_ledger(request.actor))
    at = clock.now()
    steps = next_steps(request.actor, clock.local_day(at))
    context = {"steps": steps, "assisted": assisted_matters(request.actor), "at": at}
    return render(request, "matters/mine.html", context)


@require_GET
def leader(request: Request) -> HttpResponse:
    """What a leader asked for and answers for."""
    require(can_see_led_matters(request.actor))
    at = clock.now()
    people = leading_people()
    day = clock.local_day(at)
    person = leader_of(request.actor, people, day, number_in(request.GET, "person"))
    page = leader_page(request.actor, person, day) if person is not None else None
    context = {"page": page, "people": people, "at": at}
    return render(request, "matters/leader.html", context)
