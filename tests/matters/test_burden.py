"""What matters ask of units: one for each that is assigned, and a word for each interval that passes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dukao.checks.burden import Measure, Span
from dukao.matters import services
from dukao.matters.models import Matter
from dukao.matters.selectors.burden import asked_by_matters
from tests.conftest import NOW, TODAY, City

pytestmark = pytest.mark.django_db


def asked(since: int, until: int, unit_ids: frozenset[int] | None = None) -> dict[tuple[int, str], int]:
    """Amounts by unit and measure, between days counted from today."""
    span = Span(TODAY + timedelta(days=since), TODAY + timedelta(days=until), unit_ids)
    found: dict[tuple[int, str], int] = {}
    for one in asked_by_matters(span):
        found[one.unit_id, one.measure] = found.get((one.unit_id, one.measure), 0) + one.amount
    return found


def test_a_matter_is_asked_once_and_a_word_each_interval(city: City, assigned: Matter) -> None:
    lead, interval = city.housing.pk, assigned.word_days
    assert asked(0, interval - 1) == {(lead, Measure.MATTERS): 1}
    assert asked(0, interval) == {(lead, Measure.MATTERS): 1, (lead, Measure.WORDS): 1}
    assert asked(1, 3 * interval) == {(lead, Measure.WORDS): 3}
    assert asked(-60, -1) == {}


@pytest.mark.parametrize("cut", [1, 29, 30, 31, 59, 75])
def test_spans_side_by_side_ask_what_the_whole_asks(city: City, assigned: Matter, cut: int) -> None:
    words = (city.housing.pk, Measure.WORDS)
    parts = asked(0, cut).get(words, 0) + asked(cut + 1, 100).get(words, 0)
    assert parts == asked(0, 100)[words] > 0


def test_drafts_and_what_was_dropped_ask_nothing(city: City, matter: Matter) -> None:
    assert asked(-1, 100) == {}
    services.assign_matter(actor=city.actor(city.office), matter=matter, at=NOW)
    assert asked(0, 0) != {}
    services.drop_matter(
        actor=city.actor(city.office), matter=Matter.objects.get(pk=matter.pk), reason="登记错了。", at=NOW
    )
    assert asked(-1, 100) == {}


def test_only_units_asked_for_are_answered(city: City, assigned: Matter) -> None:
    assert asked(0, 0, frozenset({city.other.pk})) == {}
    assert asked(0, 0, frozenset({city.housing.pk})) == {(city.housing.pk, Measure.MATTERS): 1}
