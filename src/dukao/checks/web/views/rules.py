"""检查规则: limits, clocks with what they rest on, and topics."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from dukao.checks import services
from dukao.checks.policies import can_see_plan, can_set_rules
from dukao.checks.selectors.rules import process_terms_known, rules_known, rules_on, topics
from dukao.checks.services import PRECEDENTS
from dukao.checks.web.rules_forms import RulesForm, TermForm, TopicForm
from dukao.kernel import clock
from dukao.kernel.errors import DomainError
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.ui.forms import Form
from dukao.ui.rendering import render

#: What each of the page's forms does, and what is said then.
ACTS: dict[str, tuple[Callable[..., object], str]] = {
    "rules": (services.set_rules, "新限额已定下，从施行日期起适用。"),
    "term": (services.set_process_term, "时限已定下，从施行日期起送达的结论适用。"),
    "topic": (services.set_topic, "主题已保存。"),
}


@require_http_methods(["GET", "POST"])
def rules(request: Request) -> HttpResponse:
    require(can_see_plan(request.actor))
    day, sent, which = clock.today(), None, ""
    if request.method == "POST":
        require(can_set_rules(request.actor))
        sent, which = request.POST, request.POST.get("form", "")
    forms: dict[str, Form] = {
        "rules": RulesForm(sent if which == "rules" else None, initial=RulesForm.start_from(rules_on(day))),
        "term": TermForm(sent if which == "term" else None),
        "topic": TopicForm(sent if which == "topic" else None),
    }
    if sent is not None:
        if which not in forms:
            raise DomainError("form_missing", "请从检查规则页提交。")
        act, done = ACTS[which]
        if forms[which].carry_out(act, actor=request.actor, at=clock.now()):
            messages.success(request, done)
            return redirect("checks:rules")
    context: dict[str, Any] = {
        "forms": forms, "known": rules_known(), "terms": process_terms_known(), "topics": topics(),
        "precedents": PRECEDENTS, "open_form": which, "may_set": can_set_rules(request.actor), "day": day,
    }  # fmt: skip
    status = forms[which].status if which in forms else 200
    return render(request, "checks/rules.html", context, status=status)
