"""Matters in one's own calendar: by number only, moved by an extension, done when reported."""

from __future__ import annotations

from datetime import date

import pytest

from dukao.kernel.clock import at_time
from dukao.matters import services
from dukao.matters.models import Matter
from dukao.matters.selectors.deadlines import deadlines_of
from tests.conftest import NOW, City
from tests.matters.proposals import plant_extension

pytestmark = pytest.mark.django_db


def test_a_limit_moves_and_is_done(city: City, received: Matter) -> None:
    reporter = city.actor(city.reporter)
    limit, receipt = deadlines_of(reporter, NOW)
    assert (limit.uid, limit.title) == (f"matter-{received.pk}", "督办事项 DB-2026-0001 完成时限")
    assert (limit.due_at, limit.is_done) == (at_time(date(2026, 12, 20), 23, 59), False)
    assert (receipt.title, receipt.is_done) == ("督办事项 DB-2026-0001 签收截止", True)
    services.grant_extension(
        actor=city.actor(city.office), extension=plant_extension(city, received), opinion="同意。", at=NOW
    )
    moved = next(deadlines_of(reporter, NOW))
    assert (moved.uid, moved.due_at, moved.set_at) == (limit.uid, at_time(date(2027, 1, 19), 23, 59), NOW)
    services.finish_matter(actor=city.actor(city.head), matter=received, text="完成。", at=NOW)
    assert next(deadlines_of(reporter, NOW)).is_done


def test_others_have_nothing_of_it(city: City, received: Matter) -> None:
    for who in (city.office, city.leader, city.stranger):
        assert list(deadlines_of(city.actor(who), NOW)) == []
