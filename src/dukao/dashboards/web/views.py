"""The landing page, its parts, the whole agenda, the search, and the manual."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from dukao.dashboards.policies import can_see_wall
from dukao.dashboards.selectors.agenda import agenda
from dukao.dashboards.selectors.manual import manual as read_manual
from dukao.dashboards.selectors.manual import manual_page
from dukao.dashboards.selectors.parts import part_for, parts_for
from dukao.dashboards.selectors.search import IN_LIST, ON_PAGE, search
from dukao.dashboards.selectors.wall import wall as read_wall
from dukao.kernel import clock
from dukao.kernel.counting import count_words
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.ui.navigation import navigation
from dukao.ui.rendering import is_fragment, render
from dukao.ui.tables import searched

#: What somebody who goes and sees opens first; only there if that room is.
FIELD = "patrols:field"


@require_GET
def home(request: Request) -> HttpResponse:
    at = clock.now()
    context = {
        "at": at, "agenda": agenda(request.actor, at), "parts": parts_for(request.actor, at),
        "field": FIELD if navigation.offers(FIELD, request.actor) else "",
    }  # fmt: skip
    return render(request, "dashboards/home.html", context)


@require_GET
def part(request: Request, name: str) -> HttpResponse:
    """A few panels of the landing page: alone, or as the fragment the page asks for."""
    at = clock.now()
    chosen = part_for(request.actor, name, at)
    context = {"at": at, "part": chosen, "data": chosen.read(request.actor, at)}
    return render(request, "dashboards/part.html", context, fragment="part")


@require_GET
def todo(request: Request) -> HttpResponse:
    return render(request, "dashboards/todo.html", {"agenda": agenda(request.actor, clock.now())})


@require_GET
def find(request: Request) -> HttpResponse:
    """The page of hits, or the list that unrolls below the box while one types."""
    text = searched(request.GET.get("q", ""))
    limit = IN_LIST if is_fragment(request) else ON_PAGE
    context = {"text": text, "limit": limit, "groups": search(request.actor, text, clock.now(), limit=limit)}
    return render(request, "dashboards/search.html", context, fragment="hits")


@require_GET
def manual(request: Request, name: str = "") -> HttpResponse:
    context = {"page": manual_page(name), "pages": read_manual()}
    return render(request, "dashboards/manual.html", context)


@require_GET
def wall(request: Request) -> HttpResponse:
    """The dispatch centre on a big screen; it asks for its own middle again every minute."""
    require(can_see_wall(request.actor))
    context = {"wall": read_wall(request.actor, clock.now()), "count_words": count_words}
    return render(request, "dashboards/wall.html", context, fragment="screen")
