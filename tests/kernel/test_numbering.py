"""Numbers read off the rows follow the highest count, not the last in the alphabet."""

from __future__ import annotations

from uuid import uuid4

import pytest

from dukao.kernel.numbering import next_number
from dukao.patrols.models import HandOver
from tests.conftest import NOW, TODAY, City
from tests.patrols.planting import plant_finding, plant_issued, plant_visit

pytestmark = pytest.mark.django_db


def test_the_thousandth_of_a_year_has_a_fourth_digit_and_is_followed(city: City) -> None:
    visit = plant_visit(city, plant_issued(city))
    for number in ("YJ-2026-999", "YJ-2026-1000", "YJ-2025-2000"):
        HandOver.objects.create(
            uid=uuid4(), number=number, finding=plant_finding(city, visit), sealed="", digest="",
            sent_by=city.office, sent_at=NOW, receiver=city.discipline, receive_by=TODAY,
        )  # fmt: skip
    assert next_number(HandOver.objects.all(), "YJ", 2026) == "YJ-2026-1001"
    assert next_number(HandOver.objects.all(), "YJ", 2027) == "YJ-2027-001"
