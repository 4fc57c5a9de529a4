"""共享数据: what is known already, and bringing it in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from dukao.background.services import start_task
from dukao.documents.selectors import source_of
from dukao.documents.services import keep_source
from dukao.kernel import clock
from dukao.kernel.errors import DomainError
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.reporting import services
from dukao.reporting.policies import can_run_reporting, can_see_overview
from dukao.reporting.selectors.shared_import import plan_import
from dukao.reporting.selectors.shared_list import shared_rows
from dukao.reporting.shared_table import Cell, cells_of
from dukao.reporting.sheets import read_sheet
from dukao.reporting.vocabulary import IMPORT_KIND
from dukao.reporting.web.forms import TableForm
from dukao.reporting.web.shared_listing import shared_listing
from dukao.reporting.web.workbooks import shared_template
from dukao.ui.downloads import download
from dukao.ui.rendering import render

#: More values than this are brought in in the background, with progress to look at.
AT_ONCE = 500


@require_GET
def listing(request: Request) -> HttpResponse:
    require(can_see_overview(request.actor))
    shown = shared_listing(request.GET)
    rows = shared_rows(shown.rows, clock.today())
    context = {"listing": shown, "rows": rows, "may_run": can_run_reporting(request.actor)}
    return render(request, "reporting/shared.html", context)


@require_GET
def template(request: Request) -> HttpResponse:
    require(can_run_reporting(request.actor))
    return download(shared_template(), "共享数据模板.xlsx")


@require_http_methods(["GET", "POST"])
def upload(request: Request) -> HttpResponse:
    """The table is read at once; what is in it is shown before anything is stored."""
    require(can_run_reporting(request.actor))
    form = TableForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["table"].read()
        try:
            cells_of(read_sheet(content))
        except DomainError as error:
            form.refuse(error)
        else:
            return redirect("reporting:shared_import", keep_source(content))
    return render(request, "reporting/shared_upload.html", {"form": form}, status=form.status)


@require_http_methods(["GET", "POST"])
def dry_run(request: Request, digest: str) -> HttpResponse:
    require(can_run_reporting(request.actor))
    cells = cells_of(read_sheet(source_of(digest)))
    if request.method == "POST":
        return _import(request, digest, cells)
    context = {
        "plan": plan_import(cells, clock.today()),
        "total": len(cells),
        "digest": digest,
    }
    return render(request, "reporting/shared_import.html", context)


def _import(request: Request, digest: str, cells: list[Cell]) -> HttpResponse:
    at = clock.now()
    if len(cells) > AT_ONCE:
        task = start_task(
            actor=request.actor, kind=IMPORT_KIND, label=f"导入共享数据 {len(cells)} 条", at=at,
            arguments={"digest": digest, "account": request.actor.account_id, "at": at.isoformat()},
        )  # fmt: skip
        return redirect("tasks:show", task.pk)
    plan = services.import_shared_values(actor=request.actor, cells=cells, source=digest, at=at)
    messages.success(request, plan.in_words)
    return redirect("reporting:shared")
