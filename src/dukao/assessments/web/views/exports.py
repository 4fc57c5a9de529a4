"""Results as files: the table of a group, the sheet of a unit, the bundle to compute them again."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from dukao.assessments.exports import bundle as bundles
from dukao.assessments.exports import printing, workbooks
from dukao.assessments.selectors.standings import GroupTable, group_in
from dukao.assessments.web.seeing import current_round, sheet_for
from dukao.kernel.errors import Missing, Refused
from dukao.kernel.request import Request
from dukao.ui.downloads import download


@require_GET
def table_excel(request: Request, round_id: int) -> HttpResponse:
    table = _table(request, round_id)
    return download(workbooks.table_workbook(table), f"{_table_name(table)}.xlsx")


@require_GET
def table_pdf(request: Request, round_id: int) -> HttpResponse:
    table = _table(request, round_id)
    return download(printing.table_pdf(table), f"{_table_name(table)}.pdf")


@require_GET
def sheet_excel(request: Request, round_id: int, unit_id: int) -> HttpResponse:
    sheet = sheet_for(request, round_id, unit_id)
    return download(workbooks.sheet_workbook(sheet), f"{sheet.place.short_name} {sheet.round.label}.xlsx")


@require_GET
def sheet_pdf(request: Request, round_id: int, unit_id: int) -> HttpResponse:
    sheet = sheet_for(request, round_id, unit_id)
    return download(printing.sheet_pdf(sheet), f"{sheet.place.short_name} {sheet.round.label}.pdf")


@require_GET
def bundle(request: Request, round_id: int) -> HttpResponse:
    assessment, sight = current_round(request, round_id)
    if not assessment.result_digest:
        raise Missing(assessment.problem or "这一轮正在计分，请稍后再下载。")
    if not any(sight.sees_all_of(group.code) for group in sight.groups):
        raise Refused("复算包里有本组全部单位的数据，公示以后才能下载。")
    return download(bundles.bundle(assessment, sight), f"复算包 {assessment.label}.zip")


def _table(request: Request, round_id: int) -> GroupTable:
    assessment, sight = current_round(request, round_id)
    group = group_in(sight.groups, request.GET.get("group", ""))
    if group is None or not assessment.result_digest:
        raise Missing(assessment.problem or "这一轮还没有得分，请稍后再下载。")
    return GroupTable(assessment, sight, group)


def _table_name(table: GroupTable) -> str:
    return f"{table.round.label} {table.group.name}"
