"""The format's documentation: its examples load, its figures are right, no key is left out."""

import re
import shlex
from importlib import import_module
from pathlib import Path

import pytest
import yaml
from python_calamine import CalamineWorkbook

from dukao.cli import COMMANDS
from dukao.scoring import Period, read_fact_rows, scheme_from_yaml, score
from dukao.scoring.bundle import archive
from dukao.scoring.commands.score import _parser
from dukao.scoring.document import Strict
from dukao.scoring.formats.facts import COLUMNS as FACT_COLUMNS
from dukao.scoring.formats.files import rows_of_file
from tests.scoring.documented import WITH_TABLE, completed, computed, rows_of

TEXT = (Path(__file__).parents[2] / "docs" / "scheme-format.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
TABLES = WITH_TABLE.findall(TEXT)


def test_there_are_examples_to_run():
    assert len(EXAMPLES) >= 20
    assert len(TABLES) >= 13


@pytest.mark.parametrize("example", EXAMPLES, ids=range(len(EXAMPLES)))
def test_examples_load(example):
    assert yaml.safe_load(example)
    completed(example)


@pytest.mark.parametrize(("example", "table"), TABLES, ids=range(len(TABLES)))
def test_tables_are_computed(example, table):
    result = computed(example, table)
    expected = [points for _, _, points in rows_of(table)]
    assert [str(result.score(unit, "a").score) for unit in result.units] == expected


def test_the_first_scheme_gives_the_totals_it_claims():
    scheme = scheme_from_yaml(EXAMPLES[0])
    (table,) = re.findall(r"```csv\n(.*?)```", TEXT, re.DOTALL)
    sheet = read_fact_rows(table)
    result = score(scheme, sheet.facts, events=sheet.events, period=Period.parse("2026-Q3"))
    claimed = re.search(r"gives `zjj` ([\d.]+) points\n.*?and `swj` ([\d.]+)", TEXT)
    assert claimed is not None
    assert (str(result.unit("zjj").total), str(result.unit("swj").total)) == claimed.groups()


def parts_of(part):
    for kind in part.__subclasses__():
        yield kind
        yield from parts_of(kind)


@pytest.mark.parametrize("part", sorted(set(parts_of(Strict)), key=lambda kind: kind.__name__))
def test_no_key_is_undocumented(part):
    if not part.__module__.startswith("dukao.scoring") or "ballots" in part.__module__:
        return  # a ballot is another document, with a page and a test of its own
    keys = set(part.model_fields) - {"kind"}
    assert {key for key in keys if not re.search(rf"\b{key}\b", TEXT)} == set()
    if "kind" in part.model_fields and isinstance(part.model_fields["kind"].default, str):
        assert f"{part.model_fields['kind'].default}" in TEXT


def test_the_python_runs(tmp_path, monkeypatch, capsys):
    (program,) = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    (tmp_path / "scheme.yaml").write_text(EXAMPLES[0], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    exec(program, {})  # noqa: S102
    assert capsys.readouterr().out.startswith("79.86 ")


def test_the_command_has_the_options_the_page_names():
    (usage,) = re.findall(r"```\n(dukao score .*?)dukao verify", TEXT, re.DOTALL)
    named = set(re.findall(r"--[a-z]+", usage))
    assert {option for action in _parser()._actions for option in action.option_strings} - {
        "-h",
        "--help",
    } == named


def block(kind):
    (found,) = re.findall(rf"```{kind}\n(.*?)```", TEXT, re.DOTALL)
    return found


def called(line):
    """The exit code of a command line on the page."""
    _, word, *arguments = shlex.split(line)
    return import_module(COMMANDS[word]).main(arguments)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with every file the page writes out, and those its programs make of them."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "scheme.yaml").write_text(EXAMPLES[0], encoding="utf-8")
    for name in ("facts", "roster", "targets", "faulty"):
        (tmp_path / f"{name}.csv").write_text(block(f"csv {name}"), encoding="utf-8")
    for kind in ("excel", "parquet", "workbook"):
        exec(block(f"python {kind}"), {})  # noqa: S102
    return tmp_path


def test_the_commands_write_what_the_page_shows(folder, capsys):
    commands = [line for line in block("bash").splitlines() if line]
    assert [called(line) for line in commands] == [0] * len(commands)
    said = capsys.readouterr()
    assert said.err == ""
    results = (folder / "results.csv").read_text(encoding="utf-8")
    assert results == block("csv results")
    fault, equal, different = re.findall(r"```text\n(.*?)```", TEXT, re.DOTALL)
    assert said.out.startswith(equal.partition("…")[0])
    for name in ("results.xlsx", "results.parquet"):
        heads, *rows = [cells for _, cells in rows_of_file(folder / name, "结果")]
        assert heads == results.splitlines()[0].split(",")
        assert {row[0] for row in rows} >= {"zjj", "swj"}
    made = archive.unpacked((folder / "bundle.zip").read_bytes())
    made["result.csv"] = made["result.csv"].replace(b"77.86", b"78.86")
    (folder / "bundle.zip").write_bytes(archive.packed(made))
    assert called("dukao verify bundle.zip") == 1
    assert capsys.readouterr().out == different
    assert called("dukao score --scheme scheme.yaml --facts faulty.csv --out results.csv") == 2
    assert capsys.readouterr().err == fault


def test_the_page_names_the_files_of_a_bundle_and_the_columns_of_facts(folder):
    called(block("bash").splitlines()[0])
    for name in archive.unpacked((folder / "bundle.zip").read_bytes()):
        assert f"`{name}`" in TEXT
    for column, names in FACT_COLUMNS.items():
        assert f"`{column}`" in TEXT
        assert names[1] in TEXT


def test_a_workbook_of_the_page_has_the_sheets_it_names(folder):
    titles = CalamineWorkbook.from_path(str(folder / "scheme.xlsx")).sheet_names
    assert {"办法", "指标", "计分方法", "分档", "分组", "等次"} <= set(titles)
