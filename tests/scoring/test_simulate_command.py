"""`dukao simulate`, as an outsider uses it."""

import csv
import json
from pathlib import Path

import pytest

from dukao.scoring.commands.simulate import main

CITY = Path(__file__).parent / "city.yaml"
FACTS = """unit,name,group,indicator,period,value,target
zjj,市住建局,economy,investment,2026-Q3,7.299,9
zjj,,economy,J-11,2026-Q3,2.6,
zjj,,economy,Z-03,2026-Q3,86,86
swj,市商务局,economy,investment,2026-Q3,9.1,9
swj,,economy,J-11,2026-Q3,-4,
swj,,economy,Z-03,2026-Q3,60,86
fgw,市发展改革委,economy,investment,2026-Q3,9.3,9
fgw,,economy,J-11,2026-Q3,1,
fgw,,economy,Z-03,2026-Q3,70,86
"""


@pytest.fixture
def run(tmp_path, capsys):
    def call(*more, facts=FACTS, out="r.csv"):
        (tmp_path / "f.csv").write_text(facts, encoding="utf-8")
        arguments = ["--scheme", CITY, "--facts", tmp_path / "f.csv", "--out", tmp_path / out, *more]
        code = main([str(one) for one in arguments])
        return code, capsys.readouterr(), tmp_path / out

    return call


def table(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_everything_at_once(run):
    code, said, out = run(
        "--edit", "J-15.weight=20", "--runs", 50, "--seed", 7, "--weights", "±30%", "--choose",
        "rounding.total=0|1", "--sensitivity", "--rows", 8, "--leave-one-out", "--json",
    )  # fmt: skip
    assert (code, said.err) == (0, "")
    rows = {row["unit"]: row for row in table(out)}
    assert (rows["zjj"]["rank"], rows["zjj"]["old_rank"], rows["zjj"]["rise"]) == ("1", "2", "1")
    assert "满分 60 → 20" in rows["zjj"]["why"]
    assert rows["zjj"]["words"].startswith("第 1 名，90% 的情形")
    assert {row["code"] for row in table(out.with_name("r.sensitivity.csv"))} == {
        "J-15",
        "J-11",
        "Z-03",
        "rounding.total",
    }
    own = table(out.with_name("r.sensitivity-units.csv"))
    assert {row["unit"] for row in own} <= set(rows)
    told = {one["unit"]: one["total"] for one in json.loads(said.out)["sensitivity"]["units"]}
    assert set(told) == set(rows)
    assert len(own) == sum(bool(total) for totals in told.values() for total in totals)
    assert {row["code"] for row in table(out.with_name("r.leave-one-out.csv"))} == {"J-15", "J-11", "Z-03"}
    document = json.loads(said.out)
    assert (document["seed"], document["monte_carlo"]["runs"]) == (7, 50)
    assert document["monte_carlo"]["agreed"] == document["monte_carlo"]["checked"] == 5
    assert len(document["scheme_digest"]) == 64


def test_the_same_seed_gives_the_same_file(run):
    texts = []
    for _ in "12":
        _, _, out = run("--runs", 30, "--seed", 3)
        texts.append(out.read_bytes())
    assert texts[0] == texts[1]


def test_beside_another_scheme(run, tmp_path):
    other = tmp_path / "other.yaml"
    text = (
        CITY.read_text(encoding="utf-8")
        .replace("weight: 60.00", "weight: 10")
        .replace("weight: 30\n", "weight: 80\n")
    )
    other.write_text(text, encoding="utf-8")
    code, _, out = run("--against", other, out="r.xlsx")
    assert code == 0
    assert out.read_bytes().startswith(b"PK")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--edit", "J-15"], "改动“J-15”写法不对"),
        (["--edit", "J-99.weight=3"], "没有代码为 J-99 的项目"),
        (["--weights", "20"], "变动幅度“20”写法不对"),
        (["--runs", "-1"], "--runs 应在"),
        (["--rows", "1"], "--rows 应在"),
        (["--seed", "-5"], "--seed 应是"),
        (["--choose", "not_applicable"], "写法不对"),
        (["--choose", "J-15.weight=1|2"], "由 --weights 给出"),
        (["--sensitivity", "--weights", "dirichlet:50"], "相互独立"),
        (["--against", "nowhere.yaml"], "找不到"),
        (["--period", "2026-13"], "没有 2026 年的这个时期"),
    ],
)
def test_what_is_wrong_is_said_with_exit_two(run, more, words):
    code, said, _ = run(*more)
    assert code == 2
    assert words in said.err
    assert "Traceback" not in said.err


def test_other_wrong_input(run):
    assert run(out="r.txt")[1].err.startswith("结果文件")
    code, said, _ = run(facts="unit,indicator,period,value\n")
    assert (code, "没有可计分的行" in said.err) == (2, True)


def test_a_unit_nobody_knows_is_told(run):
    code, said, _ = run("--runs", 5, facts=FACTS + "nobody,,,J-11,2026-Q3,1,\n")
    assert code == 2
    assert "第 11 行：单位 nobody：办法的分组里没有这个单位" in said.err
