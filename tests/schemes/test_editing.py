"""Changes to a document: what changes, what stays, what is refused and in which words."""

from __future__ import annotations

from decimal import Decimal

import pytest

from dukao.kernel.errors import Missing
from dukao.schemes import editing
from dukao.schemes.editing import Rejected
from dukao.scoring import Family, Item, Scheme
from dukao.scoring.methods import Bonus, Completion, Deduction, Tiers
from dukao.scoring.policies import RoundingRule
from dukao.scoring.values import FormulaValue, Growth
from tests.schemes.test_parts import RICH


def item(scheme: Scheme, code: str) -> Item:
    node = scheme.node(code)
    assert isinstance(node, Item)
    return node


def codes(scheme: Scheme) -> list[str]:
    return [node.code for node in scheme.nodes()]


def test_weights_keep_their_value_and_nothing_else_changes(scheme: Scheme) -> None:
    changed = editing.set_weights(scheme, {"J-07": "45.5", "J-15": "34.50"})
    assert [item(changed, code).weight for code in ("D-01", "J-07", "J-15")] == [
        Decimal(20), Decimal("45.5"), Decimal("34.5"),
    ]  # fmt: skip
    back = editing.set_weights(changed, {"J-07": "50", "J-15": "30"})
    assert back == scheme


@pytest.mark.parametrize("text", ["十", "-1", "1e", "3.4.5"])
def test_a_weight_that_is_none_is_refused(scheme: Scheme, text: str) -> None:
    with pytest.raises(Rejected):
        editing.set_weights(scheme, {"J-07": text})


def test_an_item_that_is_gone_is_missing(scheme: Scheme) -> None:
    with pytest.raises(Missing, match="没有代码为 Q-1"):
        editing.set_weights(scheme, {"Q-1": "3"})


def test_a_method_keeps_what_is_not_named_and_reports_by_field(scheme: Scheme) -> None:
    changed = editing.set_method(scheme, "J-07", "completion", {"cap": "120"}, {})
    method = item(changed, "J-07").method
    assert isinstance(method, Completion)
    assert (method.cap, method.threshold) == (Decimal("1.2"), Decimal("0.8"))
    with pytest.raises(Rejected) as refused:
        editing.set_method(scheme, "J-07", "completion", {"cap": "零", "floor": "很低"}, {})
    assert set(refused.value.errors) == {"cap", "floor"}
    with pytest.raises(Rejected, match="起计点 threshold 不能高于封顶"):
        editing.set_method(scheme, "J-07", "completion", {"cap": "50"}, {})


def test_a_value_that_is_worked_out_starts_valid_and_keeps_what_its_kind_has(scheme: Scheme) -> None:
    changed = editing.set_item(scheme, "J-07", {"value.kind": "按公式计算"}, {})
    value = item(changed, "J-07").value
    assert isinstance(value, FormulaValue)
    assert [figure.name for figure in value.figures] == ["甲", "乙"]
    rows = {
        "value.figures": [
            {"name": "总量", "indicator": "gdp", "over": "上年同期", "of": "组内合计", "unit": ""}
        ]
    }
    changed = editing.set_item(changed, "J-07", {"value.expression": "总量 × 2"}, rows)
    assert item(changed, "J-07").describe().startswith("数值按公式计算：总量 × 2，四舍五入到 2 位小数。")
    changed = editing.set_item(changed, "J-07", {"value.kind": "增速", "value.expression": "总量 × 2"}, {})
    assert item(changed, "J-07").value == Growth(rounding=RoundingRule(places=2))
    assert editing.set_item(changed, "J-07", {"value.kind": "", "value.over": "上一期"}, {}) == scheme


def test_a_formula_that_is_none_is_told_at_its_field(scheme: Scheme) -> None:
    changed = editing.set_item(scheme, "J-07", {"value.kind": "按公式计算"}, {})
    with pytest.raises(Rejected) as refused:
        editing.set_item(changed, "J-07", {"value.expression": "甲 ** 乙"}, {})
    assert refused.value.errors == {
        "value.expression": "公式第 6 个字符处：只能用加减乘除 + - * /；百分数请写成小数"
    }
    with pytest.raises(Rejected, match="公式里的“丙”不认识"):
        editing.set_method(
            editing.set_method(scheme, "J-07", "formula", {}, {}), "J-07", "formula", {"expression": "丙"}, {}
        )


def test_conditions_of_a_bonus_are_written_row_by_row(scheme: Scheme) -> None:
    rows = {
        "when": [
            {"node": "", "indicator": "", "range": "(80, +∞)"},
            {"node": "", "indicator": "", "range": ""},
        ]
    }
    changed, code = editing.add_family(scheme, "bonus")
    changed = editing.set_family(changed, code, {"same_key": "全类只按最高的计一次"}, rows)
    family = changed.node(code)
    assert isinstance(family, Family)
    assert (family.same_key, [str(one.range) for one in family.when]) == ("highest", ["(80, +∞)"])
    with pytest.raises(Rejected, match="只有加分的类别"):
        editing.set_family(changed, "J", {}, rows)


def test_another_method_starts_valid(scheme: Scheme) -> None:
    changed = editing.set_method(scheme, "J-07", "tiers", {}, {})
    assert isinstance(item(changed, "J-07").method, Tiers)
    assert item(changed, "J-07").weight == Decimal(50)
    with pytest.raises(Rejected) as refused:
        editing.set_method(
            changed, "J-07", "tiers", {},
            {"bands": [{"range": "[80, 90", "ratio": "100"}, {"range": "(-∞, 80)", "ratio": ""}]},
        )  # fmt: skip
    assert "bands.1.range" in refused.value.errors


def test_rows_of_a_method_are_replaced_and_empty_ones_dropped(scheme: Scheme) -> None:
    tiers = editing.set_method(scheme, "J-07", "tiers", {}, {})
    rows = [
        {"range": "[90, +∞)", "points": "50", "ratio": "", "name": "好"},
        {"range": "", "points": "", "ratio": "", "name": ""},
        {"range": "(-∞, 90)", "points": "", "ratio": "60%", "name": ""},
    ]
    changed = editing.set_method(tiers, "J-07", "tiers", {"by": "value"}, {"bands": rows})
    method = item(changed, "J-07").method
    assert isinstance(method, Tiers)
    assert [(str(band.range), band.points, band.ratio) for band in method.bands] == [
        ("[90, +∞)", Decimal(50), None), ("(-∞, 90)", None, Decimal("0.6")),
    ]  # fmt: skip


def test_a_policy_drops_the_parameters_of_the_kind_before() -> None:
    assert RICH.missing.kind == "share"
    changed = editing.set_section(RICH, "rules", {"missing.kind": "zero", "missing.ratio": "50"}, {})
    assert changed.missing.kind == "zero"


def test_new_items_take_the_method_of_their_family(scheme: Scheme) -> None:
    added, code = editing.add_item(scheme, "N")
    assert code == "N-02"
    assert isinstance(item(added, code).method, Deduction)
    with_bonus, family = editing.add_family(scheme, "bonus")
    first = with_bonus.node(family)
    assert isinstance(first, Family)
    assert isinstance(first.children[0], Item)
    assert isinstance(first.children[0].method, Bonus)


def test_a_first_negative_list_declares_the_order() -> None:
    plain = editing.remove(RICH, "N")
    unordered = plain.model_copy(update={"order": ()})
    added, _ = editing.add_family(unordered, "negative")
    assert len(added.order) == 8


def test_a_copy_stands_behind_its_original_with_codes_of_its_own(scheme: Scheme) -> None:
    copied, code = editing.duplicate(scheme, "J")
    assert code == "J-2"
    assert codes(copied)[2:8] == ["J", "J-07", "J-15", "J-2", "J-08", "J-16"]
    assert item(copied, "J-08").indicator is None


def test_what_is_removed_is_forgotten_everywhere() -> None:
    removed = editing.remove(RICH, "J-01")
    assert "J-01" not in codes(removed)
    assert [target.item for target in removed.targets] == ["J-02"]
    removed = editing.remove(removed, "J")
    assert [link.node for link in removed.ties.chain] == [None]


def test_a_family_is_never_empty(scheme: Scheme) -> None:
    with pytest.raises(Rejected, match="只剩这一项"):
        editing.remove(scheme, "D-01")
    with pytest.raises(Rejected, match="只剩这一项"):
        editing.move_into(scheme, "D-01", "J")


def test_nodes_move_and_leave_their_family_at_its_edge(scheme: Scheme) -> None:
    assert codes(editing.shift(scheme, "J-15", -1))[2:5] == ["J", "J-15", "J-07"]
    assert codes(editing.shift(scheme, "J", -1))[0] == "J"
    left = editing.shift(scheme, "J-07", -1)
    assert codes(left)[:5] == ["D", "D-01", "J-07", "J", "J-15"]
    assert editing.shift(scheme, "J-15", 1) == scheme, "nothing scored moves into the negative list"
