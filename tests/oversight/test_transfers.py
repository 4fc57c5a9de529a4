"""Transfers: sealed in the database, received against a receipt, opened by the receiver alone."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings

from dukao.journal.models import Entry
from dukao.kernel.actor import SYSTEM
from dukao.kernel.errors import DomainError, Refused
from dukao.kernel.sealing import new_key
from dukao.oversight import services
from dukao.oversight.models import Transfer
from dukao.oversight.selectors.transfers import visible_transfers
from dukao.oversight.selectors.waiting import todos
from dukao.oversight.vocabulary import Direction
from dukao.ui.todo import written_out
from tests.conftest import NOW, City
from tests.oversight.planting import plant_transfer

pytestmark = pytest.mark.django_db


def test_contents_lie_sealed_and_open_for_the_receiver_after_the_receipt(city: City) -> None:
    transfer = plant_transfer(city, contents="某某虚报三次")
    stored = Transfer.objects.get()
    assert "虚报" not in stored.sealed
    assert all("虚报" not in str(entry.after) + entry.reason for entry in Entry.objects.all())
    discipline = city.actor(city.discipline)
    with pytest.raises(DomainError, match="先签收"):
        services.open_transfer(actor=discipline, transfer=transfer, at=NOW)
    services.receive_transfer(actor=discipline, transfer=transfer, receipt="收字 12 号，二室", at=NOW)
    assert services.open_transfer(actor=discipline, transfer=transfer, at=NOW) == "某某虚报三次"
    assert Entry.objects.filter(event="transfer_opened").count() == 1
    for account in (city.office, city.leader, city.audit_admin):
        with pytest.raises(Refused):
            services.open_transfer(actor=city.actor(account), transfer=transfer, at=NOW)


def test_a_transfer_may_go_either_way_and_waits_for_the_other_side(city: City) -> None:
    to_office = plant_transfer(city, Direction.TO_OFFICE)
    waiting = written_out(todos(city.actor(city.office), NOW))
    assert [(todo.act, todo.detail) for todo in waiting] == [("签收", to_office.number)]
    assert written_out(todos(city.actor(city.discipline), NOW)) == []
    with pytest.raises(Refused):
        services.receive_transfer(
            actor=city.actor(city.discipline), transfer=to_office, receipt="自收", at=NOW
        )
    office = city.actor(city.office)
    with pytest.raises(DomainError, match="请写回执"):
        services.receive_transfer(actor=office, transfer=to_office, receipt=" ", at=NOW)
    services.receive_transfer(actor=office, transfer=to_office, receipt="督考办收 1 号", at=NOW)
    to_office.refresh_from_db()
    services.settle_transfer(actor=office, transfer=to_office, outcome="已列入督办。", at=NOW)
    assert Transfer.objects.get().state == "settled"


def test_what_is_not_theirs_goes_back_with_its_reason(city: City) -> None:
    transfer = plant_transfer(city)
    discipline = city.actor(city.discipline)
    services.receive_transfer(actor=discipline, transfer=transfer, receipt="收 1 号", at=NOW)
    transfer.refresh_from_db()
    with pytest.raises(DomainError, match="退回要写明原因"):
        services.return_transfer(actor=discipline, transfer=transfer, reason="", at=NOW)
    services.return_transfer(actor=discipline, transfer=transfer, reason="属业务问题。", at=NOW)
    assert (Transfer.objects.get().state, Transfer.objects.get().outcome) == ("returned", "属业务问题。")


def test_nobody_else_sees_that_there_is_one(city: City, client: Client) -> None:
    transfer = plant_transfer(city)
    assert set(visible_transfers(city.actor(city.discipline))) == {transfer}
    assert set(visible_transfers(city.actor(city.office))) == {transfer}
    for account in (city.head, city.reporter, city.leader, city.reviewer, city.patroller, city.audit_admin):
        assert set(visible_transfers(city.actor(account))) == set()
        client.force_login(account)
        assert client.get(f"/oversight/transfers/{transfer.pk}/").status_code in (403, 404)


def test_the_page_opens_the_contents_for_the_receiver_and_keeps_nothing(city: City, client: Client) -> None:
    transfer = plant_transfer(city, contents="某某虚报三次")
    client.force_login(city.discipline)
    page = f"/oversight/transfers/{transfer.pk}/"
    assert "虚报" not in client.get(page).content.decode()
    assert client.post(f"{page}receive/", {"receipt": "收 1 号"}).status_code == 302
    opened = client.post(f"{page}open/")
    assert "某某虚报三次" in opened.content.decode()
    assert "no-store" in opened["Cache-Control"]
    client.force_login(city.office)
    assert "虚报" not in client.get(page).content.decode()
    assert client.post(f"{page}open/").status_code == 403


def test_a_new_key_seals_them_anew_and_the_old_one_may_go(city: City, settings: Settings) -> None:
    transfer = plant_transfer(city, contents="某某虚报三次")
    discipline = city.actor(city.discipline)
    services.receive_transfer(actor=discipline, transfer=transfer, receipt="收 1 号", at=NOW)
    settings.DUKAO_SEAL_KEYS = [new_key("2027"), *settings.DUKAO_SEAL_KEYS]
    assert services.renew_transfer_seals(actor=SYSTEM, at=NOW) == 1
    assert services.renew_transfer_seals(actor=SYSTEM, at=NOW) == 0
    settings.DUKAO_SEAL_KEYS = settings.DUKAO_SEAL_KEYS[:1]
    assert services.open_transfer(actor=discipline, transfer=transfer, at=NOW) == "某某虚报三次"
