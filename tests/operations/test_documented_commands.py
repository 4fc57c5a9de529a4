"""The page of commands: every word and option is there, and its examples give what it says."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

from dukao import cli
from dukao.documents.official.reading import KEYS
from dukao.documents.vocabulary import DocumentKind
from tests.operations.typed import give

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
#: The words whose section is on this page.
HERE = ("document", "workday", "check", "lint", "import", "export")
RUNS = re.findall(r"^\$ printf '(.*)' \| dukao (\w+) (.*)\n((?:[^$`].*\n)+)", TEXT, re.M)
Capture = pytest.CaptureFixture[str]


def words_of(text: str) -> set[str]:
    rows = re.findall(r"^\| (`\w+`(?:, `\w+`)*) \|", text, re.M)
    return {word for row in rows for word in re.findall(r"`(\w+)`", row)}


def test_every_word_has_its_row() -> None:
    managed = {
        path.stem
        for path in (ROOT / "src" / "dukao").glob("*/management/commands/*.py")
        if path.stem != "__init__"
    }
    assert set(cli.COMMANDS) | managed <= words_of(TEXT)
    assert set(cli.WORDS) == set(cli.COMMANDS) | managed | {"migrate"}


def typed(monkeypatch: pytest.MonkeyPatch, capsys: Capture, *words: str) -> tuple[int, str, str]:
    monkeypatch.setattr("sys.argv", ["dukao", *words])
    code = 0
    try:
        cli.main()
    except SystemExit as ended:
        code = int(ended.code or 0)
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.mark.parametrize("words", [(), ("help",), ("--help",), ("-h",)])
def test_dukao_alone_tells_its_words(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, words: tuple[str, ...]
) -> None:
    code, said, wrong = typed(monkeypatch, capsys, *words)
    assert (code, wrong) == (0, "")
    assert said.startswith("用法：dukao 命令 …")
    assert "score" in said
    assert "按考评办法给数据计分" in said


def test_a_word_that_is_none_is_told_in_chinese(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    assert typed(monkeypatch, capsys, "scroe") == (
        2, "", "没有“scroe”这个命令，是不是 score？写 dukao 可以看到全部命令\n",
    )  # fmt: skip
    code, said, wrong = typed(monkeypatch, capsys, "坏")
    assert (code, said) == (2, "")
    assert wrong.startswith("没有“坏”这个命令。")


def test_words_of_django_work_too(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    code, said, _ = typed(monkeypatch, capsys, "help", "migrate")
    assert code == 0
    assert "usage: dukao migrate" in said


def test_words_with_a_database_are_known_in_a_process_of_their_own() -> None:
    """Django lists our words only once its apps are loaded, which in this process they are."""
    run = [sys.executable, "-m", "dukao", "worker", "--help"]
    assert subprocess.run(run, capture_output=True, check=False).returncode == 0


def test_no_row_is_about_nothing() -> None:
    kinds = {"uscc", "id", "region"}
    managed = {path.stem for path in (ROOT / "src" / "dukao").glob("*/management/commands/*.py")}
    assert words_of(TEXT) - kinds <= set(cli.COMMANDS) | managed


@pytest.mark.parametrize("word", HERE)
def test_every_option_is_described(word: str, capsys: Capture) -> None:
    section = re.search(rf"^## {word}\n(.*?)(?=^## |\Z)", TEXT, re.M | re.S)
    assert section is not None
    run: Callable[[list[str]], int] = import_module(cli.COMMANDS[word]).main
    parts = {
        "document": (["render"],),
        "workday": (["add"], ["count"]),
        "import": (["matters"],),
        "export": (["matters"],),
    }.get(word, ([],))
    options: set[str] = set()
    for part in parts:
        with pytest.raises(SystemExit):
            run([*part, "--help"])
        options |= set(re.findall(r"--[a-z]+", capsys.readouterr().out))
    assert options - {"--help"} == set(re.findall(r"--[a-z]+", section[1]))


def test_every_kind_and_key_of_a_document_is_described() -> None:
    section = TEXT[TEXT.index("\n## document\n") : TEXT.index("\n## workday\n")]
    assert {*DocumentKind.values, *KEYS} <= set(re.findall(r"`([a-z_]+)`", section))


@pytest.mark.parametrize(("given", "word", "arguments", "told"), RUNS)
def test_the_examples_run(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, given: str, word: str, arguments: str, told: str
) -> None:
    give(monkeypatch, given.replace("\\n", "\n").encode())
    assert import_module(cli.COMMANDS[word]).main(shlex.split(arguments)) == 0
    assert capsys.readouterr().out == told


def test_the_single_answers_are_those_on_the_page(capsys: Capture) -> None:
    run: Callable[[list[str]], int] = import_module(cli.COMMANDS["workday"]).main
    term = ["add", "--from", "2024-02-08", "--days", "5"]
    for arguments, words in ((term, "here `{}`. The"), ([*term, "--natural"], "here `{}`, a Sunday")):
        run(arguments)
        assert words.format(capsys.readouterr().out.strip()) in TEXT
    run(["count", "--from", "2024-02-08", "--to", "2024-02-21"])
    assert f"here {capsys.readouterr().out.strip()};" in TEXT


def test_there_are_examples() -> None:
    assert len(RUNS) == 3
