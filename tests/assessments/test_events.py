"""What costs or gives points beside the reported values."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from dukao.assessments import services
from dukao.assessments.computing import book_of, result_of
from dukao.assessments.models import Round, ScoreEvent
from dukao.assessments.selectors.events import closed_periods, events_counting, reach_of
from dukao.assessments.services import Happening
from dukao.journal.models import Entry
from dukao.journal.selectors import entries_of
from dukao.kernel.errors import DomainError, Refused, Stale
from dukao.schemes.models import SchemeVersion
from dukao.scoring import Period
from tests.assessments.conftest import OCTOBER, Field
from tests.conftest import NOW

NOTICE = Happening("N-01", date(2026, 9, 12), "燃气管网更新逾期 21 日", "督查通报，示督通〔2026〕7 号")
PRAISE = Happening(
    "B-01", date(2026, 9, 3), "装配式建筑试点", "省厅通报", level="national", fact_key="装配式建筑"
)


def note(field: Field, version: SchemeVersion, happening: Happening, unit: str = "B01") -> ScoreEvent | None:
    return services.record_event(
        actor=field.city.actor(field.city.office), version=version, unit_id=field.units[unit].pk,
        happening=happening, at=NOW,
    )  # fmt: skip


def total(assessment: Round, unit: str = "B01") -> Decimal | None:
    services.refresh_round(assessment=assessment, at=OCTOBER)
    return book_of(assessment).standings[unit].total


def test_a_deduction_counts_and_is_explained(field: Field, version: SchemeVersion, september: Round) -> None:
    event = note(field, version, NOTICE)
    assert total(september) == Decimal("86.31")
    derivation = result_of(september).explain("B01")
    assert derivation.adds_up
    assert derivation.part("N-01").score == Decimal(-2)
    entry = entries_of(event).get() if event else None
    assert entry is not None
    assert (entry.event, entry.subject_label) == ("score_event_recorded", "市住建局·督办通报")


def test_of_one_fact_only_the_highest_counts(field: Field, version: SchemeVersion, september: Round) -> None:
    note(field, version, PRAISE)
    note(field, version, replace(PRAISE, level="province", basis="市政府通报"))
    assert total(september) == Decimal("89.31")


def test_a_deduction_of_july_still_stands_in_september(
    field: Field, version: SchemeVersion, september: Round
) -> None:
    note(field, version, replace(NOTICE, happened_on=date(2026, 7, 2)))
    assert total(september) == Decimal("86.31"), "the quarter is what September says"
    august = Round.objects.select_related("version__scheme").get(period="2026-08")
    june = Round.objects.select_related("version__scheme").get(period="2026-06")
    for assessment, points in ((august, -2), (june, 0)):
        services.refresh_round(assessment=assessment, at=OCTOBER)
        assert book_of(assessment).score("B01", "N-01") == points


def test_a_veto_forces_the_grade(field: Field, version: SchemeVersion, september: Round) -> None:
    note(field, version, replace(NOTICE, item="V-01"), "B02")
    total(september)
    assert book_of(september).standings["B02"].grade == "不合格"
    assert ScoreEvent.objects.get().kind == "veto"


def test_a_bar_keeps_from_the_best_grade(field: Field, version: SchemeVersion, september: Round) -> None:
    note(field, version, replace(NOTICE, item="V-02"), "B02")
    total(september)
    standing = book_of(september).standings["B02"]
    assert (standing.grade, standing.grade_reason) == ("良好", "总分够优秀，因一票否优最高为良好")
    assert ScoreEvent.objects.get().kind == "no_excellent"


def test_a_revoked_event_counts_no_more_and_stays_on_record(
    field: Field, version: SchemeVersion, september: Round
) -> None:
    event = note(field, version, NOTICE)
    assert event is not None
    office = field.city.actor(field.city.office)
    with pytest.raises(DomainError, match="撤销要写明原因"):
        services.revoke_event(actor=office, event=event, reason=" ", at=NOW)
    services.revoke_event(actor=office, event=event, reason="经复核，责任不在该单位", at=NOW)
    assert total(september) == Decimal("88.31")
    event.refresh_from_db()
    assert (event.revoked_reason, event.revoked_by_id) == ("经复核，责任不在该单位", field.city.office.pk)
    with pytest.raises(Stale, match="已经撤销"):
        services.revoke_event(actor=office, event=event, reason="再撤", at=NOW)


def test_nobody_but_the_office_records(field: Field, version: SchemeVersion) -> None:
    for account in (field.city.leader, field.city.head, field.city.discipline, field.city.reviewer):
        with pytest.raises(Refused, match="由督考办依据文件记录"):
            services.record_event(
                actor=field.city.actor(account), version=version, unit_id=field.units["B01"].pk,
                happening=NOTICE, at=NOW,
            )  # fmt: skip
    assert not ScoreEvent.objects.exists()
    assert not Entry.objects.filter(event="score_event_recorded").exists()


@pytest.mark.parametrize(
    ("happening", "words"),
    [
        (replace(NOTICE, item="J-07"), "由单位填报"),
        (replace(NOTICE, item="X-99"), "办法里没有这一项"),
        (replace(PRAISE, level=""), "请选择级别：国家级、省级"),
        (replace(NOTICE, happened_on=date(2026, 10, 12)), "还没有到"),
        (replace(NOTICE, happened_on=date(2025, 12, 31)), "只考核 2026 年"),
        (replace(NOTICE, count=0), "次数应为 1"),
        (replace(NOTICE, item="V-01", count=2), "否决只记 1 次"),
        (replace(NOTICE, basis=" "), "依据文件"),
    ],
)
def test_what_is_wrong_is_said(
    field: Field, version: SchemeVersion, happening: Happening, words: str
) -> None:
    with pytest.raises(DomainError, match=words):
        note(field, version, happening)


def test_a_unit_outside_the_roster_is_refused(field: Field, version: SchemeVersion) -> None:
    with pytest.raises(DomainError, match="不在这份办法的考评对象里"):
        services.record_event(
            actor=field.city.actor(field.city.office), version=version, unit_id=field.city.office_unit.pk,
            happening=NOTICE, at=NOW,
        )  # fmt: skip


def test_the_same_event_is_not_recorded_twice(field: Field, version: SchemeVersion) -> None:
    note(field, version, NOTICE)
    with pytest.raises(DomainError, match="已经记过"):
        note(field, version, NOTICE)


def test_nothing_is_recorded_into_what_is_frozen(
    field: Field, version: SchemeVersion, september: Round
) -> None:
    event = note(field, version, NOTICE)
    assert event is not None
    office = field.city.actor(field.city.office)
    services.freeze_round(actor=office, assessment=september, at=OCTOBER)
    with pytest.raises(DomainError, match="2026 年 9 月的结果已经冻结"):
        note(field, version, replace(NOTICE, basis="又一份通报"))
    with pytest.raises(DomainError, match="不能再撤销"):
        services.revoke_event(actor=office, event=event, reason="改了", at=OCTOBER)


def july_frozen(field: Field) -> Round:
    july = Round.objects.select_related("version__scheme").get(period="2026-07")
    return services.freeze_round(actor=field.city.actor(field.city.office), assessment=july, at=OCTOBER)


def test_a_frozen_sheet_shows_what_its_facts_keep_and_no_more(
    field: Field, version: SchemeVersion, september: Round
) -> None:
    office, unit = field.city.actor(field.city.office), field.units["B01"].pk
    early = note(field, version, replace(NOTICE, happened_on=date(2026, 7, 2)))
    mistaken = note(field, version, replace(NOTICE, happened_on=date(2026, 7, 3)))
    assert early is not None
    assert mistaken is not None
    services.revoke_event(actor=office, event=mistaken, reason="记错", at=NOW)
    july = july_frozen(field)
    late = note(field, version, replace(NOTICE, happened_on=date(2026, 7, 9)))
    services.revoke_event(actor=office, event=early, reason="复核", at=OCTOBER + timedelta(minutes=1))
    assert events_counting(july, unit) == [early], "neither the late one, nor without the one revoked late"
    assert events_counting(september, unit) == [late]
    quarter = Round.objects.select_related("version__scheme").get(period="2026-Q3")
    assert events_counting(quarter, unit) == [early, late], "made of July as frozen and of open months"


def test_it_is_said_which_rounds_count_an_event(
    field: Field, version: SchemeVersion, september: Round
) -> None:
    july_frozen(field)
    event = note(field, version, replace(NOTICE, happened_on=date(2026, 7, 9)))
    assert event is not None
    assert reach_of(event).counts_in == "计入 2026 年 8 月、2026 年 9 月；已冻结的 2026 年 7 月不受影响"
    assert entries_of(event).get().after["counts_in"] == "2026 年 8 月、2026 年 9 月"
    assert closed_periods(version) == {Period.parse("2026-07")}
