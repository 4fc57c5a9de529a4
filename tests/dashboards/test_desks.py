"""The desks of unit, reviewer, office and leader, worked out from the month of the reporting tests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from dukao.dashboards.selectors.lamps import lamp_board
from dukao.dashboards.selectors.office import month_desk
from dukao.dashboards.selectors.review import review_desk
from dukao.dashboards.selectors.unit import unit_desk
from dukao.reporting import services
from dukao.reporting.models import ReportingPeriod, ReportLine, UnitReport
from dukao.reporting.selectors.board import lamps_of_month
from dukao.reporting.selectors.courses import standings
from dukao.reporting.selectors.queue import review_queue
from tests.conftest import NOW, City
from tests.reporting.conftest import line_of


def test_without_a_month_the_desks_are_empty(city: City) -> None:
    assert unit_desk(city.actor(city.reporter), NOW) is None
    assert review_desk(city.actor(city.reviewer), NOW).units == ()
    assert month_desk(city.actor(city.office), NOW) is None
    assert lamp_board(city.actor(city.leader), NOW) is None


def test_a_fresh_month_is_all_to_fill_but_for_what_is_shared(city: City, report: UnitReport) -> None:
    desk = unit_desk(city.actor(city.reporter), NOW)
    assert desk is not None
    assert (desk.heading, desk.ready, desk.total, desk.ready_for) == ("9 月填报", 1, 4, "项可送签")
    assert desk.in_words == "共享带入 1 项，待填 3 项"
    assert desk.returned == ()
    head = unit_desk(city.actor(city.head), NOW)
    assert head is not None
    assert (desk.act, head.act) == ("继续填报", "查看填报"), "a head signs and does not fill in"


def test_before_the_head_what_is_filled_waits_for_the_signature(
    city: City, report: UnitReport, fill: Callable[..., ReportLine]
) -> None:
    for code in ("Z-02", "Z-03", "Z-09"):
        fill(line_of(report, code))
    services.send_report(actor=city.actor(city.reporter), report=report, at=NOW)
    desk = unit_desk(city.actor(city.head), NOW)
    assert desk is not None
    assert (desk.ready, desk.total, desk.ready_for) == (4, 4, "项待审签")


def test_after_handing_in_the_desk_counts_what_was_accepted(city: City, submitted: UnitReport) -> None:
    line = line_of(submitted, "Z-02")
    services.accept_line(actor=city.actor(city.reviewer), line=line, revision=line.revision, at=NOW)
    desk = unit_desk(city.actor(city.reporter), NOW)
    assert desk is not None
    assert (desk.ready, desk.ready_for, desk.act) == (2, "项审核通过", "查看填报")
    assert desk.in_words == "通过 1 项，待审核 2 项，共享带入 1 项"


def test_what_came_back_stands_there_with_reviewer_and_reason(city: City, submitted: UnitReport) -> None:
    line = line_of(submitted, "Z-02")
    services.return_line(
        actor=city.actor(city.reviewer), line=line, revision=line.revision,
        reason="附件 2 是 8 月通知，请换成 9 月验收单。", at=NOW,
    )  # fmt: skip
    desk = unit_desk(city.actor(city.reporter), NOW)
    assert desk is not None
    (back,) = desk.returned
    assert back.line.opinion == "附件 2 是 8 月通知，请换成 9 月验收单。"
    assert back.reviewer == "林岚·市发展改革委"
    assert back.url.endswith(f"?item={back.line.pk}")


def test_the_most_pressing_item_of_each_colour_is_named(city: City, submitted: UnitReport) -> None:
    desk = unit_desk(city.actor(city.reporter), NOW)
    assert desk is not None
    lamps = {lamp.colour: lamp for lamp in desk.lamps}
    colours = Counter(cell.light.colour for cell in desk.cells)
    assert {colour: lamp.count for colour, lamp in lamps.items() if lamp.count} == dict(colours)
    assert lamps["yellow"].worst == "老旧小区改造完成"
    assert "落后" in lamps["yellow"].finding


def test_the_reviewer_sees_units_by_what_runs_out_first(city: City, submitted: UnitReport) -> None:
    actor = city.actor(city.reviewer)
    queue = review_queue(actor, submitted.period, NOW)
    (unit,) = review_desk(actor, NOW).units
    assert (unit.place.unit_id, unit.month) == (city.housing.pk, "9 月")
    assert (unit.waiting, unit.reviewed) == (queue.waiting, 0)
    assert unit.due_at == queue.due_at
    assert f"line={queue.lines[0].line.pk}" in unit.url


def test_the_office_counts_units_by_category(city: City, submitted: UnitReport) -> None:
    desk = month_desk(city.actor(city.office), NOW)
    assert desk is not None
    (row,) = desk.rows
    assert (row.name, row.units, row.submitted) == ("市级国家机关及部门", 3, 1)
    assert (desk.sum.counts["unsent"], desk.sum.counts["review"]) == (2, 1)
    assert "2 个单位没有提交" in desk.open_ends


@pytest.mark.usefixtures("submitted")
def test_lamps_of_a_scope_are_those_of_its_lines(city: City, september: ReportingPeriod) -> None:
    lines = list(
        ReportLine.objects.select_related("report__period__policy", "item__version", "item__indicator")
    )
    one_by_one = Counter((s.line.report.unit_id, s.asked.name, s.light) for s in standings(lines, NOW))
    units = {line.report.unit_id for line in lines}
    at_once = Counter((cell.unit_id, cell.name, cell.light) for cell in lamps_of_month(units, september, NOW))
    assert at_once == one_by_one


@pytest.mark.usefixtures("submitted")
def test_the_board_has_a_row_for_each_category_and_a_column_for_each_kind_of_work(city: City) -> None:
    board = lamp_board(city.actor(city.leader), NOW)
    assert board is not None
    assert set(board.families) == {"重点工作", "经济运行"}
    ((name, shares),) = board.matrix
    assert name == "市级国家机关及部门"
    assert sum(share.total for share in shares) == board.sum.total == 12
    assert board.units[0].place.unit_id == city.housing.pk


@pytest.mark.usefixtures("submitted")
def test_a_scope_ends_where_the_grant_ends(city: City) -> None:
    board = lamp_board(city.actor(city.stranger), NOW)
    assert board is not None
    assert board.sum.total == 0
