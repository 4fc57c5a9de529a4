"""公文规则: how long documents may be and who signs them, with what it rests on."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from dukao.documents import services
from dukao.documents.policies import can_see_documents, can_set_paper_rules
from dukao.documents.selectors import rule_on
from dukao.documents.selectors.rules import rule_rows
from dukao.documents.web.forms import DocumentRuleForm
from dukao.kernel import clock
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.ui.rendering import render


@require_http_methods(["GET", "POST"])
def rules(request: Request) -> HttpResponse:
    require(can_see_documents(request.actor))
    at = clock.now()
    day, may_set = clock.local_day(at), can_set_paper_rules(request.actor)
    form = DocumentRuleForm(request.POST or None, initial=DocumentRuleForm.start_from(rule_on(day)))
    if request.method == "POST":
        require(may_set)
        if form.carry_out(services.set_document_rule, actor=request.actor, at=at):
            messages.success(request, "公文规则已定下，从施行日期起送签的公文适用。")
            return redirect("official:rules")
    context = {"rows": rule_rows(day), "form": form, "may_set": may_set}
    return render(request, "official/rules.html", context, status=form.status)
