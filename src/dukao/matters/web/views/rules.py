"""督办规则: limits, lamps and the ladder with what they rest on; time limits by kind; fields."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from dukao.kernel import clock
from dukao.kernel.errors import DomainError
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.matters import services
from dukao.matters.ladder import steps_of
from dukao.matters.policies import can_see_ledger, can_set_rules
from dukao.matters.selectors import rules_known, rules_on, terms_known, work_fields
from dukao.matters.web.rules_forms import RulesForm, TermForm, WorkFieldForm
from dukao.ui.forms import Form
from dukao.ui.rendering import render

#: What each of the page's forms does, and what is said then.
ACTS: dict[str, tuple[Callable[..., object], str]] = {
    "rules": (services.set_rules, "新规则已定下，从施行日期起适用。"),
    "term": (services.set_term, "时限已定下，从施行日期起交办的事项适用。"),
    "field": (services.set_field, "领域已保存。"),
}


@require_http_methods(["GET", "POST"])
def rules(request: Request) -> HttpResponse:
    require(can_see_ledger(request.actor))
    day, sent, which = clock.today(), None, ""
    if request.method == "POST":
        require(can_set_rules(request.actor))
        sent, which = request.POST, request.POST.get("form", "")
    start = RulesForm.start_from(rules_on(day))
    forms: dict[str, Form] = {
        "rules": RulesForm(sent if which == "rules" else None, initial=start),
        "term": TermForm(sent if which == "term" else None),
        "field": WorkFieldForm(sent if which == "field" else None),
    }
    if sent is not None:
        if which not in forms:
            raise DomainError("form_missing", "请从督办规则页提交。")
        act, done = ACTS[which]
        if forms[which].carry_out(act, actor=request.actor, at=clock.now()):
            messages.success(request, done)
            return redirect("matters:rules")
    known = [(each, steps_of(each)) for each in rules_known()]
    context: dict[str, Any] = {
        "forms": forms, "known": known, "terms": terms_known(), "fields": work_fields(), "open_form": which,
        "may_set": can_set_rules(request.actor), "day": day,
    }  # fmt: skip
    status = forms[which].status if which in forms else 200
    return render(request, "matters/rules.html", context, status=status)
