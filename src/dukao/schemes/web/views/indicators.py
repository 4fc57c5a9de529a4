"""The indicator library: list, one indicator, and the forms that add and revise."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dukao.kernel import clock
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.schemes import services
from dukao.schemes.policies import can_draft, can_see_schemes
from dukao.schemes.selectors import library
from dukao.schemes.selectors.versions import unit_ids
from dukao.schemes.services.indicators import Meaning
from dukao.schemes.vocabulary import Frequency, Supply
from dukao.schemes.web.forms import IndicatorForm, WorkbookForm
from dukao.schemes.web.import_refused import import_refused
from dukao.schemes.workbook.indicators import indicators_in, workbook_of_indicators
from dukao.scoring.formats.excel import WorkbookError
from dukao.ui.downloads import download
from dukao.ui.rendering import go_on, render
from dukao.ui.tables import Choice, Column, Listing

COLUMNS = (
    Column("name", "指标", sort="indicator__code"),
    Column("hard", "性质"),
    Column("unit", "单位"),
    Column("frequency", "频次"),
    Column("supply", "数据"),
    Column("lead", "牵头单位"),
    Column("number", "版次", sort="number", numeric=True),
)
NATURE = (("yes", "硬"), ("no", "软"))


@require_GET
def indicators(request: Request) -> HttpResponse:
    require(can_see_schemes(request.actor))
    leads, sources = library.leads_and_sources(clock.today())
    choices = (
        Choice("hard", "性质", NATURE), Choice("frequency", "频次", tuple(Frequency.choices), many=True),
        Choice("supply", "数据由谁给", tuple(Supply.choices), many=True),
        Choice("lead", "牵头单位", tuple((str(unit), name) for unit, name in leads.items()), many=True),
        Choice("source", "数据来源", tuple((source, source) for source in sources), many=True),
    )  # fmt: skip
    listing = Listing(
        request.GET,
        columns=COLUMNS,
        choices=choices,
        searchable="代码、名称或口径",
        default_sort="indicator__code",
    )
    listing.show(library.library(listing.chosen, listing.search))
    context = {
        "listing": listing, "leads": leads, "may_draft": can_draft(request.actor),
        "upload_form": WorkbookForm(),
    }  # fmt: skip
    return render(request, "schemes/indicators.html", context)


@require_GET
def indicator(request: Request, indicator_id: int) -> HttpResponse:
    require(can_see_schemes(request.actor))
    page = library.indicator_page(indicator_id, clock.today())
    return render(request, "schemes/indicator.html", {"page": page, "may_draft": can_draft(request.actor)})


@require_http_methods(["GET", "POST"])
def add_indicator(request: Request) -> HttpResponse:
    require(can_draft(request.actor))
    form = IndicatorForm(request.POST or None, units=_unit, is_new=True)
    return _written(request, form, "新建指标", reverse("schemes:indicators"), services.add_indicator)


@require_http_methods(["GET", "POST"])
def revise_indicator(request: Request, indicator_id: int) -> HttpResponse:
    require(can_draft(request.actor))
    subject = library.indicator_for(indicator_id)
    current = subject.versions.select_related("lead").latest("number")
    initial = {name: getattr(current, name) for name in Meaning.__annotations__}
    initial["lead_id"] = current.lead.code if current.lead else ""
    form = IndicatorForm(request.POST or None, units=_unit, is_new=False, initial=initial)
    back = reverse("schemes:indicator", args=[indicator_id])
    return _written(
        request,
        form,
        f"修订 {subject.code} {current.name}",
        back,
        services.revise_indicator,
        indicator=subject,
    )


def _written(
    request: Request, form: IndicatorForm, title: str, back: str, service: Any, **fixed: Any
) -> HttpResponse:
    """The form, or what the service made of it."""
    if form.is_bound and form.carry_out(service, actor=request.actor, at=clock.now(), **fixed):
        version = form.result
        address = reverse("schemes:indicator", args=[version.indicator_id])
        return go_on(request, address, f"已存为第 {version.number} 版。")
    context = {"form": form, "title": title, "back": back, "address": request.path}
    return render(request, "schemes/indicator_form.html", context, fragment="form", status=form.status)


def _unit(code: str) -> int | None:
    return unit_ids([code], clock.today()).get(code)


@require_GET
def export_indicators(request: Request) -> HttpResponse:
    require(can_see_schemes(request.actor))
    rows = library.library({}, "")
    return download(workbook_of_indicators(rows), f"指标库 {clock.today():%Y-%m-%d}.xlsx")


@require_POST
def import_indicators(request: Request) -> HttpResponse:
    """New codes are added; rows that differ from the library become new versions, for the reason given."""
    require(can_draft(request.actor))
    values = WorkbookForm(request.POST, request.FILES).accepted()
    try:
        rows = indicators_in(values["file"].read(), lambda codes: unit_ids(codes, clock.today()))
    except WorkbookError as error:
        return import_refused(request, error, "指标库", reverse("schemes:indicators"))
    added, revised = services.import_indicators(
        actor=request.actor, rows=rows, reason=values["reason"], at=clock.now()
    )
    return go_on(
        request, reverse("schemes:indicators"), f"新建 {added} 项，修订 {revised} 项，其余没有变化。"
    )
