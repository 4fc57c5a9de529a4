"""`dukao workday`: terms against the published notices, one by one and as a table."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from dukao.kernel.workdays import WorkCalendar, first_announced_year, last_announced_year
from dukao.operations.tools.workday import main
from tests.operations.typed import give

CASES = json.loads(
    (Path(__file__).parents[1] / "golden" / "holidays" / "deadline_cases.json").read_text(encoding="utf-8")
)["cases"]
Capture = pytest.CaptureFixture[str]
Patch = pytest.MonkeyPatch


def table(monkeypatch: Patch, capsys: Capture, content: str | bytes, *more: str) -> tuple[int, str, str]:
    give(monkeypatch, content if isinstance(content, bytes) else content.encode())
    code = main([*(more or ("add",))])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_the_published_cases_one_by_one(capsys: Capture) -> None:
    for case in CASES:
        assert main(["add", "--from", case["start"], "--days", str(case["workdays"])]) == 0
        assert capsys.readouterr() == (f"{case['expected_due']}\n", "")


def test_the_published_cases_as_a_table(monkeypatch: Patch, capsys: Capture) -> None:
    asked = "".join(f"{case['start']},{case['workdays']}\n" for case in CASES)
    told = "".join(f"{case['start']},{case['workdays']},{case['expected_due']},final\n" for case in CASES)
    assert table(monkeypatch, capsys, f"start,days\n{asked}") == (
        0,
        f"start,days,deadline,status\n{told}",
        "",
    )


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2024-02-08", "1", "2024-02-09"),  # a working day stays
        ("2024-02-08", "5", "2024-02-18"),  # the Spring Festival; the Sunday after it is worked
        ("2026-10-09", "2", "2026-10-12"),  # the Saturday is worked, the Sunday is off
        ("2024-02-23", "1", "2024-02-26"),
    ],
)
def test_natural_terms_end_on_the_next_working_day(capsys: Capture, start: str, days: str, due: str) -> None:
    assert main(["add", "--from", start, "--days", days, "--natural"]) == 0
    assert capsys.readouterr().out == f"{due}\n"


def test_what_no_notice_covers_is_provisional(monkeypatch: Patch, capsys: Capture) -> None:
    year = last_announced_year()
    assert main(["add", "--from", f"{year}-12-25", "--days", "20"]) == 0
    said = capsys.readouterr()
    assert said.out.startswith(f"{year + 1}-01-")
    assert said.out.endswith(" provisional\n")
    assert "还没有发布" in said.err
    _, out, _ = table(monkeypatch, capsys, f"start,days\n{year}-12-25,2\n{year}-12-25,20\n")
    assert [line.rsplit(",", 1)[1] for line in out.splitlines()] == ["status", "final", "provisional"]


def test_counting_leaves_out_the_first_day_and_takes_in_the_last(monkeypatch: Patch, capsys: Capture) -> None:
    start, end = "2026-09-24", "2026-10-12"
    assert main(["count", "--from", start, "--to", end]) == 0
    expected = WorkCalendar().between(date.fromisoformat(start), date.fromisoformat(end))
    assert capsys.readouterr().out == f"{expected}\n" == "7\n"
    asked = f"start,end\n{start},{end}\n{end},{start}\n"
    _, out, _ = table(monkeypatch, capsys, asked, "count")
    assert out == f"start,end,days,status\n{start},{end},7,final\n{end},{start},-7,final\n"


@pytest.mark.parametrize(
    "asked",
    [
        "\ufeffstart,days,natural\r\n2025-09-26,10,\r\n".encode(),
        "起始日,天数,自然日\n2025年9月26日,10,否\n".encode("gb18030"),
        "days,start,remark\n１０,２０２５/９/２６,x\n\n".encode(),
        "start,days\n20250926,10\n".encode("utf-16"),
    ],
)
def test_tables_as_people_send_them(monkeypatch: Patch, capsys: Capture, asked: bytes) -> None:
    assert table(monkeypatch, capsys, asked)[:2] == (
        0,
        "start,days,deadline,status\n2025-09-26,10,2025-10-16,final\n",
    )


def test_a_table_can_mix_natural_and_working_days(monkeypatch: Patch, capsys: Capture) -> None:
    asked = "start,days,natural\n2024-02-08,5,true\n2024-02-08,5,false\n"
    _, out, _ = table(monkeypatch, capsys, asked)
    assert [line.split(",")[2] for line in out.splitlines()[1:]] == ["2024-02-18", "2024-02-21"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (
            "start,days\n2024-02-30,5\n2024-02-08,五\n",
            ["第 2 行：没有“2024-02-30”这一天", "第 3 行：天数“五”应为"],
        ),
        ("start,days\n明天,5\n", ["第 2 行：“明天”不是日期，请写成 2024-02-08"]),
        ("start,days\n2024-02-08,0\n", ["天数“0”应为 1 到"]),
        ("start,days\n2024-02-08,-3\n", ["天数“-3”应为"]),
        ("start,days\n1949-10-01,3\n", [f"不在 {first_announced_year()} 年到"]),
        ("start,days\n2024-02-08,5,true\n", ["这一行有 3 格，应有 2 格"]),
        ("start,days,natural\n2024-02-08,5,也许\n", ["自然日一列“也许”看不懂"]),
        ("2024-02-08,5\n", ["第一行要写列名，缺少：start（起始日）、days（天数）"]),
        ("", ["至少有：start"]),
        (b"\x00\x01\xff", ["不是文本"]),
        ('start,days\n"2024-02-08,5\n', ["不是合格的 CSV"]),
    ],
)
def test_faulty_tables_are_refused_row_by_row(
    monkeypatch: Patch, capsys: Capture, content: str | bytes, words: list[str]
) -> None:
    code, out, err = table(monkeypatch, capsys, content)
    assert (code, out) == (2, "")
    assert all(word in err for word in words)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["add", "--from", "2024-02-30", "--days", "5"], "没有“2024-02-30”这一天"),
        (["add", "--from", "2024-02-08", "--days", "x"], "天数“x”应为"),
        (["add", "--from", "2024-02-08"], "--from 和 --days 要一起写"),
        (["count", "--to", "2024-02-08"], "--from 和 --to 要一起写"),
        (["subtract"], "参数不对"),
        ([], "参数不对"),
    ],
)
def test_faulty_arguments_are_refused_in_words(capsys: Capture, arguments: list[str], words: str) -> None:
    try:
        code = main(arguments)
    except SystemExit as left:
        code = int(left.code or 0)
    assert code == 2
    assert words in capsys.readouterr().err
