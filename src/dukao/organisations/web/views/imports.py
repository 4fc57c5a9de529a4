"""Bringing the unit workbook out and in again."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dukao.kernel.clock import now
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.organisations import selectors, services
from dukao.organisations.policies import can_change_structure, can_see_structure
from dukao.organisations.web.forms import UploadForm
from dukao.organisations.web.viewing import viewing
from dukao.organisations.workbook.writing import template, workbook_of
from dukao.ui.downloads import download
from dukao.ui.rendering import render


@require_http_methods(["GET", "POST"])
def imports(request: Request) -> HttpResponse:
    """Upload a workbook, and see what it would do."""
    require(can_change_structure(request.actor))
    form = UploadForm(request.POST or None, request.FILES or None)
    if form.is_bound and form.carry_out(services.draft_import, actor=request.actor, at=now()):
        return redirect("organisations:imports")
    context = {"form": form, "draft": selectors.draft_of(request.actor), "key": uuid.uuid4()}
    return render(request, "organisations/imports.html", context, status=form.status)


@require_POST
def carry_out(request: Request) -> HttpResponse:
    """All of it, or nothing."""
    changes = services.carry_out_import(actor=request.actor, at=now(), key=request.POST.get("key", "")[:36])
    messages.success(request, f"已导入，共 {changes} 处变化。")
    return redirect("organisations:tree")


@require_POST
def discard(request: Request) -> HttpResponse:
    require(can_change_structure(request.actor))
    services.discard_import(actor=request.actor)
    messages.success(request, "已放弃这次导入，什么都没有写入。")
    return redirect("organisations:imports")


@require_GET
def download_template(request: Request) -> HttpResponse:
    require(can_change_structure(request.actor))
    return download(template(), "单位表模板.xlsx")


@require_GET
def export(request: Request) -> HttpResponse:
    """The structure on the day the page looks at."""
    require(can_see_structure(request.actor))
    day = viewing(request).day
    rows = selectors.workbook_rows(request.actor, day)
    return download(workbook_of(rows), f"单位 {day}.xlsx")
