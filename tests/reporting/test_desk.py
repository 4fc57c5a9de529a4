"""The reviewer's desk over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from dukao.journal.models import Entry
from dukao.reporting.models import ReportLine, UnitReport
from dukao.reporting.vocabulary import LineState
from tests.conftest import City
from tests.reporting.planting import line_of, plant_evidence

HTMX = {"HX-Request": "true"}


@pytest.fixture
def reviewer(client: Client, city: City) -> Client:
    client.force_login(city.reviewer)
    return client


def judge(client: Client, report: UnitReport, code: str = "Z-02", **sent: Any) -> Any:
    line = line_of(report, code)
    data = {"decision": "accept", "opinion": "", "revision": line.revision, "key": f"key-{code}", **sent}
    return client.post(f"/reports/review/{line.pk}/", data)


def test_the_desk_shows_queue_content_and_evidence(reviewer: Client, submitted: UnitReport) -> None:
    page = reviewer.get("/reports/review/").content.decode()
    for part in (
        "待审 2 项",
        "市住建局",
        "老旧小区改造完成",
        "≥ 86",
        "88.4%",
        "35.35",
        "按计划推进，下月收尾。",
        "没有佐证",
    ):
        assert part in page


def test_accepting_goes_on_to_the_next(reviewer: Client, submitted: UnitReport) -> None:
    answer = judge(reviewer, submitted)
    assert answer.status_code == 302
    assert f"line={line_of(submitted, 'Z-03').pk}" in answer["Location"]
    assert line_of(submitted, "Z-02").state == LineState.ACCEPTED
    assert "待审 1 项" in reviewer.get(answer["Location"]).content.decode()


def test_a_return_without_reason_keeps_the_desk(reviewer: Client, submitted: UnitReport) -> None:
    answer = judge(reviewer, submitted, decision="return", opinion="  ")
    assert answer.status_code == 422
    assert "退回要写明原因" in answer.content.decode()
    assert line_of(submitted, "Z-02").state == LineState.SUBMITTED


def test_what_was_written_stays_when_it_is_too_long(reviewer: Client, submitted: UnitReport) -> None:
    text = "缺" * 301
    answer = judge(reviewer, submitted, decision="return", opinion=text)
    assert answer.status_code == 422
    assert text in answer.content.decode()


@pytest.mark.parametrize("sent", [{"decision": "burn"}, {"revision": "x"}, {"rejected": ["999"]}])
def test_an_odd_form_is_refused_not_a_fault(
    reviewer: Client, submitted: UnitReport, sent: dict[str, Any]
) -> None:
    assert judge(reviewer, submitted, **sent).status_code == 422
    assert line_of(submitted, "Z-02").state == LineState.SUBMITTED


def test_a_stale_desk_is_told_so(reviewer: Client, submitted: UnitReport) -> None:
    answer = judge(reviewer, submitted, revision="0")
    assert answer.status_code == 409
    assert "又报送过" in answer.content.decode()


def test_others_lines_are_not_there(client: Client, city: City, submitted: UnitReport) -> None:
    client.force_login(city.reviewer)
    assert judge(client, submitted, "Z-09").status_code == 404, "led by the office's unit"
    for who in ("reporter", "head", "leader", "discipline"):
        client.force_login(getattr(city, who))
        assert judge(client, submitted).status_code == 404
        assert client.get("/reports/review/").status_code == 403
    assert not Entry.objects.filter(event="line_accepted").exists()


def test_several_are_accepted_and_one_is_taken_back(reviewer: Client, submitted: UnitReport) -> None:
    ReportLine.objects.filter(report=submitted, item__code="Z-02").update(value="86")
    lines = [line_of(submitted, code) for code in ("Z-02", "Z-03")]
    data = {"key": "bundle", "lines": [f"{line.pk}:{line.revision}" for line in lines]}
    for _ in range(2):
        assert reviewer.post("/reports/review/accept/", data).status_code == 302
    assert Entry.objects.filter(event="line_accepted").count() == 2
    assert reviewer.post("/reports/review/accept/", {"key": "x"}).status_code == 422
    page = reviewer.get("/reports/review/?view=accepted").content.decode()
    assert "撤销通过" in page
    url = f"/reports/review/{lines[0].pk}/withdraw/"
    assert reviewer.post(url, {"key": "w", "reason": ""}).status_code == 422
    assert reviewer.post(url, {"key": "w", "reason": "看错附件。"}).status_code == 302
    assert line_of(submitted, "Z-02").state == LineState.SUBMITTED


def test_evidence_is_shown_page_by_page(
    reviewer: Client, city: City, report: UnitReport, request: pytest.FixtureRequest
) -> None:
    evidence = plant_evidence(city, line_of(report, "Z-02"))
    request.getfixturevalue("submitted")
    page = reviewer.get("/reports/review/").content.decode()
    assert f"/files/{evidence.file_id}/pages/1/" in page
    assert "与以往材料无重复" in page
    assert reviewer.get(f"/files/{evidence.file_id}/pages/1/").status_code == 200


@pytest.mark.parametrize(
    "query", ["period=2026-09", "view=zzz", "line=abc", "line=99999999999999999999999", "scope=all"]
)
def test_an_odd_address_shows_the_desk(reviewer: Client, submitted: UnitReport, query: str) -> None:
    for headers in ({}, HTMX):
        assert reviewer.get(f"/reports/review/?{query}", headers=headers).status_code == 200


def test_a_month_nobody_called_for_is_not_there(reviewer: Client, submitted: UnitReport) -> None:
    assert reviewer.get("/reports/review/?period=2031-01").status_code == 404


def test_without_any_month_the_desk_says_so(reviewer: Client, db: None) -> None:
    assert "还没有开始填报" in reviewer.get("/reports/review/").content.decode()


@pytest.mark.parametrize("lines", [1, 2])
def test_the_desk_asks_the_database_the_same_however_long_the_queue(
    reviewer: Client, submitted: UnitReport, lines: int, django_assert_num_queries: Any
) -> None:
    submitted.lines.filter(item__code="Z-03").update(state="submitted" if lines == 2 else "empty")
    reviewer.get("/reports/review/")
    with django_assert_num_queries(12):
        reviewer.get("/reports/review/")


def test_a_refused_judgement_stays_with_its_own_line(reviewer: Client, submitted: UnitReport) -> None:
    """Two tabs on one line: accepted in the first, returned in the second."""
    seen = line_of(submitted, "Z-02").revision
    judge(reviewer, submitted, key="first-tab")
    sent = {"decision": "return", "opinion": "缺少验收单。", "revision": seen, "key": "second-tab"}
    answer = reviewer.post(f"/reports/review/{line_of(submitted, 'Z-02').pk}/", sent, headers=HTMX)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert answer["HX-Push-Url"] == "false"
    assert "<h2>老旧小区改造完成</h2>" in page
    assert "现在是“通过”，不能退回" in page
    assert "缺少验收单。" in page
    assert 'id="judge"' not in page, "no form carries the words to another line"


def test_a_line_outside_the_queue_stays_on_the_desk_when_it_is_refused(
    client: Client, city: City, submitted: UnitReport
) -> None:
    client.force_login(city.office)
    answer = judge(client, submitted, decision="return", opinion=" ")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<h2>老旧小区改造完成</h2>" in page
    assert f"/reports/review/{line_of(submitted, 'Z-02').pk}/" in page
    assert "市住建局" in page
