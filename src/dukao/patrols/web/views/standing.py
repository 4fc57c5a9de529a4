"""How the groups themselves are assessed, and sealed clues."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dukao.kernel import clock
from dukao.kernel.request import Request
from dukao.kernel.verdict import allow_if, require
from dukao.patrols import services
from dukao.patrols.policies import can_see_assessment, can_see_clues
from dukao.patrols.selectors import clues_of, last_half, span_of
from dukao.patrols.selectors.assessment import appraisals_of, debriefs_of, standings
from dukao.patrols.selectors.figures import Figures, figures_of
from dukao.patrols.selectors.sheets import clue_sheet, debrief_sheet, group_sheet
from dukao.patrols.vocabulary import Half
from dukao.patrols.web.acts import CLUE, DEBRIEF
from dukao.patrols.web.group_form import DebriefForm
from dukao.patrols.web.lists import clues_list
from dukao.patrols.web.workbooks import STANDING_HEAD, standing_cells, workbook
from dukao.ui.rendering import render


@require_GET
def assessment(request: Request) -> HttpResponse:
    require(can_see_assessment(request.actor))
    return render(request, "patrols/assessment.html", {"page": standings(request.actor, clock.today())})


@require_GET
def assessment_export(request: Request) -> HttpResponse:
    require(can_see_assessment(request.actor))
    day = clock.today()
    page = standings(request.actor, day)
    return workbook("巡查组考核", STANDING_HEAD, standing_cells(page), f"巡查组考核 {day}")


@require_GET
def debrief(request: Request, debrief_id: int) -> HttpResponse:
    sheet = debrief_sheet(request.actor, debrief_id, clock.now())
    assert sheet.debrief is not None
    context = {
        "sheet": sheet, "debrief": sheet.debrief, "figures": Figures(**sheet.debrief.figures),
        "appraisals": appraisals_of(sheet.debrief), "buttons": DEBRIEF.buttons(sheet),
    }  # fmt: skip
    return render(request, "patrols/debrief.html", context)


@require_http_methods(["GET", "POST"])
def submit(request: Request, group_id: int) -> HttpResponse:
    sheet = group_sheet(request.actor, group_id, clock.now())
    group = sheet.group
    assert group is not None
    require(allow_if(sheet.is_group_leader, "由督导巡查组组长述职（组长负责制）。"))
    year, half = last_half(sheet.day)
    sent = request.POST if request.method == "POST" else None
    form = DebriefForm(sent, initial={"year": year, "half": half})
    if form.is_bound and form.carry_out(
        services.submit_debrief, actor=request.actor, group=group, at=sheet.at
    ):
        messages.success(request, "已提交述职，领导已收到消息。")
        return redirect("patrols:debrief", form.result.pk)
    figures = figures_of([group.pk], *span_of(year, half))[group.pk]
    given = debriefs_of(group)
    is_given = any((one.year, one.half) == (year, half) for one in given)
    context = {
        "sheet": sheet, "form": form, "figures": figures, "given": given, "is_given": is_given,
        "half_words": f"{year} 年{Half(half).label}",
    }  # fmt: skip
    return render(request, "patrols/submit.html", context, status=form.status)


@require_GET
def clues(request: Request) -> HttpResponse:
    require(can_see_clues(request.actor))
    day = clock.today()
    listing, found = clues_list(request.GET, clues_of(request.actor), day)
    return render(request, "patrols/clues.html", {"listing": listing.show(found), "day": day})


@require_GET
def clue(request: Request, clue_id: int) -> HttpResponse:
    sheet = clue_sheet(request.actor, clue_id, clock.now())
    context = {"sheet": sheet, "clue": sheet.clue, "contents": None, "buttons": CLUE.buttons(sheet)}
    return render(request, "patrols/clue.html", context)


@require_POST
def open_clue(request: Request, clue_id: int) -> HttpResponse:
    """What is sealed inside; each reading is on record, so it is an act and no address to go to."""
    sheet = clue_sheet(request.actor, clue_id, clock.now())
    assert sheet.clue is not None
    contents = services.open_clue(actor=request.actor, clue=sheet.clue, at=sheet.at)
    context = {"sheet": sheet, "clue": sheet.clue, "contents": contents, "buttons": CLUE.buttons(sheet)}
    answer = render(request, "patrols/clue.html", context)
    answer["Cache-Control"] = "no-store"
    return answer
