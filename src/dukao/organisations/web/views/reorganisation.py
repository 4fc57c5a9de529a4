"""Forms for units that become one, and for one that becomes several."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from dukao.kernel.request import Request
from dukao.organisations import services
from dukao.organisations.selectors import consequences
from dukao.organisations.web.acting import Act, perform
from dukao.organisations.web.forms import MergeForm, SplitForm
from dukao.organisations.web.places import address_of, changeable, crumbs_to


@require_http_methods(["GET", "POST"])
def merge(request: Request, unit_id: int) -> HttpResponse:
    version = changeable(request, unit_id)
    unit = version.unit

    def carry_out(*, into: Any, others: list[Any], **values: Any) -> str:
        services.merge_units(units=[unit, *others], into=into, **values)
        return address_of(into)

    act = Act(
        f"{version.name}并入其他单位", "并入", carry_out, "已登记并入。", crumbs_to(version, "并入"),
        lead="原单位的名称、数据和得分都保留，只是从这一天起由接收单位承接。", official=True,
        consequences=lambda values: consequences.of_merging(
            [unit, *values["others"]], values["into"], values["on"]
        ),
    )  # fmt: skip
    return perform(request, MergeForm(request.POST or None, tree=unit.tree), act)


@require_http_methods(["GET", "POST"])
def split(request: Request, unit_id: int) -> HttpResponse:
    version = changeable(request, unit_id)
    unit = version.unit

    def heirs(into: list[Any], lives_on: bool) -> list[Any]:
        return [unit, *into] if lives_on else into

    def carry_out(*, into: list[Any], lives_on: bool, **values: Any) -> str:
        services.split_unit(unit=unit, into=heirs(into, lives_on), **values)
        return address_of(unit)

    act = Act(
        f"拆分{version.name}", "拆分", carry_out, "已登记拆分。", crumbs_to(version, "拆分"),
        lead="先把承接的单位设好，再在这里登记由谁承接。", official=True,
        consequences=lambda values: consequences.of_splitting(
            unit, heirs(values["into"], values["lives_on"]), values["on"]
        ),
    )  # fmt: skip
    return perform(request, SplitForm(request.POST or None, tree=unit.tree), act)
