"""One matter: the page, and the drawer beside the ledger."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from dukao.issues.policies import can_propose_practice
from dukao.kernel import clock
from dukao.kernel.request import Request
from dukao.matters.policies import can_ask_extension, can_decide_extension
from dukao.matters.selectors import life_of
from dukao.matters.selectors.life import Life
from dukao.matters.vocabulary import MatterState, subject_ref
from dukao.matters.web.acts import DESK
from dukao.ui.rendering import render

DRAWER_TABS = ("story", "fields", "plan", "proof")


@require_GET
def show(request: Request, matter_id: int) -> HttpResponse:
    life = life_of(request.actor, matter_id, clock.now())
    may_propose = life.matter.state == MatterState.CLOSED and bool(can_propose_practice(request.actor))
    context = {**_context(request, life), "may_propose": may_propose, "ref": subject_ref(matter_id)}
    return render(request, "matters/show.html", context)


@require_GET
def drawer(request: Request, matter_id: int) -> HttpResponse:
    """Without a script the drawer's address is the page itself."""
    life = life_of(request.actor, matter_id, clock.now())
    asked = request.GET.get("tab", "")
    context = {**_context(request, life), "tab": asked if asked in DRAWER_TABS else "story"}
    return render(request, "matters/drawer.html", context, fragment="drawer")


def _context(request: Request, life: Life) -> dict[str, object]:
    acts = DESK.buttons(life)
    may_edit = life.matter.state == MatterState.DRAFT and any(button.act.name == "assign" for button in acts)
    may_withdraw = can_ask_extension(request.actor, life.places)
    return {
        "life": life, "matter": life.matter, "buttons": acts, "may_edit": may_edit,
        "may_withdraw": may_withdraw, "may_decide": can_decide_extension(request.actor, life.places),
    }  # fmt: skip
