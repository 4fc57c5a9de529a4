"""Three implementations of one contract: Python fractions, numpy blocks, compiled kernels; the same bytes."""

import copy
import random
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dukao.scoring import (
    FactBlocks,
    Period,
    RosterUnit,
    RoundingRule,
    ScoringError,
    Target,
    engines,
    scheme_from_data,
    score_blocks,
)
from dukao.scoring.commands import compile as compile_command
from dukao.scoring.commands.compile import main
from dukao.scoring.engine import run_scheme
from dukao.scoring.engines import Engine, chosen
from dukao.scoring.exact import rounded
from dukao.scoring.roster import Roster
from dukao.scoring.series import REPORTED, Series
from dukao.scoring.whole import Whole
from tests.scoring import generated
from tests.scoring.builders import SEPTEMBER, facts_of, scheme_of
from tests.scoring.generated import ORDERS
from tests.scoring.test_oracle import PERIOD, rows_of, with_full_marks

pytest.importorskip("numba")

ENGINES = (Engine.NUMPY, Engine.NUMBA, Engine.PYTHON)


def digests(scheme, blocks, periods, engine, threads=1):
    results = score_blocks(scheme, blocks, periods, engine=engine, threads=threads)
    return [result.digest() for result in results.values()]


def all_alike(scheme, blocks, periods=(SEPTEMBER,)):
    found = {engine: digests(scheme, blocks, periods, engine) for engine in ENGINES}
    found["2 threads"] = digests(scheme, blocks, periods, Engine.NUMPY, threads=2)
    found["2 threads, compiled"] = digests(scheme, blocks, periods, Engine.NUMBA, threads=2)
    assert len({tuple(each) for each in found.values()}) == 1, found


def is_compiled(method, cells, states, rule):
    from dukao.scoring.compiled import compiled_scores

    return compiled_scores(method, cells, states.copy(), rule) is not None


# -- any scheme ----------------------------------------------------------------------------------------


@given(generated.world(), st.randoms())
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
def test_engines_threads_and_row_orders_give_the_same_bytes(world, chance):
    document, groups, cells = world
    scheme = scheme_from_data(with_full_marks(document))
    facts, events, targets = rows_of(cells)
    roster = [RosterUnit(unit, unit, group) for unit, group in groups.items()]
    blocks = FactBlocks.from_rows(scheme, facts, events=events, targets=targets, roster=roster)
    all_alike(scheme, blocks, [PERIOD])
    for rows in (facts, events, targets, roster):
        chance.shuffle(rows)
    turned = FactBlocks.from_rows(scheme, facts, events=events, targets=targets, roster=roster)
    assert digests(scheme, turned, [PERIOD], Engine.NUMBA) == digests(scheme, blocks, [PERIOD], Engine.NUMPY)


# -- every method that has a kernel --------------------------------------------------------------------

TIERS = {
    "kind": "tiers",
    "bands": [
        {"range": "(-∞, 60]", "points": "0"},
        {"range": "(60, 80)", "ratio": "0.333"},
        {"range": "[80, 80]", "points": "7"},
        {"range": "(80, +∞)", "ratio": "1"},
    ],
}
METHODS = {
    "completion": {"kind": "completion"},
    "completion, threshold": {"kind": "completion", "cap": "1.2", "floor": "0.1", "threshold": "0.6"},
    "completion, no cap": {"kind": "completion", "cap": "none", "zero_target": "full"},
    "completion, zero target blocks": {"kind": "completion", "zero_target": "block"},
    "completion, all or nothing": {"kind": "completion", "all_or_nothing": True, "zero_target": "zero"},
    "reverse ratio": {"kind": "reverse", "form": "ratio", "cap": "1.1"},
    "reverse deviation": {"kind": "reverse", "form": "deviation", "floor": "0.2"},
    "efficacy, group": {"kind": "efficacy", "worst": "group", "best": "group", "base": "0.6"},
    "efficacy, lower": {
        "kind": "efficacy", "worst": "group", "best": "group", "direction": "lower", "if_equal": "base",
    },
    "efficacy, fixed": {"kind": "efficacy", "worst": "3.3", "best": "97", "base": "0.6", "floor": "none"},
    "rank": {"kind": "rank", "step": "7%", "floor": "0.2"},
    "rank, lower": {"kind": "rank", "step": "0.333", "direction": "lower"},
    "rank, points": {"kind": "rank", "points": ["9", "7.125", "5"], "beyond": "1.115"},
    "goal and race": {"kind": "goal_race", "goal": "0.4", "step": "5%"},
    "goal and race, lower": {"kind": "goal_race", "goal": "0.4", "step": "0.3", "direction": "lower"},
    "tiers": TIERS,
    "tiers, otherwise": {
        "kind": "tiers",
        "bands": [{"range": "[10, 20)", "points": "3"}, {"range": "[30, 40]", "points": "-1"}],
        "otherwise": {"points": "2"},
    },
    "deduction": {"kind": "deduction", "points": "0.125"},
    "deduction without end": {"kind": "deduction", "points": "0.333", "floor": "-100000"},
    "bonus": {"kind": "bonus", "points": "0.7", "cap": "5"},
    "conversion": {"kind": "conversion", "out_of": "120"},
}  # fmt: skip


def scheme_with(name, places=2, **parts):
    """A scheme with one item of this method; a bonus stands beside an item with full marks."""
    item = {"code": "a", "name": "a", "method": METHODS[name], "rounding": places}
    if name != "bonus":
        return scheme_of([item | {"weight": "12.5"}], **parts)
    base = {"code": "base", "weight": "12.5", "method": {"kind": "conversion"}}
    return scheme_of([base, {"code": "more", "role": "bonus", "children": [item]}], order=ORDERS[0], **parts)


figure = st.one_of(
    st.integers(-5, 200).map(str),
    st.decimals(-100, 300, places=2).map(str),
    st.sampled_from(["0", "60", "80", "100", "12345678901.2345", "-0.01", "1e-8", "1e20"]),
)


@pytest.mark.parametrize("name", METHODS)
@given(
    st.lists(st.tuples(st.one_of(st.none(), st.just("n/a"), figure), figure), min_size=1, max_size=9),
    st.sampled_from(["0", "2", "4"]),
)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_method_scores_alike_in_every_engine(name, pairs, places):
    scheme = scheme_with(name, places, missing="rescale")
    units = {f"u{index}": pair for index, pair in enumerate(pairs)}
    blocks = FactBlocks.from_rows(
        scheme,
        facts_of({unit: value for unit, (value, _) in units.items()}),
        targets=[Target(unit, "a", SEPTEMBER, target) for unit, (_, target) in units.items()],
        roster=[RosterUnit(unit, group="gh"[index % 2]) for index, unit in enumerate(units)],
    )
    all_alike(scheme, blocks)


@pytest.mark.parametrize("name", METHODS)
def test_everyday_figures_run_compiled(name):
    scheme = scheme_with(name)
    blocks = FactBlocks.from_rows(
        scheme,
        facts_of({"u": "1234567.89", "v": "95.5"}),
        targets=[Target("*", "a", SEPTEMBER, "1000000.5")],
    )
    leaf = run_scheme(scheme, blocks, [SEPTEMBER]).nodes["a"].leaf
    assert is_compiled(leaf.item.method, leaf.inputs.cells, leaf.states, scheme.rounding_of(leaf.item))


# -- all items in one call -----------------------------------------------------------------------------

YEAR = Period.parse("2026").months()


def year_of_everything(units, missing="zero", seed=2026):
    """A scheme with an item of every method, and a year of figures with gaps, more than are scored at once."""
    chance = np.random.default_rng(seed)
    named = {
        f"i{index}": method for index, method in enumerate(METHODS.values()) if method["kind"] != "bonus"
    }
    items = [{"code": code, "name": code, "weight": "7.5", "method": one} for code, one in named.items()]
    scheme = scheme_of(
        [
            {"code": "first", "children": items[:9]},
            {"code": "second", "weight": "50", "cap": "45.5", "children": items[9:]},
        ],
        missing=missing,
        full_marks="117.5",
        grades=[
            {"name": "优秀", "range": "[55, +∞)", "quota": {"share": "20%"}},
            {"name": "良好", "range": "[45, 55)", "quota": {"share": "30%", "within": "all"}},
            {"name": "合格"},
        ],
    )
    groups = sorted(f"g{chance.integers(1 + units // 30):03d}" for _ in range(units))
    roster = Roster(tuple(f"u{unit:04d}" for unit in range(units)), tuple(groups))
    series = {}
    for code, one in named.items():
        figures = chance.integers(0, 9_00, (12, units)) if one["kind"] == "deduction" else chance.integers(
            30_00, 150_00, (12, units)
        )  # fmt: skip
        states = np.where(chance.random((12, units)) < 0.03, chance.integers(0, 3, (12, units)), REPORTED)
        held = np.where(states == REPORTED, figures, 0).astype(np.int64)
        series[code, "value"] = Series(YEAR, 100, Whole.of(held), states.astype(np.uint8))
        if one["kind"] in {"completion", "reverse", "goal_race"}:
            goals = chance.integers(0, 120, (12, units)).astype(np.int64)
            series[code, "target"] = Series(
                YEAR, 1, Whole.of(goals), np.full_like(states, REPORTED, np.uint8)
            )
    return scheme, FactBlocks(roster, series, {})


@pytest.mark.parametrize("missing", ["zero", "rescale", "last", "block"])
def test_a_year_of_every_method_scores_alike_in_one_call_and_one_by_one(missing):
    scheme, blocks = year_of_everything(450, missing)
    plain = digests(scheme, blocks, YEAR, Engine.NUMPY)
    assert digests(scheme, blocks, YEAR, Engine.NUMBA) == plain
    assert digests(scheme, blocks, YEAR, Engine.NUMBA, threads=3) == plain
    assert digests(scheme, blocks, YEAR[2:7], Engine.NUMBA) == plain[2:7]


def test_one_call_and_the_explanations_agree():
    scheme, blocks = year_of_everything(7)
    assert digests(scheme, blocks, YEAR, Engine.NUMBA) == digests(scheme, blocks, YEAR, Engine.PYTHON)


def test_what_is_kept_with_the_blocks_holds_only_as_long_as_they_do():
    scheme, blocks = year_of_everything(60)
    before = digests(scheme, blocks, YEAR, Engine.NUMBA)
    assert digests(scheme, blocks, YEAR, Engine.NUMBA) == before
    (plan,) = blocks.prepared.values()
    assert copy.copy(blocks).prepared == {}  # it holds addresses
    for changed in (scheme, scheme.model_copy(update={"grades": ()})):
        blocks.series["i0", "value"] = replace(blocks.series["i0", "value"], scale=1000)
        fresh = FactBlocks(blocks.roster, dict(blocks.series), {})
        assert digests(changed, blocks, YEAR, Engine.NUMBA) == digests(changed, fresh, YEAR, Engine.NUMPY)
        assert blocks.prepared.get(type(plan)) is not plan


KNOWN = {
    "completion": "cap floor threshold all_or_nothing ratio_places zero_target",
    "reverse": "form cap floor ratio_places",
    "efficacy": "worst best direction transform curve base cap floor if_equal ratio_places",
    "rank": "step points beyond floor by direction scope ties ratio_places",
    "goal_race": "goal step floor direction scope ties",
    "tiers": "by bands otherwise ratio_places",
    "deduction": "points occasion levels same_key floor",
    "bonus": "points occasion levels same_key cap",
    "conversion": "out_of cap floor ratio_places",
}


def test_kernels_know_every_parameter_of_their_methods():
    """A parameter that is added must be taught to the kernel or to its guard, and then named above."""
    from dukao.scoring.fitting import KERNELS

    fields = {kind.model_fields["kind"].default: set(kind.model_fields) - {"kind"} for kind in KERNELS}
    assert fields == {kind: set(names.split()) for kind, names in KNOWN.items()}


@pytest.mark.parametrize("name", ["completion", "reverse ratio", "efficacy, group", "conversion"])
def test_a_ratio_that_is_rounded_first_scores_alike_too(name):
    method = METHODS[name] | {"ratio_places": 2}
    scheme = scheme_of([{"code": "a", "weight": "12.5", "method": method, "rounding": 4}])
    targets = [Target("*", "a", SEPTEMBER, "107")]
    all_alike(
        scheme, FactBlocks.from_rows(scheme, facts_of({"u": "71.3", "v": "93.7", "w": "88"}), targets=targets)
    )


# -- figures too large for 64 bits ---------------------------------------------------------------------


@pytest.mark.parametrize("digits", [15, 18, 19, 30, 58])
@pytest.mark.parametrize("name", METHODS)
def test_figures_too_large_for_a_kernel_are_scored_exactly_all_the_same(name, digits):
    scheme = scheme_with(name, 4)
    large = int("9876543210" * 6) // 10 ** (60 - digits)
    values = {"u": str(large), "v": str(large - 1), "w": str(-large), "x": "7"}
    blocks = FactBlocks.from_rows(
        scheme, facts_of(values), targets=[Target("*", "a", SEPTEMBER, str(large // 3))]
    )
    all_alike(scheme, blocks)


def test_python_integers_go_the_way_of_numpy_even_where_they_are_small():
    scheme = scheme_of([{"code": "a", "weight": "12.5", "method": METHODS["completion"]}])
    states = np.full((1, 2), REPORTED, dtype=np.uint8)
    small = Whole(np.array([[7, 9]], dtype=object), 9)
    series = {("a", name): Series((SEPTEMBER,), 1, small, states) for name in ("value", "target")}
    all_alike(scheme, FactBlocks(Roster(("u", "v"), ("g", "g")), series, {}))


def test_the_guard_keeps_large_figures_from_the_kernel():
    scheme = scheme_of([{"code": "a", "weight": "12.5", "method": {"kind": "reverse", "form": "ratio"}}])
    blocks = FactBlocks.from_rows(
        scheme, facts_of({"u": 2**61}), targets=[Target("*", "a", SEPTEMBER, 2**61)]
    )
    leaf = run_scheme(scheme, blocks, [SEPTEMBER]).nodes["a"].leaf
    assert not is_compiled(leaf.item.method, leaf.inputs.cells, leaf.states, scheme.rounding_of(leaf.item))


def test_a_figure_beyond_sixty_digits_is_refused_with_the_unit_to_use():
    with pytest.raises(ScoringError, match="万元或亿元"):
        FactBlocks.from_rows(scheme_of([{"code": "a", "weight": "1", "method": METHODS["rank"]}]),
                             facts_of({"u": "1e99"}))  # fmt: skip


# -- near-ties -----------------------------------------------------------------------------------------


def near_ties(count, seed):
    """Pairs whose quotient × 12,500 lies exactly on, or one part in 10¹⁷ beside, a half."""
    chance = random.Random(seed)
    actuals, targets = [], []
    for _ in range(count):
        target = chance.randrange(10**2, 10 ** chance.randrange(3, 14)) * 25_000
        odd = 2 * chance.randrange(1, 12_500) + 1
        actuals.append(target * odd // 25_000 + chance.randrange(-1, 2))
        targets.append(target)
    return np.array([actuals], dtype=np.int64), np.array([targets], dtype=np.int64)


def wrong_among_near_ties(count, seed):
    actuals, targets = near_ties(count, seed)
    scheme = scheme_of(
        [{"code": "a", "weight": "1.25", "method": {"kind": "completion", "cap": "1.1"}, "rounding": "4"}]
    )
    there = np.full(actuals.shape, REPORTED, dtype=np.uint8)
    series = {
        ("a", "value"): Series((SEPTEMBER,), 1, Whole.of(actuals), there),
        ("a", "target"): Series((SEPTEMBER,), 1, Whole.of(targets), there),
    }
    roster = Roster(tuple(f"u{unit}" for unit in range(count)), ("g",) * count)
    run = run_scheme(scheme, FactBlocks(roster, series, {}), [SEPTEMBER], engine=Engine.NUMBA)
    leaf = run.nodes["a"].leaf
    assert is_compiled(leaf.item.method, leaf.inputs.cells, leaf.states, RoundingRule(places=4))
    expected = [
        (2 * 12_500 * actual + target) // (2 * target)
        for actual, target in zip(actuals[0].tolist(), targets[0].tolist(), strict=True)
    ]
    return int(np.count_nonzero(leaf.column.numerator.array[0] != np.array(expected)))


def test_no_near_tie_is_rounded_wrongly():
    assert wrong_among_near_ties(5_000, seed=2026) == 0


@pytest.mark.nightly
def test_no_near_tie_of_two_millions_is_rounded_wrongly():
    assert sum(wrong_among_near_ties(100_000, seed) for seed in range(20)) == 0


def test_near_ties_are_hard():
    """Floats alone get some of them wrong, so the test above can fail."""
    actuals, targets = (array[0].tolist() for array in near_ties(5_000, 2026))
    wrong = sum(
        int(actual / target * 12_500 + 0.5)
        != rounded(Fraction(actual, target) * 12_500, RoundingRule(places=0))
        for actual, target in zip(actuals, targets, strict=True)
    )
    assert wrong > 100


# -- choosing ------------------------------------------------------------------------------------------


def test_the_compiler_is_loaded_only_where_it_is_asked_for():
    check = "import sys, dukao.scoring, dukao.scoring.engines; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0


def test_one_command_compiles_all_kernels(capsys, monkeypatch):
    assert main([]) == 0
    assert "已编译" in capsys.readouterr().out
    from dukao.scoring import kernels

    loops = [loop for name, loop in vars(kernels).items() if hasattr(loop, "signatures") and name[0] != "_"]
    assert kernels.score_items in loops
    assert all(loop.signatures for loop in loops)  # types are fixed, so nothing is left for the first run
    monkeypatch.setattr(compile_command, "find_spec", lambda name: None)
    assert main([]) == 2
    assert "dukao[fast]" in capsys.readouterr().err


def test_automatic_choice_waits_until_compiling_pays(monkeypatch):
    assert chosen(Engine.AUTO, engines.WORTH_COMPILING) is Engine.NUMBA
    assert chosen(Engine.AUTO, engines.WORTH_COMPILING - 1) is Engine.NUMPY
    monkeypatch.setattr(engines, "find_spec", lambda name: None)
    assert chosen(Engine.AUTO, 10**9) is Engine.NUMPY
    with pytest.raises(ScoringError, match="dukao\\[fast\\]"):
        chosen(Engine.NUMBA, 1)


def test_a_mismatch_between_engines_would_show():
    scheme = scheme_of([{"code": "a", "weight": "100", "method": {"kind": "conversion"}}])
    one, other = (
        FactBlocks.from_rows(scheme, facts_of({"u": value}), roster=[RosterUnit("u", group="g")])
        for value in ("90.05", "90.06")
    )
    assert digests(scheme, one, [SEPTEMBER], Engine.NUMBA) != digests(
        scheme, other, [SEPTEMBER], Engine.PYTHON
    )
