"""Targets of a version: one item's grid, the workbook in and out, last year's as a start."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from dukao.kernel import clock
from dukao.kernel.errors import DomainError
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.schemes import services
from dukao.schemes.policies import can_set_targets
from dukao.schemes.selectors.findings import last_year
from dukao.schemes.selectors.names import day_of
from dukao.schemes.selectors.targets import all_rows, measures_of, targetable, targets_of_item
from dukao.schemes.selectors.versions import document, unit_ids, version_for
from dukao.schemes.services.targets import CLEARED, Cell, Value
from dukao.schemes.web.forms import GrowthForm, WorkbookForm
from dukao.schemes.web.import_refused import import_refused
from dukao.schemes.workbook.targets import parse_target, targets_in_workbook, workbook_of_targets
from dukao.scoring import Item, Period, Scheme
from dukao.scoring.formats.excel import WorkbookError
from dukao.ui.downloads import download
from dukao.ui.forms import said
from dukao.ui.numbers import whole_number
from dukao.ui.rendering import go_on, render


@require_GET
def targets(request: Request, version_id: int) -> HttpResponse:
    version = version_for(request.actor, version_id)
    return _grid(request, version, request.GET.get("item", ""))


def _grid(
    request: Request,
    version: Any,
    code: str,
    *,
    texts: dict[str, str] | None = None,
    bad: dict[str, str] | None = None,
) -> HttpResponse:
    scheme = document(version)
    items = targetable(scheme)
    chosen = next((item for item in items if item.code == code), None) or _first(items)
    today = clock.today()
    context = {
        "version": version, "items": items, "chosen": chosen, "texts": texts or {}, "bad": bad or {},
        "grid": targets_of_item(version, scheme, chosen, today) if chosen else None,
        "may_set": can_set_targets(request.actor, version), "last_year": last_year(version),
        "this_month": str(Period.of_date(today)), "growth_form": GrowthForm(), "upload_form": WorkbookForm(),
        "key": uuid4(),
    }  # fmt: skip
    return render(request, "schemes/targets.html", context, fragment="grid", status=422 if bad else 200)


def _first(items: list[Item]) -> Item | None:
    """Where one begins: the first item that cannot be scored without a target."""
    return next((item for item in items if item.method.needs), items[0] if items else None)


@require_POST
def set_targets(request: Request, version_id: int) -> HttpResponse:
    """The grid of one item as it was filled in; a cell that is no number comes back with its reason."""
    version = version_for(request.actor, version_id)
    require(can_set_targets(request.actor, version))
    item = request.POST.get("item", "")
    texts = {name: text for name, text in request.POST.dict().items() if name.startswith("t-")}
    values, bad = _read(item, texts, _measure(version, item))
    if bad:
        return _grid(request, version, item, texts=texts, bad=bad)
    changed = services.set_targets(
        actor=request.actor, version=version, values=values, at=clock.now(),
        reason=said(request.POST, "reason", "原因", 300), key=request.POST.get("key"),
    )  # fmt: skip
    return go_on(request, f"{_address(version_id)}?item={item}", f"已保存，改了 {changed} 格。")


def _measure(version: Any, code: str) -> str:
    return measures_of(item for item in document(version).leaves() if item.code == code).get(code, "")


def _read(item: str, texts: dict[str, str], measure: str) -> tuple[dict[Cell, Value], dict[str, str]]:
    """Cells are named "t-<unit>-<month>"."""
    values: dict[Cell, Value] = {}
    bad: dict[str, str] = {}
    for name, text in texts.items():
        unit_text, _, month = name.removeprefix("t-").partition("-")
        unit = whole_number(unit_text)
        if unit is None:
            bad[name] = "表里没有这一格，请刷新后再填"
            continue
        try:
            values[(unit, item, month)] = parse_target(text, measure) if text.strip() else CLEARED
        except ValueError as error:
            bad[name] = str(error)
    return values, bad


def _address(version_id: int) -> str:
    return reverse("schemes:targets", args=[version_id])


@require_POST
def copy_targets(request: Request, version_id: int) -> HttpResponse:
    version = version_for(request.actor, version_id)
    require(can_set_targets(request.actor, version))
    number = services.copy_targets(
        actor=request.actor, version=version, at=clock.now(), **GrowthForm(request.POST).accepted()
    )
    return go_on(request, _address(version_id), f"已照上年填写 {number} 格，原来填好的没有动。")


@require_GET
def export_targets(request: Request, version_id: int) -> HttpResponse:
    version = version_for(request.actor, version_id)
    content = workbook_of_targets(all_rows(version, clock.today()), version.scheme.scheme_set.year)
    return download(content, f"{version} 目标.xlsx")


@require_POST
def import_targets(request: Request, version_id: int) -> HttpResponse:
    version = version_for(request.actor, version_id)
    require(can_set_targets(request.actor, version))
    form = WorkbookForm(request.POST, request.FILES).accepted()
    scheme = document(version)
    members = _members(scheme)
    units = unit_ids(members, day_of(version, clock.today()))
    try:
        values = targets_in_workbook(form["file"].read(), scheme, units, measures_of(scheme.leaves()))
    except WorkbookError as error:
        return import_refused(request, error, "目标", _address(version_id))
    if not values:
        raise DomainError("nothing_in_it", "表里没有填目标，没有改动。")
    changed = services.set_targets(
        actor=request.actor, version=version, values=values, reason=form["reason"], at=clock.now()
    )
    return go_on(request, _address(version_id), f"已导入，改了 {changed} 格。")


def _members(scheme: Scheme) -> list[str]:
    return [code for group in scheme.groups for code in group.members]
