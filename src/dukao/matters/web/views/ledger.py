"""The ledger: a page of it, taken away as a table, and acts on several matters at once."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from dukao.kernel import clock
from dukao.kernel.counting import count_words
from dukao.kernel.errors import DomainError
from dukao.kernel.request import Request
from dukao.kernel.roles import Role
from dukao.kernel.verdict import require
from dukao.matters import services
from dukao.matters.policies import can_register, can_see_ledger
from dukao.matters.selectors import visible_matters
from dukao.matters.selectors.around import around_ledger
from dukao.matters.selectors.conditions import matters_meeting
from dukao.matters.selectors.ledger import (
    EXPORT_LIMIT,
    MATTERS,
    Asked,
    rows_to_export,
    tab_conditions,
    tab_counts,
)
from dukao.matters.vocabulary import IN_HAND, MatterState
from dukao.matters.web.exports import csv_lines, workbook
from dukao.matters.web.ledger_list import Ledger
from dukao.ui.bulk import parted
from dukao.ui.downloads import download, streamed
from dukao.ui.numbers import numbers_in
from dukao.ui.rendering import came_from, render

#: One press does not change more than somebody has looked at.
MOST_AT_ONCE = 200
UNTOUCHED = "另有 {} 件不用办这一步，没有动。"


@require_GET
def ledger(request: Request) -> HttpResponse:
    require(can_see_ledger(request.actor))
    day = clock.today()
    around = around_ledger(request.actor)
    listing = Ledger(request.GET, day, around, may_sign=request.actor.has(Role.OFFICE))
    asked = Asked(request.actor, listing.conditions, day, request.record)
    parts = MATTERS.segments(listing.conditions, listing.grouping).values()
    known = MATTERS.counted(asked, [*tab_conditions(request.actor).values(), *parts])
    counts = tab_counts(request.actor, day, known)
    page = MATTERS.page(
        asked, listing.grouping, after=listing.after, before=listing.before, newest=listing.is_newest_first,
        known=known,
    )  # fmt: skip
    context = {
        "listing": listing, "page": page, "day": day, "tabs": listing.tabs(counts, around.views),
        "open": count_words(counts["open"]), "may_register": can_register(request.actor),
    }  # fmt: skip
    return render(request, "matters/ledger.html", context)


@require_GET
def export(request: Request) -> HttpResponse | StreamingHttpResponse:
    require(can_see_ledger(request.actor))
    day = clock.today()
    listing = Ledger(request.GET, day, around_ledger(request.actor), may_sign=request.actor.has(Role.OFFICE))
    found = matters_meeting(request.actor, listing.conditions, day)
    too_many = found.order_by("due_on", "pk")[EXPORT_LIMIT : EXPORT_LIMIT + 1].values("pk").exists()
    note = f"只导出了前 {EXPORT_LIMIT} 件。请加条件分次导出。" if too_many else ""
    rows = rows_to_export(found, day)
    if request.GET.get("format") == "csv":
        return streamed(csv_lines(rows, note), f"督办台账 {day}.csv")
    return download(workbook(rows, note), f"督办台账 {day}.xlsx")


@require_POST
def bulk(request: Request) -> HttpResponse:
    """Assign, urge or take away what is ticked."""
    require(can_see_ledger(request.actor))
    day = clock.today()
    ids = numbers_in(request.POST, "picked")[: MOST_AT_ONCE + 1]
    found = visible_matters(request.actor, day).filter(pk__in=ids).order_by("due_on", "pk")
    if not ids or not found:
        raise DomainError("nothing_chosen", "没有选中事项，请先勾选。")
    if len(ids) > MOST_AT_ONCE:
        raise DomainError("too_many", f"一次最多办 {MOST_AT_ONCE} 件，请分次勾选。")
    act = request.POST.get("act")
    if act == "export":
        return download(workbook(rows_to_export(found, day)), f"督办台账（选中）{day}.xlsx")
    require(can_register(request.actor))
    if act == "assign":
        matters, left = parted(
            found, lambda matter: matter.state == MatterState.DRAFT, refusal="选中的都不是拟办，不用交办。",
            others=UNTOUCHED,
        )  # fmt: skip
        assigned = services.assign_matters(actor=request.actor, matters=matters, at=clock.now())
        messages.success(request, f"已交办 {len(assigned)} 件。牵头单位已收到消息。{left}")
    elif act == "urge":
        matters, left = parted(
            found, lambda matter: matter.state in IN_HAND, refusal="选中的都不在单位办理，不用催办。",
            others=UNTOUCHED,
        )  # fmt: skip
        urged = services.urge_matters(actor=request.actor, matters=matters, at=clock.now())
        again = f"{len(matters) - urged} 件今天已经催过。" if urged < len(matters) else ""
        messages.success(request, f"已催办 {urged} 件。{again}{left}")
    else:
        raise DomainError("no_act", "不知道要办什么，请从批量栏选择。")
    return redirect(came_from(request, reverse("matters:ledger")))
