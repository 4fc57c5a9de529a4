"""Tables of divisions as they may come: newer ones, broken ones, wrong ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from dukao.journal.models import Entry
from dukao.kernel.actor import SYSTEM
from dukao.kernel.errors import DomainError, Refused
from dukao.organisations import services
from dukao.organisations.divisions.planning import Plan
from dukao.organisations.divisions.reading import rows_from
from tests.conftest import NOW, City

HEAD = "代码,一级行政区,二级行政区,名称,级别,状态,启用时间,变更/弃用时间,新代码"


@pytest.mark.django_db
def test_a_newer_table_ends_and_adds_units() -> None:
    older = [HEAD, "110000,北京市,,北京市,省级,在用,1981,,", "110103,北京市,直辖,崇文区,县级,在用,1981,,"]
    newer = [
        *older[:2],
        "110101,北京市,直辖,东城区,县级,在用,2010,,",
        "110103,北京市,直辖,崇文区,县级,弃用,1981,2010,110101",
    ]
    services.import_divisions(actor=SYSTEM, plan=Plan(rows_from(older)), at=NOW)
    outcome = services.import_divisions(actor=SYSTEM, plan=Plan(rows_from(newer)), at=NOW)
    assert outcome.changes == 5, "one new unit and version, one unit and version ended, one succession"
    assert Entry.objects.filter(event="divisions_imported").count() == 2


def test_only_the_installation_and_the_office_of_the_place_load_divisions(city: City) -> None:
    with pytest.raises(Refused):
        services.import_divisions(actor=city.actor(city.reporter), plan=Plan([]), at=NOW)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("11010,,,东城区,县级,在用,1981,,", "第 2 行：代码“11010”不是 6 位"),
        ("110101,,,东城区,村级,在用,1981,,", "级别“村级”"),
        ("110101,,,东城区,县级,在用,今年,,", "先后两个年份"),
        ("110101,,,东城区,县级,弃用,1990,1981,", "先后两个年份"),
        ("110101,,,东城区,县级,弃用,1981,1990,某区", "新代码“某区”看不懂"),
    ],
)
def test_a_broken_row_is_named(line: str, words: str) -> None:
    with pytest.raises(DomainError, match=words):
        rows_from([HEAD, line])


def test_a_successor_that_never_was_is_refused() -> None:
    with pytest.raises(DomainError, match="999999 在 1990 年并不存在"):
        Plan(rows_from([HEAD, "110101,,,东城区,县级,弃用,1981,1990,999999"]))


def test_a_wrong_file_is_told(tmp_path: Path) -> None:
    wrong = tmp_path / "garbage.csv"
    wrong.write_bytes(b"\xff\xfe\x00garbage" * 1000)
    with pytest.raises(CommandError, match="UTF-8"):
        call_command("import_divisions", wrong)
    with pytest.raises(DomainError, match="缺少代码、名称"):
        rows_from(["甲,乙", "1,2"])
