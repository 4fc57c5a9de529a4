"""Files that are no unit workbook get a sentence, whatever they are."""

from __future__ import annotations

import io
import os
import zipfile
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dukao.kernel.errors import DomainError
from dukao.organisations.workbook.reading import read_workbook
from tests.organisations.workbooks import workbook

GOOD = workbook(units=[("B09", "市数据局", "", "市级", "", "S", "")])


def repacked(**parts: bytes | None) -> bytes:
    """The good workbook with some parts replaced or left out."""
    wanted = {name.replace("__", "/").replace("_xml", ".xml"): content for name, content in parts.items()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            content = wanted.get(part, old.read(part))
            if content is not None:
                new.writestr(part, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "不是能打开的 Excel"),
        (b"%PDF-1.7 " * 100, "不是能打开的 Excel"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 5000, "旧版的 .xls"),
        ("单位代码,名称\nB09,市数据局\n".encode(), "不是能打开的 Excel"),
        (os.urandom(10 * 1024 * 1024), "文件有 10.0 MB，最大 5 MB"),
        (GOOD[:-200], "不是能打开的 Excel"),
        (repacked(xl__workbook_xml=None), "不是能打开的 Excel"),
        (repacked(xl__workbook_xml=b"<workbook"), "不是能打开的 Excel"),
        (repacked(xl__worksheets__sheet1_xml=b"\0\0garbage"), "不是能打开的 Excel"),
        (workbook(Sheet1=[("单位代码",), ("B09",)]), "没有单位、联系、任职这几张表"),
        (workbook(单位=[]), "没有内容"),
    ],
    ids=range(11),
)
def test_a_file_that_cannot_be_read_is_told_why(content: bytes, words: str) -> None:
    with pytest.raises(DomainError, match=words):
        read_workbook(content)


def test_a_packed_monster_is_not_unpacked() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * (70 * 1024 * 1024))
    assert len(buffer.getvalue()) < 1024 * 1024
    with pytest.raises(DomainError, match="解开后超过 60 MB"):
        read_workbook(buffer.getvalue())


def test_one_stray_cell_far_away_does_not_cost_the_memory_of_all_between() -> None:
    sheet = zipfile.ZipFile(io.BytesIO(GOOD)).read("xl/worksheets/sheet1.xml")
    stray = b'<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row></sheetData>'
    with pytest.raises(DomainError, match="XFD1048576 格里也有内容"):
        read_workbook(repacked(xl__worksheets__sheet1_xml=sheet.replace(b"</sheetData>", stray)))


@given(place=st.floats(0, 1, exclude_max=True), noise=st.binary(min_size=1, max_size=40))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_damaged_file_is_read_or_told_never_an_error(place: float, noise: bytes) -> None:
    at = int(place * len(GOOD))
    damaged = GOOD[:at] + noise + GOOD[at + len(noise) :]
    with suppress(DomainError):
        read_workbook(damaged)


@given(noise=st.binary(min_size=1, max_size=30), place=st.floats(0, 1, exclude_max=True))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_damaged_sheet_is_read_or_told_never_an_error(noise: bytes, place: float) -> None:
    sheet = zipfile.ZipFile(io.BytesIO(GOOD)).read("xl/worksheets/sheet1.xml")
    at = int(place * len(sheet))
    damaged = sheet[:at] + noise + sheet[at + len(noise) :]
    with suppress(DomainError):
        read_workbook(repacked(xl__worksheets__sheet1_xml=damaged))
