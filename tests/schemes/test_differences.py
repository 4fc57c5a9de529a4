"""Differences between two versions in words."""

from __future__ import annotations

from decimal import Decimal

from dukao.schemes import editing
from dukao.schemes.differences import compare
from dukao.schemes.vocabulary import ChangeKind
from dukao.scoring import Scheme
from tests.schemes.test_parts import RICH


def sentences(old: Scheme, new: Scheme) -> list[str]:
    return [f"{each.place}：{each.sentence}" for each in compare(old, new).differences]


def test_nothing_changed() -> None:
    assert compare(RICH, RICH).differences == ()


def test_weights_and_methods_in_words(scheme: Scheme) -> None:
    changed = editing.set_weights(scheme, {"J-07": "45", "J-15": "35"})
    changed = editing.set_method(changed, "J-15", "completion", {"cap": "120"}, {})
    assert sentences(scheme, changed)[:2] == [
        "J-07 固定资产投资完成额：满分由“50 分”改为“45 分”",
        "J-15 招商引资到位资金：满分由“30 分”改为“35 分”",
    ]
    method = sentences(scheme, changed)[2]
    assert method.startswith("J-15 招商引资到位资金：计分方法由“")
    assert "120%" in method


def test_items_come_go_and_move_and_are_counted(scheme: Scheme) -> None:
    changed, code = editing.add_item(scheme, "J")
    changed = editing.move_into(changed, "J-15", "D")
    comparison = compare(scheme, changed)
    assert [(each.kind, each.code) for each in comparison.differences] == [
        (ChangeKind.MOVED, "J-15"), (ChangeKind.ADDED, code),
    ]  # fmt: skip
    assert comparison.differences[0].sentence == "由“经济运行”移到“党建保障”"
    fewer = compare(changed, editing.remove(editing.remove(changed, code), "J-15"))
    assert (fewer.delta, fewer.removed) == (-2, 2)
    assert fewer.reduction == Decimal(2) / 5


def test_settings_row_by_row() -> None:
    rows = [
        {"code": "g1", "name": "经济部门", "members": "B01"},
        {"code": "g3", "name": "园区", "members": "K01"},
    ]
    changed = editing.set_section(RICH, "groups", {"small_groups.below": "4"}, {"groups": rows})
    assert sentences(RICH, changed) == [
        "分组和名单：分组“g1 经济部门”的单位代码由“B01、B02”改为“B01”",
        "分组和名单：分组增加“g3 园区”",
        "分组和名单：分组删去“g2 县区”",
        "分组和名单：不足几个单位算小组由“5”改为“4”",
    ]
