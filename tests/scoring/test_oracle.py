"""The engine against the slow second opinion, on schemes nobody would think of."""

from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings

from dukao.scoring import (
    Event,
    Fact,
    FactState,
    Period,
    RosterUnit,
    Target,
    full_of,
    scheme_from_data,
    score,
)
from tests.scoring import generated, oracle

PERIOD = Period.parse("2026-09")
FIGURES = ("value", "last_year", "previous", "target", "worst", "best")


def rows_of(cells):
    facts, events, targets = [], [], []
    for (item, unit), cell in cells.items():
        if cell["state"] == "reported":
            facts.append(Fact(unit, item, PERIOD, cell["value"]))
        elif cell["state"] == "not_applicable":
            facts.append(Fact(unit, item, PERIOD, None, FactState.NOT_APPLICABLE))
        for name, period in (("last_year", PERIOD.last_year()), ("previous", PERIOD.previous())):
            if cell[name] is not None:
                facts.append(Fact(unit, item, period, cell[name]))
        for name in ("target", "worst", "best"):
            if cell[name] is not None:
                targets.append(Target(unit, item, PERIOD, cell[name], name))
        events += [
            Event(unit, item, PERIOD, one["level"], one["count"], one["key"]) for one in cell["events"]
        ]
    return facts, events, targets


def as_fractions(cells):
    def exact(text):
        return None if text is None else Fraction(text)

    return {place: cell | {name: exact(cell[name]) for name in FIGURES} for place, cell in cells.items()}


def with_full_marks(document):
    document = document | {"full_marks": "1"}
    draft = scheme_from_data(document, draft=True)
    scored = [node for node in draft.items if getattr(node, "role", "scored") == "scored"]
    fulls = [full_of(node) for node in scored]
    total = sum(fulls) if document["combine"] == "sum" else fulls[0]
    return document | {"full_marks": str(total)}


def agrees(world):
    document, groups, cells = world
    document = with_full_marks(document)
    scheme = scheme_from_data(document)
    facts, events, targets = rows_of(cells)
    roster = [RosterUnit(unit, unit, group) for unit, group in groups.items()]
    result = score(scheme, facts, period=PERIOD, events=events, targets=targets, roster=roster)
    totals, places, items = oracle.score(document, groups, as_fractions(cells))
    for unit in groups:
        standing = result.unit(unit)
        derivation = result.explain(unit)
        assert derivation.adds_up
        if totals[unit] is None:
            assert standing.total is None
            assert standing.reasons
            assert standing.rank is None
            continue
        assert Fraction(standing.total) == totals[unit]
        assert (standing.rank, standing.rank_in_group) == (places[unit, "all"], places[unit, "group"])
        for node in scheme.nodes():
            one_by_one = [result.score(each, node.code) for each in result.units]
            assert result.scores(node.code) == one_by_one
        for leaf in scheme.leaves():
            own, _ = items[leaf.code, unit]
            published = result.score(unit, leaf.code).score
            assert Fraction(published) == oracle.round_to(own, -published.as_tuple().exponent)


@given(generated.world())
@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
def test_engine_and_oracle_agree(world):
    agrees(world)


@pytest.mark.nightly
@given(generated.world())
@settings(max_examples=10_000, deadline=None, suppress_health_check=list(HealthCheck))
def test_engine_and_oracle_agree_at_length(world):
    agrees(world)
