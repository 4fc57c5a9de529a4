"""Freezing, unfreezing, posting and finalising: they work, they refuse, and nothing else moves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from dukao.assessments import services
from dukao.assessments.models import AssessmentPolicy, Round, RoundBody
from dukao.journal.models import Entry
from dukao.journal.selectors import entries_of
from dukao.kernel.clock import at_time
from dukao.kernel.errors import DomainError, Refused, Stale
from dukao.reporting.models import ReportingPeriod, ReportLine
from tests.assessments.conftest import OCTOBER, Field
from tests.conftest import NOW

AFTER_NOTICE = at_time(date(2026, 10, 16), 9)


@pytest.fixture
def frozen(field: Field, september: Round) -> Round:
    return services.freeze_round(actor=field.city.actor(field.city.office), assessment=september, at=OCTOBER)


@pytest.fixture
def posted(field: Field, frozen: Round, notice_policy: AssessmentPolicy) -> Round:
    return services.post_round(actor=field.city.actor(field.city.office), assessment=frozen, at=OCTOBER)


def test_freezing_fixes_facts_and_scores(
    field: Field, frozen: Round, accept: Callable[..., ReportLine]
) -> None:
    body = RoundBody.objects.get(round=frozen)
    before = bytes(body.facts), bytes(body.result)
    accept("B01", "Z-02", "86", at=OCTOBER + timedelta(hours=1))
    services.refresh_round(assessment=frozen, at=OCTOBER + timedelta(hours=2))
    body.refresh_from_db()
    assert (bytes(body.facts), bytes(body.result)) == before
    entry = entries_of(frozen).get()
    assert (entry.event, entry.after["facts_digest"]) == ("round_frozen", frozen.facts_digest)


def test_a_month_that_still_runs_is_frozen_for_a_reason(field: Field, september: Round) -> None:
    office = field.city.actor(field.city.office)
    with pytest.raises(DomainError, match="9 月 30 日 才结束。现在就冻结要写明原因"):
        services.freeze_round(actor=office, assessment=september, at=NOW)
    ReportingPeriod.objects.filter(period="2026-09").update(due_at=OCTOBER + timedelta(minutes=1))
    with pytest.raises(DomainError, match="2026 年 9 月的填报到 .* 才截止。现在就冻结要写明原因"):
        services.freeze_round(actor=office, assessment=september, reason=" ", at=OCTOBER)
    services.freeze_round(actor=office, assessment=september, reason="省里提前要结果", at=NOW)
    entry = entries_of(september).get()
    assert (entry.event, entry.reason) == ("round_frozen", "省里提前要结果")


def test_only_the_office_of_all_units_freezes(field: Field, september: Round) -> None:
    for account in (field.city.leader, field.city.reporter, field.city.discipline, field.city.system_admin):
        with pytest.raises(Refused, match="督考办办理"):
            services.freeze_round(actor=field.city.actor(account), assessment=september, at=OCTOBER)
    september.refresh_from_db()
    assert september.state == "collecting"
    assert not entries_of(september).exists()


def test_a_round_is_frozen_once(field: Field, frozen: Round) -> None:
    office = field.city.actor(field.city.office)
    with pytest.raises(Refused, match="已经冻结"):
        services.freeze_round(actor=office, assessment=frozen, at=OCTOBER)


def test_the_same_form_sent_twice_freezes_once(field: Field, september: Round) -> None:
    office = field.city.actor(field.city.office)
    for _ in range(2):
        services.freeze_round(actor=office, assessment=september, at=OCTOBER, key="one-form")
    assert Entry.objects.filter(event="round_frozen").count() == 1


def test_two_officers_at_once_freeze_once(field: Field, september: Round) -> None:
    office = field.city.actor(field.city.office)
    as_seen_before = Round.objects.select_related("version__scheme").get(pk=september.pk)
    services.freeze_round(actor=office, assessment=september, at=OCTOBER)
    with pytest.raises(Stale):
        services.freeze_round(actor=office, assessment=as_seen_before, at=OCTOBER)
    assert Entry.objects.filter(event="round_frozen").count() == 1


def test_unfreezing_needs_a_reason_and_keeps_the_digests(field: Field, frozen: Round) -> None:
    office, digest = field.city.actor(field.city.office), frozen.facts_digest
    with pytest.raises(DomainError, match="要写明原因"):
        services.unfreeze_round(actor=office, assessment=frozen, reason=" ", at=OCTOBER)
    services.unfreeze_round(actor=office, assessment=frozen, reason="漏录一件通报", at=OCTOBER)
    entry = entries_of(frozen).first()
    assert entry is not None
    assert (entry.event, entry.reason, entry.before["facts_digest"]) == (
        "round_unfrozen", "漏录一件通报", digest,
    )  # fmt: skip
    services.freeze_round(actor=office, assessment=frozen, at=OCTOBER)
    assert frozen.facts_digest == digest, "the same facts freeze to the same digest"


def test_the_notice_runs_for_working_days(posted: Round) -> None:
    assert posted.notice_until == at_time(date(2026, 10, 15), 17, 30), "10 October is a working day"
    assert posted.notice_source == "《考评办法》第二十六条"


def test_posting_needs_a_rule(field: Field, frozen: Round) -> None:
    with pytest.raises(DomainError, match="还没有公示时限规则"):
        services.post_round(actor=field.city.actor(field.city.office), assessment=frozen, at=OCTOBER)


def test_what_is_not_frozen_is_not_posted(
    field: Field, september: Round, notice_policy: AssessmentPolicy
) -> None:
    with pytest.raises(Refused, match="先冻结"):
        services.post_round(actor=field.city.actor(field.city.office), assessment=september, at=OCTOBER)


def test_a_posted_round_is_not_unfrozen(field: Field, posted: Round) -> None:
    office = field.city.actor(field.city.office)
    with pytest.raises(Refused, match="公示以后不能解冻"):
        services.unfreeze_round(actor=office, assessment=posted, reason="改数", at=OCTOBER)


def test_a_leader_finalises_after_the_notice(field: Field, posted: Round) -> None:
    leader = field.city.actor(field.city.leader)
    with pytest.raises(Refused, match="10 月 15 日 17:30 期满"):
        services.finalise_round(actor=leader, assessment=posted, at=OCTOBER + timedelta(days=1))
    with pytest.raises(Refused, match="定案由领导作出"):
        services.finalise_round(actor=field.city.actor(field.city.office), assessment=posted, at=AFTER_NOTICE)
    services.finalise_round(actor=leader, assessment=posted, at=AFTER_NOTICE)
    assert (posted.state, posted.finalised_by_id) == ("final", field.city.leader.pk)


def test_who_froze_does_not_finalise(field: Field, posted: Round) -> None:
    Round.objects.filter(pk=posted.pk).update(frozen_by=field.city.leader)
    posted.refresh_from_db()
    with pytest.raises(Refused, match="两个人办理"):
        services.finalise_round(actor=field.city.actor(field.city.leader), assessment=posted, at=AFTER_NOTICE)
    services.finalise_round(actor=field.city.actor(field.second_leader), assessment=posted, at=AFTER_NOTICE)


def test_an_empty_round_is_not_frozen(field: Field, version: object) -> None:
    services.open_rounds(at=NOW)
    year = Round.objects.select_related("version__scheme").get(period="2026")
    with pytest.raises(DomainError):
        services.freeze_round(actor=field.city.actor(field.city.office), assessment=year, at=OCTOBER)
