"""Who may see and change units and people."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from dukao.kernel.actor import SYSTEM, Actor
from dukao.kernel.roles import Role
from dukao.kernel.verdict import Verdict, allow_if
from dukao.organisations.vocabulary import Tree

if TYPE_CHECKING:
    from dukao.organisations.models import UnitVersion

_BY_THE_OFFICE = "单位和人员由督考办维护。发现有误请联系督考办更正。"


def can_see_structure(actor: Actor) -> Verdict:
    """Names and places of units are open to everybody who has an account."""
    return allow_if(actor.is_authenticated, "请先登录。")


def can_change_structure(actor: Actor, path: str = "", tree: str = Tree.ADMINISTRATIVE) -> Verdict:
    """``path`` is the place in the tree where the change happens; "" asks for any place at all.

    Grants are given over administrative units, so the other trees, like the top of this one, belong to
    the office of the whole place.
    """
    if not path:
        return allow_if(actor.has(Role.OFFICE), _BY_THE_OFFICE)
    if path == "/" or tree != Tree.ADMINISTRATIVE:
        return can_change_whole_place(actor)
    return allow_if(actor.covers(path, Role.OFFICE), _BY_THE_OFFICE)


def can_correct_person(actor: Actor, paths: Collection[str]) -> Verdict:
    """``paths`` are the places of the posts the person holds: one who holds none is any office's."""
    held = any(actor.covers(path, Role.OFFICE) for path in paths) if paths else actor.has(Role.OFFICE)
    return allow_if(held, "这个人在其他单位任职，由那里的督考办更正。")


def can_change_whole_place(actor: Actor) -> Verdict:
    """What belongs to no single unit: the top of a tree, party organisations, the calendar."""
    return allow_if(
        actor.holds_everywhere(Role.OFFICE), "这一项由全市的督考办维护。发现有误请联系市督考办更正。"
    )


def can_load_divisions(actor: Actor) -> Verdict:
    """The published codes are the same for everybody; loading them is the installation's own work."""
    return allow_if(actor == SYSTEM or can_change_whole_place(actor).allowed, "行政区划由系统维护人员导入。")


def can_see_resident_ids(actor: Actor) -> Verdict:
    """Who keeps the list of people tells namesakes apart by them; nobody else needs them, not even masked.

    个人信息保护法第六条: 限于实现处理目的的最小范围.
    """
    return allow_if(can_change_structure(actor).allowed, "身份证号只有督考办维护人员名单时使用。")


def can_reveal(actor: Actor, what: str, paths: Collection[str]) -> Verdict:
    """A telephone is there to be called by colleagues with something to do; the other number is not.

    ``paths`` are the places of the posts the person holds.
    """
    if what == "resident_id":
        held = can_correct_person(actor, paths).allowed
        return allow_if(held, "身份证号只有督考办维护人员名单时使用。")
    return allow_if(bool(actor.roles), "完整电话只给有角色的人员按事由查看。")


def can_be_charged(place: UnitVersion, units: Iterable[UnitVersion]) -> Verdict:
    """Whether what ``place`` supervises may be laid upon these units.

    《政府督查工作条例》第五条: its own departments, lower governments and theirs; nobody beside or above it.
    The top of the tree may ask everybody, party organisations too, which stand in a tree of their own.
    """
    outside = [unit.short_name for unit in units if not unit.path.startswith(place.path)]
    return allow_if(
        not outside or place.path.count("/") <= 2,
        f"{'、'.join(outside)}不归{place.short_name}督办：督查对象是本级部门、下级政府及其部门"
        "（《政府督查工作条例》第五条）。要由它办理的，请报上级督考办登记、交办。",
    )
