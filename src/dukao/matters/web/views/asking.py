"""延期 and 协调: what units ask for, listed and answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dukao.kernel import clock
from dukao.kernel.errors import DomainError
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.matters import services
from dukao.matters.policies import (
    can_answer_request,
    can_ask_extension,
    can_decide_extension,
    can_raise_request,
    can_see_ledger,
)
from dukao.matters.selectors.steering import (
    EXTENSION_VIEWS,
    REQUEST_VIEWS,
    extension_for,
    extensions_seen,
    may_decide_extensions,
    request_for,
    requests_seen,
)
from dukao.matters.web.steering_forms import ArrangeForm, DeclineForm, ExtensionForm, RaiseForm
from dukao.matters.web.steering_lists import steering_list
from dukao.organisations.selectors import groups_on
from dukao.ui.forms import Form
from dukao.ui.rendering import render

#: What each way of answering does, and what is said then.
ANSWERS: dict[str, tuple[Callable[..., object], str]] = {
    "arrange": (services.arrange_request, "已答复，单位会收到消息。"),
    "raise": (services.raise_request, "已报领导小组。"),
    "decline": (services.decline_request, "已答复，单位会收到消息。"),
}

if TYPE_CHECKING:
    from dukao.matters.models import Extension


@require_GET
def extensions(request: Request) -> HttpResponse:
    require(can_see_ledger(request.actor))
    return _list_extensions(request, clock.today())


def _list_extensions(
    request: Request, day: date, refused: Extension | None = None, form: ExtensionForm | None = None
) -> HttpResponse:
    """All that wait; the one whose decision was ``refused`` has its form with what was typed."""
    columns = ("事项", "牵头单位", "原时限", "拟延至", "理由", "决定")
    page = steering_list(request.GET, extensions_seen(request.actor, day), EXTENSION_VIEWS, columns, day)
    context = {
        "page": page, "may_decide": may_decide_extensions(request.actor, page.listing.rows, day),
        "refused": refused, "form": form,
    }  # fmt: skip
    return render(request, "matters/extensions.html", context, status=form.status if form else 200)


@require_POST
def extension(request: Request, extension_id: int) -> HttpResponse:
    at = clock.now()
    asked, places = extension_for(request.actor, extension_id, clock.local_day(at))
    require(can_decide_extension(request.actor, places))
    form = ExtensionForm(request.POST)
    is_granted = request.POST.get("decision") == "grant"
    act = services.grant_extension if is_granted else services.refuse_extension
    if not form.carry_out(act, actor=request.actor, extension=asked, at=at):
        return _list_extensions(request, clock.local_day(at), asked, form)
    messages.success(request, "已决定，单位会收到消息。")
    return redirect("matters:extensions")


@require_POST
def withdraw(request: Request, extension_id: int) -> HttpResponse:
    at = clock.now()
    asked, places = extension_for(request.actor, extension_id, clock.local_day(at))
    require(can_ask_extension(request.actor, places))
    services.withdraw_extension(actor=request.actor, extension=asked, at=at)
    messages.success(request, "已撤回，仍按原时限办理。")
    return redirect("matters:show", asked.matter_id)


@require_GET
def requests(request: Request) -> HttpResponse:
    require(can_see_ledger(request.actor))
    day = clock.today()
    columns = ("状态", "事项", "牵头单位", "困难", "请求协调", "答复")
    page = steering_list(request.GET, requests_seen(request.actor, day), REQUEST_VIEWS, columns, day)
    return render(request, "matters/requests.html", {"page": page})


@require_http_methods(["GET", "POST"])
def coordination(request: Request, request_id: int) -> HttpResponse:
    """One request with its three ways to answer; the form that was sent comes back with its errors."""
    at = clock.now()
    asked, places = request_for(request.actor, request_id, clock.local_day(at))
    may_answer = can_answer_request(request.actor, places)
    may_raise = can_raise_request(request.actor, places)
    groups = [(group.pk, group.name) for group in groups_on(clock.local_day(at))]
    sent, way = request.POST or None, request.POST.get("way", "")
    forms: dict[str, Form] = {
        "arrange": ArrangeForm(sent if way == "arrange" else None),
        "raise": RaiseForm(sent if way == "raise" else None, groups=groups),
        "decline": DeclineForm(sent if way == "decline" else None),
    }
    if request.method == "POST":
        require(may_raise if way == "raise" else may_answer)
        if way not in forms:
            raise DomainError("way_missing", "请选择怎样答复。")
        act, done = ANSWERS[way]
        if forms[way].carry_out(act, actor=request.actor, request=asked, at=at):
            messages.success(request, done)
            return redirect("matters:request", request_id)
    context = {
        "asked": asked, "forms": forms, "may_answer": may_answer, "may_raise": may_raise, "at": at
    }  # fmt: skip
    return render(request, "matters/request.html", context, status=forms[way].status if way in forms else 200)
