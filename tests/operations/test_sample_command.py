"""`dukao sample` against the recipes of docs/sampling.md, which know nothing of Dukao."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from dukao.operations.tools.sample import main
from tests.operations.typed import give

DOCUMENT = (Path(__file__).parents[2] / "docs" / "sampling.md").read_text(encoding="utf-8")
PYTHON = re.search(r"```python\n(.*?)```", DOCUMENT, re.S)
SHELL = re.search(r"```sh\n(.*?)```", DOCUMENT, re.S)
EXAMPLE = re.search(r"^\$ printf '(.*)' \| dukao sample (.*)\n((?:[^$`].*\n)+)", DOCUMENT, re.M)
Capture = pytest.CaptureFixture[str]

IDS = [f"DB-2026-{number:04d}" for number in range(60)] + ["和苑二区", "é", "a,b", "末项"]
COUNTIES = ["江口区", "云溪县", "石桥县"]
SEED = "第 2026112 期：03 11 17 22 25 31 + 08"


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    path = tmp_path / "items.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["编号", "县区"])
        writer.writerows((item, COUNTIES[number % 3]) for number, item in enumerate(IDS))
    return path


def drawn(capsys: Capture, *words: str) -> list[dict[str, str]]:
    assert main(words) == 0
    return list(csv.DictReader(io.StringIO(capsys.readouterr().out)))


@pytest.mark.parametrize("seed", [SEED, "0", "  spaces  "])
def test_ten_lines_of_python_draw_the_same(capsys: Capture, listed: Path, seed: str) -> None:
    assert PYTHON is not None
    assert len([line for line in PYTHON[1].splitlines() if line.strip()]) <= 10
    told = subprocess.run(
        [sys.executable, "-c", PYTHON[1], seed, str(listed), "12"], capture_output=True, check=True
    ).stdout.decode()
    ours = drawn(capsys, "--seed", seed, "--items", str(listed), "--size", "12")
    assert [f"{row['ticket']} {row['id']}" for row in ours] == told.splitlines()
    assert len(ours) == 12


def test_the_tools_of_a_shell_draw_the_same(capsys: Capture, listed: Path, tmp_path: Path) -> None:
    assert SHELL is not None
    plain = tmp_path / "ids.txt"
    plain.write_text("".join(f"{item}\n" for item in IDS), encoding="utf-8")
    told = subprocess.run(
        ["sh", "-c", SHELL[1], "sh", SEED, str(plain), "8"], capture_output=True, check=True
    ).stdout.decode()
    ours = drawn(capsys, "--seed", SEED, "--items", str(listed), "--size", "8")
    assert [f"{row['ticket']} {row['id']}" for row in ours] == told.splitlines()


def test_strata_keep_the_order_of_the_whole(capsys: Capture, listed: Path) -> None:
    whole = drawn(capsys, "--seed", SEED, "--items", str(listed), "--size", "99")
    layered = drawn(capsys, "--seed", SEED, "--items", str(listed), "--stratum", "县区", "--per-stratum", "2")
    assert sorted(row["stratum"] for row in layered) == sorted(COUNTIES * 2)
    assert [row["id"] for row in layered] == [
        row["id"] for row in whole if row["id"] in {one["id"] for one in layered}
    ]
    for county in COUNTIES:
        own = [row["id"] for row in whole if IDS.index(row["id"]) % 3 == COUNTIES.index(county)]
        assert [row["id"] for row in layered if row["stratum"] == county] == own[:2]


@pytest.mark.parametrize(
    ("words", "count"),
    [
        (["--per-stratum", "10%"], 9),  # 22, 21, 21 items: a tenth rounded up is 3 each
        (["--per-stratum", "江口区=1,石桥县=4"], 5),
        (["--size", "10"], 10),
        (["--size", "10", "--per-stratum", "2"], 10),
    ],
)
def test_sizes(capsys: Capture, listed: Path, words: list[str], count: int) -> None:
    rows = drawn(capsys, "--seed", "1", "--items", str(listed), "--stratum", "县区", *words)
    assert len(rows) == count


def test_json_says_what_was_drawn_from(capsys: Capture, listed: Path) -> None:
    assert main(["--seed", "1", "--items", str(listed), "--size", "2", "--format", "json"]) == 0
    said = capsys.readouterr()
    answer = json.loads(said.out)
    assert answer["items_sha256"] == sha256(listed.read_bytes()).hexdigest()
    assert answer["items_sha256"] in said.err
    assert (answer["seed"], answer["population"]) == ("1", len(IDS))
    rows = drawn(capsys, "--seed", "1", "--items", str(listed), "--size", "2")
    assert [one["id"] for one in answer["drawn"]] == [row["id"] for row in rows]


def test_what_goes_back_can_come_again(capsys: Capture, listed: Path) -> None:
    rows = drawn(capsys, "--seed", "1", "--items", str(listed), "--size", "200", "--replacement")
    assert len(rows) == 200
    assert max(int(row["generation"]) for row in rows) > 1


@pytest.mark.parametrize(
    ("given_rows", "words", "sentence"),
    [
        ("id\na\na\n", "--size 1", "第 3 行：编号“a”出现不止一次"),
        ("id,县\na,甲\n,乙\n", "--size 1", "第 3 行：没有编号"),
        ("id,县\na,\n", "--stratum 县 --per-stratum 1", "第 2 行：“县”一列是空的"),
        ("id\n", "--size 1", "一项也没有"),
        ("id\na\n", "--size 0", "应为 1 以上的整数"),
        ("id\na\n", "", "要写 --size"),
        ("id\na\n", "--size 1 --per-stratum 1", "还要用 --stratum"),
        ("id\na\n", "--size 1 --stratum 县", "没有“县”这一列，列名有：id"),
        ("id\na\n", "--stratum id", "要写 --size（一共抽几项）"),
        ("id,县\na,甲\n", "--stratum 县 --per-stratum 乙=1", "“乙”看不懂"),
        ("id,县\na,甲\nb,乙\n", "--stratum 县 --per-stratum 1 --size 1", "超过总数 1"),
        ("id,县\na,甲\n", "--stratum 县 --size 1 --replacement", "只能写一个"),
        ("id\na\n", "--seed= --size 1", "还没有种子"),
    ],
)
def test_refusals(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, given_rows: str, words: str, sentence: str
) -> None:
    give(monkeypatch, given_rows.encode())
    try:
        code = main(["--seed", "1", *shlex.split(words)])
    except SystemExit as ended:
        code = int(ended.code or 0)
    said = capsys.readouterr()
    assert (code, said.out) == (2, "")
    assert sentence in said.err


def test_the_example_of_the_page(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    assert EXAMPLE is not None
    give(monkeypatch, EXAMPLE[1].replace("\\n", "\n").encode())
    assert main(shlex.split(EXAMPLE[2])) == 0
    assert capsys.readouterr().out == EXAMPLE[3]


def test_every_option_is_on_the_page(capsys: Capture) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    options = set(re.findall(r"--[a-z-]+", capsys.readouterr().out)) - {"--help"}
    assert options
    assert all(f"`{option}`" in DOCUMENT for option in options)
