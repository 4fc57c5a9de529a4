"""What one takes away is enough to come to the same scores without the house."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

from django.test import Client
from django.urls import reverse

from dukao.assessments import services
from dukao.assessments.computing import book_of
from dukao.assessments.exports.bundle import bundle, masks_of, within
from dukao.assessments.inputs import Inputs
from dukao.assessments.models import AssessmentPolicy, Round
from dukao.assessments.selectors.sight import sight_of
from dukao.assessments.services import Happening
from dukao.reporting.models import ReportLine
from dukao.schemes.models import SchemeVersion
from dukao.schemes.selectors import document
from dukao.scoring import Event, Fact, Period, RosterUnit
from dukao.scoring.bundle import verify
from dukao.scoring.commands.score import main as score_command
from dukao.scoring.commands.verify import main as verify_command
from dukao.scoring.grading import Quota
from tests.assessments.conftest import ITEMS, OCTOBER, VALUES, Field
from tests.conftest import NOW


def recomputed(folder: Path, period: str) -> tuple[str, dict[str, str]]:
    """What ``dukao score`` makes of an unpacked bundle: the table, and the digests it names."""
    code = score_command(
        [
            "--scheme", str(folder / "scheme.yaml"), "--facts", str(folder / "facts.csv"),
            "--targets", str(folder / "targets.csv"), "--roster", str(folder / "roster.csv"), "--period", period,
            "--out", str(folder / "mine.csv"), "--explain", str(folder / "reasons.json"),
        ]
    )  # fmt: skip
    assert code == 0
    reasons = json.loads((folder / "reasons.json").read_text(encoding="utf-8"))
    digests = {"facts": reasons["facts_digest"], "result": reasons["results"][period]}
    return (folder / "mine.csv").read_text(encoding="utf-8"), digests


def unpacked(content: bytes, folder: Path) -> Path:
    ZipFile(io.BytesIO(content)).extractall(folder)
    return folder


def test_the_office_recomputes_the_round_to_the_digest(
    field: Field, version: SchemeVersion, accept: Callable[..., ReportLine], september: Round, tmp_path: Path
) -> None:
    office = field.city.actor(field.city.office)
    accept("B03", "J-11", None, at=OCTOBER)
    accept("B04", "Z-02", "71.25", at=OCTOBER)
    services.record_event(
        actor=office, version=version, unit_id=field.units["B05"].pk, at=NOW,
        happening=Happening("B-01", date(2026, 9, 3), "试点，经验", "省厅通报", level="province"),
    )  # fmt: skip
    services.freeze_round(actor=office, assessment=september, at=OCTOBER)
    content = bundle(september, sight_of(office, september))
    report = verify(content)
    assert report.is_equal
    assert september.result_digest in report.confirmed[0]
    folder = unpacked(content, tmp_path)
    mine, digests = recomputed(folder, "2026-09")
    assert mine == (folder / "result.csv").read_text(encoding="utf-8")
    assert digests == {"facts": september.facts_digest, "result": september.result_digest}
    readme = (folder / "README.txt").read_text(encoding="utf-8")
    assert september.facts_digest in readme
    assert "dukao score --scheme scheme.yaml" in readme
    assert "--roster roster.csv --period 2026-09 --out mine.csv" in readme
    assert "--period 不能省" in readme


def test_a_unit_recomputes_its_group(
    field: Field, september: Round, notice_policy: AssessmentPolicy, tmp_path: Path
) -> None:
    office = field.city.actor(field.city.office)
    services.freeze_round(actor=office, assessment=september, at=OCTOBER)
    services.post_round(actor=office, assessment=september, at=OCTOBER)
    reporter = field.city.actor(field.city.reporter)
    content = bundle(september, sight_of(reporter, september))
    assert verify(content).differences == []
    folder = unpacked(content, tmp_path)
    mine, digests = recomputed(folder, "2026-09")
    rows = {row["unit"]: row for row in csv.DictReader(io.StringIO(mine))}
    assert set(rows) == {"B01", "B02", "B03", "B04", "B05"}
    for code, row in rows.items():
        standing = book_of(september).standings[code]
        assert (Decimal(row["total"]), int(row["rank_in_group"]), row["grade"]) == (
            standing.total, standing.group_rank, standing.grade,
        )  # fmt: skip
    assert digests["facts"] in (folder / "README.txt").read_text(encoding="utf-8")


def test_the_page_of_a_final_round_offers_the_bundle_and_says_how_to_check_it(
    field: Field, september: Round, notice_policy: AssessmentPolicy, tmp_path: Path, client: Client
) -> None:
    office = field.city.actor(field.city.office)
    services.freeze_round(actor=office, assessment=september, at=OCTOBER)
    services.post_round(actor=office, assessment=september, at=OCTOBER)
    late = OCTOBER + timedelta(days=30)
    services.finalise_round(actor=field.city.actor(field.city.leader), assessment=september, at=late)
    client.force_login(field.city.reporter)
    page = client.get(reverse("assessments:show", args=[september.pk])).content.decode()
    address = reverse("assessments:bundle", args=[september.pk])
    assert address in page
    assert "dukao verify 复算包.zip" in page
    (tmp_path / "b.zip").write_bytes(client.get(address).content)
    assert verify_command([str(tmp_path / "b.zip")]) == 0


def test_the_same_round_gives_the_same_archive(field: Field, september: Round) -> None:
    sight = sight_of(field.city.actor(field.city.office), september)
    assert bundle(september, sight) == bundle(september, sight)


def test_a_quarter_carries_the_bundles_of_its_months(
    field: Field,
    version: SchemeVersion,
    accept: Callable[..., ReportLine],
    september: Round,
    tmp_path: Path,
) -> None:
    for unit, values in VALUES.items():
        for item, value in zip(ITEMS, values, strict=True):
            accept(unit, item, value, "2026-08")
            accept(unit, item, value, "2026-07")
    quarter = Round.objects.select_related("version__scheme").get(period="2026-Q3")
    services.refresh_round(assessment=quarter, at=OCTOBER)
    office = field.city.actor(field.city.office)
    content = bundle(quarter, sight_of(office, quarter))
    report = verify(content)
    assert (report.differences, len(report.confirmed)) == ([], 4)
    folder = unpacked(content, tmp_path)
    mine, _ = recomputed(folder / "2026-09", "2026-09")
    last_month = {row["unit"]: row["total"] for row in csv.DictReader(io.StringIO(mine))}
    with (folder / "result.csv").open(encoding="utf-8") as file:
        rows = {row["unit"]: row for row in csv.DictReader(file)}
    assert {unit: row["total"] for unit, row in rows.items()} == last_month
    assert rows["B01"]["2026-09"] == rows["B01"]["total"]
    assert "取最后一期" in (folder / "README.txt").read_text(encoding="utf-8")


def test_others_stay_in_without_names_only_where_the_scheme_compares_all(version: SchemeVersion) -> None:
    period, scheme = Period.parse("2026-09"), document(version)
    inputs = Inputs(
        period,
        roster=(RosterUnit("B01", "市住建局", "bureau"), RosterUnit("X01", "东岭县", "county")),
        facts=(Fact("B01", "J-07", period, "44"), Fact("X01", "J-07", period, "45")),
        events=(Event("X01", "N-01", period, note="东岭县某事"),),
    )
    masks = masks_of([inputs], {"B01"})
    assert [unit.code for unit in within(inputs, {"B01"}, scheme, masks).roster] == ["B01"]
    best = scheme.grades[0].model_copy(update={"quota": Quota(count=1, within="all")})
    compares_all = scheme.model_copy(update={"grades": (best, *scheme.grades[1:])})
    masked = within(inputs, {"B01"}, compares_all, masks)
    assert masked.roster[1] == replace(inputs.roster[1], code="OTHER-001", name="")
    assert masked.facts[1].unit == "OTHER-001"
    assert masked.events[0].note == ""
