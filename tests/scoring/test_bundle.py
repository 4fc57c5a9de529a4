"""A bundle says "equal" only for what it really is, and tells in words what is wrong with any other."""

import io
import json
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from dukao.scoring import Event, Fact, FactState, Period, RosterUnit, Target, read_scheme
from dukao.scoring.bundle import BundleError, Case, Chapter, archive, manifest, verify, write_bundle
from dukao.scoring.bundle.manifest import FileEntry
from dukao.scoring.commands.score import main as score_command
from dukao.scoring.commands.verify import main as verify_command
from tests.scoring.builders import scheme_of
from tests.scoring.test_command import CITY, FACTS

QUARTER = Period.parse("2026-Q3")


def city():
    roster = (RosterUnit("zjj", "市住建局", "economy"), RosterUnit("swj", "市商务局"), RosterUnit("fgw"))
    facts = [
        Fact("zjj", "investment", QUARTER, "7.299"),
        Fact("zjj", "J-11", QUARTER, Decimal("-2.60")),
        Fact("zjj", "Z-03", QUARTER, 76),
        Fact("swj", "investment", QUARTER, "9.1"),
        Fact("swj", "J-11", QUARTER, "80%"),
        Fact("swj", "Z-03", QUARTER, None, FactState.NOT_APPLICABLE),
        Fact("fgw", "J-11", QUARTER, "3", FactState.PENDING),
    ]
    events = [
        Event("swj", "B-01", QUARTER, "province", key="试点", note="经验，“全省”\n推广\r试点"),
        Event("zjj", "N-01", QUARTER, count=2),
    ]
    targets = [Target("*", "investment", QUARTER, 9), Target("zjj", "Z-03", Period.parse("2026"), "86")]
    return Case(read_scheme(CITY), (QUARTER,), roster, facts, events, targets)


@pytest.fixture(scope="module")
def content():
    return write_bundle(Chapter.of(city()))


def opened(content):
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def closed(files, *, signed=False):
    """An archive of these files; `signed` puts their digests into the manifest, as a forger would."""
    if signed:
        document = json.loads(files["manifest.json"])
        digests = {
            name: FileEntry.of(content).model_dump(exclude_none=True)
            for name, content in files.items()
            if name != "manifest.json"
        }
        files = files | {"manifest.json": json.dumps(document | {"files": digests}).encode()}
    return archive.packed(files)


def changed(content, name, old, new, **options):
    files = opened(content)
    assert old in files[name].decode()
    files[name] = files[name].decode().replace(old, new, 1).encode()
    return closed(files, **options)


def test_a_case_comes_back_equal_whatever_order_its_rows_had(content):
    report = verify(content)
    assert (report.differences, report.notes) == ([], [])
    assert report.confirmed[0].startswith("2026 年第三季度：3 个单位")
    case = city()
    shuffled = Case(
        case.scheme, case.periods, case.roster[::-1], case.facts[::-1], case.events[::-1], case.targets[::-1]
    )
    assert write_bundle(Chapter.of(shuffled)) == content


def test_the_manifest_names_every_file_by_sha256_and_sm3(content):
    files = opened(content)
    listed = json.loads(files["manifest.json"])["files"]
    assert set(listed) == set(files) - {"manifest.json"}
    assert list(files) == sorted(files)
    # GB/T 32905-2016, example 1.
    assert manifest.sm3(b"abc") in {None, "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"}
    assert listed["facts.csv"]["sha256"] == FileEntry.of(files["facts.csv"]).sha256


def test_a_changed_file_is_named(content):
    report = verify(changed(content, "README.txt", "复算", "覆算"))
    assert report.differences == ["文件 README.txt 被改动过：摘要与清单里的不同"]


def test_a_changed_total_is_told_even_if_the_manifest_was_forged_along(content):
    rows = opened(content)["result.csv"].decode().splitlines()
    total = rows[-1].split(",")[rows[0].split(",").index("total")]
    report = verify(changed(content, "result.csv", f",{total},", ",99.99,", signed=True))
    assert report.differences == [f"2026-Q3 单位 zjj 的总分不同：公布 99.99，复算 {total}"]


def test_changed_facts_are_told_with_everything_that_follows(content):
    report = verify(changed(content, "facts.csv", "7.299", "8.299", signed=True))
    told = "；".join(report.differences)
    assert "2026-Q3 单位 zjj 的J-15 得分不同：公布 48.66，复算 55.33" in told
    assert "2026-Q3 单位 zjj 的总分不同" in told
    assert "事实摘要不同" in told


def test_units_that_came_or_went_are_told(content):
    files = opened(content)
    kept = [line for line in files["result.csv"].decode().splitlines() if not line.startswith("swj")]
    files["result.csv"] = "\n".join([*kept, kept[-1].replace("zjj", "new", 1), ""]).encode()
    assert verify(closed(files, signed=True)).differences == [
        "2026-Q3 单位 new 公布的结果里有，复算没有",
        "2026-Q3 单位 swj 公布的结果里没有，复算有",
    ]


def test_missing_and_extra_files_are_told(content):
    files = opened(content)
    del files["targets.csv"]
    report = verify(closed(files | {"more.txt": b"x"}))
    assert report.differences == [
        "缺少文件 targets.csv",
        "多出文件 more.txt，清单里没有",
        "缺少文件 targets.csv，不能复算",
    ]


def test_files_that_cannot_be_read_are_told(content):
    assert "不能复算：" in "".join(verify(changed(content, "scheme.yaml", "items:", "itmes:")).differences)
    assert "不能复算：第 2 行" in "".join(
        verify(changed(content, "facts.csv", "2026-Q3", "2026-Q9")).differences
    )


def test_another_engine_is_told(content):
    report = verify(changed(content, "manifest.json", '"engine": "', '"engine": "0.'))
    assert report.is_equal
    assert "由引擎 0." in report.notes[0]


def zipped(entries):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries:
            packed.writestr(name, content)
    return out.getvalue()


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ([("../etc/passwd", "x")], "“../etc/passwd”指向包外"),
        ([("/etc/passwd", "x")], "指向包外"),
        ([("C:\\x", "x")], "指向包外"),
        ([("a", "x"), ("a", "y")], "两个“a”"),
        ([("a", "x")], "包里没有 manifest.json"),
        ([("manifest.json", "{")], "不是 JSON 文本"),
        ([("manifest.json", "[" * 100_000)], "不是 JSON 文本"),
        ([("manifest.json", "{}")], "“computations”写法不对"),
        ([("manifest.json", '{"format": "dukao-bundle/9"}')], "不是 dukao-bundle/1 格式"),
    ],
)
def test_what_is_no_bundle_is_refused_in_words(entries, words):
    with pytest.raises(BundleError, match=words):
        verify(zipped(entries))


def test_bombs_and_broken_archives_are_not_opened(content, monkeypatch):
    with pytest.raises(BundleError, match="不是完好的 zip"):
        verify(content[: len(content) // 2])
    broken = bytearray(content)
    broken[60:70] = b"\0" * 10
    with pytest.raises(BundleError, match="不是完好的 zip"):
        verify(bytes(broken))
    with pytest.raises(BundleError, match="个文件"):
        verify(zipped((f"f{number}", "") for number in range(archive.MAX_FILES + 1)))
    monkeypatch.setattr(archive, "MAX_UNPACKED", 1 << 20)
    with pytest.raises(BundleError, match="展开后超过 1 兆"):
        verify(zipped([("zeros", bytes(2 << 20))]))


def test_totals_of_shorter_periods_travel_with_their_own_bundles():
    items = [{"code": "a", "weight": 100, "method": "conversion"}]
    steps = [{"source": "month", "target": "quarter", "method": "mean"}]
    scheme = scheme_of(items, aggregation=steps)
    roster = (RosterUnit("u"), RosterUnit("v"))
    parts, totals = {}, {}
    for month, values in {"2026-07": (80, 70), "2026-08": (81, 70), "2026-09": (84, 71)}.items():
        period = Period.parse(month)
        facts = [Fact(unit.code, "a", period, value) for unit, value in zip(roster, values, strict=True)]
        parts[month] = Chapter.of(Case(scheme, (period,), roster, facts))
        totals[period] = {unit.code: Decimal(value) for unit, value in zip(roster, values, strict=True)}
        totals[period] = {unit: total.quantize(Decimal("0.01")) for unit, total in totals[period].items()}
    content = write_bundle(Chapter.of(Case(scheme, (QUARTER,), roster, totals=totals)), parts)
    report = verify(content)
    assert report.differences == []
    assert len(report.confirmed) == 4
    forged = verify(changed(content, "totals.csv", "u,2026-07,80.00", "u,2026-07,90.00", signed=True))
    assert forged.differences[-1] == (
        "totals.csv 里单位 u 2026-07 的总分与那一期的结果不同：90.00，复算 80.00"
    )
    assert any("单位 u 的总分不同" in line for line in forged.differences)
    assert any(
        line.startswith("2026-07/")
        for line in verify(changed(content, "2026-07/result.csv", "80.00", "81.00", signed=True)).differences
    )


# -- commands ------------------------------------------------------------------------------------------


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    (tmp_path / "facts.csv").write_text(FACTS, encoding="utf-8")
    arguments = ["--scheme", str(CITY), "--facts", str(tmp_path / "facts.csv")]
    assert (
        score_command([*arguments, "--out", str(tmp_path / "r.csv"), "--bundle", str(tmp_path / "b.zip")])
        == 0
    )
    return tmp_path / "b.zip"


def test_the_command_says_equal(bundle, capsys):
    assert verify_command([str(bundle)]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("一致\n2026 年第三季度：2 个单位")
    assert said.err == ""
    assert opened(bundle.read_bytes())["result.csv"].decode() == (bundle.parent / "r.csv").read_text(
        encoding="utf-8"
    )


def test_the_command_names_differences_with_exit_one(bundle, capsys):
    bundle.write_bytes(changed(bundle.read_bytes(), "result.csv", "78.06", "88.06"))
    assert verify_command([str(bundle)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "不一致，共 2 处：",
        "文件 result.csv 被改动过：摘要与清单里的不同",
        "2026-Q3 单位 zjj 的总分不同：公布 88.06，复算 78.06",
    ]


def test_the_command_refuses_what_is_no_bundle_with_exit_two(tmp_path, capsys):
    (tmp_path / "x.zip").write_text("hello", encoding="utf-8")
    assert verify_command([str(tmp_path / "x.zip")]) == 2
    assert "不是完好的 zip 文件" in capsys.readouterr().err
    assert verify_command([str(tmp_path / "none.zip")]) == 2
    assert "找不到复算包" in capsys.readouterr().err


def test_the_guide_gives_a_whole_command_for_every_period():
    case = city()
    periods = (*case.periods, Period.parse("2026-Q2"))
    whole = Chapter.of(Case(case.scheme, periods, case.roster, case.facts, case.events, case.targets))
    readme = opened(write_bundle(whole))["README.txt"].decode()
    for period in periods:
        assert f"--roster roster.csv --period {period} --out mine-{period}.csv" in readme
