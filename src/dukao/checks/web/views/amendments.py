"""变更: what waits for a leader and what was decided."""

from __future__ import annotations

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
from dukao.kernel.errors import DomainError
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.ui.rendering import render
from dukao.ui.tables import Choice, Column, Listing, SavedView

WORDS = {"waiting": "待批准", "approved": "已批准", "refused": "未批准"}
COLUMNS = (
    Column("check", "检查"), Column("change", "变更"), Column("reason", "理由"), Column("decision", "决定"),
)  # fmt: skip


@require_GET
def amendments(request: Request) -> HttpResponse:
    require(can_see_plan(request.actor))
    day = clock.today()
    views = tuple(SavedView(word, f"view={name}") for name, word in WORDS.items())
    listing = Listing(
        request.GET, columns=COLUMNS, views=views, searchable="项目或编号", default_sort="-pk",
        choices=(Choice("view", "状态", (*WORDS.items(), ("all", "全部"))),),
    )  # fmt: skip
    chosen = listing.chosen.setdefault("view", ["waiting"])[0]
    found = visible_amendments(request.actor, day, listing.search)
    listing.show(found if chosen == "all" else found.filter(VIEWS[chosen]))
    rows = amendment_rows(request.actor, listing.rows, day)
    return render(request, "checks/amendments.html", {"listing": listing, "rows": rows})


@require_POST
def decide(request: Request, amendment_id: int) -> HttpResponse:
    at = clock.now()
    amendment = amendment_for(request.actor, amendment_id, clock.local_day(at))
    require(can_approve(request.actor, places_of(amendment.check_of, clock.local_day(at)).organiser))
    form = AmendmentDecisionForm(request.POST)
    if not form.is_valid():
        raise DomainError("decision_missing", "请选择批准或不同意。")
    sent = form.cleaned_data
    if sent["decision"] == "approve":
        services.approve_amendment(
            actor=request.actor, amendment=amendment, opinion=sent["opinion"], exception=sent["exception"],
            at=at,
        )  # fmt: skip
    else:
        services.refuse_amendment(actor=request.actor, amendment=amendment, opinion=sent["opinion"], at=at)
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
