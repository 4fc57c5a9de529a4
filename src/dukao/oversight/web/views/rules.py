"""监督规则: how long an addressee may take to answer, by day and with what it rests on."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from dukao.kernel import clock
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.oversight import services
from dukao.oversight.policies import can_set_rules
from dukao.oversight.selectors.rules import oversight_rules_known, oversight_rules_on
from dukao.oversight.web.rules_forms import OversightRulesForm
from dukao.ui.rendering import render


@require_http_methods(["GET", "POST"])
def rules(request: Request) -> HttpResponse:
    require(can_set_rules(request.actor))
    held = oversight_rules_on(clock.today())
    start = {"answer_workdays": held.answer_workdays, "soon_workdays": held.soon_workdays}
    form = OversightRulesForm(request.POST or None, initial=start)
    if form.is_bound and form.carry_out(services.set_oversight_rules, actor=request.actor, at=clock.now()):
        messages.success(request, "新规则已定下，从施行日期起发出的适用。")
        return redirect("oversight:rules")
    context = {"form": form, "known": oversight_rules_known(), "day": clock.today()}
    return render(request, "oversight/rules.html", context, status=form.status)
