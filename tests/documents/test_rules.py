"""The office's own rule of documents: from a later day on, with its source, stricter than the national one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from dukao.documents import services
from dukao.documents.models import DocumentRule
from dukao.documents.selectors import rule_on
from dukao.documents.selectors.rules import rule_rows
from dukao.journal.models import Entry
from dukao.kernel.errors import DomainError, Refused
from tests.conftest import NOW, TODAY, City

pytestmark = pytest.mark.django_db
MORROW = TODAY + timedelta(days=1)
RULE: dict[str, Any] = {
    "effective_on": MORROW, "limit_ordinary": 4000, "limit_special": 3000, "allows_exception": False,
    "second_person": ["circular", "supervision_slip"], "source": "示办发〔2026〕3 号",
}  # fmt: skip
PAGE = "/documents/rules/"


def set_rule(city: City, **changes: Any) -> DocumentRule | None:
    return services.set_document_rule(actor=city.actor(city.office), at=NOW, **{**RULE, **changes})


def test_it_holds_from_its_day(city: City) -> None:
    set_rule(city)
    assert rule_on(TODAY).limit_special == 4000
    assert (rule_on(MORROW).limit_special, rule_on(MORROW).allows_exception) == (3000, False)
    entry = Entry.objects.get()
    assert entry.event == "document_rule_set"
    assert entry.after is not None
    assert entry.after["second_person"] == "督办单、通报"
    assert [row.standing for row in rule_rows(TODAY)] == ["还没有施行", "现行"]
    assert [row.standing for row in rule_rows(MORROW)] == ["现行", ""]


def test_before_its_day_it_may_be_set_anew_and_a_form_counts_once(city: City) -> None:
    for _ in range(2):
        set_rule(city, key="k")
    set_rule(city, limit_special=2500)
    assert DocumentRule.objects.get().limit_special == 2500
    first, second = Entry.objects.order_by("pk")
    assert (first.before, second.before["limit_special"]) == (None, 3000)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"effective_on": TODAY}, "施行日期从明天起"),
        ({"source": " "}, "请写明依据"),
        ({"limit_ordinary": 5001}, "写 1 至 5000：本地可以更严"),
        ({"limit_special": 0}, "写 1 至 4000"),
        ({"limit_special": 3500, "limit_ordinary": 3400}, "不能比其他公文的高"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(city: City, changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(DomainError, match=sentence):
        set_rule(city, **changes)
    assert not DocumentRule.objects.exists()
    assert not Entry.objects.exists()


def test_only_the_office_sets_it(city: City) -> None:
    for who in (city.leader, city.discipline, city.head, city.reporter):
        with pytest.raises(Refused):
            services.set_document_rule(actor=city.actor(who), at=NOW, **RULE)


def test_the_page_shows_history_and_takes_a_new_one(city: City, client: Client) -> None:
    DocumentRule.objects.create(effective_on=date(2026, 1, 1), limit_special=3500, source="旧办法")
    client.force_login(city.leader)
    page = client.get(PAGE).content.decode()
    assert page.index("旧办法") < page.index("整治形式主义为基层减负若干规定")
    assert "定下规则" not in page
    client.force_login(city.office)
    form = {**RULE, "effective_on": "2026-09-29", "allows_exception": "", "key": "k"}
    wrong = client.post(PAGE, {**form, "limit_special": 9000})
    assert wrong.status_code == 422
    assert "本地可以更严" in wrong.content.decode()
    assert client.post(PAGE, form).status_code == 302
    assert "督办单、通报" in client.get(PAGE).content.decode()
    assert rule_on(MORROW).second_person == ["supervision_slip", "circular"]
    assert PAGE in client.get("/documents/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_same_for_one_and_three(
    city: City, client: Client, count: int, django_assert_num_queries: Any
) -> None:
    for n in range(count):
        DocumentRule.objects.create(effective_on=date(2026, 1, 1 + n), source="旧办法")
    client.force_login(city.office)
    client.get(PAGE)
    with django_assert_num_queries(QUERIES):
        client.get(PAGE)


QUERIES = 6
