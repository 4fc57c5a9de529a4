"""The Human Development Index: every value the UNDP published for 1990–2022, and the ranks of 2022."""

import csv
from pathlib import Path

import pytest

from dukao.scoring import Fact, FactBlocks, Period, read_scheme, score_blocks

FOLDER = Path(__file__).parents[2] / "schemes" / "hdi"
INDICATORS = ["life_expectancy", "expected_years_schooling", "mean_years_schooling", "gni_per_capita_ppp2017"]


def rows_of(name):
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def published():
    return rows_of("hdi_components_1990_2022.csv")


@pytest.fixture(scope="module")
def results(published):
    scheme = read_scheme(FOLDER / "scheme.yaml")
    years = {row["year"]: Period.parse(row["year"]) for row in published}
    facts = [
        Fact(row["iso3"], indicator, years[row["year"]], row[indicator])
        for row in published
        for indicator in INDICATORS
    ]
    return score_blocks(scheme, FactBlocks.from_rows(scheme, facts), sorted(years.values()))


def test_all_published_values_come_out_equal(results, published):
    totals = {str(period): result.totals() for period, result in results.items()}
    wrong = [
        row for row in published if f"{totals[row['year']][row['iso3']]:f}" != f"{row['hdi_published']:0<5}"
    ]
    assert len(published) == 6171
    assert wrong == []


def test_the_ranks_of_2022_come_out_equal(results):
    result = results[Period.parse("2022")]
    published = {row["iso3"]: int(row["hdi_rank_2022"]) for row in rows_of("hdi_rank_2022.csv")}
    ours = {unit: result.unit(unit).rank_in_group for unit in published}
    assert len(published) == 193
    assert ours == published


def test_a_country_reads_its_reasons(results):
    derivation = results[Period.parse("2022")].explain("CHN")
    assert derivation.adds_up
    assert str(derivation.total) == "0.788"
    assert "ln 18024.88747 − ln 100" in derivation.part("income").formula
    assert "（0.845441… + 0.540461…）÷ 2" in derivation.part("education").formula
    assert str(derivation.part("health").score) == "0.90133846"
