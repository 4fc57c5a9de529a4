"""The ledger: looked at, taken away, and acted on several rows at once."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from dukao.identity.selectors import own_views_asked
from dukao.issues import services
from dukao.issues.policies import ABOVE, can_register, can_see_ledger, is_to_be_assigned
from dukao.issues.selectors import visible_problems
from dukao.issues.selectors.conditions import problems_meeting
from dukao.issues.selectors.ledger import (
    EXPORT_LIMIT,
    PROBLEMS,
    Asked,
    rows_to_export,
    tab_conditions,
    tab_counts,
)
from dukao.issues.web.answers import sheet_answer
from dukao.issues.web.ledger_list import Ledger
from dukao.issues.web.sheets import SHEETS, sheet_of
from dukao.kernel import clock
from dukao.kernel.counting import count_words
from dukao.kernel.errors import DomainError
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.ui.bulk import parted
from dukao.ui.numbers import numbers_in
from dukao.ui.rendering import came_from, render

#: One press does not change more than somebody has looked at.
MOST_AT_ONCE = 200


@require_GET
def ledger(request: Request) -> HttpResponse:
    require(can_see_ledger(request.actor))
    day = clock.today()
    listing = _listing(request)
    asked = Asked(request.actor, listing.conditions, day, request.record)
    known, (own,) = PROBLEMS.counted_beside(
        asked, [*tab_conditions().values(), listing.conditions],
        own_views_asked(request.actor, listing.url_name),
    )  # fmt: skip
    counts = tab_counts(request.actor, day, known)
    page = PROBLEMS.page(
        asked, listing.grouping, after=listing.after, before=listing.before, newest=listing.is_newest_first,
        known=known,
    )  # fmt: skip
    context = {
        "listing": listing, "page": page, "day": day, "tabs": listing.tabs(counts, sorted(own)),
        "open": count_words(counts["open"]), "may_register": can_register(request.actor),
        "sheets": tuple(SHEETS.items()),
    }  # fmt: skip
    return render(request, "issues/ledger.html", context)


@require_GET
def export(request: Request) -> HttpResponse:
    """问题清单, 整改台账 or 整改交办单 of what is shown, as Excel, Word or PDF."""
    require(can_see_ledger(request.actor))
    day = clock.today()
    listing = _listing(request)
    found = problems_meeting(request.actor, listing.conditions, day)
    kind = request.GET.get("sheet", "")
    sheet = sheet_of(
        kind if kind in SHEETS else "list", rows_to_export(found, day), day, count=found.count(),
        most=EXPORT_LIMIT, asked="；".join(part for part in (listing.title, listing.in_words) if part),
    )  # fmt: skip
    return sheet_answer(sheet, request.GET.get("format", "xlsx"))


@require_POST
def bulk(request: Request) -> HttpResponse:
    """Assign, draft one slip for, or take away what is ticked."""
    require(can_see_ledger(request.actor))
    day = clock.today()
    ids = numbers_in(request.POST, "picked")[: MOST_AT_ONCE + 1]
    found = visible_problems(request.actor, day).filter(pk__in=ids).order_by("due_on", "pk")
    if not ids or not found:
        raise DomainError("nothing_chosen", "没有选中问题，请先勾选。")
    if len(ids) > MOST_AT_ONCE:
        raise DomainError("too_many", f"一次最多办 {MOST_AT_ONCE} 件，请分次勾选。")
    act = request.POST.get("act")
    if act == "export":
        rows = rows_to_export(found, day)
        return sheet_answer(sheet_of("list", rows, day, count=len(found), most=MOST_AT_ONCE), "xlsx")
    require(can_register(request.actor))
    if act == "assign":
        apt, left = parted(
            found, lambda problem: is_to_be_assigned(problem, day),
            refusal="选中的都不能交办：不在待交办，或者整改时限已经过去。",
            others="另有 {} 件没有动：不在待交办，或者整改时限已经过去。",
        )  # fmt: skip
        assigned = services.assign_problems(actor=request.actor, problems=apt, at=clock.now())
        messages.success(request, f"已交办 {len(assigned)} 件。责任单位已收到消息。{left}")
    elif act == "slip":
        document = services.draft_slip(actor=request.actor, problems=list(found), at=clock.now())
        messages.success(request, "已拟整改交办单，核对后送签。")
        return redirect("official:show", document)
    else:
        raise DomainError("no_act", "不知道要办什么，请从批量栏选择。")
    return redirect(came_from(request, reverse("issues:ledger")))


def _listing(request: Request) -> Ledger:
    return Ledger(request.GET, clock.today(), sees_drafts=request.actor.has(*ABOVE))
