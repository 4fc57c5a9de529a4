"""A unit's own page: what hurts next, self-checks, what was handed in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from dukao.issues import services
from dukao.issues.policies import can_answer_self_check, can_see_own
from dukao.issues.selectors import rules_on
from dukao.issues.selectors.again import own_self_checks, self_check_for
from dukao.issues.selectors.own import next_steps, settled_problems
from dukao.issues.vocabulary import SelfCheck
from dukao.issues.web.forms import SelfCheckForm
from dukao.kernel import clock
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.organisations.selectors import paths_of, unit_on
from dukao.ui.rendering import render


@require_GET
def mine(request: Request) -> HttpResponse:
    require(can_see_own(request.actor))
    at = clock.now()
    context = {
        "steps": next_steps(request.actor, clock.local_day(at)), "at": at,
        "checks": own_self_checks(request.actor)[:50], "settled": settled_problems(request.actor),
    }  # fmt: skip
    return render(request, "issues/mine.html", context)


@require_http_methods(["GET", "POST"])
def self_check(request: Request, item_id: int) -> HttpResponse:
    """What is to be checked, and the answer; peers do not learn whose problem it was."""
    at = clock.now()
    day = clock.local_day(at)
    item = self_check_for(request.actor, item_id, day)
    may = can_answer_self_check(request.actor, paths_of([item.unit_id], day)[item.unit_id])
    form = SelfCheckForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        require(may)
        if form.carry_out(services.answer_self_check, actor=request.actor, item=item, at=at):
            admitted = form.result.problem_id
            words = "已报送，已登记为本单位的问题，请定措施。" if admitted else "已报送：没有同类问题。"
            messages.success(request, words)
            return redirect("issues:show", admitted) if admitted else redirect("issues:mine")
    context = {
        "item": item, "form": form, "may": may, "at": at, "unit": unit_on(item.unit_id, day),
        "waits": item.state == SelfCheck.WAITING, "rules": rules_on(day),
        "may_see_own": can_see_own(request.actor),
    }  # fmt: skip
    return render(request, "issues/self_check.html", context, status=form.status)
