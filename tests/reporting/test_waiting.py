"""What waits for whom, what the navigation counts, what the search finds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from dukao.organisations.selectors.consequences import of_ending
from dukao.reporting import services
from dukao.reporting.models import ReportLine, UnitReport
from dukao.reporting.selectors.waiting import lines_left, lines_waiting, search_lines, todos
from dukao.ui.todo import written_out
from tests.conftest import NOW, TODAY, City
from tests.reporting.planting import line_of


def titles(city: City, who: str, at=NOW) -> list[tuple[str, str]]:  # type: ignore[no-untyped-def]
    return [(todo.title, todo.detail) for todo in written_out(todos(city.actor(getattr(city, who)), at))]


def test_the_reporter_fills_then_puts_right(city: City, report: UnitReport) -> None:
    assert titles(city, "reporter") == [("9 月填报", "市住建局·还有 3 项未填")]
    assert titles(city, "head") == []
    assert lines_left(city.actor(city.reporter), NOW).number == 3


def test_each_step_waits_for_its_person(city: City, submitted: UnitReport) -> None:
    assert titles(city, "reporter") == []
    assert titles(city, "reviewer") == [("审核 9 月填报 2 项", "对照季度标准逐项审核")]
    assert titles(city, "office") == [("审核 9 月填报 1 项", "对照季度标准逐项审核")]
    assert lines_waiting(city.actor(city.reviewer), NOW).number == 2
    line = line_of(submitted, "Z-02")
    services.return_line(
        actor=city.actor(city.reviewer), line=line, revision=line.revision, reason="请换验收单。", at=NOW
    )
    assert titles(city, "reporter") == [("9 月填报有 1 项退回", "市住建局·改好后重新送签")]


def test_the_head_signs_and_the_office_urges(city: City, report: UnitReport, fill) -> None:  # type: ignore[no-untyped-def]
    for code in ("Z-02", "Z-03", "Z-09"):
        fill(line_of(report, code))
    services.send_report(actor=city.actor(city.reporter), report=report, at=NOW)
    assert titles(city, "head") == [("审签 9 月填报", "市住建局·填报员已送签")]
    late = titles(city, "office", NOW + timedelta(days=5))
    assert late == [("9 月填报有 3 个单位逾期未提交", "可以催报")]


def test_strangers_and_officers_have_nothing_here(city: City, submitted: UnitReport) -> None:
    for who in ("leader", "discipline", "system_admin", "audit_admin"):
        assert titles(city, who) == []


def test_the_search_finds_only_what_one_may_see(city: City, report: UnitReport) -> None:
    found = search_lines(city.actor(city.reporter), "老旧小区", 5, NOW)
    assert [title for title, _, _ in found] == ["市住建局·老旧小区改造完成"]
    assert len(search_lines(city.actor(city.office), "老旧小区", 5, NOW)) == 3
    assert search_lines(city.actor(city.reviewer), "老旧小区", 5, NOW) == []
    assert search_lines(city.actor(city.reporter), "  ", 5, NOW) == []


def test_who_ends_a_unit_hears_of_reports_not_handed_in_and_lines_it_judges(
    city: City, report: UnitReport, fill: Callable[..., ReportLine]
) -> None:
    assert "2026 年 9 月的填报还没有提交，请先办完或另行安排。" in of_ending(city.housing, TODAY)
    for code in ("Z-02", "Z-03", "Z-09"):
        fill(line_of(report, code))
    services.send_report(actor=city.actor(city.reporter), report=report, at=NOW)
    services.submit_report(actor=city.actor(city.head), report=report, at=NOW)
    assert not any("还没有提交" in sentence for sentence in of_ending(city.housing, TODAY))
    assert any("2 项填报等它审核，请先办完" in sentence for sentence in of_ending(city.planning, TODAY))
