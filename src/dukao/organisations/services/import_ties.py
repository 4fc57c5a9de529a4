"""One line of the sheets of links and posts, carried out by the services everybody uses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from dukao.kernel.identifiers import masked_resident_id
from dukao.kernel.validity import holds_on
from dukao.organisations.models import Appointment, Person, UnitLink
from dukao.organisations.selectors import person_with_resident_id
from dukao.organisations.services.import_desk import BadLine, Change, Desk, day_in, tree_in
from dukao.organisations.services.links import link_units
from dukao.organisations.services.people import add_person, appoint
from dukao.organisations.vocabulary import LinkRole


def carry_out_link(cells: dict[str, str], desk: Desk) -> Iterator[Change]:
    """The link holds; nothing comes out when it did already."""
    tree = tree_in(cells)
    unit, target = (
        desk.unit(tree, cells["unit"], "单位代码"),
        desk.unit(tree, cells["target"], "对方单位代码"),
    )
    subject, role = cells.get("subject", ""), cells["role"]
    held = UnitLink.objects.filter(
        holds_on(desk.on), unit=unit, target=target, role=role, subject=subject
    ).first()
    if held is not None:
        _require_same(cells, "since", held.since, "自")
        return
    since = day_in(cells, "since", desk.on)
    link_units(unit=unit, target=target, role=role, subject=subject, since=since, **desk.by())
    yield Change("新增", f"{cells['unit']} {LinkRole(role).label} {cells['target']}", subject)


def carry_out_post(cells: dict[str, str], desk: Desk) -> Iterator[Change]:
    """The person holds the post; nothing comes out when it was so already."""
    unit = desk.unit(tree_in(cells), cells["unit"], "单位代码")
    person = _person(cells, desk)
    since, until = day_in(cells, "since", desk.on), cells.get("until")
    held = Appointment.objects.filter(
        holds_on(desk.on), person=person, unit=unit, title=cells["title"]
    ).first()
    if held is not None:
        _require_same(cells, "since", held.since, "任职日期")
        _require_same(cells, "until", held.until, "到期日期")
        if held.kind != cells["kind"]:
            raise BadLine("类别", "和已登记的任职类别不同。请先在单位页结束原来的任职，再导入新的。")
        return
    appoint(
        person=person, unit=unit, title=cells["title"], kind=cells["kind"], since=since,
        until=date.fromisoformat(until) if until else None, **desk.by(),
    )  # fmt: skip
    yield Change("新增", person.name, f"{cells['unit']} {cells['title']}")


def _person(cells: dict[str, str], desk: Desk) -> Person:
    """The one person meant: by identity number, by masked number and name, or by name alone."""
    name, number = cells["person"], cells.get("resident_id", "")
    if number and "*" not in number:
        known = person_with_resident_id(number)
        if known is not None and known.name != name:
            raise BadLine("姓名", f"这个身份证号已登记在“{known.name}”名下，请核对姓名或号码。")
        return known or _new_person(cells, number, desk)
    found = [
        one
        for one in Person.objects.filter(name=name)
        if not number or masked_resident_id(one.resident_id) == number
    ]
    if len(found) > 1:
        raise BadLine("姓名", f"有 {len(found)} 个人叫“{name}”，请填居民身份证号来区分。")
    if number and not found:
        raise BadLine("居民身份证号", "号码隐去了中间各位，又没有对得上的人。请填完整的号码。")
    return found[0] if found else _new_person(cells, "", desk)


def _new_person(cells: dict[str, str], number: str, desk: Desk) -> Person:
    return add_person(
        actor=desk.actor, at=desk.at, name=cells["person"], resident_id=number, phone=cells.get("phone", "")
    )


def _require_same(cells: dict[str, str], key: str, known: date | None, column: str) -> None:
    """A blank cell asks for no change; another day is changed where it can be seen whole."""
    if cells.get(key) and cells[key] != (known.isoformat() if known else ""):
        raise BadLine(
            column, f"和已登记的不同（{known or '没有'}），导入不能改。请照原样填写，或在单位页办理。"
        )
