"""Forms for the ties of a unit and the posts in it."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from dukao.kernel.request import Request
from dukao.organisations import selectors, services
from dukao.organisations.web.acting import Act, carrying, perform
from dukao.organisations.web.forms import EndForm, LinkForm
from dukao.organisations.web.people_forms import AppointForm
from dukao.organisations.web.places import address_of, changeable, crumbs_to


@require_http_methods(["GET", "POST"])
def link(request: Request, unit_id: int) -> HttpResponse:
    version = changeable(request, unit_id)
    unit = version.unit
    act = Act(
        f"给{version.name}建立联系", "建立", carrying(services.link_units, address_of(unit), unit=unit),
        "已建立联系。", crumbs_to(version, "建立联系"),
    )  # fmt: skip
    return perform(request, LinkForm(request.POST or None, tree=unit.tree), act)


@require_http_methods(["GET", "POST"])
def end_link(request: Request, link_id: int) -> HttpResponse:
    link = selectors.link_by_id(link_id)
    version = changeable(request, link.unit_id)
    other = selectors.unit_on(link.target_id, link.since)
    act = Act(
        f"结束{version.short_name}与{other.short_name}的{link.get_role_display()}关系", "结束",
        carrying(services.end_link, address_of(link.unit), link=link), "已结束联系。",
        crumbs_to(version, "结束联系"), lead=f"这一条自 {link.since} 起。",
    )  # fmt: skip
    return perform(request, EndForm(request.POST or None), act)


@require_http_methods(["GET", "POST"])
def appoint(request: Request, unit_id: int) -> HttpResponse:
    version = changeable(request, unit_id)
    unit = version.unit
    act = Act(
        f"登记{version.name}的任职", "登记", carrying(services.appoint, address_of(unit), unit=unit),
        "已登记任职。", crumbs_to(version, "登记任职"), lead="名单里没有的人，请先在“人员”里登记。",
    )  # fmt: skip
    return perform(request, AppointForm(request.POST or None), act)


@require_http_methods(["GET", "POST"])
def end_post(request: Request, post_id: int) -> HttpResponse:
    post = selectors.post_by_id(post_id)
    version = changeable(request, post.unit_id)
    act = Act(
        f"结束{post.person.name}的任职", "结束",
        carrying(services.end_appointment, address_of(post.unit), post=post), "已结束任职。",
        crumbs_to(version, "结束任职"), lead=f"{version.short_name}{post.title}，自 {post.since} 起。",
    )  # fmt: skip
    return perform(request, EndForm(request.POST or None), act)
