"""Writing in lines: cells of the grid, and the pane of one item."""

from __future__ import annotations

import re
from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from dukao.kernel.errors import DomainError, Missing, Refused, Stale
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.reporting import services
from dukao.reporting.figures import read_figure
from dukao.reporting.policies import can_fill
from dukao.reporting.web.forms import LineForm
from dukao.reporting.web.month_page import MonthPage
from dukao.ui.numbers import number_in
from dukao.ui.rendering import is_fragment

#: Names of the cells of the grid: value-12 with revision-12.
CELL = re.compile(r"value-(\d{1,18})")
#: Which field of the form a refusal belongs to.


@require_POST
def values(request: Request, report_id: int) -> HttpResponse:
    """Any number of cells: one when a cell was left, all of them from a page without script."""
    page = MonthPage.of(request, report_id, item_id=number_in(request.POST, "item"))
    require(can_fill(request.actor, page.place.path))
    statuses = {_save_cell(page, int(found[1])) for name in request.POST if (found := CELL.fullmatch(name))}
    worst = max(statuses - {200}, default=200, key=lambda status: status == 409)
    saved = replace(page, saved_in="grid")
    if worst == 200 and not is_fragment(request):
        messages.success(request, "已保存。")
        return redirect(saved.address(saved.row))
    return saved.answer("saved", status=worst)


def _save_cell(page: MonthPage, line_id: int) -> int:
    """Save one cell; what is refused stays typed with its sentence. Returns the HTTP status it would have."""
    typed = page.request.POST[f"value-{line_id}"]
    row = page.month.row(line_id)
    if row is None:
        raise Missing("这一项不在这个月的填报里，请刷新页面。")
    if not page.may_edit(row) and typed == row.shown:
        return 200
    revision = number_in(page.request.POST, f"revision-{line_id}")
    page.touched.add(line_id)
    try:
        services.save_line(
            actor=page.request.actor, line=row.line, at=page.at, value=read_figure(typed),
            revision=-1 if revision is None else revision,
        )  # fmt: skip
    except Refused:
        raise
    except DomainError as error:
        page.typed[line_id], page.errors[line_id] = typed, error.sentence
        if isinstance(error, Stale):
            page.conflicts.add(line_id)
        return error.status
    return 200


@require_POST
def item(request: Request, report_id: int, line_id: int) -> HttpResponse:
    """The pane of one item; ``done`` marks it as put right, ``next`` goes on to the next one."""
    page = MonthPage.of(request, report_id, item_id=line_id)
    require(can_fill(request.actor, page.place.path))
    if page.row is None:
        return redirect(page.address())
    form = LineForm(request.POST)
    status = _save_item(page, form) if form.is_valid() else 422
    if status != 200:
        refused = replace(page, form=form, touched={line_id}, saved_in="pane")
        return refused.answer("saved", status)
    return _after_saving(page, line_id)


def _save_item(page: MonthPage, form: LineForm) -> int:
    assert page.row is not None
    sent = form.cleaned_data
    try:
        services.save_line(
            actor=page.request.actor, line=page.row.line, at=page.at, revision=sent["revision"],
            value=sent["value"], narrative=sent["narrative"], is_not_applicable=sent["is_not_applicable"],
            done="done" in page.request.POST,
        )  # fmt: skip
    except Refused:
        raise
    except DomainError as error:
        form.refuse(error)
        if isinstance(error, Stale):
            page.conflicts.add(page.row.line.pk)
        return error.status
    return 200


def _after_saving(page: MonthPage, line_id: int) -> HttpResponse:
    """Parts that changed; after 标为已填 or 下一项 the pane itself, on a page without script the page."""
    request = page.request
    saved = replace(page, touched={line_id}, saved_in="pane")
    assert saved.row is not None
    after = saved.month.neighbours(saved.row)[1] if "next" in request.POST else None
    if not is_fragment(request):
        messages.success(request, "已保存。")
        return redirect(saved.address(after or saved.row))
    if "done" not in request.POST and "next" not in request.POST:
        return saved.answer("saved")
    shown = replace(saved, item_id=(after or saved.row).line.pk)
    answer = shown.answer("moved")
    answer["HX-Retarget"], answer["HX-Reswap"] = "#pane", "outerHTML"
    answer["HX-Push-Url"] = shown.address(after or saved.row)
    return answer
