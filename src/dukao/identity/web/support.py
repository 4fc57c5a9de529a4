"""支持访问: a unit lets support look and follows it; the support person begins and ends."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dukao.identity import selectors, services
from dukao.identity.policies import can_grant_support, support_views
from dukao.identity.vocabulary import VISIT_KEY
from dukao.identity.web.forms import SupportForm
from dukao.identity.web.own import in_person
from dukao.identity.web.request import OwnRequest
from dukao.kernel.clock import now, today
from dukao.kernel.errors import Missing
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.ui.rendering import render


@never_cache
@require_GET
def support(request: Request) -> HttpResponse:
    """The unit's page; its list renews itself while somebody looks."""
    rows = selectors.visits_of_unit(request.actor, now())
    context = {"rows": rows, "may_grant": can_grant_support(request.actor)}
    return render(request, "identity/support.html", context, fragment="visits")


@require_http_methods(["GET", "POST"])
def grant(request: Request) -> HttpResponse:
    require(can_grant_support(request.actor))
    views = [(view.value, f"{view.label}看到的") for view in support_views(request.actor)]
    form = SupportForm(request.POST if request.method == "POST" else None, views=views)
    if form.is_bound and form.carry_out(services.grant_support, actor=request.actor, at=now()):
        messages.success(request, "已允许查看，到时自动结束；对方看了什么，在这一页能看到。")
        return redirect("identity:support")
    longest = selectors.rules_on(today()).support_hours
    context = {"form": form, "longest": longest}
    return render(request, "identity/support_form.html", context, status=form.status)


@require_POST
def end(request: OwnRequest, visit_id: int) -> HttpResponse:
    visit = selectors.visit_numbered(visit_id)
    own = visit.account_id == request.user.pk
    services.end_support(actor=in_person(request) if own else request.actor, visit=visit, at=now())
    if own:
        request.session.pop(VISIT_KEY, None)
    messages.success(request, "支持访问已结束。")
    return redirect("identity:visits") if own else redirect("identity:support")


@never_cache
@require_GET
def visits(request: OwnRequest) -> HttpResponse:
    """The support person's page: where they may look now."""
    if not request.user.is_support:
        raise Missing("这一页是支持人员用的。")
    context = {
        "visits": selectors.visits_given(request.user, now()), "present": request.session.get(VISIT_KEY)
    }  # fmt: skip
    return render(request, "identity/visits.html", context)


@require_POST
def begin(request: OwnRequest, visit_id: int) -> HttpResponse:
    visit = selectors.visit_numbered(visit_id)
    services.begin_support(actor=in_person(request), visit=visit, at=now())
    request.session[VISIT_KEY] = visit.pk
    messages.success(request, "现在可以查看。每打开一页，对方单位都看得到。")
    return redirect("dashboards:home")
