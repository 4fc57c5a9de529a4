"""One's own page: everything declared about oneself and nothing of anybody else, who looked, and the files."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document

from dukao.identity.models import Account
from dukao.journal.models import Entry
from dukao.kernel import personal
from dukao.notifications.models import Preference
from dukao.privacy.papers import impact_paper
from dukao.privacy.selectors.held import acts_of, held_about, linked_holdings
from dukao.privacy.selectors.keeping import keeping_by_key
from dukao.privacy.selectors.subjects import subject_of
from tests.conftest import TODAY, City
from tests.oversight.planting import plant_draft
from tests.privacy.planting import NUMBER, PHONE, plant_inspection, plant_log_in, plant_person, plant_request

pytestmark = pytest.mark.django_db
#: All that is held, places (2), looks (2), requests, rules (2), and what every page asks (4).
QUERIES = 10
MASKED = "138****5678"


@pytest.fixture
def known(city: City) -> City:
    plant_person(city, city.reporter)
    Preference.objects.create(account=city.reporter, email="chenli@example.cn", mobile=PHONE)
    plant_log_in(city.reporter, days_ago=1)
    return city


def page(client: Client, account: Account, address: str = "/privacy/mine/") -> str:
    client.force_login(account)
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_person_sees_what_is_held_with_purpose_source_and_clock(known: City, client: Client) -> None:
    mine = page(client, known.reporter)
    for words in (
        "人员登记", "科员", "用户名", "reporter", "10.1.2.3", "督考办登记或由单位表导入",
        "最后一个职务结束之日起 6 个月", "本人在通知设置里填写", MASKED, "c****@example.cn",
    ):  # fmt: skip
        assert words in mine, words
    for secret in (PHONE, NUMBER, "chenli@example.cn", known.reporter.password):
        assert secret not in mine
    whole = page(client, known.reporter, "/privacy/mine/?whole=1")
    assert PHONE in whole
    assert NUMBER in whole
    assert known.reporter.password not in whole


def test_nobody_else_sees_it(known: City, client: Client) -> None:
    plant_log_in(known.stranger, days_ago=1, key="other")
    for account in (known.stranger, known.discipline, known.office, known.security_admin, known.leader):
        mine = page(client, account, "/privacy/mine/?whole=1")
        assert PHONE not in mine
        assert NUMBER not in mine
        assert "科员" not in mine
        exported = page(client, account, "/privacy/mine/export.json")
        assert PHONE not in exported
        assert NUMBER not in exported


def test_whoever_acts_in_another_s_place_sees_their_own_data_alone(known: City) -> None:
    """The page asks who logged in, not whom they act for."""
    client = Client()
    client.force_login(known.stranger)
    session = client.session
    session["acting_for"] = known.reporter.pk
    session.save()
    mine = client.get("/privacy/mine/?whole=1").content.decode()
    assert "路人" in mine
    assert PHONE not in mine


def test_who_looked_is_shown_with_the_reason(known: City, client: Client) -> None:
    person = known.reporter.person
    assert person is not None
    page(client, known.leader, f"/units/people/{person.pk}/")
    client.post(f"/units/people/{person.pk}/reveal/", {"what": "phone", "reason": "通知临时会议"})
    page(client, known.system_admin, reverse("identity:show", args=[known.reporter.pk]))
    plant_inspection(known)
    plant_inspection(known, defer_basis="个人信息保护法第十八条第二款")
    page(client, known.reporter, f"/units/people/{person.pk}/")
    mine = page(client, known.reporter)
    looks = mine.partition("不含你自己")[2].partition("我的请求")[0]
    for words in ("周行", "人员页", "通知临时会议", "石管", "账户页", "严明", "核实 JD-012 线索"):
        assert words in looks, words
    assert looks.count("按事由查阅：") == 1, "the deferred one is told later"
    assert "陈立（" not in looks, "one's own looks are no news"


def test_the_file_for_machines_has_all_rows_and_whole_numbers(known: City, client: Client) -> None:
    for number in range(5):
        plant_log_in(known.reporter, days_ago=2, key=f"k{number}")
    client.force_login(known.reporter)
    answer = client.get("/privacy/mine/export.json")
    assert "no-store" in answer["Cache-Control"]
    data = json.loads(answer.content)
    held = {one["what"]: one for one in data["held"]}
    assert held["人员登记"]["rows"] == [{"姓名": "陈立", "居民身份证号": NUMBER, "办公电话": PHONE}]
    assert len(held["登录设备"]["rows"]) == 6
    assert held["登录设备"]["rows"][0]["会话标识"] == "已保存，不显示"
    assert {"purpose", "basis", "source", "kept"} <= set(held["角色"])
    assert {one["what"] for one in data["withheld"]} >= {"反映人", "过程监督线索"}
    entry = Entry.objects.get(event="personal_data_exported")
    assert (entry.actor_id, entry.after) == (known.reporter.pk, {"form": "JSON"})


def test_the_file_for_people_opens_and_says_the_same(known: City, client: Client) -> None:
    client.force_login(known.reporter)
    paper = Document(BytesIO(client.get("/privacy/mine/export.docx").content))
    text = "\n".join(
        [*(one.text for one in paper.paragraphs)]
        + [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    )
    for words in ("陈立的个人信息", PHONE, "用途：", "谁看过", "依法不在这里提供的"):
        assert words in text


def test_the_template_of_an_impact_assessment_carries_the_register() -> None:
    paper = Document(BytesIO(impact_paper(keeping_by_key(TODAY), TODAY)))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    assert {holding.label for holding in personal.holdings()} <= set(cells)
    assert any("第二十四条" in cell for cell in cells)


def test_every_linked_declaration_is_read(known: City) -> None:
    """What rooms declare wrongly fails here, not on somebody's page."""
    subject = subject_of(known.reporter, TODAY)
    held = held_about(subject, TODAY, limit=None)
    assert {one.holding.model for one in held} >= {"organisations.Person", "identity.Account"}
    assert len({holding.model for holding in linked_holdings()}) == len(linked_holdings())


def test_acts_are_counted_room_by_room(city: City) -> None:
    plant_draft(city)
    counts = {one.acts.room: one.count for one in acts_of(subject_of(city.discipline, TODAY))}
    assert counts["oversight"] == 1
    assert counts["matters"] == 0
    assert {one.acts.room for one in acts_of(subject_of(city.stranger, TODAY)) if one.count} == set()


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow(rows: int, known: City, client: Client, django_assert_num_queries: Any) -> None:
    for number in range(rows):
        plant_log_in(known.reporter, days_ago=3, key=f"row-{number}")
        plant_request(known)
        plant_inspection(known)
    client.force_login(known.reporter)
    client.get("/privacy/mine/")
    with django_assert_num_queries(QUERIES):
        client.get("/privacy/mine/")


def test_the_register_is_open_to_everybody_and_says_purpose_and_basis(city: City, client: Client) -> None:
    register = page(client, city.stranger, "/privacy/register/")
    for holding in personal.holdings():
        assert holding.label in register
    assert "居民身份证号" in register
    assert "区分同名的人，不作他用" in register
