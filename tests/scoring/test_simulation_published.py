"""Replays of the published schemes: real trees, real figures, the engine's places."""

from pathlib import Path

import numpy as np
import pytest

from dukao.scoring import FactBlocks, read_facts, read_scheme
from dukao.scoring.simulation import Model
from dukao.scoring.simulation.draws import STANDARD, Stream, drawn_weights

SCHEMES = Path(__file__).parents[2] / "schemes"
FOLDERS = sorted(
    path.parent for path in SCHEMES.glob("*/facts.csv") if (path.parent / "scheme.yaml").exists()
)


def test_there_are_published_schemes():
    assert len(FOLDERS) >= 8


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_drawn_weights_give_the_engines_places(folder):
    scheme, sheet = read_scheme(folder / "scheme.yaml"), read_facts(folder / "facts.csv")
    blocks = FactBlocks.from_rows(
        scheme, sheet.facts, events=sheet.events, targets=sheet.targets, roster=list(sheet.roster.values())
    )
    model = Model.of(scheme, blocks, [sheet.periods()[-1]])
    drawn = drawn_weights(model.levers, STANDARD, 2, Stream(11))
    assert (model.ranks(drawn) == np.stack([model.engine_ranks(row) for row in drawn])).all()


def test_a_bonus_that_hangs_on_the_score_goes_through_the_engine():
    folder = SCHEMES / "website-inspection"
    scheme, sheet = read_scheme(folder / "scheme.yaml"), read_facts(folder / "facts.csv")
    blocks = FactBlocks.from_rows(scheme, sheet.facts, events=sheet.events, targets=sheet.targets)
    model = Model.of(scheme, blocks, [sheet.periods()[-1]])
    assert (model.is_fast, model.stiff) == (False, ("bonus",))
