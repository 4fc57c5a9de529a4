"""典型案例: read by everybody who does business, proposed by units and the office, decided by the office."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dukao.issues import services
from dukao.issues.origins import Origin, origin_of
from dukao.issues.policies import DOERS, can_propose_practice, can_read_practices, can_register
from dukao.issues.selectors.practices import origin_for, practice_for, practices_meeting
from dukao.issues.vocabulary import PracticeState, Source
from dukao.issues.web.again_sheets import practice_sheet
from dukao.issues.web.answers import sheet_answer
from dukao.issues.web.forms import DecisionForm, OfficePracticeForm, PracticeForm
from dukao.kernel import clock
from dukao.kernel.errors import DomainError
from dukao.kernel.request import Request
from dukao.kernel.roles import Role
from dukao.kernel.verdict import require
from dukao.organisations.selectors import unit_on, versions_by_unit
from dukao.ui.numbers import number_in
from dukao.ui.rendering import render
from dukao.ui.tables import Choice, Listing, SavedView

if TYPE_CHECKING:
    from dukao.issues.models import Practice

VIEW_WORDS = (("proposed", "待审定"), ("out", "未采用和撤下"))
ACTS: dict[str, tuple[Callable[..., object], str]] = {
    "approve": (services.approve_practice, "已入库，办理业务的人员都能查阅。"),
    "refuse": (services.refuse_practice, "已答复不采用。"),
    "withdraw": (services.withdraw_practice, "已撤下。"),
}


@require_GET
def practices(request: Request) -> HttpResponse:
    require(can_read_practices(request.actor))
    day = clock.today()
    listing = _listing(request, day)
    places = versions_by_unit([one.unit_id for one in listing.rows], day)
    context = {
        "listing": listing, "places": places, "may_propose": bool(can_propose_practice(request.actor)),
    }  # fmt: skip
    return render(request, "issues/practices.html", context)


@require_GET
def export(request: Request) -> HttpResponse:
    require(can_read_practices(request.actor))
    day = clock.today()
    sheet = practice_sheet(_listing(request, day), day)
    return sheet_answer(sheet, request.GET.get("format", "xlsx"))


def _listing(request: Request, day: date) -> Listing:
    listing = _asked(request, day)
    chosen = {key: values[0] for key, values in listing.chosen.items()}
    return listing.show(practices_meeting(request.actor, day, search=listing.search, **chosen))


def _asked(request: Request, day: date) -> Listing:
    """Whoever proposes finds what waits and what was not taken beside the library."""
    source = Choice("source", "问题来源", tuple(Source.choices))
    if not can_propose_practice(request.actor):
        return Listing(request.GET, searchable="标题或内容", per_page=12, choices=(source,))
    views = [SavedView("已入库", "")]
    for view, word in VIEW_WORDS:
        count = practices_meeting(request.actor, day, view=view).count()
        views.append(SavedView(word, f"view={view}", count))
    choices = (source, Choice("view", "状态", VIEW_WORDS))
    return Listing(request.GET, searchable="标题或内容", per_page=12, choices=choices, views=views)


@require_http_methods(["GET", "POST"])
def propose(request: Request) -> HttpResponse:
    require(can_propose_practice(request.actor))
    at = clock.now()
    day = clock.local_day(at)
    before, origin = _origin(request, day)
    form = _form(request, before, origin, day)
    ref = origin.ref if origin else ""
    if form.is_bound and form.carry_out(
        services.propose_practice, actor=request.actor, origin_ref=ref, at=at
    ):
        messages.success(request, "已推荐，等待督考办审定。")
        return redirect("issues:practice", form.result.pk)
    return render(request, "issues/propose.html", {"form": form, "origin": origin}, status=form.status)


@require_GET
def practice(request: Request, practice_id: int) -> HttpResponse:
    require(can_read_practices(request.actor))
    found = practice_for(request.actor, practice_id, clock.today())
    return _shown(request, found, DecisionForm())


@require_POST
def decide(request: Request, practice_id: int) -> HttpResponse:
    at = clock.now()
    found = practice_for(request.actor, practice_id, clock.local_day(at))
    require(can_register(request.actor, unit_on(found.scope_id, clock.local_day(at)).path))
    form, act = DecisionForm(request.POST), request.POST.get("act", "")
    if act not in ACTS:
        raise DomainError("no_act", "请选入库、不采用或撤下。")
    service, done = ACTS[act]
    if form.carry_out(service, actor=request.actor, practice=found, at=at):
        messages.success(request, done)
        return redirect("issues:practice", practice_id)
    return _shown(request, found, form)


def _shown(request: Request, found: Practice, form: DecisionForm) -> HttpResponse:
    day = clock.today()
    scope = unit_on(found.scope_id, day).path
    context = {
        "practice": found, "unit": unit_on(found.unit_id, day), "form": form,
        "may": can_register(request.actor, scope), "origin": origin_for(request.actor, found, day),
        "may_again": found.state == PracticeState.REFUSED and bool(can_propose_practice(request.actor)),
    }  # fmt: skip
    return render(request, "issues/practice.html", context, status=form.status)


def _origin(request: Request, day: date) -> tuple[Practice | None, Origin | None]:
    """What it is written from: a case that was refused, or the problem or matter itself."""
    if again := number_in(request.GET, "again"):
        before = practice_for(request.actor, again, day)
        return before, origin_for(request.actor, before, day)
    ref = request.GET.get("from", "")
    return None, origin_of(request.actor, ref, day) if ref else None


def _form(
    request: Request, before: Practice | None, origin: Origin | None, day: date
) -> PracticeForm | OfficePracticeForm:
    """The office names any unit; others choose among their own."""
    begun = before or origin
    unit = begun.unit_id if begun else None
    start: dict[str, object] = {"title": begun.title, "text": begun.text} if begun else {}
    if request.actor.has(Role.OFFICE):
        if unit is not None:
            place = unit_on(unit, day)
            start["unit_id"] = f"{place.unit.code} {place.short_name}"
        return OfficePracticeForm(request.POST or None, initial=start)
    form = PracticeForm(request.POST or None, initial=start | {"unit_id": unit})
    names = versions_by_unit(sorted(request.actor.units(*DOERS)), day)
    form.offer([(own, place.short_name) for own, place in names.items()])
    return form
