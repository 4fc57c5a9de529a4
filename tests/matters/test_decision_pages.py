"""Pages of decisions as their visitors use them: forms, fragments of words, counts that do not grow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from dukao.background.models import Task
from dukao.background.vocabulary import TaskState
from dukao.identity.models import Account
from dukao.matters import services
from dukao.matters.intake.reading import read_plan
from dukao.matters.models import Decision, Intake, Matter, Paragraph
from dukao.matters.scores import ScorePart, _sources, add_score_source
from dukao.matters.selectors.decisions import decision_page
from dukao.matters.selectors.loop import loop_of
from dukao.matters.services import MatterDraft
from dukao.matters.vocabulary import DecisionKind, Disposition
from dukao.organisations.models import Person
from tests.conftest import NOW, TODAY, City
from tests.matters import messy
from tests.matters.planting import TEXT, plant_decision

pytestmark = pytest.mark.django_db


def browsing(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def office(city: City) -> Client:
    return browsing(city.office)


def typed(city: City, **changes: Any) -> dict[str, Any]:
    return {
        "kind": "meeting", "level": "city", "title": "市政府第 12 次常务会议纪要", "decided_on": "2026-09-20",
        "decided_by": "市政府常务会议", "owner": city.city.pk, "regime": "government", "label": "internal",
        "legal_basis": "《政府督查工作条例》第十一条", "text": TEXT, "key": "k1", **changes,
    }  # fmt: skip


def test_a_decision_is_registered_from_its_form(office: Client, city: City) -> None:
    answer = office.post(reverse("decisions:add"), typed(city))
    decision = Decision.objects.get()
    assert answer["Location"] == reverse("decisions:show", args=[decision.pk])
    assert decision.paragraphs.count() == 3
    assert office.post(reverse("decisions:add"), typed(city)).status_code == 302
    assert Decision.objects.count() == 1


def test_the_form_of_a_paragraph_begins_with_what_it_says(office: Client, city: City) -> None:
    decision = plant_decision(city)
    first = decision.paragraphs.get(position=1)
    address = reverse("decisions:show", args=[decision.pk])
    shown = office.get(address).content.decode()
    assert "已按这一段的文字填好，请核对后再登记。" in shown
    assert "年底前完成城市燃气管网更新改造 70 公里</textarea>" in shown
    assert 'value="市住建局"' in shown
    empty = {"title": "", "lead": "", "field": "", "key": "k"}
    refused = office.post(reverse("decisions:decompose", args=[first.pk]), empty)
    assert refused.status_code == 422
    assert "请写明由哪个单位牵头" in refused.content.decode()
    assert "已按这一段的文字填好" not in refused.content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": ""}, "必填"), ({"kind": "instruction"}, "领导批示要写明批示领导"),
        ({"leader": "查无此人"}, "没有“查无此人”这个人"), ({"text": "机密★10年"}, "不处理国家秘密"),
    ],
)  # fmt: skip
def test_a_form_that_is_not_right_keeps_what_was_typed(
    office: Client, city: City, changes: dict[str, str], words: str
) -> None:
    answer = office.post(reverse("decisions:add"), typed(city, **changes))
    assert answer.status_code == 422
    html = answer.content.decode()
    assert words in html
    assert "市政府常务会议" in html
    assert not Decision.objects.exists()


def test_the_text_is_cut_and_nothing_is_stored(office: Client, city: City) -> None:
    text = "一、管网。\n二、泵站。"
    html = office.post(reverse("decisions:add"), typed(city, text=text, cut="1")).content.decode()
    assert "一、管网。\n\n二、泵站。" in html
    words = SimpleUploadedFile("方案.docx", messy.plan_in_word())
    html = office.post(reverse("decisions:add"), typed(city, words=words, cut="1")).content.decode()
    assert "（二）加固 12 座水库。" in html
    broken = SimpleUploadedFile("方案.docx", b"PK\x03\x04 word/document.xml")
    answer = office.post(reverse("decisions:add"), typed(city, words=broken, cut="1"))
    assert answer.status_code == 422
    assert "打不开这份 Word 文件" in answer.content.decode()
    assert not Decision.objects.exists()


def test_a_paragraph_is_decomposed_into_several_matters(office: Client, city: City) -> None:
    paragraph = plant_decision(city).paragraphs.get(position=1)
    address = reverse("decisions:decompose", args=[paragraph.pk])
    matter = {
        "title": "改造管网 70 公里",
        "lead": "市住建局",
        "field": "城建民生",
        "due": "12月底",
        "key": "a",
    }
    assert office.post(address, matter).status_code == 302
    assert office.post(address, matter).status_code == 302
    answer = office.post(address, {**matter, "title": "建设调压站", "key": "b"}, follow=True)
    assert "按 2026 年 12 月 31 日" in answer.content.decode()
    assert paragraph.matters.count() == 2
    assert Paragraph.objects.get(pk=paragraph.pk).disposition == Disposition.DECOMPOSED
    answer = office.post(address, {**matter, "title": "第三件", "lead": "某局", "due": "尽快", "key": "c"})
    assert answer.status_code == 422
    html = answer.content.decode()
    for words in ("没有“某局”这个单位", "“尽快”不是一个日期", "第三件"):
        assert words in html
    assert paragraph.matters.count() == 2


def test_a_dismissal_needs_its_reason(office: Client, city: City) -> None:
    paragraph = plant_decision(city).paragraphs.get(position=3)
    address = reverse("decisions:dismiss", args=[paragraph.pk])
    assert office.post(address, {"reason": " "}).status_code == 422
    assert office.post(address, {"reason": "常规工作"}).status_code == 302
    assert "常规工作" in office.get(reverse("decisions:show", args=[paragraph.decision_id])).content.decode()


def test_a_unit_reads_its_own_paragraph_only(
    city: City, draft: Callable[..., MatterDraft], make_account: Callable[..., Account]
) -> None:
    outsider = browsing(make_account("outsider", "旁人", city.planning, "reporter"))
    decision = plant_decision(city)
    actor = city.actor(city.office)
    matter = services.register_matter(
        actor=actor, draft=draft(paragraph_id=decision.paragraphs.get(position=2).pk), at=NOW
    )
    assert matter is not None
    address = reverse("decisions:show", args=[decision.pk])
    reporter = browsing(city.reporter)
    assert reporter.get(address).status_code == 404
    services.assign_matter(actor=actor, matter=matter, at=NOW)
    html = reporter.get(address).content.decode()
    assert "12 座水库除险加固" in html
    assert "管网更新改造 70 公里，市住建局牵头" not in html
    assert "全文由督考办" in html
    for page in ("decisions:list", "decisions:ledger"):
        assert decision.title in reporter.get(reverse(page)).content.decode()
        assert decision.title not in outsider.get(reverse(page)).content.decode()


def test_the_ledger_goes_item_by_item_until_each_is_signed_off(
    city: City, draft: Callable[..., MatterDraft], office: Client
) -> None:
    actor = city.actor(city.office)
    leader = Person.objects.create(name="周行")
    said = plant_decision(city, kind=DecisionKind.INSTRUCTION, leader_id=leader.pk, title="关于燃气的批示")
    plan = plant_decision(city, kind=DecisionKind.PLAN, title="工作要点")
    for decision, title in ((said, "批示的事"), (plan, "要点的事")):
        services.register_matter(
            actor=actor,
            at=NOW,
            draft=draft(title=title, paragraph_id=decision.paragraphs.first().pk),  # type: ignore[union-attr]
        )
    address = reverse("decisions:ledger")
    html = office.get(address).content.decode()
    assert "批示的事" in html
    assert "周行批示" in html
    assert "要点的事" not in html
    assert "批示的事" not in office.get(address, {"state": "closed"}).content.decode()
    rows = read_plan("a.xlsx", office.get(reverse("decisions:ledger_export")).content).rows
    assert [row.cells["title"] for row in rows] == ["批示的事"]
    assert office.get(reverse("decisions:export"))["Content-Type"].endswith("sheet")


def test_a_plan_is_uploaded_corrected_and_registered(office: Client, city: City) -> None:
    content = "事项,领域,牵头单位,完成时限\n管网,城建民生,市住建局,12月底\n水库,城建民生,某局,12月底\n第三,城建民生,某局,\n"
    file = SimpleUploadedFile("计划.csv", content.encode())
    about = {**typed(city), "kind": "plan", "file": file}
    intake_id = office.post(reverse("decisions:import"), about)["Location"].rstrip("/").rsplit("/", 1)[1]
    address = reverse("decisions:intake", args=[intake_id])
    html = office.get(address).content.decode()
    for words in ("要改", "没有“某局”这个单位", "推断：“12月底”按 2026 年 12 月 31 日", "还有 2 行要改"):
        assert words in html
    row = reverse("decisions:row", args=[intake_id, 2])
    assert "没有“某局”这个单位" in office.get(row).content.decode()
    fixed = {"title": "水库", "field": "城建民生", "lead": "市水利局", "due": "12月底"}
    assert office.post(row, fixed)["Location"] == reverse("decisions:row", args=[intake_id, 3])
    third = reverse("decisions:row", args=[intake_id, 3])
    assert office.post(third, {"title": "第三", "left_out": "on"})["Location"] == address
    answer = office.post(reverse("decisions:register", args=[intake_id]), {"key": "k"}, follow=True)
    assert "已登记 2 件" in answer.content.decode()
    assert Matter.objects.count() == 2
    assert not Intake.objects.exists()
    assert browsing(city.reporter).get(address).status_code == 403


def test_a_long_plan_is_registered_in_the_background(
    office: Client, city: City, django_capture_on_commit_callbacks: Any
) -> None:
    decision = plant_decision(city)
    content = "事项,领域,牵头单位\n" + "".join(f"事项{n},城建民生,市住建局\n" for n in range(51))
    office.post(
        f"{reverse('decisions:import')}?decision={decision.pk}",
        {"file": SimpleUploadedFile("a.csv", content.encode())},
    )
    intake = Intake.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        office.post(reverse("decisions:register", args=[intake.pk]), {"key": "k"})
    task = Task.objects.get()
    assert (task.state, task.sentence) == (TaskState.DONE, "已登记 51 件，都是拟办，核对后交办。")
    assert Matter.objects.count() == 51


def test_a_file_that_is_no_plan_is_refused_on_the_form(office: Client, city: City) -> None:
    about = {**typed(city), "file": SimpleUploadedFile("a.doc", b"\xd0\xcf\x11\xe0" + b"\0" * 600)}
    answer = office.post(reverse("decisions:import"), about)
    assert answer.status_code == 422
    assert "旧版的 .doc 或 .xls" in answer.content.decode()
    assert not Intake.objects.exists()


def test_the_loop_goes_from_paragraph_to_score(
    city: City, draft: Callable[..., MatterDraft], office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    decision = plant_decision(city)
    actor = city.actor(city.office)
    made = services.register_matter(
        actor=actor, draft=draft(paragraph_id=decision.paragraphs.get(position=1).pk), at=NOW
    )
    assert made is not None
    services.dismiss_paragraph(
        actor=actor, paragraph=decision.paragraphs.get(position=3), reason="常规工作", at=NOW
    )
    loop = loop_of(actor, decision_page(actor, decision.pk, TODAY), TODAY)
    assert [(row.paragraph, row.state, row.score) for row in loop.rows] == [
        ("一", "拟办", ""), ("二", "待分解", ""), ("三", "不立项：常规工作", ""),
    ]  # fmt: skip
    assert len(loop.ties) == 5
    assert not loop.has_scores
    monkeypatch.setattr("dukao.matters.scores._sources", list(_sources))
    add_score_source(lambda actor, matters, day: {made.pk: [ScorePart("扣 1 分", is_loss=True)]})
    loop = loop_of(actor, decision_page(actor, decision.pk, TODAY), TODAY)
    assert loop.rows[0].score == "扣 1 分"
    assert [box.tone for box in loop.boxes if box.lines == ("扣 1 分",)] == ["loss"]
    html = office.get(reverse("decisions:loop", args=[decision.pk])).content.decode()
    assert "<svg" in html
    assert 'style="' not in html


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_ask_the_same_whatever_their_length(
    office: Client, city: City, draft: Callable[..., MatterDraft], rows: int, django_assert_num_queries: Any
) -> None:
    actor = city.actor(city.office)
    for number in range(rows):
        decision = plant_decision(city, title=f"会议 {number}")
        for paragraph in decision.paragraphs.all():
            services.register_matter(
                actor=actor,
                draft=draft(title=f"{number} {paragraph.heading}", paragraph_id=paragraph.pk),
                at=NOW,
            )
    for address, queries in (
        (reverse("decisions:list"), 13), (reverse("decisions:ledger"), 12),
        (reverse("decisions:show", args=[decision.pk]), 14),
    ):  # fmt: skip
        with django_assert_num_queries(queries):
            assert office.get(address).status_code == 200


def test_what_the_row_is_taken_for_stands_in_its_form(office: Client, city: City, received: Matter) -> None:
    """Whoever puts one cell right need not choose the field of work again."""
    content = "事项,牵头单位,完成时限\n水库,市住建局,13月\n"
    about = {**typed(city), "kind": "plan", "file": SimpleUploadedFile("计划.csv", content.encode())}
    intake_id = office.post(reverse("decisions:import"), about)["Location"].rstrip("/").rsplit("/", 1)[1]
    html = office.get(reverse("decisions:row", args=[intake_id, 1])).content.decode()
    assert '<option value="城建民生" selected' in html


@pytest.mark.parametrize("label", ["internal", "work_secret"])
def test_a_matter_leads_to_its_source_where_that_may_be_read(
    city: City, draft: Callable[..., MatterDraft], label: str
) -> None:
    decision, office = plant_decision(city, label=label), city.actor(city.office)
    made = services.register_matter(
        actor=office, draft=draft(paragraph_id=decision.paragraphs.get(position=1).pk), at=NOW
    )
    assert made is not None
    services.assign_matter(actor=office, matter=made, at=NOW)
    source = reverse("decisions:show", args=[decision.pk])
    for account in (city.office, city.leader, city.discipline, city.reporter, city.head):
        client = browsing(account)
        page = client.get(f"/matters/{made.pk}/")
        assert page.status_code == 200
        assert (f'href="{source}?' in page.content.decode()) == (client.get(source).status_code == 200)
    assert browsing(city.reporter).get(source).status_code == 200
