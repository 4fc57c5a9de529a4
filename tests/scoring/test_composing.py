"""A quarter or a year from the totals of its months, out of one table of facts."""

import csv

import pytest

from dukao.scoring import Event, Fact, FactsError, Period, RosterUnit, SchemeError, aggregate, score_periods
from dukao.scoring.bundle import verify, write_bundle
from dukao.scoring.bundle.composing import PARTS, composed
from dukao.scoring.commands.score import main
from dukao.scoring.formats.yaml import write_yaml
from tests.scoring.builders import scheme_of

P = Period.parse
QUARTER, YEAR = P("2026-Q3"), P("2026")
MONTHS = QUARTER.months()
ADDED = {"indicator": "committee", "name": "委员会评分"}
SCHEME = scheme_of(
    [{"code": "a", "weight": 100, "method": "conversion"}],
    missing="zero",
    vetoes=[{"code": "v", "name": "否决", "total": 59}],
    order=["rescale", "deduct", "bonus", "cap", "round", "veto", "rank", "grade"],
    aggregation=[
        {"source": "month", "target": "quarter", "method": "mean", "missing": "skip"},
        {"source": "quarter", "target": "year", "method": "sum", "missing": "skip", "additions": [ADDED]},
    ],
)
VALUES = {"u": ("80", "90", "100"), "w": ("70", "60", "50")}
FACTS = [
    Fact(unit, "a", month, value)
    for unit, values in VALUES.items()
    for month, value in zip(MONTHS, values, strict=True)
]


def total(chapter, unit):
    heads = [column.name for column in chapter.outcome.table.columns]
    row = next(row for row in chapter.outcome.table.rows if row[0] == unit)
    return str(row[heads.index("total")])


def test_a_quarter_is_what_aggregate_makes_of_its_months():
    found = composed(SCHEME, QUARTER, facts=FACTS)
    months = score_periods(SCHEME, FACTS, periods=MONTHS)
    totals = {month: result.totals() for month, result in months.items()}
    roster = [RosterUnit(unit, unit) for unit in VALUES]
    alone = aggregate(SCHEME, totals, period=QUARTER, roster=roster)
    assert found.whole.outcome.digests == {QUARTER: alone.digest()}
    assert [total(found.whole, unit) for unit in VALUES] == ["90.00", "60.00"]
    assert [result.digest() for result in found.results] == [result.digest() for result in months.values()]


def test_a_year_goes_through_its_quarters_and_adds_what_is_added():
    facts = [
        *FACTS,
        Fact("u", "a", P("2026-10"), "40"),
        *(Fact(unit, "committee", YEAR, "3") for unit in "uw"),
    ]
    found = composed(SCHEME, YEAR, facts=facts, events=[Event("w", "v", P("2026-08"))])
    assert sorted(found.parts) == ["2026-Q3", "2026-Q4", PARTS]
    # a veto of August stands in its month, its quarter and its year
    assert [total(found.parts["2026-Q3"], unit) for unit in "uw"] == ["90.00", "59.00"]
    assert [total(found.parts["2026-Q4"], unit) for unit in "uw"] == ["40.00", "0.00"]
    assert [total(found.whole, unit) for unit in "uw"] == ["133.00", "59.00"]
    report = verify(write_bundle(found.whole, found.parts))
    assert report.differences == []
    assert len(report.confirmed) == 7


def test_what_cannot_be_composed_is_said():
    with pytest.raises(SchemeError, match="没有写明 2026 年上半年怎样由更短的时期汇总"):
        composed(SCHEME, P("2026-H1"), facts=FACTS)
    with pytest.raises(FactsError, match="没有2026 年第一季度所含各期的数据"):
        composed(SCHEME, P("2026-Q1"), facts=FACTS)


@pytest.fixture
def run(tmp_path, capsys):
    (tmp_path / "s.yaml").write_text(write_yaml(SCHEME), encoding="utf-8")
    rows = [f"{fact.unit},a,{fact.period},{fact.value}" for fact in FACTS]
    (tmp_path / "f.csv").write_text("\n".join(["unit,indicator,period,value", *rows]), encoding="utf-8")

    def call(*more, facts="f.csv"):
        named = {"--scheme": "s.yaml", "--facts": facts, "--out": "r.csv"}
        arguments = [text for option, name in named.items() for text in (option, str(tmp_path / name))]
        return main([*arguments, *map(str, more)]), capsys.readouterr().err, tmp_path

    return call


def test_the_command_composes_and_its_bundle_is_confirmed(run, tmp_path):
    code, said, folder = run("--compose", "2026-Q3", "--bundle", tmp_path / "b.zip")
    assert (code, said) == (0, "")
    with (folder / "r.csv").open(encoding="utf-8", newline="") as file:
        row = next(csv.DictReader(file))
    assert (row["unit"], row["2026-07"], row["total"]) == ("u", "80.00", "90.00")
    assert verify((folder / "b.zip").read_bytes()).is_equal
    assert row["formula"] == "（80 + 90 + 100）÷ 3 = 90"


def test_a_period_scored_by_itself_though_the_scheme_composes_it_is_named(run):
    (folder := run()[2]).joinpath("q.csv").write_text(
        "unit,indicator,period,value\nu,a,2026-Q3,7\nu,a,2026-07,7\n", "utf-8"
    )
    code, said, _ = run(facts="q.csv")
    assert code == 0
    assert (
        said
        == "提示：2026 年第三季度按办法由较短各期汇总，这里直接按数据计分；要汇总请写 --compose 2026-Q3\n"
    )
    assert run("--compose", "2026-13")[:2] == (
        2, "没有 2026 年的这个时期，请写 2026、2026-H1、2026-Q3 或 2026-09\n",
    )  # fmt: skip
    assert folder.joinpath("r.csv").exists()
