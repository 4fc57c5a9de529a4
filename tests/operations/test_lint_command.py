"""`dukao lint`: the linter outside the browser, without a database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from dukao import cli
from dukao.operations.tools.lint import main
from dukao.scoring import read_scheme
from dukao.scoring.formats.workbook import workbook_of_scheme

ROOT = Path(__file__).parents[2]
CITY = ROOT / "tests" / "scoring" / "city.yaml"
Capture = pytest.CaptureFixture[str]

SOUND = """format: dukao-scheme/1
code: sound
name: 示例办法
year: 2026
full_marks: 100
rounding: {total: 2}
small_groups: {below: 5, action: no_quota}
groups: [{code: g, name: 一组, members: [a, b]}]
items:
  - code: J-01
    name: 固定资产投资
    weight: 100
    hard: true
    method: completion
    standard: 完成年度目标
    lead: a
    source: 市统计局
targets: [{item: J-01, period: 2026, value: 9}]
"""


def test_a_sound_scheme_passes_and_says_what_was_not_checked(tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "s.yaml"
    file.write_text(SOUND, encoding="utf-8")
    assert main([str(file)]) == 0
    said = capsys.readouterr().out
    assert "未检查（" in said
    assert "单位代码不存在" in said
    assert "阻断 0 项" in said


def test_what_blocks_is_told_with_place_remedy_and_source(capsys: Capture) -> None:
    assert main([str(CITY)]) == 1
    said = capsys.readouterr().out
    assert "[阻断] 没有牵头单位（Z-03 保障性租赁住房）：没有牵头单位，单位填报后无人审核。" in said
    assert "    怎么办：请写由哪个单位审核。\n    依据：" in said


def test_json_has_the_same_findings(capsys: Capture) -> None:
    assert main([str(CITY), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    blocking = [one for one in found["findings"] if one["severity"] == "blocking"]
    assert found["blocking"] == len(blocking) > 0
    assert {(one["rule"], one["node"]) for one in blocking} >= {("lead", "Z-03"), ("targets", "Z-03")}
    assert all(one["sentence"] and one["remedy"] and one["source"] for one in found["findings"])
    assert set(found["unchecked"]) == {"units", "indicators", "elsewhere", "more_items", "outdated"}
    assert not set(found["unchecked"]) & set(found["passed"])


def test_targets_may_stand_beside_the_scheme(tmp_path: Path, capsys: Capture) -> None:
    file, targets = tmp_path / "s.yaml", tmp_path / "t.csv"
    file.write_text(SOUND[: SOUND.index("targets:")], encoding="utf-8")
    assert main([str(file), "--json"]) == 0
    assert "targets" in json.loads(capsys.readouterr().out)["unchecked"]
    targets.write_text("unit,indicator,period,target\na,J-01,2026,9\nb,J-01,2026-Q1,2\n", encoding="utf-8")
    assert main([str(file), "--targets", str(targets), "--json"]) == 1
    (finding,) = (one for one in json.loads(capsys.readouterr().out)["findings"] if one["rule"] == "targets")
    assert finding["sentence"] == "第二、三、四季度有 1 个单位没有目标值，也没有标为不适用。"
    targets.write_text("unit,indicator,period,target\n*,J-01,2026,9\n", encoding="utf-8")
    assert main([str(file), "--targets", str(targets)]) == 0


def test_a_workbook_is_judged_like_its_yaml(tmp_path: Path, capsys: Capture) -> None:
    book = tmp_path / "s.xlsx"
    book.write_bytes(workbook_of_scheme(read_scheme(CITY)))
    outputs = []
    for file in (CITY, book):
        assert main([str(file), "--json"]) == 1
        outputs.append(capsys.readouterr().out)
    assert outputs[0] == outputs[1]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("items: [\n", "YAML 写法不对"),
        (SOUND.replace("weight:", "weigth:"), "是不是 weight？"),
        ("just words", "办法要写成“键: 值”的形式"),
        (None, "找不到办法文件"),
    ],
)
def test_what_is_no_scheme_ends_with_two(
    tmp_path: Path, capsys: Capture, content: str | None, words: str
) -> None:
    file = tmp_path / "s.yaml"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    assert main([str(file)]) == 2
    assert words in capsys.readouterr().err


def test_it_needs_no_settings_and_no_database(tmp_path: Path) -> None:
    program = (
        "import sys; from dukao.operations.tools.lint import main; code = main([sys.argv[1]]);"
        "from django.conf import settings; assert not settings.configured; sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, CITY], capture_output=True, check=False, cwd=tmp_path
    )
    assert done.returncode == 1, done.stderr


def test_a_terminal_without_chinese_gets_codes_and_no_traceback() -> None:
    surroundings = {**os.environ, "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "dukao", "lint", CITY]
    done = subprocess.run(command, env=surroundings, capture_output=True, check=False)
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert b"\\u963b\\u65ad" in done.stdout


@pytest.mark.parametrize("word", sorted(cli.COMMANDS))
def test_every_word_explains_itself_in_chinese(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, word: str
) -> None:
    monkeypatch.setattr(sys, "argv", ["dukao", word, "--help"])
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code in {0, None}
    assert any("一" <= sign <= "鿿" for sign in capsys.readouterr().out)
