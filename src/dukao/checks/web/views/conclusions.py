"""Conclusions: the list, one of them, the form it is drafted with, and one page for each act."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from dukao.checks import services
from dukao.checks.evidence import Reference, references_for
from dukao.checks.policies import can_draft_conclusion, can_see_conclusions, follows_check
from dukao.checks.selectors.conclusions import VIEWS, conclusion_rows, conclusions_meeting, sheet_of
from dukao.checks.selectors.course import Course, course_of
from dukao.checks.vocabulary import ConclusionState
from dukao.checks.web.conclusion_acts import DESK
from dukao.checks.web.conclusion_forms import ConclusionForm
from dukao.checks.web.sheets import CONCLUSION_HEAD, conclusion_cells, workbook_of
from dukao.kernel import clock
from dukao.kernel.errors import DomainError
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.ui.downloads import download
from dukao.ui.rendering import render
from dukao.ui.tables import Choice, Column, Listing, SavedView

if TYPE_CHECKING:
    from dukao.checks.models import Conclusion

WORDS = {"work": "起草和待批准", "served": "待签收", "review": "复核中", "stands": "已生效"}
COLUMNS = (
    Column("check", "检查"), Column("unit", "对象"), Column("severity", "评价"), Column("state", "状态"),
    Column("clock", "期限"),
)  # fmt: skip


#: What one export holds.
EXPORTED = 5000


@require_GET
def conclusions(request: Request) -> HttpResponse:
    listing, found = _asked(request)
    listing.show(found)
    at = clock.now()
    day = clock.local_day(at)
    rows = conclusion_rows(listing.rows, day)
    return render(
        request, "checks/conclusions.html", {"listing": listing, "rows": rows, "at": at, "day": day}
    )


@require_GET
def export(request: Request) -> HttpResponse:
    _, found = _asked(request)
    day = clock.today()
    rows = conclusion_cells(conclusion_rows(found.order_by("-pk")[:EXPORTED], day))
    return download(workbook_of("督查结论", CONCLUSION_HEAD, rows), f"督查结论 {day}.xlsx")


def _asked(request: Request) -> tuple[Listing, QuerySet[Conclusion]]:
    require(can_see_conclusions(request.actor))
    views = (SavedView("全部", ""), *(SavedView(word, f"view={name}") for name, word in WORDS.items()))
    listing = Listing(
        request.GET, columns=COLUMNS, views=views, default_sort="-pk", searchable="检查项目或编号",
        choices=(Choice("view", "状态", tuple(WORDS.items())),),
    )  # fmt: skip
    found = conclusions_meeting(request.actor, clock.today(), listing.search)
    for view in listing.chosen.get("view", ()):
        found = found.filter(VIEWS[view])
    return listing, found


@require_GET
def show(request: Request, conclusion_id: int) -> HttpResponse:
    sheet = sheet_of(request.actor, conclusion_id, clock.now())
    drafting = sheet.conclusion.state in (ConclusionState.DRAFT, ConclusionState.HEARING)
    context = {
        "sheet": sheet, "one": sheet.conclusion, "buttons": DESK.buttons(sheet),
        "may_edit": drafting and can_draft_conclusion(request.actor, sheet.places).allowed,
        "is_object_side": not follows_check(request.actor, sheet.places),
    }  # fmt: skip
    return render(request, "checks/conclusion.html", context)


@require_http_methods(["GET", "POST"])
def draft(request: Request, check_id: int) -> HttpResponse:
    course = course_of(request.actor, check_id, clock.now())
    require(can_draft_conclusion(request.actor, course.places))
    left = [(row.place.unit_id, row.place.short_name) for row in course.living if row.conclusion is None]
    if not course.may_conclude or not left:
        raise DomainError("no_object", "检查还没有实施，或每个对象都已有结论。", 409)
    offered = _offered(request, course, [unit for unit, _ in left])
    start = {"unit_id": request.GET.get("unit", "")}
    bound = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = ConclusionForm(*bound, units=left, offered=offered, initial=start)
    if form.is_valid():
        try:
            made = services.draft_conclusion(
                actor=request.actor, check=course.check, unit_id=form.cleaned_data["unit_id"],
                words=form.words(), files=form.uploads(), at=course.at,
            )  # fmt: skip
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, "已起草。核对证据后听取对象的说明。")
            return redirect("checks:conclusion", made.pk)
    context = {"form": form, "check": course.check, "sheet": None}
    return render(request, "checks/conclude.html", context, status=form.status)


@require_http_methods(["GET", "POST"])
def revise(request: Request, conclusion_id: int) -> HttpResponse:
    sheet = sheet_of(request.actor, conclusion_id, clock.now())
    require(can_draft_conclusion(request.actor, sheet.places))
    one = sheet.conclusion
    offered = references_for(request.actor, one.check_of_id, one.unit_id)
    kept = {reference["key"]: Reference(**reference) for reference in one.references}
    offered = list({**kept, **{reference.key: reference for reference in offered}}.values())
    bound = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = ConclusionForm(
        *bound, units=[(one.unit_id, sheet.unit.short_name)], offered=offered, sheet=sheet,
        initial=ConclusionForm.start_from(sheet),
    )  # fmt: skip
    if form.is_valid():
        try:
            services.revise_conclusion(
                actor=request.actor, conclusion=one, revision=form.cleaned_data["revision"] or 0,
                words=form.words(), files=form.uploads(), at=sheet.at,
                dropped=[int(pk) for pk in form.cleaned_data.get("dropped", ())],
            )  # fmt: skip
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, "已保存。")
            return redirect("checks:conclusion", one.pk)
    context = {"form": form, "check": sheet.check, "sheet": sheet}
    return render(request, "checks/conclude.html", context, status=form.status)


def _offered(request: Request, course: Course, units: Sequence[int]) -> list[Reference]:
    found = [one for unit in units for one in references_for(request.actor, course.check.pk, unit)]
    return list({one.key: one for one in found}.values())
