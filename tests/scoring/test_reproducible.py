"""The same scheme and facts give the same bytes, whatever the order of rows, the kind of file or the machine."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dukao.scoring import FactBlocks, FactsError, FactState, RosterUnit, scheme_from_data, score_blocks
from dukao.scoring.bundle import Case, Chapter, Outcome, verify, write_bundle
from dukao.scoring.formats.columns import Column, Table
from dukao.scoring.formats.facts import read_facts
from dukao.scoring.formats.files import SUFFIXES, table_content
from dukao.scoring.formats.reasons import reasons
from dukao.scoring.formats.results import result_table
from tests.scoring import generated
from tests.scoring.test_command import CITY, FACTS
from tests.scoring.test_oracle import PERIOD, rows_of, with_full_marks

HEADS = (
    "unit", "group", "indicator", "period", "value", "state", "count", "level", "key", "target", "worst", "best",
)  # fmt: skip


def lines_of(groups, cells):
    """The world as rows of a table of facts: every unit once, then values, events and targets."""
    facts, events, targets = rows_of(cells)
    first = next(item for item, _ in cells)
    rows = [
        {"unit": unit, "group": group, "indicator": first, "period": str(PERIOD)}
        for unit, group in groups.items()
    ]
    for fact in facts:
        state = "" if fact.state is FactState.REPORTED else fact.state.value
        value = "" if fact.value is None else str(fact.value)
        rows.append(
            {
                "unit": fact.unit,
                "indicator": fact.item,
                "period": str(fact.period),
                "value": value,
                "state": state,
            }
        )
    for event in events:
        rows.append({
            "unit": event.unit, "indicator": event.item, "period": str(event.period), "count": str(event.count),
            "level": event.level, "key": event.key,
        })  # fmt: skip
    for target in targets:
        rows.append(
            {
                "unit": target.unit,
                "indicator": target.item,
                "period": str(target.period),
                target.name: str(target.value),
            }
        )
    return [[row.get(head, "") for head in HEADS] for row in rows]


def everything(scheme, sheet, units):
    """Every file that comes out: results of each kind, reasons, bundle."""
    roster = [RosterUnit(unit, "", sheet.roster[unit].group) for unit in units]
    blocks = FactBlocks.from_rows(
        scheme, sheet.facts, events=sheet.events, targets=sheet.targets, roster=roster
    )
    results = list(score_blocks(scheme, blocks, [PERIOD]).values())
    table = result_table(results)
    case = Case(scheme, (PERIOD,), tuple(roster), sheet.facts, sheet.events, sheet.targets)
    return {
        **{suffix: table_content(table, suffix) for suffix in SUFFIXES},
        "reasons": reasons(results, ((result, unit) for result in results for unit in result.units)),
        "bundle": write_bundle(Chapter(case, Outcome.of(results))),
    }


def read_from(lines, suffix):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"facts{suffix}"
        path.write_bytes(table_content(Table("数据", tuple(map(Column, HEADS)), lines), suffix))
        return read_facts(path)


def same_bytes(world, data):
    document, groups, cells = world
    scheme = scheme_from_data(with_full_marks(document))
    lines = lines_of(groups, cells)
    reference = everything(scheme, read_from(lines, ".csv"), sorted(groups))
    shuffled = data.draw(st.permutations(lines))
    units = data.draw(st.permutations(sorted(groups)))
    again = everything(scheme, read_from(shuffled, data.draw(st.sampled_from(SUFFIXES))), units)
    assert [name for name in reference if reference[name] != again[name]] == []
    assert verify(reference["bundle"]).differences == []


@given(generated.world(), st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_order_of_rows_and_the_kind_of_file_do_not_matter(world, data):
    same_bytes(world, data)


@pytest.mark.nightly
@given(generated.world(), st.data())
@settings(max_examples=2_000, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_order_of_rows_and_the_kind_of_file_do_not_matter_at_length(world, data):
    same_bytes(world, data)


def test_a_row_that_stands_twice_is_told_whatever_the_order():
    text = [["u", "g", "a", str(PERIOD), "1", *[""] * 7], ["u", "g", "a", str(PERIOD), "2", *[""] * 7]]
    scheme = scheme_from_data(with_full_marks({
        "format": "dukao-scheme/1", "code": "s", "name": "s", "year": "2026", "rounding": {"total": "2"}, "combine": "sum",
        "items": [{"code": "a", "name": "a", "weight": "100", "method": "conversion"}],
    }))  # fmt: skip
    for lines in (text, text[::-1]):
        with pytest.raises(FactsError, match="同一单位、指标、时期有两行数据"):
            everything(scheme, read_from(lines, ".csv"), ["u"])


def run_command(folder, options, **surroundings):
    """Every file `dukao score` writes, with these variables set."""
    (folder / "facts.csv").write_text(FACTS, encoding="utf-8")
    arguments = ["--scheme", str(CITY), "--facts", str(folder / "facts.csv")]
    found = {}
    program = "import sys; from dukao.scoring.commands.score import main; sys.exit(main(sys.argv[1:]))"
    for suffix in SUFFIXES:
        out = [
            "--out",
            str(folder / f"r{suffix}"),
            "--explain",
            str(folder / "e.json"),
            "--bundle",
            str(folder / "b.zip"),
        ]
        environment = {**os.environ, **surroundings}
        subprocess.run(
            [sys.executable, "-c", program, *arguments, *out, *options],
            check=True,
            env=environment,
            timeout=120,
        )
        found |= {path.name: path.read_bytes() for path in folder.iterdir()}
    return found


def test_engine_threads_and_hash_seeds_do_not_matter(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    two.mkdir()
    threads = ("OMP_NUM_THREADS", "NUMBA_NUM_THREADS", "POLARS_MAX_THREADS")
    single = run_command(one, ["--engine", "python"], PYTHONHASHSEED="1", **dict.fromkeys(threads, "1"))
    double = run_command(two, ["--threads", "2"], PYTHONHASHSEED="2", **dict.fromkeys(threads, "2"))
    assert single == double
    assert {"r.csv", "r.xlsx", "r.parquet", "e.json", "b.zip"} <= set(single)
