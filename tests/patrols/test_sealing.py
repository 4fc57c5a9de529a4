"""Informants: sealed with a key of their own, for the group alone, and told to nobody else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import pytest
from pytest_django import Settings

from dukao.identity.models import Account
from dukao.journal.models import Entry
from dukao.kernel.actor import SYSTEM
from dukao.kernel.errors import DomainError, Missing, Refused
from dukao.kernel.roles import Role
from dukao.kernel.sealing import new_key, open_sealed, seal
from dukao.patrols import services
from dukao.patrols.models import Informant, Visit
from dukao.patrols.services import Spoken
from tests.conftest import NOW, City
from tests.patrols.planting import plant_group, plant_issued, plant_visit

pytestmark = pytest.mark.django_db
NAME = "王秀兰"


@pytest.fixture
def visit(city: City) -> Visit:
    visit = plant_visit(city, plant_issued(city, reader_ids=(city.leader.pk,)))
    services.record_informants(
        actor=city.actor(city.patroller), visit=visit, people=[Spoken(uuid4(), NAME, "0635-8000", "漏水三年")],
        at=NOW,
    )  # fmt: skip
    return visit


def test_the_database_holds_no_name(visit: Visit) -> None:
    sealed = Informant.objects.get().sealed
    assert NAME not in sealed
    assert "0635" not in sealed


def test_the_group_opens_them_and_that_is_on_record(city: City, visit: Visit) -> None:
    opened = services.open_informants(actor=city.actor(city.patroller), visit=visit, at=NOW)
    assert [(one.name, one.contact, one.said) for one in opened] == [(NAME, "0635-8000", "漏水三年")]
    assert Entry.objects.get(event="informants_read").after == {"informants": "1 名"}
    assert Entry.objects.get(event="informants_recorded").after == {"informants": "1 名"}


def test_neither_office_nor_leader_opens_them(
    city: City, visit: Visit, make_account: Callable[..., Account]
) -> None:
    rival = make_account("qian", "钱一", city.office_unit, Role.PATROL, city.city)
    plant_group(city, "第五督导巡查组", rival)
    for account in (city.office, city.leader):
        with pytest.raises(Refused, match="第二十六条"):
            services.open_informants(actor=city.actor(account), visit=visit, at=NOW)
    for account in (rival, city.discipline, city.head, city.audit_admin):
        with pytest.raises(Missing):
            services.open_informants(actor=city.actor(account), visit=visit, at=NOW)
    assert not Entry.objects.filter(event="informants_read").exists()


def test_a_stand_in_does_not_open_them(city: City, visit: Visit) -> None:
    stand_in = replace(city.actor(city.patroller), acting_for="梁越")
    with pytest.raises(Missing):
        services.open_informants(actor=stand_in, visit=visit, at=NOW)


def test_sent_twice_they_are_there_once(city: City, visit: Visit) -> None:
    one = Spoken(uuid4(), "群众")
    for _ in range(2):
        services.record_informants(actor=city.actor(city.patroller), visit=visit, people=[one], at=NOW)
    assert Informant.objects.count() == 2


def test_a_sealed_text_opens_in_its_own_row_only() -> None:
    closed = seal("甲", "row-1")
    assert open_sealed(closed, "row-1") == "甲"
    with pytest.raises(DomainError, match="改动过"):
        open_sealed(closed, "row-2")
    with pytest.raises(DomainError, match="改动过"):
        open_sealed(f"{closed[:-6]}AAAA==", "row-1")


def test_the_key_changes_and_all_is_sealed_anew(city: City, visit: Visit, settings: Settings) -> None:
    old = settings.DUKAO_SEAL_KEYS
    fresh = new_key("second")
    settings.DUKAO_SEAL_KEYS = [fresh, *old]
    assert services.renew_seals(actor=SYSTEM, at=NOW) == 1
    assert services.renew_seals(actor=SYSTEM, at=NOW) == 0
    settings.DUKAO_SEAL_KEYS = [fresh]
    assert services.open_informants(actor=city.actor(city.patroller), visit=visit, at=NOW)[0].name == NAME
    settings.DUKAO_SEAL_KEYS = old
    with pytest.raises(DomainError, match="second"):
        services.open_informants(actor=city.actor(city.patroller), visit=visit, at=NOW)
