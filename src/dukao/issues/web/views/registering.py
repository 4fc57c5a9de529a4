"""Registering a problem, and writing it anew before it is assigned; what read alike stands beside."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from dukao.issues import services
from dukao.issues.policies import can_register
from dukao.issues.selectors import problem_for, rules_on
from dukao.issues.selectors.suggesting import precedents
from dukao.issues.vocabulary import ProblemState
from dukao.issues.web.register_form import ProblemForm, said_of
from dukao.kernel import clock
from dukao.kernel.errors import DomainError
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
    form = ProblemForm(
        request.POST or None, request.FILES or None, initial=_beginning(request, day), at=at
    )  # fmt: skip
    if form.is_bound and form.carry_out(services.register_problem, actor=request.actor, at=at):
        if form.result is None:
            messages.success(request, "这张表已经登记过，没有重复登记。")
            return redirect("issues:ledger")
        messages.success(request, f"已登记 {form.result.number}。核对后交办。")
        return redirect("issues:show", form.result.pk)
    return _page(request, form, "登记问题")


@require_http_methods(["GET", "POST"])
def edit(request: Request, problem_id: int) -> HttpResponse:
    at = clock.now()
    day = clock.local_day(at)
    problem, places, _ = problem_for(request.actor, problem_id, day)
    require(can_register(request.actor, places.scope))
    if problem.state != ProblemState.DRAFT:
        raise DomainError("assigned", "问题已经交办，不能再改。时限用延期，登记错了用撤销。", 409)
    form = ProblemForm(
        request.POST or None, request.FILES or None, initial=said_of(problem, day), at=at,
        anew=True,
    )  # fmt: skip
    if form.is_bound and form.carry_out(services.revise_problem, actor=request.actor, problem=problem, at=at):
        messages.success(request, "已保存。")
        return redirect("issues:show", problem.pk)
    return _page(request, form, f"修改 {problem.number}")


@require_GET
def alike(request: Request) -> HttpResponse:
    """Past problems that read like what is being typed."""
    require(can_register(request.actor))
    title = request.GET.get("title", "")[:120]
    found = precedents(request.actor, title, clock.today()) if len(title) > 3 else []
    return render(request, "issues/alike.html", {"precedents": found, "asked": title}, fragment="alike")


def _beginning(request: Request, day: date) -> dict[str, Any]:
    """The place the office keeps the ledger for."""
    scope = next((grant.unit_id for grant in request.actor.grants if grant.role == Role.OFFICE), None)
    place = versions_by_unit([scope], day).get(scope) if scope else None
    said: dict[str, Any] = {"found_on": day}
    return said | ({"scope_id": f"{place.unit.code} {place.short_name}"} if place else {})


def _page(request: Request, form: ProblemForm, title: str) -> HttpResponse:
    context = {"form": form, "title": title, "rules": rules_on(clock.today())}
    return render(request, "issues/register.html", context, status=form.status)
