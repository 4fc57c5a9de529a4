"""会议和批示台账: item by item until each is signed off."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from dukao.kernel.clock import today
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.matters.intake.writing import workbook_of
from dukao.matters.policies import can_see_decisions
from dukao.matters.selectors.exports import LEDGER_HEAD, LIST_LIMIT, exported_ledger
from dukao.matters.selectors.listing import matter_rows
from dukao.matters.web.decision_lists import ledger_listing
from dukao.ui.downloads import download
from dukao.ui.rendering import render


@require_GET
def ledger(request: Request) -> HttpResponse:
    require(can_see_decisions(request.actor))
    day = today()
    listing = ledger_listing(request.actor, request.GET, day)
    context = {"listing": listing, "rows": matter_rows(listing.page.object_list, day), "day": day}
    return render(request, "matters/decisions/ledger.html", context)


@require_GET
def export(request: Request) -> HttpResponse:
    require(can_see_decisions(request.actor))
    day = today()
    found = ledger_listing(request.actor, request.GET, day).page.paginator.object_list[:LIST_LIMIT]
    content = workbook_of("会议和批示台账", LEDGER_HEAD, exported_ledger(matter_rows(found, day)))
    return download(content, f"会议和批示台账 {day}.xlsx")
