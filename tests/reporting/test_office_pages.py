"""The office's pages over HTTP: overview, checks, rules, shared values, corrections."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dukao.background.models import Task
from dukao.background.vocabulary import TaskState
from dukao.journal.models import Entry
from dukao.organisations.models import Unit
from dukao.reporting import services
from dukao.reporting.models import ReportingPeriod, ReportingPolicy, SharedValue, UnitReport
from dukao.reporting.shared_table import Cell
from dukao.schemes.models import SchemeVersion
from tests.conftest import NOW, City
from tests.reporting.planting import line_of


@pytest.fixture
def office(client: Client, city: City) -> Client:
    client.force_login(city.office)
    return client


def text(answer: Any) -> str:
    return answer.content.decode()


def test_the_overview_says_who_has_handed_in(office: Client, submitted: UnitReport) -> None:
    page = text(office.get("/reports/overview/2026-09/"))
    for part in ("市住建局", "市水利局", "未提交", "审核中", "通过 0，待审核 3"):
        assert part in page
    assert "市水利局" not in text(office.get("/reports/overview/2026-09/?view=review"))
    assert (
        text(office.get("/reports/overview/2026-09/?view=review&q=水利&category=zzz&sort=x")).count(
            "没有符合条件"
        )
        == 1
    )


def test_the_list_goes_out_as_excel(office: Client, submitted: UnitReport) -> None:
    answer = office.get("/reports/overview/2026-09/export/?view=review")
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[1][:5] == ("B01", "市住建局", "已提交", None, 3)
    assert len(rows) == 2


def test_reminding_from_the_list(office: Client, report: UnitReport) -> None:
    assert office.post("/reports/overview/2026-09/remind/", {"key": "k"}).status_code == 422
    data = {"key": "k", "reports": [report.pk, "abc", "9" * 30]}
    assert office.post("/reports/overview/2026-09/remind/", data).status_code == 302
    assert Entry.objects.filter(event="reports_urged").count() == 1


def test_a_month_is_opened_and_locked(
    office: Client, version: SchemeVersion, policy: ReportingPolicy
) -> None:
    assert "开始" in text(office.get("/reports/overview/"))
    for period, status in (("2026-13", 422), ("八月", 422), ("2026-08", 422), ("2026-09", 302)):
        assert office.post("/reports/overview/open/", {"key": "k", "period": period}).status_code == status
    ReportingPeriod.objects.update(period="2026-08", due_at=NOW - timedelta(days=28))
    refused = office.post("/reports/overview/2026-08/lock/", {"key": "l"})
    assert refused.status_code == 422
    assert "仍要锁定请写明原因" in text(refused)
    office.post("/reports/overview/2026-08/lock/", {"key": "l", "reason": "经领导同意。"})
    assert ReportingPeriod.objects.get().locked_at is not None
    assert "已锁定" in text(office.get("/reports/overview/2026-08/"))


def test_an_unknown_month_is_not_there(office: Client, db: None) -> None:
    assert office.get("/reports/overview/2031-01/").status_code == 404
    assert office.get("/reports/overview/xx/").status_code == 404


def test_rules_are_set_with_their_source(office: Client, policy: ReportingPolicy) -> None:
    page = office.get("/reports/rules/")
    start = page.content.decode()
    assert "示考〔2026〕1 号" in start
    rules = {
        "key": "r", "effective_on": "2026-11-01", "source": "示考〔2026〕9 号", "opens_day": "18", "due_hour": "18",
        "due_minute": "0", "review_workdays": "3", "remind_workdays": "5、x", "soon_days": "2", "late_yellow": "10",
        "late_red": "30", "narrative_limit": "200", "evidence_items": "2", "evidence_pages": "4",
        "evidence_megabytes": "8",
    }  # fmt: skip
    refused = office.post("/reports/rules/", rules)
    assert refused.status_code == 422
    assert "用顿号隔开" in text(refused)
    assert office.post("/reports/rules/", {**rules, "remind_workdays": "3、1"}).status_code == 302
    made = ReportingPolicy.objects.get(effective_on="2026-11-01")
    assert (made.remind_workdays, made.evidence_bytes, made.narrative_required) == (
        [3, 1],
        8 * 1024**2,
        False,
    )
    late = office.post("/reports/rules/", {**rules, "remind_workdays": "1", "late_red": "5", "key": "s"})
    assert "红灯的百分点不能小于黄灯" in text(late)
    assert office.post("/reports/rules/", {**rules, "effective_on": "2026-02-30"}).status_code == 422


def table(*rows: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("值.csv", ("单位代码,指标代码,期间,数值\n" + "\n".join(rows)).encode())


def test_a_table_is_read_first_and_imported_after(office: Client, version: SchemeVersion) -> None:
    answer = office.post(
        "/reports/shared/import/", {"table": table("B01,J-07,2026-09,44.160", "B03,J-07,2026-09,")}
    )
    page = text(office.get(answer["Location"]))
    assert "44.160" in page
    assert "导入 1 条" in page
    assert not SharedValue.objects.exists()
    assert office.post(answer["Location"], {"key": "k"}).status_code == 302
    assert str(SharedValue.objects.get().value) == "44.160"
    assert "44.160" in text(office.get("/reports/shared/?q=j-07&period=2026-09"))


def test_row_errors_are_listed_and_nothing_is_stored(office: Client, version: SchemeVersion) -> None:
    answer = office.post(
        "/reports/shared/import/", {"table": table("B01,J-07,2026-09,abc", "X,J-07,2026-09,1")}
    )
    page = text(office.get(answer["Location"]))
    assert "只能填数字" in page
    assert "没有代码为“X”的单位" in page
    assert office.post(answer["Location"], {"key": "k"}).status_code == 422
    assert not SharedValue.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("坏.xlsx", b"PK\x03\x04garbage", "不是能打开的 Excel"), ("空.csv", b"", "空的"), ("图.png", b"\x89PNG\r\n\x1a\n\x00", "不是 Excel"),
        ("大.csv", b"0" * (20 * 1024 * 1024 + 1), "超过 20 MB"), ("错.csv", "甲,乙\n1,2".encode(), "表头缺少"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_in_words(
    office: Client, db: None, name: str, content: bytes, said: str
) -> None:
    answer = office.post("/reports/shared/import/", {"table": SimpleUploadedFile(name, content)})
    assert answer.status_code == 422
    assert said in text(answer)


def test_an_import_that_is_gone_says_so(office: Client, db: None) -> None:
    for digest in ("0" * 64, "..%2F..%2Fetc%2Fpasswd", "xyz"):
        assert office.get(f"/reports/shared/import/{digest}/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_large_table_goes_through_the_background(
    office: Client, version: SchemeVersion, make_unit: Callable[..., Unit]
) -> None:
    units = [make_unit(f"K{n:03}", f"单位{n}") for n in range(60)]
    rows = [
        f"{unit.code},J-07,20{year:02}-12,{n}.{year:02}"
        for n, unit in enumerate(units)
        for year in range(20, 31)
    ]
    answer = office.post("/reports/shared/import/", {"table": table(*rows)})
    waiting = office.post(answer["Location"], {"key": "k"})
    task = Task.objects.get()
    assert waiting["Location"].endswith(f"/{task.pk}/")
    assert task.state == TaskState.DONE, task.sentence
    assert SharedValue.objects.count() == 660
    assert "新增 660 条" in task.result["sentence"]


def test_the_template_opens_in_excel(office: Client, db: None) -> None:
    book = openpyxl.load_workbook(BytesIO(office.get("/reports/shared/template/").content))
    assert book.sheetnames == ["共享数据", "填写说明"]


def test_checks_and_corrections_are_answered_on_their_pages(
    office: Client, city: City, submitted: UnitReport
) -> None:
    line = line_of(submitted, "Z-02")
    services.accept_line(
        actor=city.actor(city.reviewer), line=line, revision=line.revision, to_verify=True, at=NOW
    )
    assert "老旧小区改造完成" in text(office.get("/reports/checks/"))
    assert office.post(f"/reports/checks/{line.pk}/", {"key": "v"}).status_code == 422
    found = {"key": "v", "finding": "inconsistent", "opinion": "现场 74 个。"}
    assert office.post(f"/reports/checks/{line.pk}/", found).status_code == 302
    assert "去撤销通过" in text(office.get("/reports/checks/"))
    services.import_shared_values(
        actor=city.actor(city.office), cells=[Cell(2, "B01", "J-07", "2026-09", "44")], source="", at=NOW
    )
    from decimal import Decimal

    asked = services.request_correction(
        actor=city.actor(city.reporter),
        shared=SharedValue.objects.get(),
        proposed=Decimal(45),
        reason="误。",
        at=NOW,
    )
    assert office.post(f"/reports/corrections/{asked.pk}/", {"key": "d"}).status_code == 422
    decided = {"key": "d", "decision": "accept", "opinion": "属实。"}
    assert office.post(f"/reports/corrections/{asked.pk}/", decided).status_code == 302
    assert "属实。" in text(office.get("/reports/corrections/"))


@pytest.mark.parametrize("units", [1, 3])
def test_the_overview_asks_the_same_however_many_units(
    office: Client, september: ReportingPeriod, units: int, django_assert_num_queries: Any
) -> None:
    keep = list(UnitReport.objects.values_list("pk", flat=True)[:units])
    gone = UnitReport.objects.exclude(pk__in=keep)
    for report in gone:
        report.lines.all().delete()
    gone.delete()
    office.get("/reports/overview/2026-09/")
    with django_assert_num_queries(7):
        office.get("/reports/overview/2026-09/")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_shared_list_asks_the_same_however_many_rows(
    office: Client, city: City, version: SchemeVersion, rows: int, django_assert_num_queries: Any
) -> None:
    cells = [Cell(n, "B01", "J-07", f"2026-0{n}", "4") for n in range(1, rows + 1)]
    services.import_shared_values(actor=city.actor(city.office), cells=cells, source="", at=NOW)
    office.get("/reports/shared/")
    with django_assert_num_queries(8):
        office.get("/reports/shared/")
