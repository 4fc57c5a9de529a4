"""按事由查阅: what discipline looks at of somebody, noted before it is shown."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from dukao.kernel import clock
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.privacy import services
from dukao.privacy.policies import can_inspect
from dukao.privacy.selectors.held import held_about
from dukao.privacy.selectors.looks import inspection_for, inspections_of, is_readable, labels_of
from dukao.privacy.selectors.rules import privacy_rules_on
from dukao.privacy.selectors.subjects import subject_of
from dukao.privacy.web.forms import InspectForm
from dukao.ui.rendering import render
from dukao.ui.tables import Column, Listing

COLUMNS = (
    Column("who", "查阅谁"),
    Column("purpose", "事由"),
    Column("at", "时间"),
    Column("told", "告知本人"),
)
#: Rows of one kind an inspection shows.
ROWS = 50


@require_http_methods(["GET", "POST"])
def listing(request: Request) -> HttpResponse:
    require(can_inspect(request.actor))
    form = InspectForm(request.POST or None)
    if form.is_bound and form.carry_out(services.inspect, actor=request.actor, at=clock.now()):
        return redirect("privacy:inspection", form.result.pk)
    context = {
        "form": form, "rules": privacy_rules_on(clock.today()), "day": clock.today(),
        "listing": Listing(request.GET, columns=COLUMNS, rows=inspections_of(request.actor), per_page=20),
    }  # fmt: skip
    return render(request, "privacy/inspections.html", context, status=form.status)


@never_cache
@require_GET
def show(request: Request, inspection_id: int) -> HttpResponse:
    require(can_inspect(request.actor))
    inspection, day = inspection_for(request.actor, inspection_id), clock.today()
    subject, may_read = subject_of(inspection.account, day), is_readable(inspection, day)
    context = {
        "inspection": inspection, "subject": subject, "day": day, "is_readable": may_read,
        "labels": labels_of(inspection.categories),
        "held": held_about(subject, day, only=inspection.categories, limit=ROWS) if may_read else [],
    }  # fmt: skip
    return render(request, "privacy/inspection.html", context)
