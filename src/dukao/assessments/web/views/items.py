"""One item of one unit: how it was scored and on what it rests."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from dukao.assessments.selectors.item_page import ItemPage
from dukao.assessments.web.seeing import may_object, sheet_for
from dukao.kernel.request import Request
from dukao.ui.rendering import render


@require_GET
def show(request: Request, round_id: int, unit_id: int, code: str) -> HttpResponse:
    page = ItemPage(sheet_for(request, round_id, unit_id), code)
    context = {
        "page": page, "sheet": page.sheet, "row": page.row, "may_object": may_object(request, page.sheet),
    }  # fmt: skip
    return render(request, "assessments/item.html", context)
