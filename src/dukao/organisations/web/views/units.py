"""The page of a unit, and the forms that change it."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from dukao.kernel import clock
from dukao.kernel.errors import Missing
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.organisations import selectors, services
from dukao.organisations.policies import can_change_structure, can_see_structure
from dukao.organisations.selectors import consequences
from dukao.organisations.vocabulary import Level, Tree
from dukao.organisations.web.acting import Act, carrying, perform
from dukao.organisations.web.forms import (
    AddUnitForm,
    ChangeUnitForm,
    CorrectUnitForm,
    EndUnitForm,
    WithdrawForm,
)
from dukao.organisations.web.places import address_of, changeable, crumbs_to, features_of, named, seen_of
from dukao.organisations.web.viewing import viewing
from dukao.ui.rendering import render


@require_GET
def unit(request: Request, unit_id: int) -> HttpResponse:
    require(can_see_structure(request.actor))
    seen = viewing(request)
    page = selectors.unit_page(unit_id, seen.day)
    version = page.version
    may = can_change_structure(request.actor, version.path, version.unit.tree)
    context = {"page": page, "version": version, "unit": version.unit, "viewing": seen, "may_change": may}
    return render(request, "organisations/unit.html", context)


@require_http_methods(["GET", "POST"])
def add_unit(request: Request, tree: str = "", unit_id: int | None = None) -> HttpResponse:
    """Below the unit given, or at the top of the tree."""
    parent = changeable(request, unit_id) if unit_id else None
    tree = parent.unit.tree if parent else tree
    if tree not in (Tree.ADMINISTRATIVE, Tree.PARTY, Tree.REFERENCE):
        raise Missing("这棵机构树不能在这里新增单位。")
    require(can_change_structure(request.actor, parent.path if parent else "/", tree))
    usual = "" if tree == Tree.REFERENCE else Level.CITY
    above = parent or selectors.only_top_of(tree, clock.today())
    initial = {"parent": named(above), "level": parent.level if parent else usual}
    title = f"在“{parent.short_name}”下新增单位" if parent else f"新增单位（{Tree(tree).label}）"
    act = Act(
        title, "新增", lambda **values: address_of(services.add_unit(tree=tree, **values)), "已新增单位。",
        crumbs_to(parent, "新增单位", tree),
    )  # fmt: skip
    return perform(request, AddUnitForm(request.POST or None, tree=tree, initial=initial), act)


@require_http_methods(["GET", "POST"])
def change_unit(request: Request, unit_id: int) -> HttpResponse:
    """What the unit is called and where it stands, from a day on."""
    version = changeable(request, unit_id)
    unit = version.unit
    parent = selectors.unit_on(version.parent_id, version.since) if version.parent_id else None
    initial = {**features_of(version), **seen_of(unit), "parent": named(parent)}
    act = Act(
        f"变更{version.name}", "变更", carrying(services.change_unit, address_of(unit), unit=unit),
        "已登记变更。", crumbs_to(version, "变更"),
        lead="单位真的变了，用这里；只是以前录错了，用沿革里的“更正”。",
        consequences=lambda values: consequences.of_changing(version, values),
    )  # fmt: skip
    return perform(request, ChangeUnitForm(request.POST or None, tree=unit.tree, initial=initial), act)


@require_http_methods(["GET", "POST"])
def correct_unit(request: Request, unit_id: int, version_id: int) -> HttpResponse:
    """What was entered wrongly, in one stage of the unit's life."""
    version = selectors.version_of(unit_id, version_id)
    unit = version.unit
    require(can_change_structure(request.actor, version.path, unit.tree))
    codes = {"code": unit.code, "uscc": unit.uscc, "area_code": unit.area_code}
    initial = {**features_of(version), **codes, **seen_of(unit)}
    form = CorrectUnitForm(request.POST or None, tree=unit.tree, initial=initial)
    act = Act(
        f"更正{version.name}", "更正", carrying(services.correct_unit, address_of(unit), version=version),
        "已更正。", crumbs_to(version, "更正"),
        lead=f"更正的是自 {version.since} 起的这一段，以前的页面也随之更正。单位真的变了，请用“变更”。",
    )  # fmt: skip
    return perform(request, form, act)


@require_http_methods(["GET", "POST"])
def withdraw_change(request: Request, unit_id: int) -> HttpResponse:
    """The last change is undone, whenever it takes effect."""
    version = changeable(request, unit_id)
    unit = version.unit
    last = selectors.stages_of(unit)[-1]
    act = Act(
        f"撤销{version.name}的最近一次变更", "撤销变更",
        carrying(services.withdraw_change, address_of(unit), unit=unit), "已撤销最近一次变更。",
        crumbs_to(version, "撤销变更"), official=True,
        lead=f"自 {last.since} 起的那次变更如同没有发生过，单位恢复到那以前的样子。",
    )  # fmt: skip
    return perform(request, WithdrawForm(request.POST or None, initial=seen_of(unit)), act)


@require_http_methods(["GET", "POST"])
def end_unit(request: Request, unit_id: int) -> HttpResponse:
    version = changeable(request, unit_id)
    unit = version.unit
    act = Act(
        f"终止{version.name}", "终止", carrying(services.end_unit, address_of(unit), unit=unit),
        "已登记终止。", crumbs_to(version, "终止"), official=True,
        lead="单位撤销而没有承接单位时用；有承接单位的，用“并入”或“拆分”。",
        consequences=lambda values: consequences.of_ending(unit, values["on"]),
    )  # fmt: skip
    return perform(request, EndUnitForm(request.POST or None, initial=seen_of(unit)), act)
