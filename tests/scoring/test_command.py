"""`dukao score`, as an outsider uses it."""

import csv
import io
import json
from decimal import Decimal, InvalidOperation
from pathlib import Path

import openpyxl
import pytest

from dukao.scoring import read_scheme
from dukao.scoring.commands.progress import steps
from dukao.scoring.commands.score import main
from dukao.scoring.formats.columns import Column, Table
from dukao.scoring.formats.files import rows_of_file, table_content
from dukao.scoring.formats.workbook import workbook_of_scheme

CITY = Path(__file__).parent / "city.yaml"
FACTS = """unit,name,group,indicator,period,value,target,count,level,state
zjj,市住建局,economy,investment,2026-Q3,7.299,9,,,
zjj,,economy,J-11,2026-Q3,-2.6,,,,
zjj,,economy,Z-03,2026-Q3,76,86,,,
zjj,,economy,N-01,2026-Q3,,,1,,
swj,市商务局,economy,investment,2026-Q3,9.1,9,,,
swj,,economy,J-11,2026-Q3,2,,,,
swj,,economy,Z-03,2026-Q3,,86,,,不适用
swj,,economy,B-01,2026-Q3,,,1,province,
"""


@pytest.fixture
def run(tmp_path, capsys):
    def call(facts=FACTS, scheme=None, **options):
        scheme_file, facts_file = tmp_path / "s.yaml", tmp_path / "f.csv"
        scheme_file.write_text(scheme or CITY.read_text(encoding="utf-8"), encoding="utf-8")
        facts_file.write_bytes(facts if isinstance(facts, bytes) else facts.encode())
        arguments = {"scheme": scheme_file, "facts": facts_file, "out": tmp_path / "r.csv"} | options
        code = main([text for name, value in arguments.items() for text in (f"--{name}", str(value))])
        captured = capsys.readouterr()
        return code, captured.err, tmp_path / "r.csv"

    return call


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return {row["unit"]: row for row in csv.DictReader(file)}


def test_results_and_reasons(run, tmp_path):
    code, said, out = run(explain=tmp_path / "e.json")
    assert (code, said) == (0, "")
    rows = rows_of(out)
    assert {
        unit: (row["total"], row["rank"], row["rank_in_group"], row["grade"]) for unit, row in rows.items()
    } == {
        "swj": ("98.58", "1", "1", "优秀"),
        "zjj": ("78.06", "2", "2", "良好"),
    }
    assert (rows["zjj"]["J-15"], rows["zjj"]["N-01"], rows["swj"]["Z-03"]) == ("48.66", "-2.00", "")
    reasons = json.loads((tmp_path / "e.json").read_text(encoding="utf-8"))
    assert [one["unit_name"] for one in reasons["derivations"]] == ["市商务局", "市住建局"]
    assert set(reasons["results"]) == {"2026-Q3"}


def test_the_table_of_excel_in_chinese_works_too(run):
    text = "单位,指标,数值\nzjj,J-15,7.2\nzjj,J-11,1\nzjj,Z-03,80\n".encode("gb18030")
    code, said, out = run(facts=text, period="2026-Q3")
    assert (code, said) == (0, "")
    assert rows_of(out)["zjj"]["J-15"] == "48.00"
    assert "没有目标值" in rows_of(out)["zjj"]["note"]


def test_targets_beside_the_facts(run, tmp_path):
    table = tmp_path / "t.csv"
    table.write_text("unit,indicator,period,target\n*,Z-03,2026,86\n", encoding="utf-8")
    values = {"J-15": 9, "J-11": 4, "Z-03": 86, "x": 1}
    rows = [f"zjj,{code},2026-Q3,{value}" for code, value in values.items()]
    facts = "\n".join(["unit,indicator,period,value", *rows])
    code, said, out = run(facts=facts, targets=table)
    assert code == 0
    assert "没有这些指标，未计分：x" in said
    assert rows_of(out)["zjj"]["total"] == "100.00"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"scheme": "items: [\n"}, "第 2 行第 1 列：YAML 写法不对"),
        (
            {"scheme": "format: dukao-scheme/1\nweigth: 1\n"},
            "第 2 行第 1 列：weigth：不认识的键“weigth”，是不是 weight？",
        ),
        ({"facts": "unit,indicator,period,value\nu,J-15,2026-09,九\n"}, "第 2 行：“九”不是数字"),
        ({"facts": "unit,indicator,period,value\nu,J-15,,9\n"}, "第 2 行：没有写时期"),
        ({"facts": "unit,indicator,period,value\n"}, "没有可计分的行"),
        (
            {"facts": ""},
            "f.csv：表是空的，第一行要写列名，至少有：unit（单位）、indicator（指标）、period（时期）",
        ),
        (
            {"facts": "unit,indicator,value\nu,J-15,9\nv,J-15,9\n"},
            "第 1 行：第一行要写列名，缺少：period（时期）",
        ),
        ({"facts": "unit;indicator;period\n"}, "各列要用英文逗号隔开"),
        ({"scheme": "\n"}, "s.yaml：文件是空的"),
        ({"facts": b"\x00\xff\xfe\x81"}, "不是文本"),
        ({"facts": FACTS.replace("province", "world")}, "级别“world”不在办法里，可以写：national、province"),
        ({"period": "2026-13"}, "没有 2026 年的这个时期"),
        ({"out": "/nowhere/r.csv"}, "读写不了文件 /nowhere/r.csv"),
    ],
)
def test_what_is_wrong_is_said_with_exit_two(run, changes, words):
    code, said, _ = run(**changes)
    assert code == 2
    assert words in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("option", "text", "words"),
    [
        ("targets", "unit,indicator,period,target\n*,J-15,2026,x\n", "t.csv 第 2 行：“x”不是数字"),
        ("roster", "unit\nzjj\nzjj\n", "t.csv 第 3 行：单位 zjj：这个单位在名册里出现了两次"),
    ],
)
def test_faults_beside_the_facts_name_their_file(run, tmp_path, option, text, words):
    table = tmp_path / "t.csv"
    table.write_text(text, encoding="utf-8")
    code, said, _ = run(**{option: table})
    assert (code, words in said) == (2, True)
    code, said, _ = run(**{option: tmp_path / "none.csv"})
    assert (code, said.count("none.csv")) == (2, 1)


def test_a_period_without_facts_is_told(run):
    code, said, _ = run(period="2025-Q1")
    assert (code, "数据里没有 2025 年第一季度的行" in said) == (0, True)


def test_missing_files_and_arguments(tmp_path, capsys):
    arguments = ["--scheme", str(tmp_path / "x.yaml"), "--facts", str(tmp_path / "x.csv"), "--out", "r.csv"]
    assert main(arguments) == 2
    assert "找不到办法文件" in capsys.readouterr().err
    with pytest.raises(SystemExit) as left:
        main(["--scheme", "x"])
    assert left.value.code == 2
    assert "参数不对" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["--threads", "0"])
    assert "--threads：线程数“0”应为 1 到 64 的整数" in capsys.readouterr().err


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".parquet"])
def test_every_kind_of_file_gives_the_same_results(run, tmp_path, suffix):
    _, _, plain = run()
    reference = [cells for _, cells in rows_of_file(plain, "结果")]
    scheme = tmp_path / "scheme.xlsx"
    scheme.write_bytes(workbook_of_scheme(read_scheme(CITY)))
    table = Table(
        "数据", tuple(map(Column, FACTS.split("\n", 1)[0].split(","))), [*csv.reader(FACTS.split()[1:])]
    )
    facts, out = tmp_path / f"facts{suffix}", tmp_path / f"out{suffix}"
    facts.write_bytes(table_content(table, suffix))
    arguments = [
        "--scheme",
        str(scheme),
        "--facts",
        str(facts),
        "--out",
        str(out),
        "--explain",
        str(tmp_path / "e.json"),
    ]
    assert main(arguments) == 0
    found = [cells for _, cells in rows_of_file(out, "结果")]
    assert [[figure_or_text(cell) for cell in cells] for cells in found] == [
        [figure_or_text(cell) for cell in cells] for cells in reference
    ]


def figure_or_text(cell):
    try:
        return Decimal(cell)
    except InvalidOperation:
        return cell


def test_a_roster_says_who_takes_part(run, tmp_path):
    roster = tmp_path / "roster.csv"
    roster.write_text("unit,name,group\nzjj,市住建局,economy\n", encoding="utf-8")
    code, said, _ = run(roster=roster)
    assert code == 2
    assert "第 6 行：单位 swj：名册里没有这个单位" in said
    roster.write_text(
        "unit,name,group\nzjj,市住建局,economy\nswj,,economy\nfgw,市发改委,economy\n", encoding="utf-8"
    )
    code, _, out = run(roster=roster)
    assert code == 0
    assert rows_of(out)["fgw"]["name"] == "市发改委"


def test_the_result_file_says_its_kind(run, tmp_path):
    code, said, _ = run(out=tmp_path / "r.txt")
    assert code == 2
    assert "后缀应为 .csv、.xlsx、.parquet 之一" in said


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(("stream", "shown"), [(Terminal, True), (io.StringIO, False)])
def test_progress_is_shown_on_a_terminal_only(monkeypatch, stream, shown):
    errors = stream()
    monkeypatch.setattr("sys.stderr", errors)
    with steps() as run:
        run.begin("计分")
        assert list(run.each("ab", 2, "写推算过程")) == ["a", "b"]
    assert ("写推算过程" in errors.getvalue()) is shown
    assert shown or errors.getvalue() == ""


@pytest.mark.parametrize("engine", ["auto", "numpy", "numba", "python"])
@pytest.mark.parametrize("threads", [1, 2])
def test_engines_and_threads_write_the_same_bytes(run, engine, threads):
    pytest.importorskip("numba")
    _, _, out = run()
    expected = out.read_bytes()
    code, said, out = run(engine=engine, threads=threads)
    assert (code, said) == (0, "")
    assert out.read_bytes() == expected


def test_a_bad_cell_of_a_scheme_workbook_is_named(tmp_path, capsys):
    book = openpyxl.load_workbook(io.BytesIO(workbook_of_scheme(read_scheme(CITY))))
    weight = next(cell for cell in book["指标"][1] if cell.value == "满分").column_letter
    row = next(row for row in range(3, 20) if book["指标"][f"{weight}{row}"].value)
    book["指标"][f"{weight}{row}"] = "二十"
    book.save(tmp_path / "scheme.xlsx")
    (tmp_path / "facts.csv").write_text(FACTS, encoding="utf-8")
    arguments = ["--scheme", str(tmp_path / "scheme.xlsx"), "--facts", str(tmp_path / "facts.csv")]
    assert main([*arguments, "--out", str(tmp_path / "r.csv")]) == 2
    assert f"“指标”{weight}{row}：“二十”不是数字" in capsys.readouterr().err


SHARED = """format: dukao-scheme/1
code: shared
name: 共担
year: 2026
rounding: {total: 2, item: 2}
missing: zero
sharing: {reading: split, in_charge: 80%, related: 20%, several: divide, rounding: 2}
items:
  - {code: a, name: 项目, weight: 100, method: conversion, in_charge: [fgw], related: [swj, zjj]}
"""


def test_shared_points_stand_beside_the_results(run):
    facts = "unit,indicator,period,value\nc1,a,2026-Q3,93\nc2,a,2026-Q3,90\nc3,a,2026-Q2,80\n"
    code, said, out = run(facts, SHARED)
    assert (code, said) == (0, "")
    with out.with_name("r.sharing.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["period"] == "2026-Q3"]
    # three counties, of which one has no value of the third quarter and so nought
    assert [(row["unit"], row["item"], row["role"], row["points"]) for row in rows] == [
        ("fgw", "a", "in_charge", "48.8"), ("fgw", "total", "", "48.8"),
        ("swj", "a", "related", "6.1"), ("swj", "total", "", "6.1"),
        ("zjj", "a", "related", "6.1"), ("zjj", "total", "", "6.1"),
    ]  # fmt: skip
    assert rows[0]["note"] == "项目：县区均分 61 × 80%（分管） = 48.8"


def test_nothing_is_shared_where_the_scheme_does_not(run):
    _, _, out = run()
    assert not out.with_name("r.sharing.csv").exists()
