"""Groups: the list, one group, its form; clues; the process for discipline; the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from dukao.kernel import clock
from dukao.kernel.request import Request
from dukao.kernel.roles import Role
from dukao.kernel.verdict import require
from dukao.patrols import services
from dukao.patrols.policies import can_manage_groups, can_see_patrols, can_see_process, can_set_patrol_rules
from dukao.patrols.selectors import patrol_rules_known, patrol_rules_on, visible_groups
from dukao.patrols.selectors.listing import EXPORT_LIMIT, group_rows
from dukao.patrols.selectors.pages import group_page
from dukao.patrols.selectors.process import tasks_overseen
from dukao.patrols.selectors.sheets import group_sheet
from dukao.patrols.web.acts import GROUP
from dukao.patrols.web.group_form import GroupForm, RulesForm, said_of_group
from dukao.patrols.web.lists import process_list
from dukao.patrols.web.views.tasks import groups_of
from dukao.patrols.web.workbooks import PROCESS_HEAD, process_cells, workbook
from dukao.ui.rendering import render

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from dukao.patrols.models import PatrolTask
    from dukao.ui.keyed import KeyedListing


@require_GET
def groups(request: Request) -> HttpResponse:
    require(can_see_patrols(request.actor))
    day = clock.today()
    found = list(visible_groups(request.actor, day).order_by("position", "pk"))
    rows, may = group_rows(found, day), can_manage_groups(request.actor)
    return render(request, "patrols/groups.html", {"rows": rows, "may_manage": may, "day": day})


@require_GET
def group(request: Request, group_id: int) -> HttpResponse:
    sheet = group_sheet(request.actor, group_id, clock.now())
    may_edit = can_manage_groups(request.actor, sheet.owner_path)
    context = {
        "sheet": sheet, "group": sheet.group, "page": group_page(sheet), "buttons": GROUP.buttons(sheet),
        "may_edit": may_edit, "is_process": not request.actor.has(Role.OFFICE, Role.LEADER, Role.PATROL),
    }  # fmt: skip
    return render(request, "patrols/group.html", context)


@require_http_methods(["GET", "POST"])
def add(request: Request) -> HttpResponse:
    require(can_manage_groups(request.actor))
    at = clock.now()
    sent = request.POST if request.method == "POST" else None
    form = GroupForm(sent, actor=request.actor, day=clock.local_day(at))
    if form.is_bound and form.carry_out(services.set_up_group, actor=request.actor, at=at):
        messages.success(request, "已成立。接着任命组长和成员。")
        made = form.result
        return redirect("patrols:group", made.pk) if made else redirect("patrols:groups")
    return _form(request, form, "成立督导巡查组")


@require_http_methods(["GET", "POST"])
def edit(request: Request, group_id: int) -> HttpResponse:
    sheet = group_sheet(request.actor, group_id, clock.now())
    found = sheet.group
    assert found is not None
    require(can_manage_groups(request.actor, sheet.owner_path))
    sent = request.POST if request.method == "POST" else None
    form = GroupForm(sent, initial=said_of_group(found), actor=request.actor, day=sheet.day, anew=True)
    if form.is_bound and form.carry_out(services.revise_group, actor=request.actor, group=found, at=sheet.at):
        messages.success(request, "已保存。")
        return redirect(sheet.url)
    return _form(request, form, f"修改{found.name}")


@require_GET
def process(request: Request) -> HttpResponse:
    """How the tasks of the place go, in numbers and states, for discipline (process alone)."""
    listing, found = _overseen(request)
    listing.show(found)
    return render(request, "patrols/process.html", {"listing": listing})


@require_GET
def process_export(request: Request) -> HttpResponse:
    listing, found = _overseen(request)
    rows = process_cells(found.order_by(*listing.ordering)[:EXPORT_LIMIT])
    return workbook("巡查办理过程", PROCESS_HEAD, rows, f"巡查办理过程 {clock.today()}")


def _overseen(request: Request) -> tuple[KeyedListing, QuerySet[PatrolTask]]:
    require(can_see_process(request.actor))
    day = clock.today()
    return process_list(request.GET, tasks_overseen(request.actor, day), groups_of(request, day))


@require_http_methods(["GET", "POST"])
def rules(request: Request) -> HttpResponse:
    require(can_see_patrols(request.actor))
    day, may = clock.today(), can_set_patrol_rules(request.actor)
    form = RulesForm(
        request.POST if request.method == "POST" else None, initial=RulesForm.start_from(patrol_rules_on(day))
    )
    if form.is_bound:
        require(may)
        if form.carry_out(services.set_patrol_rules, actor=request.actor, at=clock.now()):
            messages.success(request, "新规则已定下，从施行日期起适用。")
            return redirect("patrols:rules")
    context = {"form": form, "known": patrol_rules_known(), "may_set": may, "day": day, "parts": form.PARTS}
    return render(request, "patrols/rules.html", context, status=form.status)


def _form(request: Request, form: GroupForm, title: str) -> HttpResponse:
    context = {"form": form, "title": title}
    return render(request, "patrols/group_form.html", context, status=form.status)
