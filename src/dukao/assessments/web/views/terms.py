"""How long results are posted: the rules there were, and setting the next one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from dukao.assessments import services
from dukao.assessments.policies import can_see_notice_policies, can_set_notice_policy
from dukao.assessments.selectors.policy import notice_policies
from dukao.assessments.web.forms import TermsForm
from dukao.kernel import clock
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.ui.rendering import render


@require_http_methods(["GET", "POST"])
def terms(request: Request) -> HttpResponse:
    may_set = can_set_notice_policy(request.actor)
    require(may_set if request.method == "POST" else can_see_notice_policies(request.actor))
    start = {
        "notice_days": 5, "closes_at": "17:30", "explain_workdays": 3,
        "effective_on": clock.today(),
    }  # fmt: skip
    form = TermsForm(request.POST) if request.method == "POST" else TermsForm(initial=start)
    if form.is_bound and form.carry_out(services.set_notice_policy, actor=request.actor, at=clock.now()):
        messages.success(request, "已设定。施行日期起公示的结果按新规则计时。")
        return redirect("assessments:terms")
    context = {"form": form, "policies": notice_policies(), "may_set": may_set}
    return render(request, "assessments/terms.html", context, status=form.status)
