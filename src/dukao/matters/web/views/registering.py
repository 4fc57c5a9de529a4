"""Registering a matter, and writing it anew before it is assigned."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from dukao.kernel import clock
from dukao.kernel.errors import DomainError
from dukao.kernel.request import Request
from dukao.kernel.roles import Role
from dukao.kernel.verdict import require
from dukao.matters import services
from dukao.matters.policies import can_register
from dukao.matters.selectors import matter_for
from dukao.matters.selectors.sources import asked_by_paragraph
from dukao.matters.vocabulary import MatterState
from dukao.matters.web.register_form import USUAL_BASES, MatterForm, NodeRow, rows_to_show, said_of
from dukao.organisations.selectors import versions_by_unit
from dukao.ui.numbers import number_in
from dukao.ui.rendering import render


@require_http_methods(["GET", "POST"])
def add(request: Request) -> HttpResponse:
    require(can_register(request.actor))
    at = clock.now()
    day = clock.local_day(at)
    form = MatterForm(request.POST or None, initial=_beginning(request, day), day=day)
    if form.is_bound and form.carry_out(services.register_matter, actor=request.actor, at=at):
        if form.result is None:
            messages.success(request, "这张表已经登记过，没有重复登记。")
            return redirect("matters:ledger")
        messages.success(request, f"已登记 {form.result.number}。核对后交办。")
        return redirect("matters:show", form.result.pk)
    return _page(request, form, "登记事项", form.nodes)


@require_http_methods(["GET", "POST"])
def edit(request: Request, matter_id: int) -> HttpResponse:
    at = clock.now()
    day = clock.local_day(at)
    matter, places = matter_for(request.actor, matter_id, day)
    require(can_register(request.actor, places.owner))
    if matter.state != MatterState.DRAFT:
        raise DomainError("assigned", "事项已经交办，四要素不能再改。时限用延期，分工用拆分或合并。", 409)
    said, nodes = said_of(matter, day)
    form = MatterForm(request.POST or None, initial=said, day=day, anew=True)
    if form.is_bound and form.carry_out(services.revise_matter, actor=request.actor, matter=matter, at=at):
        messages.success(request, "已保存。")
        return redirect("matters:show", matter.pk)
    return _page(request, form, f"修改 {matter.number}", form.nodes if form.is_bound else nodes)


def _beginning(request: Request, day: date) -> dict[str, Any]:
    """The place the office supervises, and what a paragraph already says."""
    scope = next((grant.unit_id for grant in request.actor.grants if grant.role == Role.OFFICE), None)
    place = versions_by_unit([scope], day).get(scope) if scope else None
    said: dict[str, Any] = {"legal_basis": USUAL_BASES[0], "label": "internal"}
    if place is not None:
        said["owner_id"] = f"{place.unit.code} {place.short_name}"
    paragraph_id = number_in(request.GET, "paragraph")
    if paragraph_id is not None:
        said |= asked_by_paragraph(request.actor, paragraph_id, day)
    return said


def _page(request: Request, form: MatterForm, title: str, nodes: list[NodeRow]) -> HttpResponse:
    context = {"form": form, "title": title, "nodes": rows_to_show(nodes), "bases": USUAL_BASES}
    return render(request, "matters/register.html", context, status=form.status)
