"""Pages on which rungs, extensions, requests and look-backs are decided, and the rules are set."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.test import Client

from dukao.documents.models import OfficialDocument
from dukao.issues.models import Practice
from dukao.issues.services import approve_practice
from dukao.matters import services
from dukao.matters.models import CoordinationRequest, Extension, LookBack, Matter, Rung, SupervisionRules
from dukao.matters.selectors import rules_on
from dukao.matters.services import MatterDraft
from dukao.matters.vocabulary import subject_ref
from dukao.matters.web.rules_forms import RulesForm
from dukao.organisations.models import LeadingGroup
from dukao.organisations.vocabulary import GroupKind
from tests.conftest import FOUNDED, NOW, TODAY, City
from tests.matters.proposals import BASIS, plant_extension, plant_lookback, plant_request, plant_rung

pytestmark = pytest.mark.django_db
YESTERDAY, MORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def open_page(client: Client, account: object, address: str) -> str:
    client.force_login(account)  # type: ignore[arg-type]
    answer = client.get(address)
    assert answer.status_code == 200
    return words(answer.content.decode())


def sheet_rows(content: bytes) -> list[tuple[object, ...]]:
    sheet = openpyxl.load_workbook(BytesIO(content)).active
    assert sheet is not None
    return list(sheet.iter_rows(min_row=2, values_only=True))


def test_a_rung_is_decided_with_a_document(city: City, client: Client, received: Matter) -> None:
    rung = plant_rung(received, explain_by=YESTERDAY)
    listed = open_page(client, city.office, "/matters/rungs/")
    assert "没有说明" in listed
    assert "前可以说明" not in listed
    page = open_page(client, city.office, f"/matters/rungs/{rung.pk}/")
    for word in ("时限 9 月 20 日，逾期 8 日", "市住建局", "没有说明", "决定督办单", "暂不升级"):
        assert word in page
    address = f"/matters/rungs/{rung.pk}/"
    kept = client.post(address, {"decision": "decide", "reason": "", "basis": BASIS})
    assert kept.status_code == 422
    assert "请写明理由" in kept.content.decode()
    client.post(address, {"decision": "decide", "reason": "三次提醒没有进展。", "basis": BASIS})
    stored = Rung.objects.get()
    assert (stored.state, stored.reason, stored.decided_by) == ("decided", "三次提醒没有进展。", city.office)
    document = OfficialDocument.objects.get(pk=stored.document_id)
    assert document.title == "关于“城市燃气管网更新改造 70 公里”的督办单"
    text = "".join(part["text"] for part in document.content["paragraphs"])
    assert "决定下达督办单。理由：三次提醒没有进展。" in text
    assert BASIS in text
    assert [receipt.unit for receipt in document.receipts.all()] == [city.housing]
    assert document.title in open_page(client, city.office, address)


def test_a_rung_waits_for_the_unit(city: City, client: Client, received: Matter) -> None:
    rung = plant_rung(received)
    assert "单位可在 9 月 30 日前说明情况" in open_page(client, city.office, f"/matters/rungs/{rung.pk}/")
    assert "由督考办决定" in open_page(client, city.leader, f"/matters/rungs/{rung.pk}/")
    assert "提请督办单，待决定，9 月 30 日前单位可以说明" in open_page(
        client, city.reporter, f"/matters/{received.pk}/"
    )
    assert f'href="/matters/rungs/{rung.pk}/"' in client.get(f"/matters/{received.pk}/").content.decode()
    address = f"/matters/rungs/{rung.pk}/explain/"
    assert "拟升级为督办单" in open_page(client, city.reporter, address)
    assert client.post(address, {"text": " "}).status_code == 422
    client.post(address, {"text": "台风停工，10 月 15 日复工。"})
    assert Rung.objects.get().explanation == "台风停工，10 月 15 日复工。"
    assert "台风停工" in open_page(client, city.office, f"/matters/rungs/{rung.pk}/")


def test_a_unit_says_that_it_has_nothing_to_say(city: City, client: Client, received: Matter) -> None:
    rung = plant_rung(received)
    client.force_login(city.head)
    client.post(f"/matters/rungs/{rung.pk}/explain/", {"waive": "1"})
    assert Rung.objects.get().explanation == "单位表示不作说明"


def test_extensions_are_decided_in_the_list(city: City, client: Client, received: Matter) -> None:
    asked = plant_extension(city, received)
    assert "汛期停工三周" in open_page(client, city.office, "/matters/extensions/")
    assert "去决定" in open_page(client, city.office, f"/matters/{received.pk}/")
    kept = client.post(f"/matters/extensions/{asked.pk}/", {"decision": "refuse", "opinion": " "})
    assert kept.status_code == 422
    assert "不同意要写明原因" in kept.content.decode()
    assert "汛期停工三周" in kept.content.decode()
    client.post(f"/matters/extensions/{asked.pk}/", {"decision": "grant", "opinion": "同意。"})
    assert Extension.objects.get().state == "granted"
    assert "没有延期申请" in open_page(client, city.office, "/matters/extensions/")
    assert "同意延期" in open_page(client, city.leader, "/matters/extensions/?view=settled")


def test_a_request_is_answered_with_a_promise(city: City, client: Client, received: Matter) -> None:
    asked = plant_request(city, received)
    address = f"/matters/requests/{asked.pk}/"
    assert "三处管线权属不清" in open_page(client, city.office, address)
    form = {"way": "arrange", "answer": "由市发展改革委确认。", "title": "确认三处管线权属"}
    kept = client.post(address, form)
    assert kept.status_code == 422
    assert "事项、单位和时限都要填" in kept.content.decode()
    assert "由市发展改革委确认。" in kept.content.decode()
    late = client.post(address, {**form, "unit": "B02", "due_on": "2026-09-01"})
    assert "完成时限已经过去" in late.content.decode()
    client.post(address, {**form, "unit": "B02", "due_on": "2026-10-30"})
    stored = CoordinationRequest.objects.get()
    assert stored.promised is not None
    assert stored.promised.lead_unit == city.planning
    assert stored.promised.number in open_page(client, city.reporter, address)


def test_a_request_is_raised_and_declined(city: City, client: Client, received: Matter) -> None:
    group = LeadingGroup.objects.create(
        kind=GroupKind.SUPERVISION, name="市督考领导小组", office=city.office_unit, since=FOUNDED
    )
    asked = plant_request(city, received)
    address = f"/matters/requests/{asked.pk}/"
    client.force_login(city.office)
    assert client.post(address, {"way": "raise", "group_id": group.pk, "reason": ""}).status_code == 422
    client.post(address, {"way": "raise", "group_id": group.pk, "reason": "跨部门。"})
    assert "市督考领导小组" in open_page(client, city.leader, address)
    client.post(address, {"way": "decline", "reason": "单位可以自行确认。"})
    assert CoordinationRequest.objects.get().state == "declined"
    client.force_login(city.reporter)
    assert client.post(address, {"way": "decline", "reason": "不办。"}).status_code == 403


def test_a_look_back_that_rebounded_needs_a_limit(city: City, client: Client, finished: Matter) -> None:
    services.close_matter(actor=city.actor(city.office), matter=finished, opinion="销号。", at=NOW)
    look = LookBack.objects.get()
    address = f"/matters/lookbacks/{look.pk}/"
    assert "没有到期的回头看" in open_page(client, city.office, "/matters/lookbacks/")
    assert "城市燃气" in open_page(client, city.office, "/matters/lookbacks/?view=planned")
    assert "销号。" in open_page(client, city.office, address)
    kept = client.post(address, {"finding": "rebounded", "opinion": "两处漏气。"})
    exported = "/matters/lookbacks/export/"
    (row,) = sheet_rows(client.get(f"{exported}?view=planned").content)
    assert row[:3] == (look.matter.number, look.matter.title, "市住建局")
    assert sheet_rows(client.get(exported).content) == []
    assert "请定完成时限" in kept.content.decode()
    client.post(address, {"finding": "rebounded", "opinion": "两处漏气。", "due_on": "2027-05-31"})
    assert Matter.objects.get().state == "ongoing"


def test_what_was_signed_off_is_recommended(city: City, client: Client, finished: Matter) -> None:
    """Read by everybody who does business; the matter itself by whoever may see it."""
    finished.assisting.clear()
    page, ref = f"/matters/{finished.pk}/", subject_ref(finished.pk)
    add = f"/problems/practices/add/?from={ref}"
    sent = {"title": "燃气管网一次更新", "text": "逐户公示停气时间。", "unit_id": city.housing.pk}
    assert "推荐为典型案例" not in open_page(client, city.head, page)
    early = client.post(add, sent)
    assert early.status_code == 409
    assert "销号以后再推荐" in early.content.decode()
    services.close_matter(actor=city.actor(city.office), matter=finished, opinion="属实，销号。", at=NOW)
    assert add in client.get(page).content.decode()
    for words in (finished.number, "全部通气，已验收。", "属实，销号。"):
        assert words in open_page(client, city.head, add)
    assert client.post(add, sent).status_code == 302
    practice = Practice.objects.get()
    assert (practice.subject_ref, practice.scope_id, practice.problem_id) == (ref, finished.owner_id, None)
    again = client.post(add, {**sent, "title": "换个标题"})
    assert again.status_code == 409
    assert "已经推荐过：燃气管网一次更新（待审定）" in again.content.decode()
    approve_practice(actor=city.actor(city.office), practice=practice, at=NOW)
    read = f"/problems/practices/{practice.pk}/"
    assert finished.number in open_page(client, city.head, read)
    assert finished.number not in open_page(client, city.stranger, read)
    for unknown in (ref, "matters:matter:99999", "matters:matter:x", "other:thing:1"):
        assert client.get(f"/problems/practices/add/?from={unknown}").status_code == 404


def rules_form(**changes: object) -> dict[str, object]:
    start = {
        name: value
        for name, value in RulesForm.start_from(rules_on(TODAY)).items()
        if value not in (False, None)
    }
    return {
        **start,
        "form": "rules",
        "key": "k",
        "effective_on": MORROW,
        "source": "示督〔2026〕3 号",
        **changes,
    }


def test_the_office_sets_rules(city: City, client: Client) -> None:
    assert "提醒 ▸ 黄灯 1 ▸ 红灯 1 ▸ 督办单 3" in open_page(client, city.office, "/matters/rules/")
    changes = {"slip_after": 5, "talk_by": "office", "deduction_used": ""}
    assert client.post("/matters/rules/", rules_form(**changes)).status_code == 302
    stored = SupervisionRules.objects.get(effective_on=MORROW)
    assert [step["rung"] for step in stored.ladder][-1] == "listing"
    assert [(s["after"], s["by"]) for s in stored.ladder if s["rung"] in ("slip", "talk")] == [
        (5, "office"),
        (10, "office"),
    ]
    assert "示督〔2026〕3 号" in open_page(client, city.leader, "/matters/rules/")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"effective_on": TODAY}, "施行日期从明天起"),
        ({"slip_basis": " "}, "请写明“督办单”的依据"),
        ({"slip_explain": ""}, "“督办单”的说明期"),
        ({"behind_red": 5}, "红灯的百分点不能小于黄灯"),
        ({"word_limit": "多"}, "只能填整数"),
    ],
)
def test_rules_that_cannot_be_come_back_with_their_sentence(
    city: City, client: Client, changes: dict[str, object], sentence: str
) -> None:
    client.force_login(city.office)
    answer = client.post("/matters/rules/", rules_form(**changes))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert SupervisionRules.objects.count() == 1


def test_terms_and_fields_are_set_on_the_same_page(city: City, client: Client) -> None:
    client.force_login(city.office)
    term = {
        "form": "term", "kind": "document", "effective_on": MORROW, "days": 20, "day_kind": "working",
        "receive_workdays": 1, "word_days": 10, "source": "示督〔2026〕3 号",
    }  # fmt: skip
    client.post("/matters/rules/", term)
    client.post("/matters/rules/", {"form": "field", "name": "数字政府", "position": 20})
    page = open_page(client, city.office, "/matters/rules/")
    assert "示督〔2026〕3 号" in page
    assert "数字政府" in client.get("/matters/rules/").content.decode()


def test_a_reader_sets_nothing(city: City, client: Client) -> None:
    client.force_login(city.leader)
    assert client.post("/matters/rules/", rules_form()).status_code == 403


@pytest.mark.parametrize("address", ["rungs", "extensions", "requests", "lookbacks"])
def test_lists_ask_the_same_number_of_questions(
    city: City, client: Client, draft: Callable[..., MatterDraft], address: str,
    django_assert_num_queries: Callable[..., object],
) -> None:  # fmt: skip
    office, reporter = city.actor(city.office), city.actor(city.reporter)

    def plant() -> None:
        matter = services.register_matter(actor=office, draft=draft(), at=NOW)
        assert matter is not None
        services.assign_matter(actor=office, matter=matter, at=NOW)
        services.receive_matter(actor=reporter, matter=matter, at=NOW)
        plant_rung(matter)
        plant_extension(city, matter)
        plant_request(city, matter)
        plant_lookback(matter)

    plant()
    client.force_login(city.office)
    client.get(f"/matters/{address}/")
    with django_assert_num_queries(COUNTS[address]):  # type: ignore[attr-defined]
        client.get(f"/matters/{address}/")
    plant()
    plant()
    with django_assert_num_queries(COUNTS[address]):  # type: ignore[attr-defined]
        assert client.get(f"/matters/{address}/").content.count(b"DB-2026-") == 3


COUNTS = {"rungs": 7, "extensions": 8, "requests": 7, "lookbacks": 7}


def test_what_waits_for_whom(city: City, client: Client, received: Matter) -> None:
    plant_rung(received)
    plant_extension(city, received)
    plant_request(city, received)
    plant_lookback(received)

    def waiting(account: object) -> str:
        return open_page(client, account, "/todo/")

    unit = waiting(city.reporter)
    assert "拟升级为督办单：城市燃气" in unit
    office = waiting(city.office)
    for title in ("请求协调", "延期申请", "回头看"):
        assert f"{title}：城市燃气" in office
    assert "决定督办单" not in office
    Rung.objects.update(explain_by=YESTERDAY)
    assert "决定督办单：城市燃气" in waiting(city.office)
    assert "决定督办单" not in waiting(city.leader)
    Rung.objects.update(kind="talk")
    assert "决定约谈：城市燃气" in waiting(city.leader)
    assert "城市燃气" not in waiting(city.stranger)
