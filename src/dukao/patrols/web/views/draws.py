"""抽查: lists frozen before their seed, what was drawn from them, and groups sent to look."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dukao.kernel import clock
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.patrols import services
from dukao.patrols.policies import can_draw, can_see_draws
from dukao.patrols.sampling import pools
from dukao.patrols.selectors import visible_groups
from dukao.patrols.selectors.draws import draw_for, draw_page, file_name, owner_of, visible_draws
from dukao.patrols.selectors.listing import EXPORT_LIMIT
from dukao.patrols.services.draws import ENCODING
from dukao.patrols.web.draw_forms import DrawForm, SeedForm, SendForm
from dukao.patrols.web.lists import draws_list
from dukao.patrols.web.workbooks import DRAW_HEAD, draw_cells, workbook
from dukao.ui.downloads import download
from dukao.ui.forms import said
from dukao.ui.numbers import numbers_in
from dukao.ui.rendering import render


@require_GET
def draws(request: Request) -> HttpResponse:
    require(can_see_draws(request.actor))
    day = clock.today()
    listing, found = draws_list(request.GET, visible_draws(request.actor, day), day)
    listing.show(found)
    return render(request, "patrols/draws.html", {"listing": listing, "may_draw": can_draw(request.actor)})


@require_GET
def export(request: Request) -> HttpResponse:
    require(can_see_draws(request.actor))
    day = clock.today()
    listing, found = draws_list(request.GET, visible_draws(request.actor, day), day)
    rows = draw_cells(found.order_by(*listing.ordering)[:EXPORT_LIMIT])
    return workbook("抽查", DRAW_HEAD, rows, f"抽查 {day}")


@require_http_methods(["GET", "POST"])
def add(request: Request) -> HttpResponse:
    require(can_draw(request.actor))
    at = clock.now()
    ranges = [
        (f"{pool.key}:{value}", f"{pool.label}：{words}")
        for pool in pools()
        for value, words in pool.ranges(request.actor, at)
    ]
    sent = request.POST if request.method == "POST" else None
    form = DrawForm(sent, ranges=ranges, owner_id=owner_of(request.actor))
    if form.is_bound and form.carry_out(services.freeze_draw, actor=request.actor, at=at):
        messages.success(request, "清单已封存。公布摘要以后再定种子。")
        return redirect("patrols:draw", form.result.pk)
    return render(request, "patrols/draw_add.html", {"form": form}, status=form.status)


@require_http_methods(["GET", "POST"])
def draw(request: Request, draw_id: int) -> HttpResponse:
    at = clock.now()
    page = draw_page(request.actor, draw_id, clock.local_day(at))
    form = SeedForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.carry_out(services.draw_items, actor=request.actor, draw=page.draw, at=at):
        messages.success(request, "已抽取。名单和种子一起公布，谁都能重抽。")
        return redirect("patrols:draw", draw_id)
    context = {"page": page, "form": form, "send": _send_form(request), "ticked": ()}
    return render(request, "patrols/draw.html", context, status=form.status)


@require_GET
def listing(request: Request, draw_id: int) -> HttpResponse:
    """The published list, to the byte of its digest."""
    draw = draw_for(request.actor, draw_id, clock.today())
    return download(draw.listing.encode(ENCODING), file_name(draw))


@require_POST
def drop(request: Request, draw_id: int) -> HttpResponse:
    draw = draw_for(request.actor, draw_id, clock.today())
    reason = said(request.POST, "reason", "原因", 200)
    services.drop_draw(actor=request.actor, draw=draw, reason=reason, at=clock.now())
    messages.success(request, "已作废。")
    return redirect("patrols:draw", draw_id)


@require_POST
def send(request: Request, draw_id: int) -> HttpResponse:
    require(can_draw(request.actor))
    at = clock.now()
    page = draw_page(request.actor, draw_id, clock.local_day(at))
    form, chosen = _send_form(request, request.POST), numbers_in(request.POST, "picked")
    if not form.carry_out(
        services.send_to_drawn, actor=request.actor, draw=page.draw, item_ids=chosen, at=at
    ):
        context = {"page": page, "form": SeedForm(), "send": form, "ticked": chosen}
        return render(request, "patrols/draw.html", context, status=form.status)
    messages.success(request, f"已拟办 {len(form.result)} 个巡查任务，写明派出人员后下达。")
    return redirect("patrols:draw", draw_id)


def _send_form(request: Request, sent: QueryDict | None = None) -> SendForm:
    groups = [(group.pk, group.name) for group in visible_groups(request.actor, clock.today())]
    return SendForm(sent, groups=groups, initial={"legal_basis": "《政府督查工作条例》第十四条"})
