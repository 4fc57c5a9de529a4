"""Leading groups: who sits in them, and the forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.organisations import selectors, services
from dukao.organisations.policies import can_change_structure, can_see_structure
from dukao.organisations.web.acting import Act, carrying, perform
from dukao.organisations.web.forms import EndForm
from dukao.organisations.web.people_forms import CorrectGroupForm, EndGroupForm, GroupForm, SeatForm
from dukao.organisations.web.places import changeable, named
from dukao.organisations.web.viewing import viewing
from dukao.ui.rendering import render

if TYPE_CHECKING:
    from dukao.organisations.models import LeadingGroup


@require_GET
def groups(request: Request) -> HttpResponse:
    require(can_see_structure(request.actor))
    seen = viewing(request)
    found = list(selectors.groups_on(seen.day))
    context = {
        "groups": found, "seats": selectors.seats_in(found, seen.day), "viewing": seen,
        "offices": selectors.versions_by_unit({one.office_id for one in found}, seen.day),
        "may_change": can_change_structure(request.actor),
    }  # fmt: skip
    return render(request, "organisations/groups.html", context)


@require_GET
def group(request: Request, group_id: int) -> HttpResponse:
    require(can_see_structure(request.actor))
    found, seen = selectors.group_by_id(group_id), viewing(request)
    seats = selectors.seats_in([found], seen.day)[found.pk]
    posts = selectors.posts_by_person([seat.person_id for seat in seats], seen.day)
    places = {post.unit_id for held in posts.values() for post in held}
    office = selectors.unit_on(found.office_id, seen.day)
    context = {
        "group": found, "seats": seats, "posts": posts, "office": office, "viewing": seen,
        "units": selectors.versions_by_unit(places, seen.day),
        "former": selectors.former_seats(found, seen.day), "history": selectors.history_of(found),
        "may_change": can_change_structure(request.actor, office.path, office.unit.tree),
    }  # fmt: skip
    return render(request, "organisations/group.html", context)


@require_http_methods(["GET", "POST"])
def add_group(request: Request) -> HttpResponse:
    require(can_change_structure(request.actor))

    def carry_out(**values: Any) -> str:
        return reverse("organisations:group", args=[services.add_group(**values).pk])

    act = Act("成立领导小组", "成立", carry_out, "已登记成立。", _crumbs(None, "成立领导小组"))
    return perform(request, GroupForm(request.POST or None), act)


@require_http_methods(["GET", "POST"])
def correct_group(request: Request, group_id: int) -> HttpResponse:
    group, page = _changeable(request, group_id)
    office = named(selectors.unit_on(group.office_id, group.since))
    initial = {"name": group.name, "kind": group.kind, "basis": group.basis, "office": office}
    act = Act(
        f"更正{group.name}", "更正", carrying(services.correct_group, page, group=group), "已更正。",
        _crumbs(group, "更正"),
    )  # fmt: skip
    return perform(request, CorrectGroupForm(request.POST or None, initial=initial), act)


@require_http_methods(["GET", "POST"])
def end_group(request: Request, group_id: int) -> HttpResponse:
    group, page = _changeable(request, group_id)
    act = Act(
        f"撤销{group.name}", "撤销", carrying(services.end_group, page, group=group), "已登记撤销。",
        _crumbs(group, "撤销"), official=True,
        consequences=lambda values: [
            f"“{group.name}”自 {values['on']} 起不再存在，成员身份同时结束。", "以前的成员仍可按日期查看。",
        ],
    )  # fmt: skip
    return perform(request, EndGroupForm(request.POST or None), act)


@require_http_methods(["GET", "POST"])
def give_seat(request: Request, group_id: int) -> HttpResponse:
    group, page = _changeable(request, group_id)
    act = Act(
        f"给{group.name}增加成员", "增加", carrying(services.give_seat, page, group=group), "已增加成员。",
        _crumbs(group, "增加成员"), lead="名单里没有的人，请先在“人员”里登记。",
    )  # fmt: skip
    return perform(request, SeatForm(request.POST or None), act)


@require_http_methods(["GET", "POST"])
def end_seat(request: Request, seat_id: int) -> HttpResponse:
    seat = selectors.seat_by_id(seat_id)
    group, page = _changeable(request, seat.group_id)
    act = Act(
        f"{seat.person.name}不再担任{seat.get_role_display()}", "结束",
        carrying(services.end_seat, page, seat=seat), "已结束。", _crumbs(group, "结束成员身份"),
        lead=f"{group.name}{seat.get_role_display()}，自 {seat.since} 起。",
    )  # fmt: skip
    return perform(request, EndForm(request.POST or None), act)


def _changeable(request: Request, group_id: int) -> tuple[LeadingGroup, str]:
    """The group, if the actor may change it, and the address of its page."""
    group = selectors.group_by_id(group_id)
    changeable(request, group.office_id)
    return group, reverse("organisations:group", args=[group.pk])


def _crumbs(group: LeadingGroup | None, here: str) -> list[tuple[str, str | None]]:
    crumbs: list[tuple[str, str | None]] = [("管理", None), ("领导小组", reverse("organisations:groups"))]
    if group is not None:
        crumbs.append((group.name, reverse("organisations:group", args=[group.pk])))
    return [*crumbs, (here, None)]
