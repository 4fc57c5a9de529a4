"""A unit's own page, and what it says about its burden."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dukao.checks import services
from dukao.checks.policies import UNIT_ROLES, can_complain, can_see_complaints, can_see_plan
from dukao.checks.selectors import check_numbered
from dukao.checks.selectors.complaints import VIEWS, complaint_for, visible_complaints
from dukao.checks.selectors.own import own_units
from dukao.checks.vocabulary import COMPLAINT_LIMIT
from dukao.checks.web.forms import AnswerForm, ComplaintForm
from dukao.checks.web.sheets import COMPLAINT_HEAD, complaint_cells, workbook_of
from dukao.kernel import clock
from dukao.kernel.errors import DomainError, Refused
from dukao.kernel.request import Request
from dukao.kernel.roles import Role
from dukao.kernel.verdict import require
from dukao.organisations.selectors import units_granted, versions_by_unit
from dukao.ui.downloads import download
from dukao.ui.numbers import number_in
from dukao.ui.rendering import render
from dukao.ui.tables import Choice, Column, Listing, SavedView

if TYPE_CHECKING:
    from dukao.checks.models import Complaint

#: What one export holds.
EXPORTED = 5000
COMPLAINT_COLUMNS = (Column("said", "反映"), Column("unit", "单位"), Column("answer", "答复"))
COMPLAINT_WORDS = {"open": "待答复", "answered": "已答复"}


@require_GET
def mine(request: Request) -> HttpResponse:
    require(can_see_plan(request.actor))
    if not request.actor.has(*UNIT_ROLES):
        raise Refused("这一页给单位看自己要接受的检查；全部计划在“检查计划”。")
    day = clock.today()
    asked = number_in(request.GET, "year")
    years = (day.year + 1, day.year, day.year - 1)
    year = asked if asked in years else day.year
    context = {
        "units": own_units(request.actor, day, year), "year": year, "years": years, "at": clock.now(),
        "may_complain": can_complain(request.actor),
    }  # fmt: skip
    return render(request, "checks/mine.html", context)


@require_http_methods(["GET", "POST"])
def complain(request: Request) -> HttpResponse:
    require(can_complain(request.actor))
    day = clock.today()
    held = units_granted(request.actor, day, Role.REPORTER, Role.UNIT_HEAD)
    units = {unit: place.short_name for unit, place in held.items()}
    initial = {"number": request.GET.get("check", "")[:20]}
    form = ComplaintForm(request.POST if request.method == "POST" else None, units=units, initial=initial)
    if form.is_valid():
        sent = dict(form.cleaned_data)
        number = sent.pop("number").strip()
        try:
            check = check_numbered(request.actor, number, day) if number else None
            services.complain(actor=request.actor, check=check, at=clock.now(), **sent)
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, "已反映给督考办，答复会发消息给你。")
            return redirect("checks:complaints")
    context = {"form": form, "limit": COMPLAINT_LIMIT}
    return render(request, "checks/complain.html", context, status=form.status)


@require_GET
def complaints(request: Request) -> HttpResponse:
    listing, found = _complaints_asked(request)
    listing.show(found)
    places = versions_by_unit({row.unit_id for row in listing.rows}, clock.today())
    context = {
        "listing": listing, "places": places, "may_complain": can_complain(request.actor),
        "answers": {
            row.pk for row in listing.rows if request.actor.covers(places[row.unit_id].path, Role.OFFICE)
        },
    }  # fmt: skip
    return render(request, "checks/complaints.html", context)


@require_GET
def complaints_export(request: Request) -> HttpResponse:
    _, found = _complaints_asked(request)
    day, rows = clock.today(), list(found.order_by("-pk")[:EXPORTED])
    places = versions_by_unit({row.unit_id for row in rows}, day)
    cells = complaint_cells(rows, places)
    return download(workbook_of("减负反映", COMPLAINT_HEAD, cells), f"减负反映 {day}.xlsx")


def _complaints_asked(request: Request) -> tuple[Listing, QuerySet[Complaint]]:
    require(can_see_complaints(request.actor))
    listing = Listing(
        request.GET, columns=COMPLAINT_COLUMNS, default_sort="-pk", searchable="内容",
        choices=(Choice("view", "状态", tuple(COMPLAINT_WORDS.items())),),
        views=(
            SavedView("全部", ""),
            *(SavedView(word, f"view={name}") for name, word in COMPLAINT_WORDS.items()),
        ),
    )  # fmt: skip
    found = visible_complaints(request.actor, clock.today())
    for view in listing.chosen.get("view", ()):
        found = found.filter(VIEWS[view])
    found = found.filter(text__icontains=listing.search) if listing.search else found
    return listing, found


@require_POST
def answer(request: Request, complaint_id: int) -> HttpResponse:
    complaint = complaint_for(request.actor, complaint_id, clock.today())
    form = AnswerForm(request.POST)
    text = form.cleaned_data["answer"] if form.is_valid() else ""
    services.answer_complaint(actor=request.actor, complaint=complaint, answer=text, at=clock.now())
    messages.success(request, "已答复，单位会收到消息。")
    return redirect("checks:complaints")
