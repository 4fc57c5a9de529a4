"""变更: what waits for a leader and what was decided."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from dukao.checks import services
from dukao.checks.policies import can_approve, can_run, can_see_plan
from dukao.checks.selectors import places_of
from dukao.checks.selectors.amendments import VIEWS, amendment_for, amendment_rows, visible_amendments
from dukao.checks.web.forms import AmendmentDecisionForm
from dukao.kernel import clock
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.ui.rendering import render
from dukao.ui.tables import Choice, Column, Listing, SavedView

if TYPE_CHECKING:
    from dukao.checks.models import Amendment

WORDS = {"waiting": "待批准", "approved": "已批准", "refused": "未批准"}
COLUMNS = (
    Column("check", "检查"), Column("change", "变更"), Column("reason", "理由"), Column("decision", "决定"),
)  # fmt: skip


@require_GET
def amendments(request: Request) -> HttpResponse:
    require(can_see_plan(request.actor))
    return _list_amendments(request, clock.today())


def _list_amendments(
    request: Request, day: date, refused: Amendment | None = None, form: AmendmentDecisionForm | None = None
) -> HttpResponse:
    """All that wait; the one whose decision was ``refused`` has its form with what was typed."""
    views = tuple(SavedView(word, f"view={name}") for name, word in WORDS.items())
    listing = Listing(
        request.GET, columns=COLUMNS, views=views, searchable="项目或编号", default_sort="-pk",
        choices=(Choice("view", "状态", (*WORDS.items(), ("all", "全部"))),),
    )  # fmt: skip
    chosen = listing.chosen.setdefault("view", ["waiting"])[0]
    found = visible_amendments(request.actor, day, listing.search)
    listing.show(found if chosen == "all" else found.filter(VIEWS[chosen]))
    rows = amendment_rows(request.actor, listing.rows, day)
    context = {"listing": listing, "rows": rows, "refused": refused, "form": form}
    return render(request, "checks/amendments.html", context, status=form.status if form else 200)


@require_POST
def decide(request: Request, amendment_id: int) -> HttpResponse:
    at = clock.now()
    amendment = amendment_for(request.actor, amendment_id, clock.local_day(at))
    require(can_approve(request.actor, places_of(amendment.check_of, clock.local_day(at)).organiser))
    form = AmendmentDecisionForm(request.POST)
    is_approved = request.POST.get("decision") == "approve"
    act = services.approve_amendment if is_approved else services.refuse_amendment
    if not form.carry_out(act, actor=request.actor, amendment=amendment, at=at):
        return _list_amendments(request, clock.local_day(at), amendment, form)
    messages.success(request, "已决定，组织单位会收到消息。")
    return redirect("checks:show", amendment.check_of_id)


@require_POST
def withdraw(request: Request, amendment_id: int) -> HttpResponse:
    at = clock.now()
    amendment = amendment_for(request.actor, amendment_id, clock.local_day(at))
    require(can_run(request.actor, places_of(amendment.check_of, clock.local_day(at))))
    services.withdraw_amendment(actor=request.actor, amendment=amendment, at=at)
    messages.success(request, "已撤回，仍按原计划执行。")
    return redirect("checks:show", amendment.check_of_id)
