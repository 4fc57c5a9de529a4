"""Requests: asked by the person, answered by another within a term, told and journalled without their words."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pytest_django.fixtures import Settings

from dukao.journal.models import Entry
from dukao.kernel.actor import SYSTEM
from dukao.kernel.errors import DomainError, Refused, Stale
from dukao.kernel.sealing import new_key
from dukao.notifications.models import Notice
from dukao.privacy import services
from dukao.privacy.models import PersonalRequest
from dukao.privacy.selectors.requests import requests_to_answer
from dukao.privacy.selectors.waiting import todos
from dukao.ui.todo import written_out
from tests.conftest import NOW, TODAY, City
from tests.privacy.planting import PHONE, plant_request

pytestmark = pytest.mark.django_db
QUERIES = 6


def answer(
    city: City, request: PersonalRequest, *, by: str = "office", granted: bool = True
) -> PersonalRequest:
    return services.answer_request(
        actor=city.actor(getattr(city, by)),
        request=request,
        is_granted=granted,
        opinion="已更正电话。",
        at=NOW,
    )


def test_a_request_has_a_clock_with_its_source_and_the_office_is_told(city: City) -> None:
    request = plant_request(city)
    # Thirty natural days from 28 September end on 28 October, a Wednesday.
    assert request.answer_by == date(2026, 10, 28)
    assert "第五十条" in request.term_source
    assert Notice.objects.get(account=city.office, kind="personal_request").url.endswith(f"/{request.pk}/")
    assert [todo.act for todo in written_out(todos(city.actor(city.office), NOW))] == ["答复"]
    assert written_out(todos(city.actor(city.reporter), NOW)) == []


def test_words_of_requests_and_answers_are_sealed_and_in_no_journal(city: City) -> None:
    answer(city, plant_request(city))
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM privacy_personalrequest")
        stored = repr(cursor.fetchall())
    journal = json.dumps([[e.before, e.after, e.subject_label, e.reason] for e in Entry.objects.all()])
    for words in (PHONE, "已更正电话"):
        assert words not in stored
        assert words not in journal
    request = PersonalRequest.objects.get()
    assert (PHONE in request.text, request.opinion) == (True, "已更正电话。")


@pytest.mark.parametrize(("granted", "state"), [(True, "granted"), (False, "declined")])
def test_it_is_answered_by_a_named_person_with_words(city: City, granted: bool, state: str) -> None:
    request = answer(city, plant_request(city), granted=granted)
    assert (request.state, request.handler_id) == (state, city.office.pk)
    assert Entry.objects.get(event=f"personal_request_{state}").actor_id == city.office.pk
    assert Notice.objects.filter(account=city.reporter, kind="personal_request").count() == 1
    with pytest.raises(DomainError, match="不能照办"):
        answer(city, PersonalRequest.objects.get())


def test_without_words_nothing_is_answered(city: City) -> None:
    request = plant_request(city)
    with pytest.raises(DomainError, match="写明原因"):
        services.answer_request(
            actor=city.actor(city.office), request=request, is_granted=False, opinion=" ", at=NOW
        )
    assert PersonalRequest.objects.get().state == "open"
    assert not Entry.objects.filter(event="personal_request_declined").exists()


@pytest.mark.parametrize(
    "who", ["leader", "discipline", "system_admin", "security_admin", "head", "stranger"]
)
def test_others_than_the_office_neither_see_nor_answer(city: City, who: str, client: Client) -> None:
    request = plant_request(city)
    with pytest.raises(Refused):
        answer(city, request, by=who)
    client.force_login(getattr(city, who))
    assert client.get(f"/privacy/requests/{request.pk}/").status_code == 404


def test_nobody_answers_their_own(city: City) -> None:
    request = plant_request(city, city.office)
    assert list(requests_to_answer(city.actor(city.office), TODAY)) == []
    with pytest.raises(Refused, match="另一位同事"):
        answer(city, request)


def test_only_the_person_withdraws(city: City) -> None:
    request = plant_request(city)
    with pytest.raises(Refused, match="只有本人"):
        services.withdraw_request(actor=city.actor(city.office), request=request, at=NOW)
    services.withdraw_request(actor=city.actor(city.reporter), request=request, at=NOW)
    assert PersonalRequest.objects.get().state == "withdrawn"
    with pytest.raises(DomainError):
        answer(city, PersonalRequest.objects.get())


def test_somebody_was_faster(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    request = plant_request(city)
    held = PersonalRequest.objects.select_related("account").get()
    monkeypatch.setattr("dukao.privacy.services.requests._held", lambda _: held)
    PersonalRequest.objects.update(state="withdrawn", decided_at=NOW)
    with pytest.raises(Stale):
        answer(city, request)
    assert not Entry.objects.filter(event="personal_request_granted").exists()


def test_the_office_hears_of_what_is_late_once_a_day(city: City) -> None:
    request = plant_request(city)
    due = NOW + (request.answer_by - TODAY)
    assert services.remind_requests(at=due - timedelta(days=1)) == 0
    for _ in range(2):
        assert services.remind_requests(at=due) == 1
    assert Notice.objects.filter(account=city.office, title__contains="到期").count() == 1


def test_the_same_form_sent_twice_asks_once(city: City, client: Client) -> None:
    client.force_login(city.reporter)
    sent = {"kind": "correct", "about": "人员登记", "text": "电话错了。", "key": "a-key"}
    for _ in range(2):
        assert client.post("/privacy/requests/ask/", sent).status_code == 302
    assert PersonalRequest.objects.count() == 1
    assert client.post("/privacy/requests/ask/", {**sent, "key": "b", "text": "字" * 501}).status_code == 422


def test_the_office_answers_on_the_page(city: City, client: Client) -> None:
    request = plant_request(city)
    client.force_login(city.office)
    page = client.get(f"/privacy/requests/{request.pk}/")
    assert PHONE in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    sent = {"is_granted": "yes", "opinion": "已改。"}
    assert client.post(f"/privacy/requests/{request.pk}/answer/", sent).status_code == 302
    client.force_login(city.reporter)
    assert "已改。" in client.get(f"/privacy/requests/{request.pk}/").content.decode()


def test_seals_are_renewed_and_words_end_while_the_request_stays(city: City, settings: Settings) -> None:
    settings.DUKAO_SEAL_KEYS = [new_key("first")]
    request = answer(city, plant_request(city))
    settings.DUKAO_SEAL_KEYS = [new_key("second"), *settings.DUKAO_SEAL_KEYS]
    assert services.renew_request_seals(actor=SYSTEM, at=NOW) == 1
    assert PersonalRequest.objects.get().sealed_text.startswith("second:")
    assert services.forget_requests(actor=SYSTEM, before=TODAY, at=NOW) == 0
    assert services.forget_requests(actor=SYSTEM, before=TODAY + timedelta(days=1), at=NOW) == 1
    again = PersonalRequest.objects.get(pk=request.pk)
    assert (again.text, again.opinion, again.state) == ("", "", "granted")


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow(rows: int, city: City, client: Client, django_assert_num_queries: Any) -> None:
    for _ in range(rows):
        plant_request(city)
    client.force_login(city.office)
    client.get("/privacy/requests/")
    with django_assert_num_queries(QUERIES):
        client.get("/privacy/requests/")
