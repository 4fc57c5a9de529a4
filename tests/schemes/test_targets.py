"""Targets: set on drafts, adjusted with a reason later, never for a month that is over; by Excel too."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from dukao.journal.models import Entry
from dukao.kernel.errors import DomainError
from dukao.schemes import editing, services
from dukao.schemes.models import SchemeVersion, Target
from dukao.schemes.selectors import document
from dukao.schemes.selectors.targets import all_rows, measures_of, targets_of_item
from dukao.schemes.services import CLEARED
from dukao.schemes.workbook.targets import parse_target, targets_in_workbook, workbook_of_targets
from dukao.scoring import Scheme
from dukao.scoring.formats.workbook import WorkbookError
from tests.conftest import NOW, TODAY, City
from tests.schemes.conftest import Filled


def value(version: SchemeVersion, unit: int, item: str, month: str) -> Decimal | None:
    return Target.objects.get(version=version, unit=unit, item=item, period=month).value


def test_set_changed_and_cleared(city: City, draft: SchemeVersion) -> None:
    office, housing = city.actor(city.office), city.housing.pk
    first = {(housing, "J-15", "2026-01"): Decimal("1.50"), (housing, "J-15", "2026-02"): None}
    assert services.set_targets(actor=office, version=draft, values=first, at=NOW) == 2
    assert services.set_targets(actor=office, version=draft, values=first, at=NOW) == 0, "nothing new"
    assert value(draft, housing, "J-15", "2026-01") == Decimal("1.50")
    assert value(draft, housing, "J-15", "2026-02") is None
    then = {(housing, "J-15", "2026-01"): CLEARED, (housing, "J-15", "2026-02"): Decimal(3)}
    assert services.set_targets(actor=office, version=draft, values=then, at=NOW) == 2  # type: ignore[arg-type]
    assert list(Target.objects.values_list("period", "value")) == [("2026-02", Decimal(3))]
    assert [entry.after for entry in Entry.objects.filter(event="targets_set").order_by("id")] == [
        {"cells": 2}, {"cells": 2},
    ]  # fmt: skip


def test_after_publication_a_change_needs_its_reason_and_a_month_to_come(
    city: City, published: SchemeVersion
) -> None:
    office, housing = city.actor(city.office), city.housing.pk
    october = {(housing, "J-15", "2026-10"): Decimal(95)}
    with pytest.raises(DomainError, match="写明原因"):
        services.set_targets(actor=office, version=published, values=october, at=NOW)
    with pytest.raises(DomainError, match="2026 年 8 月已经过去"):
        services.set_targets(
            actor=office,
            version=published,
            values={(housing, "J-15", "2026-08"): Decimal(1)},
            reason="调",
            at=NOW,
        )
    services.set_targets(actor=office, version=published, values=october, reason="任务调整", at=NOW)
    entry = Entry.objects.filter(event="targets_set").latest("id")
    cell = f"{housing}/J-15/2026-10"
    assert (entry.reason, entry.before, entry.after) == ("任务调整", {cell: "100"}, {cell: "95"})


def test_a_superseded_version_takes_no_targets(city: City, published: SchemeVersion) -> None:
    office = city.actor(city.office)
    second = services.start_new_version(actor=office, version=published, reason="调", at=NOW)
    services.submit_version(actor=office, version=second, at=NOW)
    services.publish_version(actor=city.actor(city.leader), version=second, effective_on=TODAY, at=NOW)
    published.refresh_from_db()
    with pytest.raises(DomainError, match="已被代替"):
        services.set_targets(
            actor=office, version=published, reason="调", at=NOW,
            values={(city.housing.pk, "J-15", "2026-12"): Decimal(1)},
        )  # fmt: skip


def test_last_years_targets_fill_what_is_empty(city: City, published: SchemeVersion, scheme: Scheme) -> None:
    office, housing = city.actor(city.office), city.housing.pk
    Target.objects.filter(unit=city.other, item="J-15", period="2026-03").update(value=None)
    renewed = editing.renewed(scheme, "economy-2027", scheme.name, 2027, "category")
    draft = services.add_scheme(actor=office, document=editing.remove(renewed, "J-07"), at=NOW)
    services.set_targets(
        actor=office, version=draft, values={(housing, "J-15", "2027-01"): Decimal(7)}, at=NOW
    )
    number = services.copy_targets(actor=office, version=draft, growth=Decimal("5.5"), at=NOW)
    assert number == 12 + 12 - 1 + 4 + 4, "two units, J-15 monthly but one cell, D-01 quarterly; J-07 is gone"
    assert value(draft, housing, "J-15", "2027-01") == Decimal(7), "what was filled in stays"
    assert value(draft, housing, "J-15", "2027-02") == Decimal("21.10")
    assert value(draft, city.other.pk, "J-15", "2027-03") is None
    assert services.copy_targets(actor=office, version=draft, growth=Decimal(0), at=NOW) == 0


def test_without_last_year_there_is_nothing_to_copy(city: City, draft: SchemeVersion) -> None:
    with pytest.raises(DomainError, match="上年没有同名"):
        services.copy_targets(actor=city.actor(city.office), version=draft, growth=Decimal(0), at=NOW)


def test_gaps_and_falls_are_remarked(city: City, draft: SchemeVersion, set_all_targets: Filled) -> None:
    scheme = document(draft)
    item = next(item for item in scheme.leaves() if item.code == "J-15")
    empty = targets_of_item(draft, scheme, item, TODAY)
    assert [(remark.name, remark.sentence) for remark in empty.remarks] == [
        ("市住建局等 2 个单位", "还没有定目标")
    ]
    set_all_targets(draft)
    Target.objects.filter(unit=city.other, item="J-15", period="2026-06").update(value=Decimal(45))
    Target.objects.filter(unit=city.housing, item="J-15", period="2026-02").delete()
    grid = targets_of_item(draft, scheme, item, TODAY)
    assert [(remark.name, remark.sentence) for remark in grid.remarks] == [
        ("市住建局", "缺 2 月的目标"),
        ("市水利局", "6 月的目标 45 小于5 月的 50，累计数应不减"),
    ]
    assert (grid.settled, grid.cells) == (23, 24)
    soft = next(item for item in scheme.leaves() if item.code == "D-01")
    assert targets_of_item(draft, scheme, soft, TODAY).remarks == (), "its method needs no target"


def exported(version: SchemeVersion, changes: dict[str, object] | None = None) -> bytes:
    content = workbook_of_targets(all_rows(version, TODAY), 2026)
    book = openpyxl.load_workbook(io.BytesIO(content))
    for cell, new in (changes or {}).items():
        book["目标"][cell] = new
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def units(city: City) -> dict[str, int]:
    return {"B01": city.housing.pk, "B03": city.other.pk}


def test_targets_survive_excel(city: City, draft: SchemeVersion, set_all_targets: Filled) -> None:
    set_all_targets(draft)
    Target.objects.filter(unit=city.other, item="J-15", period="2026-06").update(value=None)
    read = targets_in_workbook(exported(draft), document(draft), units(city), {})
    stored = {(row.unit_id, row.item, row.period): row.value for row in Target.objects.filter(version=draft)}
    assert read == stored


def test_bad_cells_of_targets_are_named(city: City, draft: SchemeVersion, set_all_targets: Filled) -> None:
    set_all_targets(draft)
    content = exported(draft, {"E5": "很多", "C6": "B99", "E3": 5, "A7": "X"})
    with pytest.raises(WorkbookError) as refused:
        targets_in_workbook(content, document(draft), units(city), {})
    assert [str(problem) for problem in refused.value.problems] == [
        "“目标”E3：D-01 机关党建责任落实这个月不考核，请清空",
        "“目标”E5：“很多”不是数字，只能填数字，例如 44.16",
        "“目标”C6：“B99”不在这份办法的考评对象里",
        "“目标”A7：办法里没有代码为“X”的指标",
    ]


def test_a_percentage_is_kept_in_the_measure_as_reported_values_are() -> None:
    assert [parse_target(text, "%") for text in ("95%", " 95.5 ％", "95", "９５%")] == [
        Decimal(95), Decimal("95.5"), Decimal(95), Decimal(95),
    ]  # fmt: skip
    assert parse_target("1,200", "亿元") == Decimal(1200)
    with pytest.raises(ValueError, match="单位是亿元，请填不带百分号的数"):
        parse_target("95%", "亿元")
    with pytest.raises(ValueError, match="没有写单位"):
        parse_target("95%", "")


def test_a_workbook_reads_percentages_by_the_measure(
    city: City, draft: SchemeVersion, set_all_targets: Filled
) -> None:
    set_all_targets(draft)
    content = exported(draft, {"E5": "95%"})
    book = openpyxl.load_workbook(io.BytesIO(content))
    code, label = book["目标"]["A5"].value, book["目标"]["E1"].value
    assert "百分比格式" in book["目标"]["E2"].value
    read = targets_in_workbook(content, document(draft), units(city), {code: "%"})
    assert Decimal(95) in [value for (_, item, _), value in read.items() if item == code], label
    measures = measures_of(document(draft).leaves())
    assert measures["J-07"] == "亿元", "the library's"
    with pytest.raises(WorkbookError, match="单位是亿元"):
        targets_in_workbook(content, document(draft), units(city), measures)


@pytest.mark.parametrize("day", [date(2026, 3, 1), TODAY])
def test_the_grid_costs_the_same_for_any_number_of_units(
    city: City, published: SchemeVersion, day: date, django_assert_num_queries: object
) -> None:
    scheme = document(published)
    item = next(item for item in scheme.leaves() if item.code == "J-15")
    with django_assert_num_queries(4):  # type: ignore[operator]
        targets_of_item(published, scheme, item, day)
