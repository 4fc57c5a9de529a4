"""No page offers a link that its reader may not open: the small city by day, the example city by night."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from dukao.demo.load import TODAY as CITY_DAY
from dukao.demo.load import load_city
from dukao.identity.selectors import personas
from dukao.kernel.clock import at_time
from tests.access import addresses, row_of, tables
from tests.architecture.test_access import CHARACTERS
from tests.conftest import NOW, City
from tests.links import Walk

pytestmark = pytest.mark.once

FOLDERS = sorted(set(addresses().values()))
#: What a walk of the example city reads at least, so that one that ends early does not pass for a good one.
PAGES_OF_A_PERSONA = 15


@pytest.mark.parametrize("folder", FOLDERS)
def test_what_the_pages_of_a_room_offer_opens(folder: str, city: City) -> None:
    """Each page of the room, about what its tests plant, by every role that may open it.

    A link that names nothing is held against the table of its address, where its roles are tried anyway.
    """
    rows = next(rows for rows in tables() if rows.app == folder)
    objects = rows.objects(city)
    shut = []
    for role, who in CHARACTERS.items():
        client = Client()
        client.force_login(getattr(city, who))
        pages = [
            reverse(name, args=objects.get(name, ()))
            for name, open_to in rows.access.items()
            if role in open_to
        ]
        walk = Walk(client, few=1, opens=lambda name, role=role: _by_the_table(name, role))
        shut += [f"{role}: {each}" for each in walk.over(pages).shut]
    assert shut == []


def _by_the_table(name: str, role: str) -> bool | None:
    rows = row_of(name)
    return None if rows is None else role in rows.access[name]


@pytest.mark.nightly
@pytest.mark.django_db
def test_what_the_example_city_offers_opens(settings: Settings) -> None:
    """Everything that can be reached from the landing page, as everybody one can be in the demo."""
    settings.DUKAO_CLOCK_OFFSET += int((at_time(CITY_DAY, 14, 30) - NOW).total_seconds())
    settings.DUKAO_DEMO = True
    load_city(lambda step: None)
    shut = []
    for persona in personas():
        client = Client()
        client.force_login(persona)
        walk = Walk(client, few=4).from_page("/")
        assert sum(walk.read.values()) > PAGES_OF_A_PERSONA, persona
        shut += [f"{persona}: {each}" for each in walk.shut]
    assert shut == []
