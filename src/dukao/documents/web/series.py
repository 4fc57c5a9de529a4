"""发文字号: the series of the office's kinds and years."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from dukao.documents import services
from dukao.documents.policies import can_keep_series, can_see_documents
from dukao.documents.selectors.series import series_rows
from dukao.documents.web.forms import SeriesForm
from dukao.kernel import clock
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.ui.rendering import render


@require_http_methods(["GET", "POST"])
def listing(request: Request) -> HttpResponse:
    require(can_see_documents(request.actor))
    at = clock.now()
    may_keep = can_keep_series(request.actor)
    form = SeriesForm(request.actor, clock.local_day(at), request.POST or None)
    if request.method == "POST":
        require(may_keep)
        if form.carry_out(services.set_number_series, actor=request.actor, at=at):
            messages.success(request, "发文字号已定好。")
            return redirect("official:series")
    context = {
        "rows": series_rows(request.actor, clock.local_day(at)), "form": form, "may_keep": may_keep,
    }  # fmt: skip
    return render(request, "official/series.html", context, status=form.status)
