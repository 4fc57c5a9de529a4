"""The same scheme and facts: the same bytes. And no digit is ever lost."""

import math
import random
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dukao.scoring import (
    Event,
    FactBlocks,
    Period,
    RosterUnit,
    RoundingMode,
    RoundingRule,
    Target,
    score,
    score_blocks,
)
from dukao.scoring.columns import Estimated, Rational, total
from dukao.scoring.exact import Real, clip, exponential, geometric_mean, log, power, rounded
from dukao.scoring.peers import Peers, order_codes
from dukao.scoring.policies import TieMode
from dukao.scoring.whole import Whole, rounded_quotient
from tests.scoring.builders import SEPTEMBER, facts_of, item_scores, one_score, scheme_of

modes = st.sampled_from(list(RoundingMode))
wholes = st.one_of(st.integers(-(10**6), 10**6), st.integers(-(2**70), 2**70), st.integers(-(2**62), 2**62))


@given(st.lists(st.tuples(wholes, st.integers(1, 2**66)), min_size=1, max_size=8), modes)
def test_quotients_round_like_fractions(pairs, mode):
    rule = RoundingRule(places=0, mode=mode)
    above = Whole.of(np.array([a for a, _ in pairs], dtype=object))
    below = Whole.of(np.array([b for _, b in pairs], dtype=object))
    expected = [rounded(Fraction(a, b), rule) for a, b in pairs]
    assert rounded_quotient(above, below, mode).array.tolist() == expected


@given(st.lists(wholes, min_size=1, max_size=6), st.lists(wholes, min_size=1, max_size=6))
def test_whole_numbers_never_wrap(left, right):
    size = min(len(left), len(right))
    one, other = (Whole.of(_narrowed(values[:size])) for values in (left, right))
    for operation in ("__add__", "__sub__", "__mul__"):
        expected = [getattr(a, operation)(b) for a, b in zip(left[:size], right[:size], strict=True)]
        result = getattr(one, operation)(other)
        assert result.array.tolist() == expected
        assert max(map(abs, expected)) <= result.bound


def _narrowed(values):
    fits = all(abs(value) < 2**62 for value in values)
    return np.array(values, dtype=np.int64 if fits else object)


def test_near_ties_out_to_seventeen_digits():
    """One unit in the last place on either side of a tie."""
    rng = random.Random(7)
    for _ in range(300):
        target = rng.randrange(10**12, 10**13) * 2
        tie = target * (2 * rng.randrange(1, 5000) + 1)  # actual ÷ target × 10⁴ ends in exactly a half
        for nudge, expected in (
            (-1, tie // (2 * target)),
            (0, tie // (2 * target) + 1),
            (1, tie // (2 * target) + 1),
        ):
            actual = Decimal(tie + nudge) / Decimal(20000)
            found = one_score({"kind": "completion", "cap": "none"}, 1, actual, target, rounding=4)
            assert int(Decimal(found) * 10**4) == expected


def test_figures_of_any_size_keep_every_digit():
    huge = "123456789012345678901234567890.123456789"
    assert one_score({"kind": "completion"}, 10, huge, huge) == "10.00"
    below = item_scores({"kind": "rank", "step": "10%"}, 10, {"a": huge, "b": huge[:-1] + "8", "c": "1"})
    assert below == {"a": "10.00", "b": "9.00", "c": "8.00"}


@pytest.mark.parametrize(
    "rule", [RoundingRule(places=places, mode=mode) for places in (0, 3) for mode in RoundingMode]
)
def test_estimates_turn_exact_at_the_edge(rule):
    values = [
        Fraction(1, 2),
        Fraction(5, 2000),
        Fraction(-3, 2),
        Fraction(2),
        Fraction(1, 3),
        Fraction(10**20, 7),
    ]
    column = Estimated(
        np.array([float(value) for value in values]),
        np.array([abs(float(value)) * 2**-50 for value in values]),
        lambda cell: values[cell[0]],
    )
    shown = column.rounded(rule)
    assert [shown.exact((index,)) for index in range(len(values))] == [
        Fraction(rounded(value, rule), 10**rule.places) for value in values
    ]


def test_real_numbers_round_right():
    two = RoundingRule(places=2)
    assert rounded(geometric_mean([Fraction(1, 8)] * 2 + [Fraction(1, 2)], [Fraction(1)] * 3), two) == 20
    assert rounded(exponential(log(Fraction(1005, 1000))), two) == 101  # a tie in disguise
    assert rounded(power(Fraction(9, 16), Fraction(1, 2)) * Fraction(1, 150), RoundingRule(places=3)) == 5
    assert power(Fraction(3, 5), Fraction(2)) == Fraction(9, 25)
    assert rounded(clip(log(Fraction(10)), Fraction(0), Fraction(1)), two) == 100
    assert rounded(Fraction(1) / log(Fraction(2)) - Fraction(1), two) == 44
    assert rounded(-log(Fraction(2)), two) == -69
    assert geometric_mean([Fraction(0), log(Fraction(3))], [Fraction(1)] * 2) == 0


@given(st.fractions(min_value=Fraction(1, 1000), max_value=1000, max_denominator=1000))
@settings(max_examples=50)
def test_enclosures_hold_the_value(value):
    for digits in (20, 40):
        real = exponential(log(value))
        if isinstance(real, Real):
            inner = real.enclose(digits)
            assert Fraction(inner.low) <= value <= Fraction(inner.high)
            assert math.isclose(inner.high, inner.low, rel_tol=1e-15)


def test_order_codes_tell_neighbours_apart():
    above = [10**17, 10**17 + 1, 10**17 + 2, 1, 1]
    below = [3 * 10**17, 3 * 10**17 + 3, 3 * 10**17, 3, 2]
    column = Rational(Whole.of(np.array([above], dtype=object)), Whole.of(np.array([below], dtype=object)))
    codes = order_codes(column)[0]
    values = [Fraction(a, b) for a, b in zip(above, below, strict=True)]
    for left in range(5):
        for right in range(5):
            assert (codes[left] < codes[right]) == (values[left] < values[right])


def test_places_in_many_groups_at_once():
    rng = np.random.default_rng(3)
    starts = np.array([0, 4, 5, 11])
    group_index = np.repeat([0, 1, 2, 3], [4, 1, 6, 9])
    keys = rng.integers(0, 4, (5, 20))
    mask = rng.random((5, 20)) < 0.8
    for mode in TieMode:
        places = Peers(starts, group_index).places([keys], mask, mode)
        for row in range(5):
            for unit in range(20):
                peers = [
                    keys[row, x] for x in range(20) if group_index[x] == group_index[unit] and mask[row, x]
                ]
                ahead = [key for key in peers if key > keys[row, unit]]
                expected = 1 + (len(set(ahead)) if mode is TieMode.DENSE else len(ahead))
                assert places[row, unit] == (expected if mask[row, unit] else 0)


def test_sums_of_thirds_are_exact():
    columns = [Rational(Whole.of(np.array([1])), Whole.of(np.array([3]))) for _ in range(3)]
    summed = total(columns, (1,))
    assert summed.exact((0,)) == 1
    assert summed.rounded(RoundingRule(places=0, mode="down")).exact((0,)) == 1


def mixed_scheme():
    return scheme_of(
        [
            {
                "code": "a",
                "weight": 40,
                "method": {"kind": "efficacy", "worst": "group", "best": "group", "base": "0.6"},
            },
            {"code": "b", "weight": 30, "method": {"kind": "rank", "step": "7%"}, "missing": "peer_average"},
            {"code": "c", "weight": 30, "method": {"kind": "completion", "cap": "1.2"}, "rounding": "none"},
            {"code": "n", "role": "negative", "children": [NEGATIVE]},
        ],
        order=["rescale", "deduct", "bonus", "cap", "round", "veto", "rank", "grade"],
        missing="zero",
    )


NEGATIVE = {
    "code": "n1",
    "name": "通报",
    "method": {"kind": "deduction", "points": "0.5", "same_key": "highest"},
}


def test_the_digest_does_not_depend_on_the_order_of_rows():
    rng = random.Random(11)
    units = [f"u{index:02d}" for index in range(12)]
    facts = [
        row
        for code in "abc"
        for row in facts_of(
            {unit: rng.choice([None, "n/a", str(rng.randrange(500) / 4)]) for unit in units}, code
        )
    ]
    events = [
        Event(unit, "n1", SEPTEMBER, key=rng.choice(["x", "y", ""])) for unit in units[:5] for _ in range(3)
    ]
    targets = [
        Target("*", "c", Period.parse("2026"), 70),
        *(Target(unit, "c", SEPTEMBER, 33) for unit in units[:4]),
    ]
    roster = [RosterUnit(unit, group=rng.choice("gh")) for unit in units]
    digests = set()
    for _ in range(5):
        result = score(mixed_scheme(), facts, period=SEPTEMBER, events=events, targets=targets, roster=roster)
        digests.add((result.digest(), result.facts_digest))
        for rows in (facts, events, targets, roster):
            rng.shuffle(rows)
    assert len(digests) == 1


def test_the_digest_knows_every_digit():
    scheme = scheme_of([{"code": "a", "weight": 10, "method": "conversion"}])
    results = [
        score(scheme, facts_of({"u": value}), period=SEPTEMBER) for value in ("50", "50.0", "50.000001")
    ]
    assert results[0].digest() == results[1].digest()
    assert results[0].facts_digest == results[1].facts_digest != results[2].facts_digest


def test_one_run_over_many_periods_is_many_runs():
    scheme = mixed_scheme()
    year = Period.parse("2026")
    rng = random.Random(5)
    facts, targets = [], [Target("*", "c", year, 70)]
    for month in year.months():
        for code in "abc":
            facts += facts_of({unit: str(rng.randrange(1, 100)) for unit in "uvw"}, code, month)
    blocks = FactBlocks.from_rows(scheme, facts, targets=targets)
    together = score_blocks(scheme, blocks, year.months())
    for month in year.months():
        assert score_blocks(scheme, blocks, [month])[month].digest() == together[month].digest()


@pytest.mark.parametrize("combine", ["harmonic_mean", "geometric_mean"])
def test_a_real_number_held_at_nought_makes_the_mean_nought(combine):
    """A logarithm below its floor is nought, though it is only known as an interval."""
    scheme = scheme_of(
        [
            {
                "code": "f",
                "combine": combine,
                "children": [
                    {
                        "code": "a",
                        "name": "a",
                        "weight": 10,
                        "method": {"kind": "efficacy", "worst": 5, "best": 7, "transform": "log"},
                    },
                    {"code": "b", "name": "b", "weight": 10, "method": "conversion"},
                ],
            }
        ],
        full_marks=10,
        rounding={"total": 2},
    )
    facts = [*facts_of({"u": 3}, "a"), *facts_of({"u": 80}, "b")]
    assert str(score(scheme, facts, period=SEPTEMBER).unit("u").total) == "0.00"
