"""Findings: the inbox, one finding, and several released at once."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from dukao.kernel import clock
from dukao.kernel.errors import DomainError
from dukao.kernel.request import Request
from dukao.kernel.roles import Role
from dukao.kernel.verdict import require
from dukao.patrols import services
from dukao.patrols.policies import can_manage_tasks, can_read_informants, can_see_tasks, is_to_be_released
from dukao.patrols.selectors import visible_findings, visit_for
from dukao.patrols.selectors.listing import EXPORT_LIMIT, finding_rows, findings_shown
from dukao.patrols.selectors.pages import finding_page, visit_page
from dukao.patrols.selectors.sheets import finding_sheet
from dukao.patrols.web.acts import FINDING
from dukao.patrols.web.lists import findings_list
from dukao.patrols.web.views.tasks import groups_of
from dukao.patrols.web.workbooks import FINDING_HEAD, finding_cells, workbook
from dukao.ui.bulk import parted
from dukao.ui.forms import said
from dukao.ui.numbers import numbers_in
from dukao.ui.rendering import render

#: One press does not change more than somebody has looked at.
MOST_AT_ONCE = 100


@require_GET
def findings(request: Request) -> HttpResponse:
    require(can_see_tasks(request.actor))
    day = clock.today()
    seen = visible_findings(request.actor, day)
    listing, found = findings_list(request.GET, seen, groups_of(request, day), day)
    rows = finding_rows(listing.show(found).rows, day)
    is_office = request.actor.has(Role.OFFICE)
    return render(
        request, "patrols/findings.html", {"listing": listing, "rows": rows, "is_office": is_office}
    )


@require_GET
def export(request: Request) -> HttpResponse:
    require(can_see_tasks(request.actor))
    day = clock.today()
    seen = visible_findings(request.actor, day)
    listing, found = findings_list(request.GET, seen, groups_of(request, day), day)
    rows = finding_rows(found.order_by(*listing.ordering)[:EXPORT_LIMIT], day)
    return workbook("现场发现", FINDING_HEAD, finding_cells(rows), f"现场发现 {day}")


@require_POST
def bulk(request: Request) -> HttpResponse:
    """Release those of the ticked that can be, and count the others; or take away what is ticked."""
    require(can_manage_tasks(request.actor))
    day, ids = clock.today(), numbers_in(request.POST, "picked")[: MOST_AT_ONCE + 1]
    picked = visible_findings(request.actor, day).filter(pk__in=ids)
    if not ids or len(ids) > MOST_AT_ONCE or not picked:
        raise DomainError("nothing_chosen", f"请先勾选发现，一次最多 {MOST_AT_ONCE} 条。")
    if request.POST.get("act") == "export":
        rows = finding_rows(findings_shown(picked).order_by("pk"), day)
        return workbook("现场发现", FINDING_HEAD, finding_cells(rows), f"现场发现（选中）{day}")
    demand = said(request.POST, "demand", "整改要求", 300)
    why = "不在待处理、没有责任单位，或者是自己记录的。"
    apt, left = parted(
        picked, lambda finding: is_to_be_released(request.actor, finding),
        refusal=f"选中的都不能在这里反馈：{why}", others=f"另有 {{}} 条没有动：{why}",
    )  # fmt: skip
    released = services.release_findings(actor=request.actor, findings=apt, demand=demand, at=clock.now())
    messages.success(request, f"已反馈 {len(released)} 条，转入问题清单待交办。{left}")
    return redirect("patrols:findings")


@require_GET
def finding(request: Request, finding_id: int) -> HttpResponse:
    sheet = finding_sheet(request.actor, finding_id, clock.now())
    context = {
        "sheet": sheet, "finding": sheet.finding, "page": finding_page(sheet),
        "buttons": FINDING.buttons(sheet), "is_office": sheet.is_office,
    }  # fmt: skip
    return render(request, "patrols/finding.html", context)


@require_POST
def remove_photo(request: Request, finding_id: int, photo_id: int) -> HttpResponse:
    sheet = finding_sheet(request.actor, finding_id, clock.now())
    assert sheet.finding is not None
    services.remove_photo(actor=request.actor, finding=sheet.finding, photo_id=photo_id, at=sheet.at)
    messages.success(request, "照片已移除。")
    return redirect(sheet.url)


@require_GET
def visit(request: Request, visit_id: int) -> HttpResponse:
    day = clock.today()
    found, ground = visit_for(request.actor, visit_id, day)
    page = visit_page(found, visible_findings(request.actor, day), day)
    may_read = can_read_informants(request.actor, ground)
    rows = finding_rows(page.findings, day)
    context = {"visit": found, "page": page, "findings": rows, "may_read": may_read}
    return render(request, "patrols/visit.html", context)


@require_POST
def informants(request: Request, visit_id: int) -> HttpResponse:
    """Who spoke, for the group; each reading is on record, so it is an act and no address to go to."""
    at = clock.now()
    found, _ = visit_for(request.actor, visit_id, clock.local_day(at))
    people = services.open_informants(actor=request.actor, visit=found, at=at)
    answer = render(request, "patrols/informants.html", {"visit": found, "people": people})
    answer["Cache-Control"] = "no-store"
    return answer
