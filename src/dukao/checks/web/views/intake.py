"""Bringing the plan in: read, judged row by row, registered as a whole."""

from __future__ import annotations

import uuid

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from dukao.checks import services
from dukao.checks.columns import LISTED
from dukao.checks.policies import can_manage_plan
from dukao.checks.services.intake import judged, rows_of
from dukao.checks.web.sheets import SAMPLE, TEMPLATE_HEAD, workbook_of
from dukao.documents.selectors import source_of
from dukao.documents.services import keep_source
from dukao.kernel import clock
from dukao.kernel.errors import DomainError
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.ui.downloads import download
from dukao.ui.forms import Form
from dukao.ui.rendering import render


class SheetForm(Form):
    table = forms.FileField(label="Excel 文件", help_text="第一张工作表；表头用模板里的列名")


@require_GET
def template(request: Request) -> HttpResponse:
    require(can_manage_plan(request.actor))
    return download(workbook_of("计划", TEMPLATE_HEAD, [SAMPLE]), "检查计划模板.xlsx")


@require_http_methods(["GET", "POST"])
def upload(request: Request) -> HttpResponse:
    """The sheet is read at once; what is in it is shown before anything is registered."""
    require(can_manage_plan(request.actor))
    form = SheetForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        content = form.cleaned_data["table"].read()
        try:
            rows_of(content)
        except DomainError as error:
            form.refuse(error)
        else:
            return redirect("checks:preview", keep_source(content))
    context = {"form": form, "columns": LISTED}
    return render(request, "checks/upload.html", context, status=form.status)


@require_http_methods(["GET", "POST"])
def preview(request: Request, digest: str) -> HttpResponse:
    """A dry run; posting registers all rows, or none."""
    require(can_manage_plan(request.actor))
    if request.method == "POST":
        key = request.POST.get("key", "")[:48]
        made = services.import_checks(actor=request.actor, digest=digest, at=clock.now(), key=key)
        messages.success(
            request, f"已列入 {len(made)} 项，都是拟列入，查重后送审。" if made else "这一页已经导入过。"
        )
        return redirect(f"{reverse('checks:plan')}?year={made[0].year}" if made else "checks:plan")
    rows = judged(rows_of(source_of(digest)), clock.today())
    unfit = sum(row.draft is None for row in rows)
    context = {"rows": rows, "unfit": unfit, "digest": digest, "key": uuid.uuid4()}
    return render(request, "checks/preview.html", context)
