"""回头看: which are due, and what was found."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from dukao.kernel import clock
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.matters import services
from dukao.matters.intake.writing import workbook_of
from dukao.matters.policies import can_look_back, can_see_lookbacks
from dukao.matters.selectors.exports import LIST_LIMIT, LOOKBACK_HEAD, exported_lookbacks
from dukao.matters.selectors.steering import lookback_for, lookback_views, lookbacks_seen
from dukao.matters.web.steering_forms import LookBackForm
from dukao.matters.web.steering_lists import SteeringList, steering_list
from dukao.ui.downloads import download
from dukao.ui.rendering import render


@require_GET
def lookbacks(request: Request) -> HttpResponse:
    require(can_see_lookbacks(request.actor))
    page = _listed(request, clock.today())
    return render(request, "matters/lookbacks.html", {"page": page, "at": clock.now()})


@require_GET
def export(request: Request) -> HttpResponse:
    require(can_see_lookbacks(request.actor))
    day = clock.today()
    found = _listed(request, day).listing.page.paginator.object_list[:LIST_LIMIT]
    content = workbook_of("回头看", LOOKBACK_HEAD, exported_lookbacks(found, day))
    return download(content, f"回头看 {day}.xlsx")


def _listed(request: Request, day: date) -> SteeringList:
    columns = ("计划日期", "事项", "牵头单位", "结论", "情况", "")
    return steering_list(request.GET, lookbacks_seen(request.actor, day), lookback_views(day), columns, day)


@require_http_methods(["GET", "POST"])
def lookback(request: Request, lookback_id: int) -> HttpResponse:
    at = clock.now()
    planned, places = lookback_for(request.actor, lookback_id, clock.local_day(at))
    may = can_look_back(request.actor, planned.matter, places)
    form = LookBackForm(request.POST if request.method == "POST" else None)
    if form.is_bound:
        require(may)
    if form.is_bound and form.carry_out(services.look_back, actor=request.actor, lookback=planned, at=at):
        messages.success(request, "已记录。")
        return redirect("matters:lookbacks")
    context = {"planned": planned, "form": form, "may": may, "at": at}
    return render(request, "matters/lookback.html", context, status=form.status)
