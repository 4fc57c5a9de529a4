"""The page on ballots and weights: its examples run, its figures are right, no key is left out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dukao.scoring.ballots import ballot_from_yaml, tally, votes_from_text
from dukao.scoring.commands.ballot import main as ballot
from dukao.scoring.commands.weights import main as weights
from dukao.scoring.document import Strict
from tests.scoring.test_docs import parts_of

TEXT = (Path(__file__).parents[2] / "docs" / "ballots.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
TABLES = re.findall(r"```csv\n(.*?)```", TEXT, re.DOTALL)
PARTS = [part for part in parts_of(Strict) if part.__module__.startswith("dukao.scoring.ballots")]


def test_the_examples_load_and_the_first_gives_the_totals_it_claims():
    first, *others = map(ballot_from_yaml, EXAMPLES)
    assert [other.code for other in others] == ["jury"]
    outcome = tally(first, votes_from_text(TABLES[0], first))
    claimed = dict(re.findall(r"`(zjj|swj)`[^`;]*?= (\d+\.\d\d)", TEXT))
    assert {one.subject.code: f"{float(one.total):.2f}" for one in outcome.objects} == claimed
    assert [one.rank for one in outcome.objects] == [2, 1]


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_no_key_is_undocumented(part):
    assert {key for key in part.model_fields if not re.search(rf"`[^`]*\b{key}\b[^`]*`", TEXT)} == set()


def test_the_python_runs(tmp_path, monkeypatch, capsys):
    (program,) = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    (tmp_path / "ballot.yaml").write_text(EXAMPLES[0], encoding="utf-8")
    (tmp_path / "votes.csv").write_text(TABLES[0], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    exec(program, {})  # noqa: S102
    assert capsys.readouterr().out == "zjj 873/10 2\nswj 353/4 1\n"


def test_the_matrix_gives_the_weights_it_claims(tmp_path, capsys):
    (matrix,) = re.findall(r"```\n(,a.*?)```", TEXT, re.DOTALL)
    source, out = tmp_path / "f.csv", tmp_path / "w.csv"
    source.write_text(matrix, encoding="utf-8")
    assert weights(["ahp", "--in", str(source), "--out", str(out)]) == 0
    shown = [line.split(",")[1] for line in out.read_text(encoding="utf-8").splitlines()[1:]]
    assert f"gives {', '.join(shown)}, λ = 4.0079 and CR = 0.0029" in TEXT
    assert "λmax = 4.0079" in capsys.readouterr().out


@pytest.mark.parametrize(("command", "parts"), [(ballot, ["tally"]), (weights, ["ahp", "entropy"])])
def test_the_commands_have_the_options_the_page_names(command, parts, capsys):
    for part in parts:
        with pytest.raises(SystemExit):
            command([part, "--help"])
        options = set(re.findall(r"--[a-z]+", capsys.readouterr().out)) - {"--help"}
        (usage,) = re.findall(rf"^dukao \w+ {part} .*$", TEXT, re.M)
        assert options == set(re.findall(r"--[a-z]+", usage))
