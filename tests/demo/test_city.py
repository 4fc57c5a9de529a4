"""The example city: its officers answer for all of it."""

from __future__ import annotations

import pytest

from dukao.demo.city import plant_people, plant_units
from dukao.demo.leadership import plant_leadership
from dukao.demo.load import SEED
from dukao.demo.load import TODAY as CITY_DAY
from dukao.demo.matters import plant_matters
from dukao.identity.models import Account
from dukao.identity.selectors import accounts_in_scope, actor_for
from dukao.matters.models import Matter
from dukao.matters.selectors import light_of, lit, rules_on
from dukao.organisations.selectors import work_calendar
from tests.conftest import NOW, TODAY


@pytest.mark.django_db
def test_the_system_and_the_security_officer_see_every_account() -> None:
    city = plant_units()
    plant_people(city, 7, NOW)
    everybody = Account.objects.count()
    assert everybody > 500
    for username in ("shijian", "anlan"):
        officer = actor_for(city.accounts[username], TODAY)
        assert accounts_in_scope(officer, TODAY).count() == everybody


@pytest.mark.django_db
def test_matters_stand_in_all_states_under_all_lamps() -> None:
    city = plant_units()
    plant_people(city, SEED, NOW)
    plant_leadership(city, CITY_DAY.year)
    plant_matters(city, CITY_DAY, SEED)
    states = set(Matter.objects.values_list("state", flat=True))
    assert states >= {"draft", "assigned", "received", "ongoing", "finished", "returned", "closed"}
    for colour in ("red", "yellow", "blue", "green", "none"):
        assert Matter.objects.filter(lit(colour, CITY_DAY)).exists(), colour
    gas = Matter.objects.get(title="城市燃气管网更新改造 70 公里")
    assert "落后" in light_of(gas, rules_on(CITY_DAY), work_calendar(), CITY_DAY).finding
