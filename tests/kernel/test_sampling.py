"""Draws by lot: the published figures, and what makes a sampler consistent."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from fractions import Fraction
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dukao.kernel.sampling import (
    CannotDraw,
    draw,
    draw_from_strata,
    first_ticket,
    next_ticket,
    proportional_sizes,
    share_sizes,
    tickets,
)  # fmt: skip

#: From the documentation of the reference program (github.com/ron-rivest/consistent_sampler).
PUBLISHED_FRACTION = "0.26299714122838008416507544297546663599715395525154425586041245287750224561854"
PUBLISHED_NEXT = "0.8232357229934205790595761924514048157652891124687533667363938813600770093316"
PUBLISHED_REPLACED = [
    ("0.410310858", "B-2", 1), ("0.470960291", "B-3", 1), ("0.471438751", "A-3", 1), ("0.567089805", "A-2", 1),
    ("0.659534619", "A-2", 2), ("0.765106651", "A-2", 3), ("0.796265241", "B-3", 2), ("0.872112726", "A-2", 4),
    ("0.893337722", "B-2", 2), ("0.9026656781", "A-3", 2), ("0.9105083805", "A-3", 3),
    ("0.9200375234", "B-2", 3), ("0.9257009021", "B-3", 3), ("0.9357740622", "A-3", 4),
    ("0.9425889093", "B-3", 4), ("0.9501908345", "B-2", 4),
]  # fmt: skip
#: One item alone reaches the tickets that begin with many nines.
PUBLISHED_ALONE = ["0.9781715679", "0.99820529419", "0.999816322794", "0.9999155113816", "0.9999740105535"]
SIX = ["A-1", "A-2", "A-3", "B-1", "B-2", "B-3"]

items = st.sets(st.text(min_size=1, max_size=6), min_size=1, max_size=30).map(sorted)
seeds = st.text(min_size=1, max_size=8)


def test_the_published_fractions() -> None:
    ticket = first_ticket("01382438112797316654", "AB-130")
    assert ticket.number == PUBLISHED_FRACTION
    assert next_ticket(ticket).number == PUBLISHED_NEXT
    assert next_ticket(ticket).generation == 2


def test_the_published_samples() -> None:
    assert [ticket.item for ticket in draw("314159", SIX, 6)] == ["B-2", "B-3", "A-3", "A-2", "B-1", "A-1"]
    assert [ticket.item for ticket in draw("314159", SIX[3:], 3)] == ["B-2", "B-3", "B-1"]
    assert [ticket.item for ticket in draw("31", "abcd", 9)] == ["b", "a", "d", "c"]
    hundred = draw("41", map(str, range(100)), 10)
    assert [ticket.item for ticket in hundred] == ["73", "51", "17", "58", "38", "42", "39", "20", "11", "67"]


def test_the_published_sample_with_replacement() -> None:
    drawn = draw("314159", SIX, 16, replacement=True)
    assert [(t.number[: len(p[0])], t.item, t.generation) for t, p in zip(drawn, PUBLISHED_REPLACED, strict=True)
            ] == PUBLISHED_REPLACED  # fmt: skip


def test_tickets_grow_beyond_many_nines() -> None:
    alone = draw("314159", ["B-1"], 16, replacement=True)
    numbers = [ticket.number for ticket in alone]
    assert [
        number[: len(said)] for number, said in zip(numbers, PUBLISHED_ALONE, strict=False)
    ] == PUBLISHED_ALONE
    assert numbers[-1].startswith("0.999999999540636137")
    assert numbers == sorted(set(numbers))


@given(seeds, items, st.sets(st.text(min_size=1, max_size=6), max_size=10))
def test_more_items_never_reorder_the_others(seed: str, some: list[str], more: set[str]) -> None:
    before = [ticket.item for ticket in tickets(seed, some)]
    after = [ticket.item for ticket in tickets(seed, sorted({*some, *more}))]
    assert [item for item in after if item in set(some)] == before


@given(seeds, items, st.randoms(use_true_random=False))
def test_the_order_of_the_list_does_not_matter(seed: str, some: list[str], random: object) -> None:
    shuffled = list(some)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert draw(seed, shuffled, 5) == draw(seed, some, 5)


@given(seeds, items)
def test_replacing_starts_with_the_same_ticket_and_grows(seed: str, some: list[str]) -> None:
    drawn = list(islice(tickets(seed, some, replacement=True), 40))
    assert drawn[0] == draw(seed, some, 1)[0]
    assert [ticket.number for ticket in drawn] == sorted(ticket.number for ticket in drawn)
    assert all(0 < Fraction(ticket.number) < 1 for ticket in drawn)


@given(
    seeds,
    st.dictionaries(st.text(min_size=1, max_size=4), st.sampled_from("甲乙丙"), min_size=1),
    st.integers(0, 4),
)
def test_a_stratum_gives_what_it_would_give_alone(seed: str, strata: dict[str, str], count: int) -> None:
    drawn = draw_from_strata(seed, strata, dict.fromkeys("甲乙丙", count))
    for name in "甲乙丙":
        alone = draw(seed, [item for item, stratum in strata.items() if stratum == name], count)
        assert [ticket for ticket in drawn if strata[ticket.item] == name] == alone
    assert drawn == sorted(drawn)


@given(
    seeds,
    st.dictionaries(st.text(min_size=1, max_size=4), st.sampled_from("甲乙丙"), min_size=4),
    st.integers(3, 20),
)
def test_the_rest_goes_to_whoever_comes_next(seed: str, strata: dict[str, str], size: int) -> None:
    drawn = draw_from_strata(seed, strata, dict.fromkeys("甲乙丙", 1), size)
    assert len(drawn) == min(size, len(strata))
    assert {ticket.item for ticket in draw_from_strata(seed, strata, dict.fromkeys("甲乙丙", 1))} <= {
        ticket.item for ticket in drawn
    }


@given(
    st.dictionaries(st.text(min_size=1, max_size=4), st.sampled_from("甲乙丙"), min_size=1),
    st.integers(1, 30),
)
def test_proportional_sizes_make_the_whole(strata: dict[str, str], size: int) -> None:
    sizes = proportional_sizes(strata, size)
    counts = Counter(strata.values())
    assert sum(sizes.values()) == min(size, len(strata))
    assert all(
        abs(sizes[name] - Fraction(min(size, len(strata)) * counts[name], len(strata))) < 1 for name in counts
    )


def test_a_share_is_rounded_up() -> None:
    strata = {f"{number}": "大" if number < 21 else "小" for number in range(22)}
    assert share_sizes(strata, Fraction(1, 10)) == {"大": 3, "小": 1}


@pytest.mark.parametrize(
    ("seed", "some", "sentence"),
    [("", ["a"], "还没有种子"), ("1", ["a", "a"], "“a”在清单里出现不止一次"), ("1", ["a", ""], "没有编号")],
)
def test_what_cannot_be_drawn(seed: str, some: list[str], sentence: str) -> None:
    with pytest.raises(CannotDraw, match=sentence):
        draw(seed, some, 1)


def test_strata_beyond_the_whole_are_refused() -> None:
    with pytest.raises(CannotDraw, match="各层合计要抽 2 项"):
        draw_from_strata("1", {"a": "甲", "b": "乙"}, {"甲": 1, "乙": 1}, 1)


def test_it_stands_without_django() -> None:
    asked = "import sys, dukao.kernel.sampling; sys.exit(any(name.split('.')[0] == 'django' for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0
