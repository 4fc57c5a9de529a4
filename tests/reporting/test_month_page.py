"""The month page over HTTP: with and without script, right input and wrong, one's own and another's."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dukao.journal.models import Entry
from dukao.reporting import services
from dukao.reporting.models import LineEvidence, ReportLine, UnitReport
from dukao.reporting.vocabulary import LineState, ReportState
from dukao.scoring import Period
from tests.conftest import NOW, City
from tests.documents import samples
from tests.reporting.planting import line_of

HTMX = {"HX-Request": "true"}


@pytest.fixture
def reporter(client: Client, city: City) -> Client:
    client.force_login(city.reporter)
    return client


def cells(line: ReportLine, value: str, revision: int | None = None) -> dict[str, str]:
    return {
        f"value-{line.pk}": value,
        f"revision-{line.pk}": str(line.revision if revision is None else revision),
    }


def words(answer: Any) -> str:
    return answer.content.decode()


def test_the_page_shows_every_item_with_standard_and_state(reporter: Client, report: UnitReport) -> None:
    page = words(reporter.get(f"/reports/{report.pk}/"))
    for part in (
        "老旧小区改造完成",
        "固定资产投资完成额",
        "重点工作",
        "≥ 86",
        "112",
        "待填",
        "共享带入",
        "未提供",
    ):
        assert part in page


def test_my_month_leads_to_my_report(reporter: Client, report: UnitReport) -> None:
    assert reporter.get("/reports/")["Location"] == f"/reports/{report.pk}/"


@pytest.mark.parametrize("who", ["stranger", "reviewer", "system_admin", "audit_admin"])
def test_another_s_report_is_not_there(client: Client, city: City, report: UnitReport, who: str) -> None:
    line = line_of(report, "Z-02")
    client.force_login(getattr(city, who))
    assert client.get(f"/reports/{report.pk}/").status_code == 404
    assert client.get(f"/reports/{report.pk}/sheet/").status_code == 404
    assert client.post(f"/reports/{report.pk}/values/", cells(line, "1")).status_code == 404
    line.refresh_from_db()
    assert line.value is None


def test_a_line_of_another_report_is_not_written_through_one_s_own(
    reporter: Client, city: City, report: UnitReport
) -> None:
    foreign = ReportLine.objects.get(report__unit=city.other, item__code="Z-02")
    reporter.post(f"/reports/{report.pk}/values/", cells(foreign, "5"))
    reporter.post(f"/reports/{report.pk}/lines/{foreign.pk}/", {"value": "5", "revision": "0"})
    foreign.refresh_from_db()
    assert foreign.value is None


@pytest.mark.parametrize(
    "query",
    [
        "item=abc",
        "item=99999999999999999999999",
        "item=" + "9" * 5000,
        "view=zzz",
        "tab=zzz",
        "item=１",
        "item=&view=",
    ],
)
def test_an_odd_address_shows_the_page(reporter: Client, report: UnitReport, query: str) -> None:
    assert reporter.get(f"/reports/{report.pk}/?{query}").status_code == 200


@pytest.mark.parametrize("tab", ["fill", "about", "history", "records"])
@pytest.mark.parametrize("code", ["Z-02", "J-07"])
def test_each_tab_of_the_pane_opens_alone(reporter: Client, report: UnitReport, tab: str, code: str) -> None:
    line = line_of(report, code)
    answer = reporter.get(f"/reports/{report.pk}/?item={line.pk}&tab={tab}", headers=HTMX)
    assert words(answer).lstrip().startswith('<aside class="dk-drawer is-open"')


def test_without_script_all_cells_are_saved_at_once(reporter: Client, report: UnitReport) -> None:
    first, second = line_of(report, "Z-02"), line_of(report, "Z-03")
    answer = reporter.post(
        f"/reports/{report.pk}/values/", {**cells(first, "７６"), **cells(second, "2,600")}
    )
    assert answer.status_code == 302
    assert [line_of(report, code).value for code in ("Z-02", "Z-03")] == [76, 2600]


def test_without_script_a_bad_cell_keeps_what_was_typed(reporter: Client, report: UnitReport) -> None:
    first, second = line_of(report, "Z-02"), line_of(report, "Z-03")
    answer = reporter.post(f"/reports/{report.pk}/values/", {**cells(first, "12,5"), **cells(second, "9")})
    assert answer.status_code == 422
    page = words(answer)
    assert 'value="12,5"' in page
    assert "请写成 12.5 或 125" in page
    assert line_of(report, "Z-03").value == 9, "what was right is saved"


@pytest.mark.parametrize(
    "typed", ["1e999", "NaN", "Infinity", "约76", "9" * 40, "76\x00", "<b>7</b>", "−" * 5]
)
def test_an_impossible_figure_is_refused_in_words(reporter: Client, report: UnitReport, typed: str) -> None:
    line = line_of(report, "Z-02")
    for url, data in (
        (f"/reports/{report.pk}/values/", cells(line, typed)),
        (f"/reports/{report.pk}/lines/{line.pk}/", {"value": typed, "revision": "0"}),
    ):
        for headers in ({}, HTMX):
            answer = reporter.post(url, data, headers=headers)
            assert answer.status_code == 422
            assert any(
                part in words(answer) for part in ("只能填数字", "科学记数法", "数字太长", "看不见的字符")
            )
    assert not Entry.objects.filter(event="line_saved").exists()


def test_a_cell_saved_by_script_answers_with_its_row(reporter: Client, report: UnitReport) -> None:
    line = line_of(report, "Z-02")
    answer = reporter.post(
        f"/reports/{report.pk}/values/", {**cells(line, "52"), "item": str(line.pk)}, headers=HTMX
    )
    parts = words(answer)
    assert answer.status_code == 200
    assert f'id="light-{line.pk}" hx-swap-oob="true"' in parts
    assert "警示" in parts or "预警" in parts
    assert f'name="revision-{line.pk}" value="1"' in parts
    assert "60.5%" in parts, "the pane's completion follows"


def test_a_stale_cell_is_told_who_was_faster_and_what_is_stored(
    reporter: Client, city: City, report: UnitReport, make_account: Callable[..., Any]
) -> None:
    line = line_of(report, "Z-02")
    other = city.actor(make_account("second", "林岚岚", city.housing, "reporter"))
    services.save_line(actor=other, line=line, revision=0, value=Decimal(70), at=NOW)
    for headers in ({}, HTMX):
        answer = reporter.post(f"/reports/{report.pk}/values/", cells(line, "76", 0), headers=headers)
        assert answer.status_code == 409
        assert "林岚岚刚刚改过这一项。你的内容还在，核对后再存。" in words(answer)
        assert "现在存的是 70" in words(answer)
    answer = reporter.post(
        f"/reports/{report.pk}/lines/{line.pk}/", {"value": "76", "narrative": "我写的话", "revision": "0"}
    )
    assert answer.status_code == 409
    assert "我写的话" in words(answer)
    assert line_of(report, "Z-02").value == 70


def test_301_characters_stay_on_the_page_and_are_not_stored(reporter: Client, report: UnitReport) -> None:
    line = line_of(report, "Z-02")
    text = "进" * 301
    answer = reporter.post(
        f"/reports/{report.pk}/lines/{line.pk}/", {"value": "76", "narrative": text, "revision": "0"}
    )
    assert answer.status_code == 422
    assert text in words(answer)
    assert "最多 300 字，现在 301 字" in words(answer)
    assert line_of(report, "Z-02").narrative == ""


def test_saving_goes_on_to_the_next_item(reporter: Client, report: UnitReport) -> None:
    line, following = line_of(report, "Z-02"), line_of(report, "Z-03")
    data = {"value": "76", "narrative": "进展", "revision": "0", "next": "1"}
    answer = reporter.post(f"/reports/{report.pk}/lines/{line.pk}/", data)
    assert answer["Location"] == f"/reports/{report.pk}/?item={following.pk}"
    again = reporter.post(f"/reports/{report.pk}/lines/{line.pk}/", {**data, "revision": "1"}, headers=HTMX)
    assert again["HX-Retarget"] == "#pane"
    assert f'data-pane="{following.pk}"' in words(again)


def upload(client: Client, line: ReportLine, *files: tuple[str, bytes], **extra: Any) -> Any:
    data = {"files": [SimpleUploadedFile(name, content) for name, content in files]}
    return client.post(f"/reports/{line.report_id}/lines/{line.pk}/evidence/", data, **extra)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("垃圾.pdf", os.urandom(10 * 1024 * 1024), "超过 5 MB"), ("病毒.pdf", b"MZ" + bytes(500), "内容是程序"),
        ("空.pdf", b"", "是空的"), ("加密.pdf", samples.locked_pdf(), "请去掉密码"),
        ("机密.pdf", samples.pdf(), "涉密材料不能上传"), ("表.xlsx", b"PK\x03\x04" + bytes(900), "请另存为 PDF 或图片"),
        ("长.pdf", samples.pdf(4), "有 4 页"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_in_words(
    reporter: Client, line: ReportLine, name: str, content: bytes, said: str
) -> None:
    for headers in ({}, HTMX):
        answer = upload(reporter, line, (name, content), headers=headers)
        assert answer.status_code == 422
        assert said in words(answer)
    assert not LineEvidence.objects.exists()


def test_what_is_right_among_the_files_is_taken(reporter: Client, line: ReportLine) -> None:
    answer = upload(reporter, line, ("好.pdf", samples.pdf()), ("坏.pdf", b"nothing"), headers=HTMX)
    assert answer.status_code == 422
    assert "好.pdf" in words(answer)
    assert "“坏.pdf”的内容不是" in words(answer)
    assert LineEvidence.objects.count() == 1


def test_a_fourth_file_is_refused_and_three_stay(reporter: Client, line: ReportLine) -> None:
    files = [(f"{n}.png", samples.png((50 + n, 40))) for n in range(4)]
    answer = upload(reporter, line, *files)
    assert answer.status_code == 422
    assert "最多 3 份" in words(answer)
    assert LineEvidence.objects.count() == 3


def test_no_file_is_told_too(reporter: Client, line: ReportLine) -> None:
    assert "没有选择文件" in words(upload(reporter, line))


def test_another_s_evidence_is_not_removed(
    client: Client, city: City, report: UnitReport, line: ReportLine
) -> None:
    client.force_login(city.reporter)
    upload(client, line, ("好.pdf", samples.pdf()))
    evidence = LineEvidence.objects.get()
    client.force_login(city.stranger)
    assert client.post(f"/reports/{report.pk}/evidence/{evidence.pk}/remove/").status_code == 404
    client.force_login(city.reporter)
    assert client.post(f"/reports/{report.pk}/evidence/{evidence.pk}/remove/").status_code == 302
    evidence.refresh_from_db()
    assert evidence.removed_at is not None


def test_sending_is_blocked_with_the_list_of_what_is_missing(reporter: Client, report: UnitReport) -> None:
    page = words(reporter.get(f"/reports/{report.pk}/"))
    assert "还有 3 项未填" in page
    assert f"?item={line_of(report, 'Z-02').pk}" in page
    answer = reporter.post(f"/reports/{report.pk}/send/", {"key": "k"})
    assert answer.status_code == 422
    assert "还有 3 项未填，暂时不能送签" in words(answer)


def test_sent_signed_back_sent_and_signed(
    client: Client, city: City, report: UnitReport, fill: Callable[..., ReportLine]
) -> None:
    for code in ("Z-02", "Z-03", "Z-09"):
        fill(line_of(report, code))
    client.force_login(city.reporter)
    client.post(f"/reports/{report.pk}/send/", {"key": "a"})
    client.force_login(city.head)
    assert "签发提交" in words(client.get(f"/reports/{report.pk}/sheet/"))
    refused = client.post(f"/reports/{report.pk}/sign-back/", {"key": "b", "reason": " "})
    assert refused.status_code == 422
    assert "请写明原因" in words(refused)
    client.post(f"/reports/{report.pk}/sign-back/", {"key": "b", "reason": "Z-02 请核对。"})
    client.force_login(city.reporter)
    assert "Z-02 请核对。" in words(client.get(f"/reports/{report.pk}/"))
    client.post(f"/reports/{report.pk}/send/", {"key": "c"})
    client.force_login(city.head)
    client.post(f"/reports/{report.pk}/submit/", {"key": "d"})
    client.post(f"/reports/{report.pk}/submit/", {"key": "d"})
    report.refresh_from_db()
    assert report.state == ReportState.SUBMITTED
    assert Entry.objects.filter(event="report_submitted").count() == 1


def test_a_head_who_may_not_sign_is_told_why_and_the_filler_is_not(
    client: Client, city: City, report: UnitReport, fill: Callable[..., ReportLine]
) -> None:
    for code in ("Z-02", "Z-03", "Z-09"):
        fill(line_of(report, code))
    services.send_report(actor=city.actor(city.reporter), report=report, at=NOW)
    for address in (f"/reports/{report.pk}/", f"/reports/{report.pk}/sheet/"):
        client.force_login(city.reporter)
        assert "自填自签" not in words(client.get(address))
        client.force_login(city.head)
        assert "自填自签" not in words(client.get(address))
    report.lines.filter(item__code="Z-02").update(saved_by=city.head)
    for address in (f"/reports/{report.pk}/", f"/reports/{report.pk}/sheet/"):
        page = words(client.get(address))
        assert "请由没有经手的负责人审签" in page
        assert "签发提交</button>" not in page


def test_readers_see_but_find_nothing_to_press(client: Client, city: City, report: UnitReport) -> None:
    for who in ("office", "leader", "discipline", "head"):
        client.force_login(getattr(city, who))
        page = words(client.get(f"/reports/{report.pk}/"))
        assert "老旧小区改造完成" in page
        assert "送单位审签</a>" not in page
        assert "hx-post" not in page


def test_a_correction_is_asked_for_on_the_page(reporter: Client, city: City, report: UnitReport) -> None:
    from dukao.reporting.shared_table import Cell

    services.import_shared_values(
        actor=city.actor(city.office), cells=[Cell(2, "B01", "J-07", "2026-09", "44.16")], source="", at=NOW
    )
    line = line_of(report, "J-07")
    url = f"/reports/{report.pk}/lines/{line.pk}/correction/"
    refused = reporter.post(url, {"key": "k", "proposed": "约 45", "reason": "月报写的是 45。"}, headers=HTMX)
    assert refused.status_code == 422
    assert "只能填数字" in words(refused)
    assert "月报写的是 45。" in words(refused)
    assert reporter.post(url, {"key": "k", "proposed": "45", "reason": "月报。"}).status_code == 302
    assert "待答复" in words(reporter.get(f"/reports/{report.pk}/?item={line.pk}"))


def test_history_and_last_month_are_shown(reporter: Client, city: City, report: UnitReport) -> None:
    august = services.open_period(
        actor=city.actor(city.office), period=Period.parse("2026-08"), at=NOW - timedelta(days=31)
    )
    ReportLine.objects.filter(report__period=august, report__unit=city.housing, item__code="Z-02").update(
        value=Decimal(68), state=LineState.FILLED
    )
    page = words(reporter.get(f"/reports/{report.pk}/?item={line_of(report, 'Z-02').pk}&tab=history"))
    assert "2026 年 8 月" in page
    assert ">68<" in page


@pytest.mark.parametrize("lines", [1, 3])
def test_the_page_asks_the_database_the_same_however_many_lines(
    reporter: Client, report: UnitReport, lines: int, django_assert_num_queries: Any
) -> None:
    codes = ("Z-02", "Z-03", "Z-09")
    report.lines.exclude(item__code__in=codes[:lines]).delete()
    reporter.get(f"/reports/{report.pk}/")
    with django_assert_num_queries(14):
        reporter.get(f"/reports/{report.pk}/")
