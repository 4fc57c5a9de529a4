"""Requests of people without an account, looking for a name in texts, and that reading is shown to the person."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from dukao.documents.models import OfficialDocument
from dukao.identity.models import Account
from dukao.journal.models import Entry
from dukao.kernel.errors import DomainError, Refused
from dukao.notifications.models import Notice
from dukao.privacy import services
from dukao.privacy.models import PersonalRequest
from dukao.privacy.selectors.texts import places_naming
from dukao.privacy.selectors.waiting import todos
from dukao.ui.todo import written_out
from tests.conftest import NOW, City
from tests.oversight.planting import plant_letter
from tests.privacy.planting import plant_request

pytestmark = pytest.mark.django_db
NAME, CONTACT, CHECK = "黎晓棠", "示例路 9 号", "当面核对居民身份证原件"


def register(city: City, by: Account | None = None, **changes: str) -> PersonalRequest:
    said = {
        "name": NAME, "contact": CONTACT, "identity_check": CHECK, "kind": "access", "about": "其他",
        "text": "查阅写到我的全部记录。",
    } | changes  # fmt: skip
    return services.register_request(actor=city.actor(by or city.office), at=NOW, **said)


def client_of(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def test_an_officer_registers_what_somebody_without_an_account_asks(city: City) -> None:
    request = register(city)
    assert (request.who, request.registered_by, request.answer_by) == (
        NAME, city.office, (NOW + timedelta(days=30)).date(),
    )  # fmt: skip
    stored = str(list(PersonalRequest.objects.values()))
    journal = str(list(Entry.objects.values("subject_label", "after", "reason")))
    assert NAME not in stored
    assert CONTACT not in stored
    assert NAME not in journal
    assert CHECK in journal
    assert [todo.detail for todo in written_out(todos(city.actor(city.office), NOW))] == [NAME]
    done = services.answer_request(
        actor=city.actor(city.office), request=request, is_granted=True, opinion="已书面答复。", at=NOW
    )
    assert done.state == "granted"


@pytest.mark.parametrize("missing", ["name", "identity_check", "text"])
def test_not_without_knowing_who_it_is(city: City, missing: str) -> None:
    with pytest.raises(DomainError, match="请写明"):
        register(city, **{missing: " "})
    assert not PersonalRequest.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        PersonalRequest.objects.create(kind="access", about="x", asked_at=NOW, answer_by=NOW.date())


@pytest.mark.parametrize("who", ["reporter", "head", "leader", "discipline", "security_admin"])
def test_nobody_else_registers(city: City, who: str) -> None:
    with pytest.raises(Refused):
        register(city, getattr(city, who))


def test_at_the_desk_on_the_pages(city: City) -> None:
    client = client_of(city.office)
    said = {"key": "d1", "name": NAME, "kind": "access", "about": "其他", "text": "查阅。"}
    refused = client.post("/privacy/requests/register/", said)
    assert refused.status_code == 422
    page = client.post("/privacy/requests/register/", said | {"identity_check": CHECK}, follow=True)
    assert NAME in page.content.decode()
    assert CHECK in page.content.decode()
    assert NAME in client.get("/privacy/requests/").content.decode()
    number = PersonalRequest.objects.get().pk
    assert client_of(city.reporter).get(f"/privacy/requests/{number}/").status_code == 404


def test_words_and_names_of_the_desk_end_together(city: City) -> None:
    request = register(city)
    services.answer_request(
        actor=city.actor(city.office), request=request, is_granted=False, opinion="查无记录。", at=NOW
    )
    later = NOW + timedelta(days=1200)
    assert services.forget_requests(actor=city.actor(city.security_admin), before=later.date(), at=later) == 1
    request = PersonalRequest.objects.get()
    assert (request.name, request.contact, request.text) == ("", "", "")
    assert "已清除" in request.who


def test_texts_that_name_the_person_are_found_by_place_and_nobody_else_is_looked_for(city: City) -> None:
    OfficialDocument.objects.create(
        kind="circular", title="表扬通报", issuer=city.office_unit, drafted_at=NOW, saved_at=NOW,
        content={"paragraphs": [{"text": f"对{NAME}等同志予以表扬", "level": 0}]},
    )  # fmt: skip
    plant_letter(city, title=f"关于{NAME}的监督意见")
    request = register(city)
    client = client_of(city.office)
    assert client_of(city.head).post(f"/privacy/requests/{request.pk}/search/").status_code == 404
    page = client.post(f"/privacy/requests/{request.pk}/search/").content.decode()
    assert "公文" in page
    assert "予以表扬" not in page, "where, and not what"
    assert "监督意见" not in [place.label for place in places_naming(NAME)], "that side answers for itself"
    assert Entry.objects.get(event="personal_data_searched").after == {"count": 1}
    assert places_naming("没有这个人") == []
    services.answer_request(
        actor=city.actor(city.office), request=request, is_granted=True, opinion="见清单。", at=NOW
    )
    with pytest.raises(DomainError, match="已经办结"):
        services.search_texts(actor=city.actor(city.office), request=request, at=NOW)


def test_whoever_reads_a_request_is_shown_to_the_person_once_a_day(city: City) -> None:
    request = plant_request(city)
    office, own = client_of(city.office), client_of(city.reporter)
    own.get(f"/privacy/requests/{request.pk}/")
    assert not Entry.objects.filter(event="personal_page_opened").exists(), "one's own look is no news"
    for _ in range(2):
        office.get(f"/privacy/requests/{request.pk}/")
    assert Entry.objects.filter(event="personal_page_opened").count() == 1
    looks = own.get("/privacy/mine/").content.decode().partition("不含你自己")[2]
    assert f"{city.office.name}" in looks
    assert "个人信息请求" in looks
    assert Notice.objects.filter(kind="personal_request", account=city.office).count() == 1
