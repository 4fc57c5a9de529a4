"""Rules of patterns: what each looks for, with which parameters, and how often it led to nothing."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dukao.kernel import clock
from dukao.kernel.errors import Missing
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.oversight import services
from dukao.oversight.patterns.registry import PATTERNS
from dukao.oversight.policies import can_oversee, can_set_rules
from dukao.oversight.selectors.hits import last_search, records, rules_in_force, rules_known
from dukao.oversight.web.rules_forms import PatternForm
from dukao.ui.rendering import render


@require_GET
def listing(request: Request) -> HttpResponse:
    require(can_oversee(request.actor))
    at = clock.now()
    context = {"records": records(request.actor, at, clock.local_day(at)), "search": last_search()}
    return render(request, "oversight/patterns.html", context)


@require_POST
def search(request: Request) -> HttpResponse:
    """A search now; the page of the task says how far it is."""
    task = services.ask_for_search(actor=request.actor, at=clock.now())
    return redirect("tasks:show", task)


@require_http_methods(["GET", "POST"])
def show(request: Request, code: str) -> HttpResponse:
    """One rule, and other parameters for it from a later day on."""
    require(can_oversee(request.actor))
    pattern = PATTERNS.get(code)
    if pattern is None:
        raise Missing("没有这条规律。请从列表里选。")
    rule = rules_in_force(clock.today())[code]
    start = {"is_used": rule.is_used, **pattern.defaults(), **rule.parameters}
    form = PatternForm(request.POST or None, initial=start, pattern=pattern)
    if request.method == "POST":
        require(can_set_rules(request.actor))
        if form.carry_out(services.set_pattern_rule, actor=request.actor, code=code, at=clock.now()):
            messages.success(request, "新参数已定下，从施行日期起适用。")
            return redirect("oversight:pattern", code)
    context = {
        "pattern": pattern,
        "rule": rule,
        "form": form,
        "known": rules_known(code),
        "day": clock.today(),
    }
    return render(request, "oversight/pattern.html", context, status=form.status)
