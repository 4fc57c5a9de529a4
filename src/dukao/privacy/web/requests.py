"""Requests: asked by the person, answered by the office."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dukao.kernel import clock
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.privacy import services
from dukao.privacy.policies import can_answer, can_handle_requests, can_see_own
from dukao.privacy.selectors.requests import request_for, requests_to_answer
from dukao.privacy.selectors.rules import privacy_rules_on
from dukao.privacy.selectors.texts import Place
from dukao.privacy.vocabulary import RequestKind, RequestState
from dukao.privacy.web.forms import AnswerForm, AskForm, RegisterForm
from dukao.privacy.web.mine import in_person
from dukao.ui.rendering import render
from dukao.ui.tables import Choice, Column, Listing, SavedView

COLUMNS = (
    Column("request", "请求"), Column("who", "谁提出"), Column("asked", "提出时间", sort="asked_at"),
    Column("due", "答复期限", sort="answer_by"), Column("state", "状态"),
)  # fmt: skip


@require_GET
def listing(request: Request) -> HttpResponse:
    require(can_handle_requests(request.actor))
    rows = requests_to_answer(request.actor, clock.today())
    waiting = rows.filter(state=RequestState.OPEN).count()
    found = Listing(
        request.GET,
        columns=COLUMNS,
        choices=(Choice("state", "状态", (*RequestState.choices, ("all", "全部"))),),
        views=(
            SavedView("待答复", "state=open", waiting, hot=waiting > 0),
            SavedView("全部", "state=all"),
        ),
        default_sort="answer_by",
    )
    chosen = found.chosen.setdefault("state", [RequestState.OPEN])[0]
    found.show(rows if chosen == "all" else rows.filter(state=chosen))
    return render(request, "privacy/requests.html", {"listing": found, "day": clock.today()})


@require_http_methods(["GET", "POST"])
def ask(request: Request) -> HttpResponse:
    require(can_see_own(request.actor))
    form = AskForm(request.POST or None, initial={"about": request.GET.get("about", "")})
    if form.is_bound and form.carry_out(services.make_request, actor=in_person(request), at=clock.now()):
        messages.success(request, f"已提出，{form.result.answer_by:%Y-%m-%d} 前答复。")
        return redirect("privacy:request", form.result.pk)
    context = {"form": form, "rules": privacy_rules_on(clock.today())}
    return render(request, "privacy/ask.html", context, status=form.status)


@require_http_methods(["GET", "POST"])
def register(request: Request) -> HttpResponse:
    """What somebody without an account asked for at the office's desk."""
    require(can_handle_requests(request.actor))
    form = RegisterForm(request.POST or None, initial={"kind": RequestKind.ACCESS})
    if form.is_bound and form.carry_out(services.register_request, actor=request.actor, at=clock.now()):
        messages.success(request, f"已登记，{form.result.answer_by:%Y-%m-%d} 前书面答复本人。")
        return redirect("privacy:request", form.result.pk)
    context = {"form": form, "rules": privacy_rules_on(clock.today())}
    return render(request, "privacy/register_request.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_GET
def show(request: Request, request_id: int) -> HttpResponse:
    return _page(request, request_id, AnswerForm())


@never_cache
@require_POST
def search(request: Request, request_id: int) -> HttpResponse:
    """Where texts name whoever asks; shown once, kept nowhere."""
    asked = request_for(request.actor, request_id, clock.today())
    found = services.search_texts(actor=request.actor, request=asked, at=clock.now())
    return _page(request, request_id, AnswerForm(), places=found)


@require_POST
def answer(request: Request, request_id: int) -> HttpResponse:
    asked, form = request_for(request.actor, request_id, clock.today()), AnswerForm(request.POST)
    require(can_answer(request.actor, asked.account_id))
    if form.carry_out(services.answer_request, actor=request.actor, request=asked, at=clock.now()):
        messages.success(request, "已答复，本人会收到消息。")
        return redirect("privacy:request", request_id)
    return _page(request, request_id, form, status=422)


@require_POST
def withdraw(request: Request, request_id: int) -> HttpResponse:
    asked = request_for(in_person(request), request_id, clock.today())
    services.withdraw_request(actor=in_person(request), request=asked, at=clock.now())
    messages.success(request, "请求已撤回。")
    return redirect("privacy:request", request_id)


def _page(
    request: Request, request_id: int, form: AnswerForm, *, status: int = 200,
    places: list[Place] | None = None,
) -> HttpResponse:  # fmt: skip
    asked = request_for(request.actor, request_id, clock.today())
    is_own = asked.account_id is not None and asked.account_id == request.actor.account_id
    if not is_own:
        services.note_request_read(actor=request.actor, request=asked, at=clock.now())
    context = {
        "places": places,
        "asked": asked, "is_own": is_own, "form": form, "day": clock.today(),
        "may_answer": not is_own and asked.state == RequestState.OPEN,
    }  # fmt: skip
    return render(request, "privacy/request.html", context, status=status)
