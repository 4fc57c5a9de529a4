"""一数一源: brought in once, digit by digit, filling the reports, doubted only by request."""

from __future__ import annotations

import random
from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
import xlsxwriter

from dukao.journal.models import Entry
from dukao.kernel.errors import DomainError, Refused
from dukao.notifications.models import Notice
from dukao.reporting import services
from dukao.reporting.models import CorrectionRequest, ReportingPeriod, SharedValue, UnitReport
from dukao.reporting.selectors import accepted_values, facts_revision
from dukao.reporting.selectors.courses import standings
from dukao.reporting.selectors.month import lines_with_evidence
from dukao.reporting.selectors.shared_import import plan_import
from dukao.reporting.shared_table import Cell, cells_of
from dukao.reporting.sheets import read_sheet
from dukao.reporting.vocabulary import CorrectionState
from dukao.reporting.web.workbooks import shared_template
from dukao.schemes.models import SchemeVersion
from dukao.scoring import Period
from tests.conftest import NOW, TODAY, City
from tests.reporting.planting import SEPTEMBER


def cells(*values: str, unit: str = "B01", period: str = "2026-09", code: str = "J-07") -> list[Cell]:
    return [Cell(row, unit, code, period, value) for row, value in enumerate(values, 2)]


def bring(city: City, rows: list[Cell], who: str = "office") -> None:
    services.import_shared_values(actor=city.actor(getattr(city, who)), cells=rows, source="ab" * 32, at=NOW)


def workbook(rows: list[list[object]]) -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return out.getvalue()


HEAD = ["单位代码", "指标代码", "期间", "数值"]


def test_every_digit_is_kept_as_it_was_written() -> None:
    rows = [
        HEAD,
        ["B01", "J-07", "2026-09", 2.936460018],
        ["B01", "J-07", 2021, 76],
        ["B01", "J-07", "2020", "44.160"],
    ]
    read = cells_of(read_sheet(workbook(rows)))
    assert [(cell.period, cell.value) for cell in read] == [
        ("2026-09", "2.936460018"), ("2021", "76"), ("2020", "44.160")
    ]  # fmt: skip


def test_a_wide_table_says_the_same() -> None:
    rows = [["单位代码", "单位名称", "期间", "J-07", "J-11"], ["B01", "市住建局", "2026-09", 44.16, ""]]
    assert [(c.indicator, c.value, c.row) for c in cells_of(read_sheet(workbook(rows)))] == [
        ("J-07", "44.16", 2), ("J-11", "", 2)
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_csv_comes_in_both_encodings(encoding: str) -> None:
    text = "单位代码,指标代码,期间,数值\r\nB01,J-07,2026-09,44.160\r\n"
    assert cells_of(read_sheet(text.encode(encoding)))[0].value == "44.160"


def test_the_template_is_read_back() -> None:
    assert cells_of(read_sheet(shared_template()))[0] == Cell(2, "B01", "J-07", "2026-09", "44.16")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "是空的"), (b"\x00\x01\x02" * 99, "不是 Excel 或 CSV"), (b"PK\x03\x04" + bytes(500), "不是能打开的 Excel"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "旧版的 .xls"), ("姓名,电话\n张,1".encode(), "表头缺少“单位代码”“期间”"),
        ("单位代码,期间,数值\nB01,2026,1".encode(), "表头缺少“指标代码”"), ("单位代码,期间\nB01,2026".encode(), "还要有"),
        (b"\n\n", "没有内容"),
    ],
)  # fmt: skip
def test_a_table_that_is_none_is_refused_in_words(content: bytes, words: str) -> None:
    with pytest.raises(DomainError, match=words):
        cells_of(read_sheet(content))


def test_a_value_fills_the_line_and_is_a_fact(city: City, report: UnitReport, version: SchemeVersion) -> None:
    before = facts_revision(version, SEPTEMBER)
    bring(city, cells("44.160"))
    assert accepted_values(version, SEPTEMBER) == [(city.housing.pk, "J-07", Decimal("44.160"), False, None)]
    assert facts_revision(version, SEPTEMBER) != before
    shown = standings(list(lines_with_evidence(report.lines.filter(state="shared"))), NOW)[0]
    assert str(shown.value) == "44.160"
    assert shown.shared is not None
    assert shown.shared.source_organ == "市统计局"


def test_a_quarter_is_answered_by_its_own_value_before_its_last_month(
    city: City, version: SchemeVersion
) -> None:
    third = Period.parse("2026-Q3")
    bring(city, cells("44"))
    assert accepted_values(version, third)[0][2] == 44
    bring(city, cells("45", period="2026-Q3"))
    assert accepted_values(version, third)[0][2] == 45


def test_a_second_import_changes_only_what_differs(city: City, version: SchemeVersion) -> None:
    bring(city, cells("44"))
    bring(city, cells("44"))
    assert Entry.objects.filter(event="shared_values_imported").count() == 1
    bring(city, cells("45"))
    entry = Entry.objects.get(event="shared_value_replaced")
    assert (entry.before, entry.after["value"]) == ({"value": "44"}, "45")
    assert SharedValue.objects.count() == 1


@pytest.mark.parametrize(
    ("rows", "column", "words"),
    [
        (cells("1", unit="X99"), "单位代码", "没有代码为“X99”的单位"),
        (cells("1", code="J-99"), "指标代码", "指标库里没有“J-99”"),
        (cells("1", period="2026-13"), "期间", "2026"),
        (cells("1", period="明年"), "期间", "时期“明年”写法不对"),
        (cells("1e999"), "数值", "科学记数法"),
        (cells("1", "2"), "数值", "与第 2 行重复"),
    ],
)
def test_one_bad_row_and_none_is_stored(
    city: City, version: SchemeVersion, rows: list[Cell], column: str, words: str
) -> None:
    good = cells("9", unit="B03")
    errors = plan_import([*good, *rows], TODAY).errors
    assert [(error.column, words in error.sentence) for error in errors] == [(column, True)]
    with pytest.raises(DomainError, match="没有导入"):
        bring(city, [*good, *rows])
    assert not SharedValue.objects.exists()


def test_a_blank_is_no_nought(city: City, version: SchemeVersion) -> None:
    plan = plan_import([*cells("0"), *cells("", unit="B03")], TODAY)
    assert (len(plan.new), plan.blank, plan.errors) == (1, 1, [])


def test_a_locked_month_takes_no_values(city: City, september: ReportingPeriod) -> None:
    ReportingPeriod.objects.update(locked_at=NOW)
    errors = plan_import([*cells("1"), *cells("2", period="2026-Q3")], TODAY).errors
    assert len(errors) == 2
    assert "已锁定" in errors[0].sentence


def test_only_the_office_brings_values_in(city: City, version: SchemeVersion) -> None:
    for who in ("reporter", "reviewer", "leader", "stranger"):
        with pytest.raises(Refused):
            bring(city, cells("1"), who=who)


def test_order_does_not_matter(city: City, version: SchemeVersion) -> None:
    rows = [cell for unit in ("B01", "B02", "B03") for cell in cells("4", unit=unit)]
    random.Random(7).shuffle(rows)
    bring(city, rows)
    assert [fact[0] for fact in accepted_values(version, SEPTEMBER)] == sorted(
        (city.housing.pk, city.planning.pk, city.other.pk)
    )


@pytest.fixture
def shared(city: City, report: UnitReport) -> SharedValue:
    bring(city, cells("44.16"))
    return SharedValue.objects.get()


def doubt(
    city: City,
    shared: SharedValue,
    proposed: str = "44.61",
    reason: str = "统计月报第 3 页。",
    **parts: object,
) -> CorrectionRequest:
    return services.request_correction(
        actor=city.actor(city.reporter),
        shared=shared,
        proposed=Decimal(proposed),
        reason=reason,
        at=NOW,
        **parts,
    )


def test_a_doubt_leaves_the_value_until_it_is_decided(
    city: City, shared: SharedValue, version: SchemeVersion
) -> None:
    request = doubt(city, shared)
    assert accepted_values(version, SEPTEMBER)[0][2] == Decimal("44.16")
    before = facts_revision(version, SEPTEMBER)
    services.decide_correction(
        actor=city.actor(city.reviewer),
        request=request,
        is_accepted=True,
        opinion="属实。",
        at=NOW + timedelta(1),
    )
    assert accepted_values(version, SEPTEMBER)[0][2] == Decimal("44.61")
    assert facts_revision(version, SEPTEMBER) != before
    entry = Entry.objects.get(event="correction_accepted")
    assert (entry.before["value"], entry.after["value"]) == ("44.16", "44.61")
    assert Notice.objects.filter(account=city.reporter, title__contains="已更正").exists()


def test_a_doubt_is_declined_with_a_reason(city: City, shared: SharedValue) -> None:
    request = doubt(city, shared)
    office = city.actor(city.office)
    with pytest.raises(DomainError, match="要写明原因"):
        services.decide_correction(actor=office, request=request, is_accepted=False, opinion="", at=NOW)
    declined = services.decide_correction(
        actor=office, request=request, is_accepted=False, opinion="与统计局核对无误。", at=NOW
    )
    assert declined.state == CorrectionState.DECLINED
    shared.refresh_from_db()
    assert shared.value == Decimal("44.16")


def test_one_doubt_at_a_time_with_reason_and_another_figure(city: City, shared: SharedValue) -> None:
    with pytest.raises(DomainError, match="写明理由"):
        doubt(city, shared, reason=" ")
    with pytest.raises(DomainError, match="相同"):
        doubt(city, shared, "44.16")
    first = doubt(city, shared, key="once")
    assert doubt(city, shared, key="once") == first
    with pytest.raises(DomainError, match="已有一件"):
        doubt(city, shared)


def test_strangers_neither_doubt_nor_decide(city: City, shared: SharedValue) -> None:
    with pytest.raises(Refused):
        services.request_correction(
            actor=city.actor(city.stranger), shared=shared, proposed=Decimal(1), reason="误", at=NOW
        )
    request = doubt(city, shared)
    for who in ("reporter", "head", "stranger", "leader"):
        with pytest.raises(Refused):
            services.decide_correction(
                actor=city.actor(getattr(city, who)), request=request, is_accepted=True, opinion="", at=NOW
            )
