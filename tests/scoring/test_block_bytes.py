"""Blocks written as bytes and read back are the same blocks."""

from dataclasses import replace

import pytest

from dukao.scoring import Fact, FactBlocks, FactState, score_blocks
from dukao.scoring.packing import packed_series, unpacked_series
from tests.scoring.builders import SEPTEMBER, facts_of, scheme_of

FIGURES = {"u": "12.34", "v": None, "w": "n/a", "x": "-7"}


@pytest.mark.parametrize("largest", ["99.999", "123456789012345678901234567890.5"])
def test_a_block_comes_back_as_it_was(largest):
    scheme = scheme_of([{"code": "a", "weight": "10", "method": {"kind": "rank", "step": "0.1"}}])
    facts = [
        *facts_of(FIGURES | {"y": largest}),
        Fact("v", "a", SEPTEMBER.previous(), None, FactState.NOT_APPLICABLE),
    ]
    blocks = FactBlocks.from_rows(scheme, facts)
    again = replace(
        blocks, series={key: unpacked_series(packed_series(one)) for key, one in blocks.series.items()}
    )
    assert again.digest() == blocks.digest()
    assert again.series["a", "value"].values.bound == blocks.series["a", "value"].values.bound
    one, other = (score_blocks(scheme, each, [SEPTEMBER])[SEPTEMBER] for each in (blocks, again))
    assert one.digest() == other.digest()
