"""Tasks: the list, one task, its form and its papers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from dukao.kernel import clock
from dukao.kernel.errors import Missing
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.patrols import papers, services
from dukao.patrols.policies import can_manage_tasks, can_record, can_see_tasks
from dukao.patrols.selectors import visible_groups, visible_tasks
from dukao.patrols.selectors.listing import EXPORT_LIMIT, finding_rows, task_rows
from dukao.patrols.selectors.pages import task_page
from dukao.patrols.selectors.sheets import task_sheet
from dukao.patrols.vocabulary import TaskState
from dukao.patrols.web.acts import TASK
from dukao.patrols.web.lists import tasks_list
from dukao.patrols.web.task_form import TaskForm, said_of
from dukao.patrols.web.workbooks import TASK_HEAD, task_cells, workbook
from dukao.ui.downloads import download
from dukao.ui.rendering import render

#: Each paper with its name and the forms it comes in; a report is read, not calculated with.
PAPERS: dict[str, tuple[Callable[..., bytes], str, tuple[str, ...]]] = {
    "slip": (papers.slip, "交办单", ("docx", "xlsx", "pdf")),
    "checklist": (papers.checklist, "核查清单", ("docx", "xlsx", "pdf")),
    "report": (papers.report, "督查情况报告", ("docx", "pdf")),
}


@require_GET
def tasks(request: Request) -> HttpResponse:
    require(can_see_tasks(request.actor))
    day = clock.today()
    listing, found = tasks_list(request.GET, visible_tasks(request.actor, day), groups_of(request, day), day)
    rows = task_rows(listing.show(found).rows, day)
    context = {"listing": listing, "rows": rows, "may_draft": can_manage_tasks(request.actor), "day": day}
    return render(request, "patrols/tasks.html", context)


@require_GET
def export(request: Request) -> HttpResponse:
    require(can_see_tasks(request.actor))
    day = clock.today()
    listing, found = tasks_list(request.GET, visible_tasks(request.actor, day), groups_of(request, day), day)
    rows = task_rows(found.order_by(*listing.ordering)[:EXPORT_LIMIT], day)
    return workbook("巡查任务", TASK_HEAD, task_cells(rows), f"巡查任务 {day}")


@require_GET
def task(request: Request, task_id: int) -> HttpResponse:
    sheet = task_sheet(request.actor, task_id, clock.now())
    page = task_page(sheet)
    context = {
        "sheet": sheet,
        "task": sheet.task,
        "papers": PAPERS,
        "page": page,
        "buttons": TASK.buttons(sheet),
        "findings": finding_rows(page.findings, sheet.day),
        "may_record": sheet.ground is not None and can_record(request.actor, sheet.ground).allowed,
        "may_edit": sheet.state == TaskState.DRAFT and can_manage_tasks(request.actor, sheet.owner_path),
    }
    return render(request, "patrols/task.html", context)


@require_GET
def paper(request: Request, task_id: int, what: str, form: str) -> HttpResponse:
    """A paper of the task, for whoever sees the task."""
    sheet = task_sheet(request.actor, task_id, clock.now())
    assert sheet.task is not None
    make, word, forms = PAPERS.get(what, (None, "", ()))
    if make is None or form not in forms:
        raise Missing
    return download(make(sheet.task, form, sheet.day), f"{sheet.task.number} {word}.{form}")


@require_http_methods(["GET", "POST"])
def add(request: Request) -> HttpResponse:
    require(can_manage_tasks(request.actor))
    at = clock.now()
    sent = request.POST if request.method == "POST" else None
    form = TaskForm(sent, actor=request.actor, day=clock.local_day(at))
    if form.is_bound and form.carry_out(services.draft_task, actor=request.actor, at=at):
        if form.result is None:
            return redirect("patrols:tasks")
        messages.success(request, f"已拟办 {form.result.number}。核对后下达。")
        return redirect("patrols:task", form.result.pk)
    return _form(request, form, "拟办巡查任务")


@require_http_methods(["GET", "POST"])
def edit(request: Request, task_id: int) -> HttpResponse:
    sheet = task_sheet(request.actor, task_id, clock.now())
    assert sheet.task is not None
    require(can_manage_tasks(request.actor, sheet.owner_path))
    title = f"修改 {sheet.task.number}"
    form = TaskForm(
        request.POST if request.method == "POST" else None, initial=said_of(sheet.task, sheet.day),
        actor=request.actor, day=sheet.day, task=sheet.task, anew=True,
    )  # fmt: skip
    if form.is_bound and form.carry_out(
        services.revise_task, actor=request.actor, task=sheet.task, at=sheet.at
    ):
        messages.success(request, "已保存。")
        return redirect(sheet.url)
    return _form(request, form, title)


def groups_of(request: Request, day: date) -> list[tuple[str, str]]:
    found = visible_groups(request.actor, day).order_by("position", "pk").values_list("pk", "name")
    return [(str(pk), name) for pk, name in found]


def _form(request: Request, form: TaskForm, title: str) -> HttpResponse:
    return render(request, "patrols/task_form.html", {"form": form, "title": title}, status=form.status)
