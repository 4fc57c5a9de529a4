"""Look-backs with their draws, and sweeps of peers."""

from __future__ import annotations

from datetime import date
from shlex import quote
from typing import TYPE_CHECKING

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from dukao.documents.services import Sheet
from dukao.issues import services
from dukao.issues.policies import can_look_back, can_oversee, can_register
from dukao.issues.selectors.again import (
    draw_for,
    draws_seen,
    lookback_for,
    lookbacks_seen,
    sweep_for,
    sweeps_seen,
)
from dukao.issues.vocabulary import Drawn
from dukao.issues.web.again_sheets import lookback_sheet, sweep_sheet
from dukao.issues.web.answers import sheet_answer
from dukao.issues.web.forms import DrawForm, LookBackForm
from dukao.kernel import clock
from dukao.kernel.request import Request
from dukao.kernel.roles import Role
from dukao.kernel.verdict import require
from dukao.organisations.selectors import versions_by_unit
from dukao.ui.downloads import download
from dukao.ui.rendering import render
from dukao.ui.tables import Choice, Column, Listing, SavedView

if TYPE_CHECKING:
    from dukao.issues.models import Draw

VIEWS = {"due": "可以看", "planned": "未到日期", "holds": "已巩固", "rebounded": "有反弹"}


@require_GET
def lookbacks(request: Request) -> HttpResponse:
    require(can_oversee(request.actor))
    day = clock.today()
    listing = _lookback_listing(request, day)
    context = {
        "listing": listing, "places": versions_by_unit([one.problem.unit_id for one in listing.rows], day),
        "draws": list(draws_seen(request.actor, day)[:8]), "may_draw": can_register(request.actor),
        "at": clock.now(),
    }  # fmt: skip
    return render(request, "issues/lookbacks.html", context)


@require_GET
def export_lookbacks(request: Request) -> HttpResponse:
    require(can_oversee(request.actor))
    day = clock.today()
    sheet = lookback_sheet(_lookback_listing(request, day), day)
    return sheet_answer(sheet, request.GET.get("format", "xlsx"))


def _lookback_listing(request: Request, day: date) -> Listing:
    rows = lookbacks_seen(request.actor, day)
    wheres = {
        "due": Q(done_at=None, planned_on__lte=day), "planned": Q(done_at=None, planned_on__gt=day),
        "holds": Q(finding="holds"), "rebounded": Q(finding="rebounded"),
    }  # fmt: skip
    listing = Listing(
        request.GET, searchable="问题或编号",
        columns=_columns("日期", "问题", "责任单位", "抽取", "结论"),
        choices=(Choice("view", "结论", tuple(VIEWS.items())), Choice("drawn", "抽取", tuple(Drawn.choices))),
        views=[SavedView(word, f"view={name}") for name, word in VIEWS.items()],
    )  # fmt: skip
    chosen = listing.chosen.setdefault("view", ["due"])[0]
    rows = rows.filter(wheres[chosen])
    if "drawn" in listing.chosen:
        rows = rows.filter(drawn__in=listing.chosen["drawn"])
    if listing.search:
        rows = rows.filter(
            Q(problem__title__icontains=listing.search) | Q(problem__number__istartswith=listing.search)
        )
    return listing.show(rows.order_by("due_on", "pk"))


@require_http_methods(["GET", "POST"])
def lookback(request: Request, lookback_id: int) -> HttpResponse:
    at = clock.now()
    planned, places = lookback_for(request.actor, lookback_id, clock.local_day(at))
    may = can_look_back(request.actor, planned.problem, places)
    form = LookBackForm(request.POST if request.method == "POST" else None)
    if form.is_bound:
        require(may)
    if form.is_bound and form.carry_out(services.look_back, actor=request.actor, lookback=planned, at=at):
        messages.success(request, "已记录。有反弹的已重新打开。")
        return redirect("issues:show", planned.problem_id)
    context = {"planned": planned, "problem": planned.problem, "form": form, "may": may, "at": at}
    return render(request, "issues/lookback.html", context, status=form.status)


@require_http_methods(["GET", "POST"])
def draw(request: Request) -> HttpResponse:
    """A quarter that has closed, and the seed that became public after it."""
    require(can_register(request.actor))
    at = clock.now()
    day = clock.local_day(at)
    quarter = (day.month - 1) // 3 or 4
    start = {"year": day.year if day.month > 3 else day.year - 1, "quarter": quarter}
    form = DrawForm(request.POST or None, initial=start)
    scope = next(grant.unit_id for grant in request.actor.grants if grant.role == Role.OFFICE)
    if form.is_bound and form.carry_out(services.draw_lookbacks, actor=request.actor, scope_id=scope, at=at):
        messages.success(request, "已抽取。谁都可以用清单和种子重抽一遍。")
        return redirect("issues:drawn", form.result.pk)
    made = draws_seen(request.actor, day).filter(**start).first()
    return render(request, "issues/draw.html", {"form": form, "made": made}, status=form.status)


@require_GET
def drawn(request: Request, draw_id: int) -> HttpResponse:
    """What was drawn, by what tickets, and how anybody draws it again."""
    require(can_oversee(request.actor))
    day = clock.today()
    made = draw_for(request.actor, draw_id, day)
    rows = list(made.lookbacks.select_related("problem").order_by("-drawn", "-risk", "ticket"))
    if "format" in request.GET:
        columns = (("编号", 16), ("抽取", 10), ("风险分", 8), ("抽签号", 70))
        cells = [(one.problem.number, one.get_drawn_display(), str(one.risk), one.ticket) for one in rows]
        title = f"{made.year} 年第 {made.quarter} 季度回头看抽取"
        note = f"种子 {made.seed}（{made.seed_source}），可抽 {made.population} 件"
        return sheet_answer(Sheet(title, columns, cells, note=note, name=title), request.GET["format"])
    places = versions_by_unit([one.problem.unit_id for one in rows], day)
    by_lot = sum(one.drawn == Drawn.LOT for one in rows)
    context = {
        "draw": made, "rows": rows, "places": places, "by_lot": by_lot, "by_risk": len(rows) - by_lot,
        "command": f"dukao sample --seed {quote(made.seed)} --items {_file_name(made)} --size {by_lot}",
    }  # fmt: skip
    return render(request, "issues/drawn.html", context)


@require_GET
def draw_listing(request: Request, draw_id: int) -> HttpResponse:
    """What the lot was drawn from, for whoever draws it again."""
    require(can_oversee(request.actor))
    made = draw_for(request.actor, draw_id, clock.today())
    return download(made.listing.encode("utf-8-sig"), _file_name(made))


def _file_name(draw: Draw) -> str:
    return f"lookbacks-{draw.year}-q{draw.quarter}.csv"


@require_GET
def sweeps(request: Request) -> HttpResponse:
    require(can_oversee(request.actor))
    context = {"listing": _sweep_listing(request, clock.today()), "at": clock.now()}
    return render(request, "issues/sweeps.html", context)


@require_GET
def export_sweeps(request: Request) -> HttpResponse:
    require(can_oversee(request.actor))
    day = clock.today()
    sheet = sweep_sheet(_sweep_listing(request, day), day)
    return sheet_answer(sheet, request.GET.get("format", "xlsx"))


def _sweep_listing(request: Request, day: date) -> Listing:
    listing = Listing(
        request.GET, searchable="自查内容",
        columns=_columns("自查什么", "来自", "报送时限", "报送", "查出"),
    )  # fmt: skip
    rows = sweeps_seen(request.actor, day)
    if listing.search:
        rows = rows.filter(title__icontains=listing.search)
    return listing.show(rows.order_by("-at", "-pk"))


@require_GET
def sweep(request: Request, sweep_id: int) -> HttpResponse:
    require(can_oversee(request.actor))
    day = clock.today()
    found = sweep_for(request.actor, sweep_id, day)
    items = list(found.items.select_related("problem", "by").prefetch_related("evidence__file"))
    places = versions_by_unit([item.unit_id for item in items], day)
    context = {"sweep": found, "items": items, "places": places, "at": clock.now()}
    return render(request, "issues/sweep.html", context)


def _columns(*words: str) -> list[Column]:
    return [Column(f"c{number}", word) for number, word in enumerate(words)]
