"""Published schemes: every folder says where it comes from, and its golden results come out to the last digit."""

import csv
import re
from functools import cache
from pathlib import Path

import pytest

from dukao.scoring import FactBlocks, Period, read_facts, read_scheme, score_blocks

ROOT = Path(__file__).parents[2]
FOLDERS = sorted(path for path in (ROOT / "schemes").iterdir() if path.is_dir())
REPLAYED = [folder for folder in FOLDERS if folder.name != "hdi"]  # which has a test of its own
LARGEST = 300_000  # bytes a data file may have: the wheel carries them all
NOT_SCORES = {"unit", "period", "published", "note"}
named = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
replayed = pytest.mark.parametrize("folder", REPLAYED, ids=lambda folder: folder.name)


def golden_of(folder):
    with (folder / "golden.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def written(value):
    return "" if value is None else str(value) if isinstance(value, (int, str)) else f"{value:f}"


@cache
def results_of(folder):
    scheme = read_scheme(folder / "scheme.yaml")
    sheet = read_facts(folder / "facts.csv", scheme=scheme)
    blocks = FactBlocks.from_rows(
        scheme, sheet.facts, events=sheet.events, targets=sheet.targets, roster=list(sheet.roster.values())
    )
    return score_blocks(scheme, blocks, sheet.periods())


def computed(folder, row, column):
    result = results_of(folder)[Period.parse(row["period"])]
    if column in {"total", "rank", "rank_in_group", "grade"}:
        return written(getattr(result.unit(row["unit"]), column))
    return written(result.score(row["unit"], column).score)


@named
def test_a_folder_names_its_source_and_the_terms_of_its_figures(folder):
    text = (folder / "README.md").read_text(encoding="utf-8")
    assert re.search(r"^Source: \S", text, re.MULTILINE)
    assert re.search(r"\bLicence(?: of the data)?:\s\S", text)
    if folder in REPLAYED:
        for file in folder.iterdir():
            assert f"`{file.name}`" in text or file.name == "README.md", f"{file.name} is not in the README"
            assert file.stat().st_size <= LARGEST
        said = re.search(r"^\| `facts\.csv` \| ([\d,]+) rows:", text, re.MULTILINE)
        rows = len((folder / "facts.csv").read_text(encoding="utf-8").splitlines()) - 1
        assert said is None or int(said[1].replace(",", "")) == rows


@named
def test_a_scheme_states_what_it_rests_on(folder):
    scheme = read_scheme(folder / "scheme.yaml")
    assert scheme.basis


@replayed
def test_golden_results_come_out_equal(folder):
    rows = golden_of(folder)
    columns = [column for column in rows[0] if column not in NOT_SCORES]
    wrong = [
        (row["unit"], row["period"], column, row[column], ours)
        for row in rows
        for column in columns
        if row[column] and (ours := computed(folder, row, column)) != row[column]
    ]
    assert wrong == []


@replayed
def test_every_unit_that_is_scored_has_its_golden_row(folder):
    scored = {
        (str(period), unit)
        for period, result in results_of(folder).items()
        for unit, total in result.totals().items()
        if total is not None
    }
    assert scored == {(row["period"], row["unit"]) for row in golden_of(folder)}


@replayed
def test_figures_the_publisher_has_otherwise_are_marked_and_explained(folder):
    marked = [row for row in golden_of(folder) if row.get("published")]
    assert all(row["published"] != row["total"] for row in marked)
    if marked:
        assert "published otherwise" in (folder / "README.md").read_text(encoding="utf-8")


@replayed
def test_every_derivation_adds_up(folder):
    for result in results_of(folder).values():
        for unit in result.units[:3]:
            assert result.explain(unit).adds_up


def test_the_page_lists_every_folder_and_how_much_of_it_comes_out_equal():
    page = (ROOT / "docs" / "published-schemes.md").read_text(encoding="utf-8")
    listed = dict(
        re.findall(r"^\| \[`([^`]+)`\]\(\.\./schemes/\1/README\.md\) \| .+ \| (\d+) \|$", page, re.MULTILINE)
    )
    del listed["hdi"]
    assert {folder.name: str(cells_equal(folder)) for folder in REPLAYED} == listed


def cells_equal(folder):
    rows = [row for row in golden_of(folder) if not row.get("published")]
    return sum(bool(text) for row in rows for column, text in row.items() if column not in NOT_SCORES)
