"""One check: its page, the form it is written with, and one page for each act."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from dukao.checks import services
from dukao.checks.fieldwork import errands_for
from dukao.checks.policies import can_draft_conclusion, can_plan
from dukao.checks.selectors.course import course_of
from dukao.checks.selectors.naming import names_written
from dukao.checks.vocabulary import CheckState
from dukao.checks.web.acts import DESK
from dukao.checks.web.plan_form import CheckDraftForm
from dukao.kernel import clock
from dukao.kernel.request import Request
from dukao.kernel.roles import Role
from dukao.kernel.verdict import require
from dukao.ui.rendering import render


@require_GET
def show(request: Request, check_id: int) -> HttpResponse:
    course = course_of(request.actor, check_id, clock.now())
    may_plan = can_plan(request.actor, course.places.organiser)
    context = {
        "course": course, "check": course.check, "buttons": DESK.buttons(course),
        "errands": errands_for(request.actor, check_id),
        "may_edit": may_plan and course.check.state == CheckState.PROPOSED,
        "may_conclude": course.may_conclude and can_draft_conclusion(request.actor, course.places).allowed,
        "may_complain": request.actor.has(Role.REPORTER, Role.UNIT_HEAD) and not course.is_whole,
    }  # fmt: skip
    return render(request, "checks/show.html", context)


@require_http_methods(["GET", "POST"])
def add(request: Request) -> HttpResponse:
    require(can_plan(request.actor))
    initial = {}
    if not request.actor.has(Role.OFFICE):
        heads = request.actor.units(Role.UNIT_HEAD)
        initial = {"organiser_id": names_written(sorted(heads)[:1], clock.today())}
    form = CheckDraftForm(request.POST or None, initial=initial)
    if form.is_bound and form.carry_out(services.register_check, actor=request.actor, at=clock.now()):
        if form.result is None:
            return redirect("checks:plan")
        messages.success(request, f"已列入，编号 {form.result.number}。请看限额、重叠和可引用的结果。")
        return redirect("checks:show", form.result.pk)
    return _form(request, form, "列入检查")


@require_http_methods(["GET", "POST"])
def edit(request: Request, check_id: int) -> HttpResponse:
    course = course_of(request.actor, check_id, clock.now())
    require(can_plan(request.actor, course.places.organiser))
    form = CheckDraftForm(request.POST or None, initial=CheckDraftForm.start_from(course.check), anew=True)
    if form.is_bound and form.carry_out(
        services.revise_check, actor=request.actor, check=course.check, at=course.at
    ):
        messages.success(request, "已保存。")
        return redirect("checks:show", course.check.pk)
    return _form(request, form, f"修改 {course.check.number}")


def _form(request: Request, form: CheckDraftForm, title: str) -> HttpResponse:
    return render(request, "checks/form.html", {"form": form, "title": title}, status=form.status)
