"""`dukao check`: codes one a line, judged with a reason; and the list of divisions it rests on."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from dukao.operations.tools.check import main
from dukao.organisations.divisions.current import YEAR, check_region, divisions
from tests.operations.typed import give

GOLDEN = Path(__file__).parents[1] / "golden" / "areacodes"
Capture = pytest.CaptureFixture[str]
Patch = pytest.MonkeyPatch


def judged(monkeypatch: Patch, capsys: Capture, kind: str, content: bytes) -> list[tuple[str, bool, str]]:
    give(monkeypatch, content)
    assert main([kind]) == 0
    heads, *rows = csv.reader(capsys.readouterr().out.splitlines())
    assert heads == ["code", "valid", "reason"]
    assert {row[1] for row in rows} <= {"true", "false"}
    assert all((row[1] == "true") == (row[2] == "") for row in rows)
    return [(code, valid == "true", reason) for code, valid, reason in rows]


def test_credit_codes(monkeypatch: Patch, capsys: Capture) -> None:
    content = b"11320000MB151840XJ\n11320000MB151840XK\n11320000mb151840xj\n123\n"
    found = judged(monkeypatch, capsys, "uscc", content)
    assert [valid for _, valid, _ in found] == [True, False, False, False]
    assert "校验位不对" in found[1][2]
    assert found[2][2].endswith("写成 11320000MB151840XJ。")
    assert "应为 18 位" in found[3][2]


def test_resident_numbers(monkeypatch: Patch, capsys: Capture) -> None:
    content = b"11010519491231002X\n11010519491231002x\n110105194913310021\n110105194912310021\n"
    found = judged(monkeypatch, capsys, "id", content)
    assert [valid for _, valid, _ in found] == [True, False, False, False]
    assert "写成 11010519491231002X" in found[1][2]
    assert "出生日期“19491331”不存在" in found[2][2]


def test_nobody_is_born_in_the_future(monkeypatch: Patch, capsys: Capture) -> None:
    body = f"110105{date.today().year + 1}1231002"  # noqa: DTZ011
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    check = "10X98765432"[sum(int(n) * w for n, w in zip(body, weights, strict=True)) % 11]
    ((_, valid, reason),) = judged(monkeypatch, capsys, "id", f"{body}{check}\n".encode())
    assert not valid
    assert "还没有到" in reason


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        ("\ufeff620102000000\r\n620102003001\r\n".encode(), ["620102000000", "620102003001"]),
        (b"  620102000000 \n\n\n620102003001", ["620102000000", "620102003001"]),
        ("620102000000\n".encode("utf-16"), ["620102000000"]),
        (b"", []),
    ],
)
def test_lines_as_people_send_them(
    monkeypatch: Patch, capsys: Capture, content: bytes, codes: list[str]
) -> None:
    assert judged(monkeypatch, capsys, "region", content) == [(code, True, "") for code in codes]


def test_other_spellings_are_told_how_to_be_written(monkeypatch: Patch, capsys: Capture) -> None:
    content = "６２０１０２００００００\n620102 000000\n".encode("gb18030") + b"620102000000\xa0\x96\n"
    found = judged(monkeypatch, capsys, "region", content)
    assert [valid for _, valid, _ in found] == [False, False, False]
    assert all("写成 620102000000。" in reason for _, _, reason in found[:2])
    assert found[2][2].startswith("统计用区划代码应为 12 位数字")


def test_bytes_that_are_no_text_are_refused(monkeypatch: Patch, capsys: Capture) -> None:
    give(monkeypatch, b"\x00\xff\xfe")
    assert main(["region"]) == 2
    assert "标准输入 不是文本" in capsys.readouterr().err
    with pytest.raises(SystemExit) as left:
        main(["postcode"])
    assert left.value.code == 2


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("620000000000", ""),
        ("620100000000", ""),
        ("620102000000", ""),
        ("620102003000", ""),
        ("620102103201", ""),
        ("110100000000", ""),  # the districts of a municipality as a whole
        ("110101001001", ""),
        ("429004100200", ""),  # a county directly below a province
        ("441900003001", ""),  # a city without counties
        ("620201100000", ""),
        ("130101000000", ""),  # 市辖区 of a city as a whole
        ("620102", "应为 12 位，县级以上的 6 位代码后面补 6 个 0：620102000000"),
        ("62010200000", "应为 12 位数字"),
        ("990000000000", "不是省级代码"),
        ("629900000000", "没有地级代码 6299（甘肃省）"),
        ("620199000000", "没有县级代码 620199（兰州市）"),
        ("620199003001", "没有县级代码 620199"),
        ("110103000000", "没有县级代码 110103"),  # merged in 2010
        ("130101001000", "没有县级代码 130101（石家庄市）"),
        ("620100003000", "有乡级而没有县级"),
        ("620102600000", "不在 001 至 599 之间"),
        ("620102000001", "有村级而没有乡级"),
        ("620102003600", "村级部分“600”不在"),
    ],
)
def test_regions(code: str, words: str) -> None:
    assert words in check_region(code)
    assert bool(words) == bool(check_region(code))


def test_the_list_is_the_last_one_of_its_source() -> None:
    with (GOLDEN / "result.csv").open(encoding="utf-8-sig", newline="") as file:
        in_force = {row["代码"]: row["名称"] for row in csv.DictReader(file) if not row["变更/弃用时间"]}
    assert dict(divisions()) == in_force
    *_, last = (GOLDEN / "expected_counts_by_year.csv").read_text(encoding="utf-8-sig").splitlines()
    assert last.split(",")[:2] == [str(YEAR), str(len(in_force))]
    assert [code for code in in_force if check_region(f"{code}000000")] == []
