"""Pages over HTTP: the plan, one check, the unit's own page, burden, import and export; who sees what."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dukao.checks import services
from dukao.checks.columns import LISTED
from dukao.checks.models import Check, CheckRules, Complaint, Conclusion, Topic
from dukao.checks.selectors import visible_checks
from dukao.checks.web.sheets import SAMPLE, TEMPLATE_HEAD, workbook_of
from dukao.journal.models import Entry
from dukao.ui.todo import todos
from tests.checks.planting import colleague, plant_conclusion
from tests.conftest import NOW, TODAY, City

pytestmark = pytest.mark.django_db
Plant = Callable[..., Check]
STATES = ("proposed", "sent", "approved", "ongoing", "done")


def text(answer: Any) -> str:
    return answer.content.decode()


def as_(city: City, name: str) -> Client:
    client = Client()
    client.force_login(getattr(city, name))
    return client


def asked(client: Client, address: str, of: str) -> int:
    """How many queries of the page are its own: those that touch this room's tables."""
    client.get(address)  # fills what a process asks once
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return sum(of in query["sql"] for query in queries)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("address", "budget"),
    [("/checks/", 8), ("/checks/calendar/", 7), ("/checks/mine/", 4), ("/checks/additions/", 5)],
)
def test_a_page_asks_the_same_whatever_its_length(
    city: City, plant: Plant, address: str, budget: int, count: int
) -> None:
    for number in range(count):
        plant("approved", name=f"检查 {number}")
    who = as_(city, "reporter" if "mine" in address else "office")
    assert asked(who, address, "checks_") <= budget


@pytest.mark.parametrize("objects", [1, 2])
@pytest.mark.parametrize(("state", "queries"), [("proposed", 19), ("done", 16)])
def test_the_page_of_a_check_asks_the_same_however_many_it_comes_to(
    city: City, plant: Plant, state: str, queries: int, objects: int, django_assert_num_queries: Any
) -> None:
    check = plant(state, object_ids=(city.housing.pk, city.other.pk)[:objects])
    office = as_(city, "office")
    office.get(f"/checks/{check.pk}/")
    with django_assert_num_queries(queries):
        office.get(f"/checks/{check.pk}/")


SEEN = {
    # who sees a check of the office that comes to 市住建局 and 市水利局, by state
    "office": set(STATES),
    "leader": set(STATES),
    "discipline": set(STATES),
    "head": {"approved", "ongoing", "done"},
    "reporter": {"approved", "ongoing", "done"},
    "stranger": {"approved", "ongoing", "done"},
    "patroller": {"approved", "ongoing", "done"},
    "reviewer": set(),
    "audit_admin": set(),
}


@pytest.mark.parametrize("state", STATES)
def test_who_sees_which_checks(city: City, plant: Plant, state: str) -> None:
    check = plant(state, name="只给有关的人看的督查")
    assert Check.objects.filter(pk=check.pk).exists()  # there is something to leak
    for name, states in SEEN.items():
        actor = city.actor(getattr(city, name))
        found = visible_checks(actor, TODAY).filter(pk=check.pk).exists()
        assert found is (state in states), f"{name} and a check that is {state}"
        answers = [as_(city, name).get(address) for address in (f"/checks/{check.pk}/", "/checks/export/")]
        assert (answers[0].status_code == 200) is found, f"{name} opens a check that is {state}"
        for address in ("/checks/", "/checks/calendar/", "/checks/additions/", "/search/?q=只给有关"):
            page = text(as_(city, name).get(address))
            assert ("只给有关的人看的督查" in page) is found, f"{name} at {address}, {state}"


def test_a_unit_sees_that_it_is_checked_and_not_whom_else(city: City, plant: Plant) -> None:
    check = plant("approved")
    mine = text(as_(city, "reporter").get(f"/checks/{check.pk}/"))
    assert "市住建局" in mine
    assert "市水利局" not in mine
    assert "市水利局" in text(as_(city, "office").get(f"/checks/{check.pk}/"))
    assert "市水利局" not in text(as_(city, "reporter").get("/checks/"))
    assert "全部计划一年的限额" not in text(as_(city, "reporter").get("/checks/"))
    assert "全部计划一年的限额" in text(as_(city, "office").get("/checks/"))
    sheet = openpyxl.load_workbook(BytesIO(as_(city, "reporter").get("/checks/export/").content)).active
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert any("市住建局" in cell for cell in cells)
    assert not any("市水利局" in cell for cell in cells)


def test_the_plan_is_filtered_by_what_the_address_says(city: City, plant: Plant) -> None:
    plant("approved", name="内涝督查")
    safety = Topic.objects.get(name="安全生产").pk
    plant("sent", name="防汛检查", topic_id=safety, starts_on=date(2026, 11, 3), ends_on=date(2026, 11, 9))
    office = as_(city, "office")
    for query, found in (
        ("", {"内涝督查", "防汛检查"}), ("view=sent", {"防汛检查"}), (f"topic={safety}", {"防汛检查"}),
        ("month=10", {"内涝督查"}), ("q=防汛", {"防汛检查"}), ("q=督考办", {"内涝督查", "防汛检查"}),
        ("year=2027", set()), ("unit=B01", {"内涝督查", "防汛检查"}), ("unit=B02", set()),
        ("view=nonsense&topic=x&year=9999&month=77", {"内涝督查", "防汛检查"}),
    ):  # fmt: skip
        page = text(office.get(f"/checks/?{query}"))
        assert {name for name in ("内涝督查", "防汛检查") if name in page} == found, query


def test_registering_says_what_is_wrong_at_the_field(city: City) -> None:
    office = as_(city, "office")
    form = {
        "key": "k1", "name": "排水检查", "kind": "inspection", "form": "special", "content_kind": "upper",
        "topic_id": Topic.objects.get(name="城建民生").pk, "methods": ["visit"], "regime": "government",
        "basis": "省文件第二条", "basis_level": "province", "organiser_id": "D01", "object_ids": "不存在的局",
        "starts_on": "2026-10-08", "ends_on": "2026-10-20", "times": "1", "field_days": "1", "scope": "泵站。",
    }  # fmt: skip
    answer = office.post("/checks/add/", form)
    assert answer.status_code == 422
    assert "没有“不存在的局”这个单位" in text(answer)
    answer = office.post("/checks/add/", {**form, "object_ids": "市住建局\n东岭县及下属"})
    assert answer.status_code == 422
    assert "请写明增补的理由" in text(answer)
    answer = office.post(
        "/checks/add/", {**form, "object_ids": "市住建局\n东岭县及下属", "added_reason": "汛后部署。"}
    )
    check = Check.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/checks/{check.pk}/")
    assert set(check.targets.values_list("unit__code", flat=True)) == {"B01", "X01"}


def test_a_leader_sees_what_stands_against_it_and_writes_why(city: City, plant: Plant) -> None:
    CheckRules.objects.update(city_quota=0)
    check, leader = plant("sent"), as_(city, "leader")
    page = text(leader.get(f"/checks/{check.pk}/approve/"))
    assert "超出限额" in page
    assert "例外的理由" in page
    assert leader.post(f"/checks/{check.pk}/approve/", {"exception": ""}).status_code == 422
    assert leader.post(f"/checks/{check.pk}/approve/", {"exception": "省里统一部署。"}).status_code == 302
    assert Check.objects.get(pk=check.pk).state == "approved"


def test_a_recused_office_reads_why_and_cannot(city: City, plant: Plant) -> None:
    made = plant_conclusion(city, plant("ongoing"), "reviewed")
    office = as_(city, "office")
    assert "应当回避（《政府督查工作条例》第十七条）" in text(office.get(f"/checks/conclusions/{made.pk}/"))
    assert office.get(f"/checks/conclusions/{made.pk}/review/").status_code == 403
    other = Client()
    other.force_login(colleague(city, "tianmu", "田牧"))
    page = text(other.get(f"/checks/conclusions/{made.pk}/review/"))
    assert "问题较多" in page
    assert "问题严重" not in page  # nothing heavier is even offered
    answer = other.post(
        f"/checks/conclusions/{made.pk}/review/",
        {"outcome_": "change", "severity": "serious", "reasons": "加重。", "lifted": []},
    )
    assert answer.status_code == 422
    assert "没有这个选项" in text(answer)


def test_evidence_is_shown_to_those_who_read_the_conclusion(city: City, plant: Plant) -> None:
    made = plant_conclusion(city, plant("ongoing"), "hearing")
    address = reverse("documents:view", args=[made.evidence.get().file_id])
    expected = {"office": 200, "head": 200, "discipline": 200, "stranger": 404, "patroller": 404}
    got = {name: as_(city, name).get(address).status_code for name in expected}
    assert got == expected


def test_a_unit_complains_in_a_few_words_and_is_answered_with_words(city: City, plant: Plant) -> None:
    check = plant("approved")
    head = as_(city, "head")
    form = {
        "key": "c1",
        "unit_id": city.housing.pk,
        "kind": "twice",
        "number": check.number,
        "text": "同一张表要了两次。",
    }
    assert head.post("/checks/complain/", {**form, "text": "字" * 301}).status_code == 422
    assert head.post("/checks/complain/", {**form, "number": "JC-2026-9999"}).status_code == 422
    assert head.post("/checks/complain/", form).status_code == 302
    complaint = Complaint.objects.get()
    office = as_(city, "office")
    assert "同一张表要了两次" in text(office.get("/checks/complaints/?view=open"))
    assert "同一张表要了两次" not in text(as_(city, "stranger").get("/checks/complaints/"))
    assert office.post(f"/checks/complaints/{complaint.pk}/", {"answer": " "}).status_code == 422
    assert (
        office.post(f"/checks/complaints/{complaint.pk}/", {"answer": "合并，只报一次。"}).status_code == 302
    )
    assert "合并，只报一次" in text(head.get("/checks/complaints/"))
    sheet = openpyxl.load_workbook(BytesIO(head.get("/checks/complaints/export/").content)).active
    assert sheet is not None
    assert "合并，只报一次。" in [cell.value for row in sheet.iter_rows() for cell in row]


def sheet(*rows: tuple[str, ...], head: tuple[str, ...] = TEMPLATE_HEAD) -> SimpleUploadedFile:
    return SimpleUploadedFile("plan.xlsx", workbook_of("计划", head, rows))


def sample(**changes: str) -> tuple[str, ...]:
    fit = {"organiser": "市督考办", "joint": "", "objects": "市住建局、市水利局"} | changes
    return tuple(fit.get(column.key, value) for column, value in zip(LISTED, SAMPLE, strict=True))


def test_a_plan_is_read_judged_and_registered_as_a_whole(city: City) -> None:
    office = as_(city, "office")
    answer = office.post(
        "/checks/import/", {"table": sheet(sample(), sample(name="第二项", objects="没有的局"))}
    )
    page = text(office.get(answer["Location"]))
    assert "没有“没有的局”这个单位" in page
    assert not Check.objects.exists()
    assert office.post(answer["Location"], {"key": "i1"}).status_code == 422
    assert not Check.objects.exists()
    assert not Entry.objects.exists()
    answer = office.post("/checks/import/", {"table": sheet(sample(), sample(name="第二项", times="2"))})
    places = [office.post(answer["Location"], {"key": "i2"})["Location"] for _ in range(2)]
    assert places == ["/checks/?year=2027", "/checks/"]  # pressing twice imports once
    assert list(Check.objects.order_by("pk").values_list("name", "times", "state")) == [
        ("安全生产专项督查", 1, "proposed"), ("第二项", 2, "proposed"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "缺项目"),
        ({"kind": "抽查"}, "种类不能是“抽查”"),
        ({"starts_on": "三月"}, "不是日期"),
        ({"times": "许多"}, "次数要填整数"),
        ({"times": "²"}, "次数要填整数"),
        ({"topic": "无"}, "没有主题“无”"),
        ({"methods": "望闻"}, "没有方式“望闻”"),
        ({"objects": "市督考办"}, "不能是自己的检查对象"),
        ({"ends_on": "2027-02-01"}, "不能早于开始日期"),
    ],
)
def test_every_fault_of_a_row_is_told(city: City, changes: dict[str, str], sentence: str) -> None:
    office = as_(city, "office")
    answer = office.post("/checks/import/", {"table": sheet(sample(**changes))})
    assert sentence in text(office.get(answer["Location"]))


@pytest.mark.parametrize(
    ("head", "sentence"),
    [(("甲", "乙"), "没有找到表头"), ((*TEMPLATE_HEAD, "项目名称"), "出现了两次")],
)
def test_a_sheet_without_our_heads_is_refused(city: City, head: tuple[str, ...], sentence: str) -> None:
    answer = as_(city, "office").post("/checks/import/", {"table": sheet(sample(), head=head)})
    assert answer.status_code == 422
    assert sentence in text(answer)


def test_an_export_can_be_brought_in_again(city: City, plant: Plant) -> None:
    plant("proposed", starts_on=date(2026, 11, 2), ends_on=date(2026, 11, 20))
    office = as_(city, "office")
    content = office.get("/checks/export/").content
    answer = office.post("/checks/import/", {"table": SimpleUploadedFile("a.xlsx", content)})
    office.post(answer["Location"], {"key": "again"})
    first, second = Check.objects.order_by("pk")
    for name in (
        "name",
        "kind",
        "form",
        "topic_id",
        "basis",
        "methods",
        "starts_on",
        "scope",
        "organiser_id",
    ):
        assert getattr(first, name) == getattr(second, name), name
    units = [set(one.targets.values_list("unit_id", flat=True)) for one in (first, second)]
    assert units[0] == units[1]


def test_rules_are_set_from_a_later_day_with_their_source(city: City) -> None:
    office = as_(city, "office")
    form = {
        "form": "rules", "key": "r1", "effective_on": "2027-01-01", "source": "市委办〔2026〕31 号", "unit_quota": "6",
        "city_quota": "", "organiser_quota": "1", "warn_before": "1", "plan_until_month": "1", "reuse_months": "12", "soon_workdays": "3", "receipt_workdays": "5",
    }  # fmt: skip
    late = office.post("/checks/rules/", {**form, "effective_on": "2026-09-28"})
    assert late.status_code == 422
    assert "施行日期从明天起" in text(late)
    assert office.post("/checks/rules/", form).status_code == 302
    rules = CheckRules.objects.get(effective_on=date(2027, 1, 1))
    assert (rules.unit_quota, rules.city_quota) == (6, None)
    assert as_(city, "head").post("/checks/rules/", form).status_code == 403


def test_a_proposed_check_waits_for_the_office_and_a_sent_one_for_the_leader(
    city: City, plant: Plant
) -> None:
    plant("sent")
    services.register_check(
        actor=city.actor(city.head),
        draft=_own(city), at=NOW,
    )  # fmt: skip
    assert "1 项检查计划待批准" in text(as_(city, "leader").get("/"))
    assert "1 项申报的检查待审" in text(as_(city, "office").get("/"))


def test_what_waits_is_shown_in_the_year_it_is_planned_for(city: City, plant: Plant) -> None:
    plant("sent", name="防汛检查", starts_on=date(2027, 3, 1), ends_on=date(2027, 3, 9))
    leader = as_(city, "leader")
    (waiting,) = [one for one in todos(city.actor(city.leader), NOW) if "检查计划待批准" in one.title]
    assert "防汛检查" in text(leader.get(waiting.url))


def _own(city: City):  # type: ignore[no-untyped-def]
    from tests.checks.planting import check_draft

    return check_draft(city, organiser_id=city.housing.pk, object_ids=(city.other.pk,), name="排水自查")


def test_a_right_that_ran_out_is_not_called_overdue(city: City, plant: Plant) -> None:
    office = as_(city, "office")
    made = plant_conclusion(city, plant("ongoing"), "received")
    Conclusion.objects.filter(pk=made.pk).update(received_at=NOW - timedelta(days=60))
    for page in ("/checks/conclusions/", f"/checks/conclusions/{made.pk}/"):
        shown = text(office.get(page))
        assert "申请复核期限已过" in shown
        assert "逾期" not in shown


@pytest.mark.parametrize(
    ("who", "told"),
    [("office", True), ("leader", True), ("discipline", True), ("head", False), ("reporter", False)],
)
def test_whoever_follows_a_check_reads_how_its_conclusion_came_about(
    city: City, plant: Plant, who: str, told: bool
) -> None:
    made = plant_conclusion(city, plant("ongoing"), "received")
    page = text(as_(city, who).get(f"/checks/conclusions/{made.pk}/"))
    assert ("批准并送达结论" in page) is told
    assert (f'href="/checks/{made.check_of_id}/"' in page) is told


@pytest.mark.parametrize(("days", "is_open"), [(30, True), (34, False)])
def test_the_right_to_a_review_is_shut_when_it_ran_out(
    city: City, plant: Plant, days: int, is_open: bool
) -> None:
    made = plant_conclusion(city, plant("ongoing"), "received")
    Conclusion.objects.filter(pk=made.pk).update(received_at=NOW - timedelta(days=days))
    head, address = as_(city, "head"), f"/checks/conclusions/{made.pk}/"
    page = text(head.get(address))
    assert (f'href="{address}ask/"' in page) is is_open
    assert ("2026 年 9 月 24 日为止，已经过了" in page) is not is_open
    assert head.get(f"{address}ask/").status_code == (200 if is_open else 403)
    answer = head.post(f"{address}ask/", {"grounds": "1.2 公里在 9 月 20 日已经贯通。"})
    assert answer.status_code == (302 if is_open else 403)
    assert made.reviews.exists() is is_open
    assert "申请复核</a>" not in text(as_(city, "reporter").get(address))  # the head alone asks


def test_a_result_is_offered_once_for_all_its_objects(city: City, plant: Plant) -> None:
    done = plant("done", name="查过的")
    check = plant("approved", name="再查一遍")
    page = text(as_(city, "office").get(f"/checks/{check.pk}/"))
    offered = page.partition("可以引用的结果")[2].partition("</ul>")[0]
    assert offered.count(f'href="/checks/{done.pk}/"') == 1
    assert "市住建局、市水利局" in re.sub(r"<[^>]+>", "", offered)
