"""One line of the sheet of units, carried out by the services everybody uses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dukao.kernel.validity import holds_on
from dukao.organisations.models import Unit, UnitLink, UnitVersion
from dukao.organisations.services.checks import short_name_of
from dukao.organisations.services.import_desk import BadLine, Change, Desk, day_in, tree_in
from dukao.organisations.services.links import end_link, link_units
from dukao.organisations.services.units import Corrections, add_unit, change_unit, correct_unit
from dukao.organisations.vocabulary import CODES, FEATURES, LinkRole, Tree


def carry_out_unit(cells: dict[str, str], desk: Desk) -> Iterator[Change]:
    """The unit is there and is what the line says; nothing comes out when it was so already."""
    tree, code = tree_in(cells), cells["code"]
    parent = desk.unit(tree, cells["parent"], "上级代码") if cells.get("parent") else None
    known = desk.known.get((tree, code))
    if known is None:
        yield _added(cells, tree, parent, desk)
    else:
        yield from _changed(cells, known, parent, desk)
    if tree == Tree.PARTY and cells.get("belongs_to"):
        yield from _settled(desk.units[tree, code], cells["name"], cells["belongs_to"], desk)


def _added(cells: dict[str, str], tree: str, parent: Unit | None, desk: Desk) -> Change:
    unit = add_unit(
        tree=tree, code=cells["code"], since=day_in(cells, "since", desk.on), name=cells["name"],
        short_name=cells.get("short_name", ""), level=cells["level"], category=cells.get("category", ""),
        parent=parent, position=int(cells.get("position") or 0), uscc=cells.get("uscc", ""),
        area_code=cells.get("area_code", ""), **desk.by(),
    )  # fmt: skip
    desk.units[tree, cells["code"]] = unit
    return Change("新增", cells["name"])


def _changed(cells: dict[str, str], known: UnitVersion, parent: Unit | None, desk: Desk) -> Iterator[Change]:
    since = cells.get("since")
    if since and since != known.unit.since.isoformat():
        raise BadLine("设立日期", f"已登记的是 {known.unit.since}，导入不能改。请照原样填写，或留空。")
    codes = _codes(cells, known.unit)
    if codes:
        correct_unit(version=known, **codes, **desk.by())
        detail = "；".join(f"{CODES[name]}：{value or '空'}" for name, value in codes.items())
        yield Change("更正", known.name, detail)
    wanted = _wanted(cells, parent)
    changes = {name: value for name, value in wanted.items() if getattr(known, name) != value}
    if changes:
        before = {name: getattr(known, name) for name in changes}
        version = change_unit(unit=known.unit, on=desk.on, **changes, **desk.by())
        detail = "；".join(
            f"{FEATURES[name]}：{_shown(before[name])} → {_shown(value)}" for name, value in changes.items()
        )
        yield Change("变更", version.name, detail)


def _codes(cells: dict[str, str], unit: Unit) -> Corrections:
    """The codes in the file that differ from what is stored."""
    codes: Corrections = {}
    if cells.get("uscc", unit.uscc) != unit.uscc:
        codes["uscc"] = cells["uscc"]
    if cells.get("area_code", unit.area_code) != unit.area_code:
        codes["area_code"] = cells["area_code"]
    return codes


def _wanted(cells: dict[str, str], parent: Unit | None) -> dict[str, Any]:
    """Features the file speaks of; a column it does not have says nothing."""
    wanted: dict[str, Any] = {"name": cells["name"], "level": cells["level"]}
    if "short_name" in cells:
        wanted["short_name"] = short_name_of(cells["short_name"], cells["name"])
    if "category" in cells:
        wanted["category"] = cells["category"]
    if "parent" in cells:
        wanted["parent"] = parent
    if cells.get("position"):
        wanted["position"] = int(cells["position"])
    return wanted


def _settled(party: Unit, name: str, code: str, desk: Desk) -> Iterator[Change]:
    """The party organisation belongs to that unit from the day of the import on."""
    home = desk.unit(Tree.ADMINISTRATIVE, code, "所在单位代码")
    since = max(desk.on, party.since)
    held = UnitLink.objects.filter(holds_on(since), unit=party, role=LinkRole.PARTY_OF).first()
    if held is not None and held.target_id == home.pk:
        return
    if held is not None:
        end_link(link=held, on=since, **desk.by())
    link_units(unit=party, target=home, role=LinkRole.PARTY_OF, since=since, **desk.by())
    yield Change("变更" if held else "新增", name, f"所在单位：{code}")


def _shown(value: Any) -> str:
    return getattr(value, "code", None) or str(value or "空")
