"""What-if: replays that decide ranks as the engine does, drawn the same everywhere, with indices that are known."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from dukao.scoring import (
    Fact,
    FactBlocks,
    Period,
    RosterUnit,
    SchemeError,
    ScoringError,
    scheme_from_data,
    score,
)
from dukao.scoring.simulation import (
    Facts,
    Levers,
    Model,
    Spread,
    backtest,
    edited,
    left_out,
    monte_carlo,
    parsed_choice,
    parsed_edit,
    sensitivity,
    standard_choices,
)
from dukao.scoring.simulation.draws import STANDARD, Stream, drawn_weights
from dukao.scoring.simulation.leaving_out import weights_without
from dukao.scoring.simulation.levers import apportioned
from dukao.scoring.simulation.reasons import contributions
from dukao.scoring.simulation.reweighting import reweighted
from dukao.scoring.simulation.sensitivity import sobol_indices
from tests.scoring import generated
from tests.scoring.builders import SEPTEMBER, facts_of, scheme_of
from tests.scoring.test_oracle import PERIOD, rows_of, with_full_marks

CONVERSION = {"kind": "conversion"}
ITEMS = [
    {"code": code, "weight": weight, "method": CONVERSION}
    for code, weight in zip("abc", ("50", "30", "20"), strict=True)
]
VALUES = {
    "a": {"u1": 90, "u2": 80, "u3": 70, "u4": 60},
    "b": {"u1": 60, "u2": 70, "u3": 90, "u4": 80},
    "c": {"u1": 50, "u2": 90, "u3": 60, "u4": "n/a"},
}


def rows(values=VALUES):
    return [row for item, cells in values.items() for row in facts_of(cells, item)]


def model_of(scheme=None, values=VALUES):
    scheme = scheme or scheme_of(ITEMS)
    return Model.of(scheme, FactBlocks.from_rows(scheme, rows(values)), [SEPTEMBER])


# -- weights ---------------------------------------------------------------------------------------------


def test_parts_of_a_whole_add_up_whatever_is_drawn():
    levers = Levers.of(scheme_of(ITEMS))
    for spread in (STANDARD, Spread("dirichlet", grains=50)):
        drawn = drawn_weights(levers, spread, 200, Stream(7))
        assert (drawn.sum(axis=1) == levers.pools[0].size).all()
        assert len({tuple(row) for row in drawn.tolist()}) > 150
    assert apportioned(np.array([[2, 1, 0]]), 100).tolist() == [[67, 33, 0]]


def test_a_seed_means_the_same_numbers_for_ever():
    levers = Levers.of(scheme_of(ITEMS))
    assert drawn_weights(levers, STANDARD, 2, Stream(42)).tolist() == [
        [51553, 27196, 21251],
        [52436, 24426, 23138],
    ]
    assert drawn_weights(levers, Spread("dirichlet"), 1, Stream(42)).tolist() == [[49215, 29391, 21394]]


def test_uniform_weights_stay_within_their_spread_and_dirichlet_has_its_moments():
    levers = Levers.of(scheme_of(ITEMS))
    drawn = drawn_weights(levers, Spread.parse("±10%"), 2000, Stream(1)) / 100_000
    assert drawn[:, 0].max() < 0.55 / (0.55 + 0.45) + 1e-9
    assert abs(drawn[:, 0].mean() - 0.5) < 0.002
    drawn = drawn_weights(levers, Spread.parse("dirichlet:100"), 4000, Stream(1)) / 100_000
    assert np.allclose(drawn.mean(axis=0), [0.5, 0.3, 0.2], atol=0.005)
    assert np.allclose(drawn.var(axis=0), [0.25 / 101, 0.21 / 101, 0.16 / 101], rtol=0.1)


@pytest.mark.parametrize("text", ["20", "±0%", "dirichlet", "±200%", ""])
def test_a_spread_that_cannot_be_read_is_refused(text):
    with pytest.raises(ScoringError, match="写法不对"):
        Spread.parse(text)


def test_points_follow_the_weight_so_that_rates_stay():
    tiers = {"kind": "tiers", "bands": [{"range": "[80, +∞)", "points": "10"}], "otherwise": {"points": "4"}}
    scheme = scheme_of(
        [{"code": "a", "weight": "10", "method": tiers}, {"code": "b", "weight": "30", "method": CONVERSION}]
    )
    levers = Levers.of(scheme)
    grown = reweighted(levers, [20_000, 20_000])
    assert [leaf.weight for leaf in grown.leaves()] == [Decimal(20), Decimal(20)]
    assert grown.node("a").method.bands[0].points == 20
    assert grown.node("a").method.otherwise.points == 8
    assert reweighted(levers, levers.declared.tolist()).node("a").method.bands[0].points == 10


# -- the fast path ---------------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(generated.world())
def test_replays_give_the_engines_ranks(world):
    """Where matrix products stand in for the engine they place every unit as it does; else it is asked."""
    document, groups, cells = world
    scheme = scheme_from_data(with_full_marks(document))
    facts, events, targets = rows_of(cells)
    roster = [RosterUnit(unit, group=group) for unit, group in groups.items()]
    blocks = FactBlocks.from_rows(scheme, facts, events=events, targets=targets, roster=roster)
    model = Model.of(scheme, blocks, [PERIOD])
    drawn = drawn_weights(model.levers, STANDARD, 2, Stream(3))
    assert (model.ranks(drawn) == np.stack([model.engine_ranks(row) for row in drawn])).all()


def test_weights_alone_are_replayed_fast():
    model = model_of()
    assert model.is_fast
    assert not model.stiff
    assert model.declared_ranks.tolist() == [[3, 1, 2, 4]]


def test_a_score_that_does_not_follow_its_weight_goes_through_the_engine():
    formula = {"kind": "curve", "corners": [{"at": 0, "points": "0"}, {"at": 100, "ratio": "1"}]}
    scheme = scheme_of([{"code": "a", "weight": "50", "method": formula}, *ITEMS[1:]], full_marks="100")
    assert not model_of(scheme).stiff
    rounded = scheme_of(
        [{**item, "rounding": 0, "not_applicable": "peer_average"} for item in ITEMS], full_marks="100"
    )
    model = model_of(rounded)
    drawn = drawn_weights(model.levers, STANDARD, 20, Stream(5))
    assert (model.ranks(drawn) == np.stack([model.engine_ranks(row) for row in drawn])).all()


# -- Monte Carlo, sensitivity, leaving out ---------------------------------------------------------------


def test_ranges_of_places_can_be_had_again():
    first, again = (monte_carlo(model_of(), runs=300, seed=9) for _ in "12")
    assert first == again
    assert (first.checked, first.agreed) == (5, 5)
    by_unit = {one.unit: one for one in first.ranges[0]}
    assert by_unit["u2"].sentence == "第 1 名，90% 的情形都在第 1 名"
    assert by_unit["u1"].low < by_unit["u1"].rank == by_unit["u1"].high
    assert monte_carlo(model_of(), runs=300, seed=10).ranges != first.ranges


def test_a_range_holds_nine_tenths_of_the_replays():
    model = model_of()
    drawn = monte_carlo(model, runs=200, seed=3, spread=Spread.parse("±60%"))
    ranks = model.ranks(drawn_weights(model.levers, Spread.parse("±60%"), 200, Stream(3)))[:, 0]
    for column, one in enumerate(drawn.ranges[0]):
        inside = (ranks[:, column] >= one.low) & (ranks[:, column] <= one.high)
        assert inside.mean() >= 0.9
        assert (ranks[:, column] < one.low).mean() <= 0.05 >= (ranks[:, column] > one.high).mean()


def test_choices_are_drawn_beside_the_weights():
    model = model_of()
    scheme = model.scheme
    choice = parsed_choice(scheme, "not_applicable=full|zero")
    drawn = monte_carlo(model, runs=200, seed=1, choices=[choice])
    fourth = {one.unit: one for one in drawn.ranges[0]}["u4"]
    assert (fourth.low, fourth.high) == (2, 4)
    assert drawn.agreed == drawn.checked == 5
    assert [one.code for one in standard_choices(scheme, model.run)] == ["not_applicable", "rounding.total"]


def test_indices_of_the_ishigami_function():
    """Its indices are known in closed form: 0.3139, 0.4424, 0 and 0.5576, 0.4424, 0.2437."""
    stream, count = Stream(2026), 20_000
    a, b = ((stream.whole((count, 3), 2**53) / 2**53 * 2 - 1) * np.pi for _ in "ab")

    def ishigami(x):
        return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])

    mixed = []
    for column in range(3):
        one = a.copy()
        one[:, column] = b[:, column]
        mixed.append(ishigami(one))
    found = [sobol_indices(ishigami(a), ishigami(b), one) for one in mixed]
    first, total = zip(*found, strict=True)
    assert np.allclose(first, [0.3139, 0.4424, 0], atol=0.03)
    assert np.allclose(total, [0.5576, 0.4424, 0.2437], atol=0.03)


def test_what_moves_ranks_is_named_and_what_does_not_has_no_index():
    found = sensitivity(
        model_of(), rows=64, seed=1, choices=[parsed_choice(scheme_of(ITEMS), "not_applicable=zero")]
    )
    assert found.runs == 64 * (4 + 2)
    assert {one.code for one in found.indices} == {"a", "b", "c", "not_applicable"}
    assert found.indices[0].total > 0.2
    assert [one.unit for one in found.units] == list(model_of().roster.units)
    still = sensitivity(model_of(values={code: {"u1": 90, "u2": 50} for code in "abc"}), rows=8, seed=1)
    assert still.is_still
    assert {index.total for index in still.indices} == {0.0}


def test_several_outputs_at_once_are_each_their_own():
    a, b, mixed = (np.random.default_rng(seed).random((64, 3)) for seed in range(3))
    a[:, 2] = b[:, 2] = 1  # never varies
    together = sobol_indices(a, b, mixed)
    for column in range(2):
        alone = sobol_indices(a[:, column], b[:, column], mixed[:, column])
        assert np.allclose([one[column] for one in together], alone)
    assert [one[2] for one in together] == [0, 0]


def test_what_moves_one_units_place_is_told_of_that_unit():
    # u4 is far behind whatever the weights; u1 and u2 change places over the weights of a and b alone
    values = {
        "a": {"u1": 90, "u2": 80, "u3": 20, "u4": 1},
        "b": {"u1": 80, "u2": 90, "u3": 20, "u4": 1},
        "c": {"u1": 50, "u2": 50, "u3": 50, "u4": 1},
    }
    items = [{"code": code, "weight": 40 if code != "c" else 20, "method": "conversion"} for code in "abc"]
    found = sensitivity(model_of(scheme_of(items, rounding={"total": 6}), values), rows=256, seed=3)
    codes = [one.code for one in found.indices]
    by_unit = {one.unit: one for one in found.units}
    assert by_unit["u4"].deviation == 0
    assert set(by_unit["u4"].total) == {0.0}
    for unit in ("u1", "u2"):
        total = dict(zip(codes, by_unit[unit].total, strict=True))
        assert min(total["a"], total["b"]) > 0.3
        assert total["c"] < 0.05
        first = by_unit[unit].first
        assert all(one <= whole + 0.15 for one, whole in zip(first, by_unit[unit].total, strict=True))


def test_indices_need_independent_draws():
    with pytest.raises(ScoringError, match="相互独立"):
        sensitivity(model_of(), rows=8, seed=1, spread=Spread("dirichlet"))


def test_leaving_an_item_out_is_the_scheme_without_it():
    model = model_of()
    found = {one.code: one for one in left_out(model)}
    for code in "abc":
        rest = [item for item in ITEMS if item["code"] != code]
        total = sum(Fraction(item["weight"]) for item in rest)
        scheme = scheme_of(rest, full_marks=str(total), rounding={"total": 6})
        result = score(scheme, [row for row in rows() if row.item != code], period=SEPTEMBER)
        at = model.levers.movable.index(model.levers.position[code])
        ranks = model.ranks(weights_without(model.levers, model.levers.movable))[at, 0].tolist()
        assert ranks == [result.unit(unit).rank for unit in result.units]
        assert found[code].moved == sum(np.array(ranks) != model.declared_ranks[0])


# -- edits and back-tests --------------------------------------------------------------------------------


def test_an_edited_weight_leaves_the_rest_in_proportion():
    scheme = scheme_of(ITEMS)
    weights = [str(leaf.weight) for leaf in edited(scheme, [parsed_edit(scheme, "a.weight=60")]).leaves()]
    assert weights == ["60", "24", "16"]
    twice = edited(scheme, [parsed_edit(scheme, "c.weight=×2")])
    assert [leaf.weight for leaf in twice.leaves()] == [Decimal("37.5"), Decimal("22.5"), Decimal(40)]
    capped = edited(
        scheme, [parsed_edit(scheme, "a.method.cap=1.2"), parsed_edit(scheme, "not_applicable=full")]
    )
    assert capped.node("a").method.cap == Decimal("1.2")
    assert capped.not_applicable.kind == "full"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a.weight", "写法不对"),
        ("x.weight=3", "没有代码为 x 的项目"),
        ("a.weight=lots", "不是数字"),
        ("a.weight=120", "权重应在 0 和 100 之间"),
        ("a.method.cap=-1", "读不通"),
        ("a.method.kap=1", "读不通"),
        ("not_applicable=maybe", "读不通"),
        ("a.method={", "不是合格的 JSON"),
    ],
)
def test_edits_that_make_no_sense_are_refused_in_words(text, words):
    scheme = scheme_of(ITEMS)
    with pytest.raises(SchemeError, match=words):
        edited(scheme, [parsed_edit(scheme, text)])


def test_reasons_add_up_to_the_difference():
    old = scheme_of(ITEMS)
    new = edited(old, [parsed_edit(old, "a.weight=20"), parsed_edit(old, "not_applicable=zero")])
    found = backtest(old, new, Facts(tuple(rows())), SEPTEMBER)
    for move in found.moves:
        assert move.change == sum(reason.change for reason in move.reasons)
        for result, standing in ((found.old, move.old), (found.new, move.new)):
            assert sum(contributions(result, move.unit).values()) == standing.total
    assert [abs(move.rise) for move in found.moves] == sorted(
        (abs(m.rise) for m in found.moves), reverse=True
    )
    first = {move.unit: move for move in found.moves}["u1"]
    # u1 is the best in a (90 of 100): with a's marks its lead over the mean of 75 shrinks from 7.5 to 3
    assert "a比组内平均少得 4.5 分（满分 50 → 20）" in first.sentence


def test_facts_are_carried_to_items_of_the_same_indicator():
    old = scheme_of([{**ITEMS[0], "indicator": "gdp@1", "weight": "100"}])
    new = scheme_of(
        [
            {
                "code": "z",
                "indicator": "gdp@2",
                "weight": "100",
                "method": {"kind": "conversion", "out_of": "200"},
            }
        ]
    )
    found = backtest(old, new, Facts((Fact("u1", "a", SEPTEMBER, 90),)), SEPTEMBER)
    (move,) = found.moves
    assert (move.old.total, move.new.total) == (Decimal("90.00"), Decimal("45.00"))
    assert {(reason.code, reason.why) for reason in move.reasons} == {("a", "取消"), ("z", "新设")}


def test_a_unit_without_a_total_is_not_compared():
    scheme = scheme_of(ITEMS)
    some = [row for row in rows() if (row.unit, row.item) != ("u1", "a")]
    found = backtest(scheme, scheme, Facts(tuple(some)), Period.parse("2026-09"))
    missing = {move.unit: move for move in found.moves}["u1"]
    assert (missing.new.total, missing.rise) == (None, None)
    assert missing.sentence == "缺数据，没有总分，不作比较。"
