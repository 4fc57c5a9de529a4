"""Registering a problem, and writing it anew before it is assigned; what read alike stands beside."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from dukao.documents.services import short_name, store_file
from dukao.issues import services
from dukao.issues.policies import can_register
from dukao.issues.selectors import problem_for, rules_on
from dukao.issues.selectors.suggesting import precedents
from dukao.issues.vocabulary import ProblemState
from dukao.issues.web.register_form import ProblemForm, said_of
from dukao.kernel import clock
from dukao.kernel.errors import DomainError, Refused
from dukao.kernel.request import Request
from dukao.kernel.roles import Role
from dukao.kernel.verdict import require
from dukao.organisations.selectors import versions_by_unit
from dukao.ui.rendering import render


@require_http_methods(["GET", "POST"])
def add(request: Request) -> HttpResponse:
    require(can_register(request.actor))
    at = clock.now()
    day = clock.local_day(at)
    if request.method == "GET":
        return _page(request, ProblemForm(initial=_beginning(request, day)), "登记问题")
    form = ProblemForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, "登记问题", status=422)
    try:
        made = services.register_problem(
            actor=request.actor, draft=form.draft(_kept(form, at)), at=at, key=form.cleaned_data["key"]
        )
    except Refused:
        raise
    except DomainError as error:
        form.add_error(None, error.sentence)
        return _page(request, form, "登记问题", status=422)
    if made is None:
        messages.success(request, "这张表已经登记过，没有重复登记。")
        return redirect("issues:ledger")
    messages.success(request, f"已登记 {made.number}。核对后交办。")
    return redirect("issues:show", made.pk)


@require_http_methods(["GET", "POST"])
def edit(request: Request, problem_id: int) -> HttpResponse:
    at = clock.now()
    day = clock.local_day(at)
    problem, places, _ = problem_for(request.actor, problem_id, day)
    require(can_register(request.actor, places.scope))
    if problem.state != ProblemState.DRAFT:
        raise DomainError("assigned", "问题已经交办，不能再改。时限用延期，登记错了用撤销。", 409)
    title = f"修改 {problem.number}"
    if request.method == "GET":
        return _page(request, ProblemForm(initial=said_of(problem, day)), title)
    form = ProblemForm(request.POST, request.FILES)
    if form.is_valid() and _revised(request, form, problem, at):
        messages.success(request, "已保存。")
        return redirect("issues:show", problem.pk)
    return _page(request, form, title, status=422)


@require_GET
def alike(request: Request) -> HttpResponse:
    """Past problems that read like what is being typed."""
    require(can_register(request.actor))
    title = request.GET.get("title", "")[:120]
    found = precedents(request.actor, title, clock.today()) if len(title) > 3 else []
    return render(request, "issues/alike.html", {"precedents": found, "asked": title}, fragment="alike")


def _revised(request: Request, form: ProblemForm, problem: Any, at: datetime) -> bool:
    """What somebody else changed meanwhile is said in the form; nothing typed is lost."""
    revision = form.cleaned_data["revision"] or 0
    try:
        services.revise_problem(
            actor=request.actor, problem=problem, revision=revision, draft=form.draft(), at=at
        )
    except Refused:
        raise
    except DomainError as error:
        form.add_error(None, error.sentence)
        return False
    return True


def _kept(form: ProblemForm, at: datetime) -> tuple[tuple[int, str], ...]:
    """Pictures of the finding, within the bounds of the rules."""
    rules = rules_on(clock.local_day(at))
    if len(form.uploads) > rules.evidence_items:
        raise DomainError("evidence_items", f"佐证最多 {rules.evidence_items} 份，请挑最能说明问题的。")
    stored = [
        (store_file(name=short_name(one.name), content=one, max_bytes=rules.evidence_bytes, at=at), one.name)
        for one in form.uploads
    ]
    return tuple((file.pk, short_name(name)) for file, name in stored)


def _beginning(request: Request, day: date) -> dict[str, Any]:
    """The place the office keeps the ledger for."""
    scope = next((grant.unit_id for grant in request.actor.grants if grant.role == Role.OFFICE), None)
    place = versions_by_unit([scope], day).get(scope) if scope else None
    said: dict[str, Any] = {"found_on": day}
    return said | ({"scope_id": f"{place.unit.code} {place.short_name}"} if place else {})


def _page(request: Request, form: ProblemForm, title: str, status: int = 200) -> HttpResponse:
    context = {"form": form, "title": title, "rules": rules_on(clock.today())}
    return render(request, "issues/register.html", context, status=status)
