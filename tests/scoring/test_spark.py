"""The same bytes from a cluster; a sentence where it is missing."""

import subprocess
import sys

import pytest

from dukao.scoring import spark
from dukao.scoring.commands.score import main
from tests.scoring.test_command import CITY, FACTS

#: Beside everyday items what Spark does not carry: a value worked out, scores that are no plain numbers.
DIGESTS = """
import sys
from dukao.scoring import Engine, Fact, FactBlocks, RosterUnit, Target, score_blocks
from tests.scoring.builders import SEPTEMBER, scheme_of

def item(code, method, **more):
    return {"code": code, "weight": "25", "method": method} | more

scheme = scheme_of([
    item("a", {"kind": "completion", "threshold": "0.6"}, rounding=2, missing={"kind": "rescale", "scope": "family"}),
    item("b", {"kind": "efficacy", "worst": "10", "best": "90", "transform": "log"}),
    item("c", {"kind": "rank", "step": "0.1"}, rounding=1, missing="peer_average"),
    item("d", {"kind": "conversion"}, value={"kind": "growth", "rounding": 2}),
], missing="zero", rounding={"total": 2})
months = SEPTEMBER.last_year(), SEPTEMBER
facts = [
    Fact(f"u{unit}", code, month, 11 + (unit * 37 + place * 13) % 89)
    for unit in range(9) for place, code in enumerate("abcd") for month in months
    if (unit, code) not in {(2, "a"), (4, "c")}
]
blocks = FactBlocks.from_rows(
    scheme, facts, targets=[Target("*", "a", SEPTEMBER, "77.7")],
    roster=[RosterUnit(f"u{unit}", group="gh"[unit % 2]) for unit in range(9)],
)
found = [score_blocks(scheme, blocks, [SEPTEMBER], engine=each)[SEPTEMBER] for each in (Engine.SPARK, Engine.NUMPY)]
assert "pyspark" in sys.modules
assert found[0].explain("u2").adds_up and found[0].explain("u4").adds_up
print(*(one.digest() for one in found))
"""


def score(tmp_path, engine):
    scheme, facts = tmp_path / "s.yaml", tmp_path / "f.csv"
    scheme.write_text(CITY.read_text(encoding="utf-8"), encoding="utf-8")
    facts.write_text(FACTS, encoding="utf-8")
    out, bundle = tmp_path / f"{engine}.csv", tmp_path / f"{engine}.zip"
    command = ["--scheme", scheme, "--facts", facts, "--out", out, "--bundle", bundle, "--engine", engine]
    return [str(word) for word in command], out, bundle


def in_a_process(*command):
    """Java lives on as long as the process that began it."""
    ran = subprocess.run([sys.executable, *command], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.mark.spark
def test_spark_gives_the_same_digest():
    first, second = in_a_process("-c", DIGESTS).split()
    assert first == second


@pytest.mark.spark
def test_the_command_writes_the_same_bytes(tmp_path):
    found = []
    for engine in ("spark", "numpy"):
        command, out, bundle = score(tmp_path, engine)
        in_a_process("-m", "dukao.cli", "score", *command)
        found.append((out.read_bytes(), bundle.read_bytes()))
    assert found[0] == found[1]


@pytest.mark.parametrize(
    ("lacking", "sentence"), [("pyspark", "没有安装 Spark 组件"), ("java", "没有找到 Java")]
)
def test_what_is_missing_is_said(tmp_path, monkeypatch, capsys, lacking, sentence):
    monkeypatch.setattr(spark, "find_spec", lambda name: None if lacking == "pyspark" else object())
    monkeypatch.setattr(spark.shutil, "which", lambda name: None)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    command, out, _ = score(tmp_path, "spark")
    assert main(command) == 2
    assert sentence in capsys.readouterr().err
    assert not out.exists()
