"""Evidence of one item: attached and taken away."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from dukao.kernel.errors import DomainError, Missing
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.reporting import services
from dukao.reporting.policies import can_fill
from dukao.reporting.web.month_page import MonthPage
from dukao.ui.rendering import is_fragment


@require_POST
def attach(request: Request, report_id: int, line_id: int) -> HttpResponse:
    """Each chosen file is taken or refused by itself; what was taken stays."""
    page = MonthPage.of(request, report_id, item_id=line_id)
    require(can_fill(request.actor, page.place.path))
    if page.row is None:
        raise Missing("没有这一项，请刷新页面。")
    files = request.FILES.getlist("files")
    errors = [] if files else ["没有选择文件，请选择 PDF 或图片。"]
    for file in files:
        try:
            services.attach_evidence(
                actor=request.actor, line=page.row.line, name=file.name or "未命名", content=file, at=page.at
            )
        except DomainError as error:
            errors.append(error.sentence)
    return _answer(request, report_id, line_id, errors)


@require_POST
def remove(request: Request, report_id: int, evidence_id: int) -> HttpResponse:
    page = MonthPage.of(request, report_id)
    require(can_fill(request.actor, page.place.path))
    for row in page.month.rows:
        for evidence in row.evidence:
            if evidence.pk == evidence_id:
                services.remove_evidence(actor=request.actor, evidence=evidence, at=page.at)
                return _answer(request, report_id, row.line.pk, [])
    raise Missing("没有这份佐证，可能已移除，请刷新页面。")


def _answer(request: Request, report_id: int, line_id: int, errors: list[str]) -> HttpResponse:
    page = MonthPage.of(
        request, report_id, item_id=line_id, upload_errors=errors, touched={line_id}, saved_in="evidence"
    )
    if errors or is_fragment(request):
        return page.answer("evidence_saved", status=422 if errors else 200)
    assert page.row is not None
    messages.success(request, "佐证已更新。")
    return redirect(page.address(page.row))
