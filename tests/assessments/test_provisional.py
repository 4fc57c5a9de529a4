"""Live rounds follow the facts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from dukao.assessments import services
from dukao.assessments.computing import book_of, result_of
from dukao.assessments.models import Round, RoundBody, UnitScore
from dukao.assessments.selectors.sheets import Sheet
from dukao.assessments.selectors.sight import sight_of
from dukao.reporting.models import ReportLine
from dukao.schemes import services as scheme_services
from dukao.schemes.models import SchemeVersion
from dukao.schemes.selectors.changeover import changeover_cautions
from tests.assessments.conftest import Field
from tests.conftest import NOW


def totals(assessment: Round) -> dict[str, Decimal | None]:
    return dict(UnitScore.objects.filter(round=assessment).values_list("unit__code", "total"))


def test_every_period_that_has_begun_gets_its_round(version: SchemeVersion) -> None:
    assert services.open_rounds(at=NOW) == 9 + 3 + 1
    assert services.open_rounds(at=NOW) == 0
    assert set(Round.objects.filter(months=3).values_list("period", flat=True)) == {
        "2026-Q1",
        "2026-Q2",
        "2026-Q3",
    }


def test_the_round_is_computed_from_what_was_accepted(september: Round) -> None:
    found = totals(september)
    assert found["B02"] == Decimal("99.40")
    # 18.60 + 27.60 + 15.60 + 26.51
    assert found["B01"] == Decimal("88.31")
    assert september.facts_count == 28
    assert len(september.facts_digest) == len(september.result_digest) == 64


def test_losses_explain_the_total(september: Round) -> None:
    result = result_of(september)
    for unit in result.units:
        derivation = result.explain(unit)
        assert derivation.adds_up
        assert derivation.total == book_of(september).standings[unit].total


def test_a_newly_accepted_line_moves_the_score(september: Round, accept: Callable[..., ReportLine]) -> None:
    accept("B01", "Z-02", "86", at=NOW + timedelta(minutes=1))
    services.refresh_round(assessment=september, at=NOW + timedelta(minutes=2))
    assert totals(september)["B01"] == Decimal("91.80")


def test_nothing_is_computed_while_nothing_has_changed(
    september: Round, django_assert_num_queries: Callable[..., object]
) -> None:
    before = september.computed_at
    services.refresh_round(assessment=september, at=NOW + timedelta(hours=1))
    assert september.computed_at == before


def test_two_readers_compute_once(september: Round, accept: Callable[..., ReportLine]) -> None:
    accept("B01", "Z-02", "86", at=NOW + timedelta(minutes=1))
    Round.objects.filter(pk=september.pk).update(claimed_at=NOW)
    services.refresh_round(assessment=september, at=NOW + timedelta(seconds=5))
    assert totals(september)["B01"] == Decimal("88.31"), "somebody is at it"
    services.refresh_round(assessment=september, at=NOW + timedelta(minutes=5))
    assert totals(september)["B01"] == Decimal("91.80"), "the claim ran out"


def test_the_same_facts_give_the_same_bytes(september: Round) -> None:
    body = RoundBody.objects.get(pk=september.pk)
    first = bytes(body.facts), bytes(body.result), september.result_digest
    Round.objects.filter(pk=september.pk).update(revision="")
    september.refresh_from_db()
    services.refresh_round(assessment=september, at=NOW + timedelta(hours=1))
    body.refresh_from_db()
    assert (bytes(body.facts), bytes(body.result), september.result_digest) == first


def test_what_does_not_count_yet_is_no_loss_of_its_part(
    field: Field, september: Round, accept: Callable[..., ReportLine]
) -> None:
    accept("B01", "J-07", None, at=NOW + timedelta(minutes=1))
    services.refresh_round(assessment=september, at=NOW + timedelta(minutes=2))
    office = field.city.actor(field.city.office)
    sheet = Sheet(september, field.units["B01"].pk, sight_of(office, september))
    assert sheet.items is not None
    economy = next(section for section in sheet.items.sections if section.part.code == "J")
    assert (economy.part.full, economy.unscored, economy.part.score) == (50, 30, Decimal("15.60"))
    assert economy.loss == sum(row.loss for row in economy.rows) == Decimal("4.40")


def new_version(field: Field, version: SchemeVersion) -> SchemeVersion:
    office, leader = field.city.actor(field.city.office), field.city.actor(field.city.leader)
    second = scheme_services.start_new_version(actor=office, version=version, reason="调整", at=NOW)
    scheme_services.submit_version(actor=office, version=second, at=NOW)
    scheme_services.publish_version(actor=leader, version=second, effective_on=date(2026, 9, 15), at=NOW)
    return second


def test_a_round_keeps_its_address_under_a_new_version(
    field: Field, version: SchemeVersion, september: Round
) -> None:
    second = new_version(field, version)
    services.open_rounds(at=NOW)
    moved = Round.objects.select_related("version__scheme").get(pk=september.pk)
    assert (moved.version_id, moved.result_digest) == (second.pk, "")
    assert not Round.objects.filter(version=version, period="2026-09").exists()
    assert totals(moved) == {}, "the old version's scores are nobody's"
    services.refresh_round(assessment=moved, at=NOW)
    assert moved.result_digest
    assert services.open_rounds(at=NOW) == 0


def test_a_version_that_changes_nothing_says_so_and_names_what_is_frozen(
    field: Field, version: SchemeVersion, september: Round
) -> None:
    office = field.city.actor(field.city.office)
    assert changeover_cautions(version) == []
    services.freeze_round(actor=office, assessment=september, reason="测试", at=NOW)
    second = scheme_services.start_new_version(actor=office, version=version, reason="调整", at=NOW)
    assert changeover_cautions(second) == [
        "与第 1 版相比，办法内容没有改动（0 处），目标也相同，不必另立新版。",
        "2026 年 9 月的结果已按原来的版本冻结，不受新版影响。",
    ]
