"""Waiting for long work, and looking back at it."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from dukao.background import selectors
from dukao.background.vocabulary import TaskState
from dukao.kernel.request import Request
from dukao.ui.rendering import render
from dukao.ui.tables import Choice, Column, Listing

COLUMNS = (
    Column("label", "任务"),
    Column("state", "状态"),
    Column("started_by", "发起人"),
    Column("created_at", "发起时间", sort="created_at"),
    Column("finished_at", "完成时间"),
)
STATES = Choice("state", "状态", tuple(TaskState.choices), many=True)


@require_GET
def task_list(request: Request) -> HttpResponse:
    listing = Listing(request.GET, columns=COLUMNS, choices=(STATES,), default_sort="-created_at")
    listing.show(selectors.visible_tasks(request.actor, states=listing.chosen.get("state", [])))
    return render(request, "background/list.html", {"listing": listing})


@require_GET
def show(request: Request, task_id: int) -> HttpResponse:
    task = selectors.task_for(request.actor, task_id)
    return render(request, "background/show.html", {"task": task}, fragment="progress")
