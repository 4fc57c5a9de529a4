"""What was recorded beside the reported values: the list, recording, taking back."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dukao.assessments import services
from dukao.assessments.policies import can_record_events, can_see_results
from dukao.assessments.selectors.events import reach_of, visible_event
from dukao.assessments.web.event_list import event_listing
from dukao.assessments.web.forms import EventForm, WordsForm
from dukao.assessments.web.recording import Recording, recording_for
from dukao.kernel import clock
from dukao.kernel.errors import DomainError
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.ui.rendering import render


@require_GET
def listing(request: Request) -> HttpResponse:
    require(can_see_results(request.actor))
    context = {
        "page": event_listing(request.actor, request.GET), "key": uuid.uuid4(),
        "may_record": can_record_events(request.actor),
    }  # fmt: skip
    return render(request, "assessments/events.html", context)


@require_http_methods(["GET", "POST"])
def record(request: Request) -> HttpResponse:
    require(can_record_events(request.actor))
    given = request.POST if request.method == "POST" else request.GET
    desk = recording_for(request.actor, given.get("scheme", ""), clock.today())
    form = _form(request, desk)
    if form.is_bound and form.is_valid() and (said := _recorded(request, form, desk)):
        messages.success(request, said)
        return redirect("assessments:events")
    context = {"desk": desk, "form": form}
    return render(request, "assessments/record_event.html", context, status=form.status)


@require_POST
def revoke(request: Request, event_id: int) -> HttpResponse:
    require(can_see_results(request.actor))
    event, sent = visible_event(request.actor, event_id), WordsForm(request.POST).accepted()
    services.revoke_event(
        actor=request.actor, event=event, reason=sent["words"], at=clock.now(), key=sent["key"]
    )
    reach = reach_of(event)
    messages.success(request, f"已撤销，{reach.open_labels}不再计分{reach.untouched}；记录和原因保留。")
    return redirect("assessments:events")


def _form(request: Request, desk: Recording) -> EventForm:
    if request.method == "POST" and desk.version is not None:
        return EventForm(request.POST, items=desk.items, units=desk.units)
    start = {"count": 1, "happened_on": clock.today()}
    return EventForm(initial=start, items=desk.items, units=desk.units)


def _recorded(request: Request, form: EventForm, desk: Recording) -> str:
    """What to say when the event stands; otherwise nothing, and the form says why not."""
    assert desk.version is not None
    try:
        event = services.record_event(
            actor=request.actor, version=desk.version, unit_id=int(form.cleaned_data["unit"]),
            happening=form.happening(), at=clock.now(), key=form.cleaned_data["key"],
        )  # fmt: skip
    except DomainError as error:
        form.refuse(error)
        return ""
    return f"已记录，{reach_of(event).counts_in}。" if event is not None else "已记录。"
