"""The indicator library: versions that never change, and the library as a sheet."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest

from dukao.journal.models import Entry
from dukao.kernel.errors import DomainError, Refused
from dukao.schemes import services
from dukao.schemes.models import Indicator, IndicatorVersion
from dukao.schemes.selectors import search_items
from dukao.schemes.selectors.indicators import current_versions, versions_referred_to
from dukao.schemes.selectors.library import indicator_page, library
from dukao.schemes.workbook.indicators import indicators_in, workbook_of_indicators
from dukao.scoring.formats.workbook import WorkbookError
from tests.conftest import NOW, TODAY, City


def revised(city: City, indicator: Indicator, **changes: Any) -> IndicatorVersion:
    return services.revise_indicator(
        actor=city.actor(city.office), indicator=indicator, reason="省里调整口径", at=NOW, **changes
    )


def test_a_revision_is_a_new_version_with_its_reason(city: City, investment: IndicatorVersion) -> None:
    second = revised(city, investment.indicator, definition="不含农户。")
    assert (second.number, second.reason, second.name) == (2, "省里调整口径", investment.name)
    assert IndicatorVersion.objects.get(pk=investment.pk).definition == "本年累计完成的固定资产投资。"
    entry = Entry.objects.get(event="indicator_revised")
    assert (entry.before, entry.after) == (
        {"definition": "本年累计完成的固定资产投资。"}, {"definition": "不含农户。"},
    )  # fmt: skip
    found = versions_referred_to(["J-07", "J-07@1", "J-07@9"])
    assert (found["J-07"], found["J-07@1"]) == (second, investment)
    assert "J-07@9" not in found


def test_a_revision_says_why_and_changes_something(city: City, investment: IndicatorVersion) -> None:
    with pytest.raises(DomainError, match="没有不同"):
        revised(city, investment.indicator, name=investment.name)
    with pytest.raises(DomainError, match="写明原因"):
        services.revise_indicator(
            actor=city.actor(city.office), indicator=investment.indicator, reason=" ", at=NOW, name="新"
        )
    with pytest.raises(DomainError, match="J-07 已在库中"):
        services.add_indicator(
            actor=city.actor(city.office), code="J-07", at=NOW, name="又", definition="又", basis="又"
        )
    with pytest.raises(Refused):
        services.add_indicator(
            actor=city.actor(city.reporter), code="J-99", at=NOW, name="又", definition="又", basis="又"
        )
    assert IndicatorVersion.objects.count() == 1


def test_the_page_tells_the_differences(city: City, investment: IndicatorVersion) -> None:
    revised(city, investment.indicator, definition="不含农户。", lead_id=city.housing.pk)
    page = indicator_page(investment.indicator_id, TODAY)
    assert [stage.version.number for stage in page.stages] == [2, 1]
    assert [(each.label, each.before, each.after) for each in page.current.changes] == [
        ("口径", "本年累计完成的固定资产投资。", "不含农户。"),
        ("牵头单位", "市发展改革委", "市住建局"),
    ]


def test_conditions_of_the_list(city: City, investment: IndicatorVersion) -> None:
    services.add_indicator(
        actor=city.actor(city.office), code="D-01", at=NOW, name="党建责任", definition="评议", basis="要点",
        is_hard=False, frequency="quarter",
    )  # fmt: skip

    def codes(**chosen: list[str]) -> list[str]:
        return [row.indicator.code for row in library(chosen, "")]

    assert codes() == ["D-01", "J-07"]
    assert codes(hard=["no"]) == ["D-01"]
    assert codes(frequency=["month"], lead=[str(city.planning.pk)], supply=["shared"]) == ["J-07"]
    assert codes(source=["市统计局"]) == ["J-07"]
    assert [row.indicator.code for row in library({}, "固定资产")] == ["J-07"]


def test_search_finds_by_name_and_code(city: City, investment: IndicatorVersion) -> None:
    title, detail, url = search_items(city.actor(city.reporter), "固定资产", 5)[0]
    assert (title, detail) == ("固定资产投资完成额", "J-07·每月")
    assert url.endswith(f"/indicators/{investment.indicator_id}/")
    assert search_items(city.actor(city.reporter), "j-07", 5)
    assert search_items(city.actor(city.system_admin), "固定资产", 5) == []
    assert search_items(city.actor(city.reporter), "  ", 5) == []


def sheet(changes: dict[str, object]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(workbook_of_indicators(current_versions())))
    for cell, value in changes.items():
        book["指标库"][cell] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_library_survives_excel(city: City, investment: IndicatorVersion) -> None:
    rows = indicators_in(sheet({}), lambda codes: {"B02": city.planning.pk})
    counts = services.import_indicators(actor=city.actor(city.office), rows=rows, reason="", at=NOW)
    assert counts == (0, 0), "nothing differs"


def test_an_import_adds_and_revises(city: City, investment: IndicatorVersion) -> None:
    content = sheet({"C3": "不含农户。", "A4": "J-08", "B4": "工业投资", "C4": "完成额", "M4": "任务分解"})
    rows = indicators_in(content, lambda codes: {"B02": city.planning.pk})
    office = city.actor(city.office)
    with pytest.raises(DomainError, match="修订指标要写明原因"):
        services.import_indicators(actor=office, rows=rows, reason="", at=NOW)
    assert Indicator.objects.count() == 1, "all or nothing"
    assert services.import_indicators(actor=office, rows=rows, reason="年度修订", at=NOW) == (1, 1)
    assert Indicator.objects.get(code="J-07").versions.count() == 2


def test_bad_cells_of_the_library_are_named(city: City, investment: IndicatorVersion) -> None:
    content = sheet({"F3": "越大越好", "J3": "B99", "A4": "J-07", "B4": "长" * 90})
    with pytest.raises(WorkbookError) as refused:
        indicators_in(content, lambda codes: {"B02": city.planning.pk})
    told = [str(problem) for problem in refused.value.problems]
    assert "“指标库”F3：没有“越大越好”这个选项，可以写：越高越好、越低越好" in told
    assert "“指标库”J3：没有代码为“B99”的单位" in told
    assert "“指标库”B4：最多 80 个字" in told
    assert "“指标库”C4：必填" in told
    assert "“指标库”A4：代码 J-07 在这张表里出现了两次" in told
