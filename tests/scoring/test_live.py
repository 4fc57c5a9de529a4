"""A run that follows its facts is at every moment the run one would make anew."""

import random

import numpy as np
import pytest

from dukao.scoring import Event, Fact, FactBlocks, FactState, Period, RosterUnit, Target, score_blocks
from dukao.scoring.live import LiveRun
from tests.scoring.builders import scheme_of
from tests.scoring.generated import ORDERS

MONTHS = Period.parse("2026-Q1").months()
PERIODS = (*MONTHS, Period.parse("2026-Q1"))
UNITS = {f"u{number:02d}": "abc"[number % 3] for number in range(17)}
ITEMS = [
    {"code": "done", "weight": "30", "method": {"kind": "completion", "threshold": "0.6"}},
    {"code": "low", "weight": "10", "method": {"kind": "reverse", "form": "deviation"}},
    {"code": "best", "weight": "20", "method": {"kind": "efficacy", "worst": "group", "best": "group"},
     "missing": "peer_average"},
    {"code": "place", "weight": "15", "method": {"kind": "rank", "step": "0.07"}, "missing": "rescale"},
    {"code": "count", "weight": "10", "method": {"kind": "deduction", "points": "0.5"}, "within": "sum"},
    {"code": "mark", "weight": "15", "method": {"kind": "conversion"},
     "missing": {"kind": "rescale", "scope": "family"}},
]  # fmt: skip
GRADES = [
    {"name": "优秀", "range": "[85, +∞)", "quota": {"share": "20%"}},
    {"name": "良好", "range": "[60, 85)"},
    {"name": "一般", "range": "(-∞, 60)"},
]


def made_scheme(**parts):
    named = [{"name": item["code"], **item} for item in ITEMS]
    families = [
        {"code": "first", "name": "一", "children": named[:3]},
        {"code": "second", "name": "二", "children": named[3:], "rounding": 2},
    ]
    vetoes = [{"code": "fire", "name": "事故", "effect": "grade", "grade": "一般", "total_cap": "59"}]
    vetoes = [{key: value for key, value in veto.items() if key != "effect"} for veto in vetoes]
    whole = {"full_marks": "100", "order": ORDERS[0], "grades": GRADES, "vetoes": vetoes, "missing": "zero"}
    return scheme_of(families, **(whole | parts))


class World:
    """Facts as rows, and what a full run makes of them."""

    def __init__(self, scheme, chance):
        self.scheme, self.chance = scheme, chance
        self.values = {
            (unit, item["code"], month): self.value() for unit in UNITS for item in ITEMS for month in MONTHS
        }
        for item in ITEMS:  # so that every block has room for the edits below
            self.values["u00", item["code"], MONTHS[0]] = "999.99"

    def value(self):
        return self.chance.choice([None, "n/a", *[f"{self.chance.randrange(0, 15000) / 100:.2f}"] * 8])

    def fact(self, place, value):
        state = FactState.NOT_APPLICABLE if value == "n/a" else FactState.REPORTED
        return Fact(*place, None if value == "n/a" else value, state)

    def blocks(self):
        facts = [self.fact(place, value) for place, value in self.values.items() if value is not None]
        targets = [
            Target(unit, code, month, 40 + index * 7)
            for index, unit in enumerate(UNITS)
            for code in ("done", "low")
            for month in PERIODS
        ]
        roster = [RosterUnit(unit, group=group) for unit, group in UNITS.items()]
        events = [Event("u04", "fire", MONTHS[1])]
        return FactBlocks.from_rows(self.scheme, facts, events=events, targets=targets, roster=roster)

    def edit(self):
        unit, item = self.chance.choice(list(UNITS)[1:]), self.chance.choice(ITEMS)["code"]
        place = unit, item, self.chance.choice(MONTHS)
        self.values[place] = self.value()
        return self.fact(place, self.values[place])


def same(live, world):
    blocks = world.blocks()
    assert live.run.blocks.digest() == blocks.digest()
    for period, result in score_blocks(world.scheme, blocks, PERIODS).items():
        mine = live.result(period)
        assert mine.digest() == result.digest()
        assert list(mine) == list(result)
        unit = world.chance.choice(list(UNITS))
        assert mine.explain(unit).total == result.explain(unit).total
        assert np.array_equal(mine._run.nodes["first"].shown.numerator.array,
                              result._run.nodes["first"].shown.numerator.array)  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"rounding": {"total": 2}},
        {"order": ORDERS[3]},
        {"ties": {"chain": [{"node": "done"}, {"indicator": "mark"}]}},
    ],
    ids=["plain", "exact items", "other order", "tie chain"],
)
def test_after_any_edits_it_equals_a_full_run(seed, parts):
    world = World(made_scheme(**parts), random.Random(seed))
    live = LiveRun(world.scheme, world.blocks(), PERIODS)
    for _ in range(12):
        edits = [world.edit() for _ in range(world.chance.choice([1, 1, 3]))]
        assert live.update(edits)
        same(live, world)


@pytest.mark.nightly
def test_it_equals_a_full_run_after_three_thousand_edits():
    world = World(made_scheme(), random.Random(7))
    live = LiveRun(world.scheme, world.blocks(), PERIODS)
    for turn in range(3_000):
        assert live.update([world.edit()])
        if turn % 100 == 99:
            same(live, world)


def test_the_blocks_it_was_made_of_are_left_alone():
    world = World(made_scheme(), random.Random(1))
    blocks = world.blocks()
    before = blocks.digest()
    live = LiveRun(world.scheme, blocks, PERIODS)
    assert live.update([Fact("u05", "done", MONTHS[0], "1")])
    assert blocks.digest() == before != live.run.blocks.digest()


@pytest.mark.parametrize(
    "fact",
    [
        Fact("u01", "done", MONTHS[0], "1e30"),  # the block cannot hold it
        Fact("u01", "done", MONTHS[0], "1.2345"),  # nor these digits
        Fact("u01", "done", Period.parse("2026-12"), "1"),  # there is no such row
        Fact("nobody", "done", MONTHS[0], "1"),
        Fact("u01", "done", MONTHS[0], None, FactState.PENDING),
    ],
)
def test_it_says_when_only_a_full_run_can_tell(fact):
    world = World(made_scheme(), random.Random(1))
    assert not LiveRun(world.scheme, world.blocks(), PERIODS).update([fact])


@pytest.mark.parametrize(
    "method", [{"kind": "rank", "step": "0.1", "scope": "all"}, {"kind": "ratio_to_best", "scope": "all"}]
)
def test_a_comparison_of_all_units_is_for_a_full_run(method):
    scheme = scheme_of([{"code": "a", "weight": "10", "method": method}])
    blocks = FactBlocks.from_rows(scheme, [Fact("u", "a", MONTHS[0], "5"), Fact("v", "a", MONTHS[0], "6")])
    assert not LiveRun(scheme, blocks, MONTHS).update([Fact("u", "a", MONTHS[0], "4")])
