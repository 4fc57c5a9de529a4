"""Checks on the spot and the lock of a month."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dukao.journal.models import Entry
from dukao.kernel.errors import DomainError, Refused
from dukao.reporting import services
from dukao.reporting.models import UnitReport, Verification
from dukao.reporting.selectors.checks import checks
from dukao.reporting.selectors.open_ends import open_ends
from dukao.reporting.vocabulary import Finding, ReportState
from tests.conftest import NOW, City
from tests.reporting.planting import line_of

LATER = NOW + timedelta(days=20)


@pytest.fixture
def reviewed(city: City, submitted: UnitReport) -> UnitReport:
    """All accepted by the office; 老旧小区改造 is listed for a check."""
    for code in ("Z-02", "Z-03", "Z-09"):
        line = line_of(submitted, code)
        services.accept_line(
            actor=city.actor(city.office), line=line, revision=line.revision, to_verify=code == "Z-02", at=NOW
        )
    submitted.refresh_from_db()
    return submitted


def verify(
    city: City, report: UnitReport, finding: str, opinion: str = "", who: str = "office"
) -> Verification:
    return services.verify_line(
        actor=city.actor(getattr(city, who)),
        line=line_of(report, "Z-02"),
        finding=finding,
        opinion=opinion,
        at=NOW,
    )


def test_a_consistent_finding_verifies_the_report(city: City, reviewed: UnitReport) -> None:
    assert [check.line.item.code for check in checks(city.actor(city.office), reviewed.period, NOW)] == [
        "Z-02"
    ]
    verify(city, reviewed, Finding.CONSISTENT)
    reviewed.refresh_from_db()
    assert reviewed.state == ReportState.VERIFIED


def test_an_inconsistent_finding_needs_words_and_keeps_the_month_open(
    city: City, reviewed: UnitReport
) -> None:
    with pytest.raises(DomainError, match="写明实地看到的情况"):
        verify(city, reviewed, Finding.INCONSISTENT)
    verify(city, reviewed, Finding.INCONSISTENT, "现场只有 74 个竣工。")
    reviewed.refresh_from_db()
    assert reviewed.state == ReportState.REVIEWED
    assert "1 项核查不一致还没有处理" in open_ends(reviewed.period)


def test_withdrawing_the_acceptance_voids_the_finding(city: City, reviewed: UnitReport) -> None:
    verify(city, reviewed, Finding.CONSISTENT)
    services.withdraw_acceptance(
        actor=city.actor(city.office), line=line_of(reviewed, "Z-02"), reason="核查不一致。", at=NOW
    )
    reviewed.refresh_from_db()
    assert reviewed.state == ReportState.SUBMITTED
    assert not Verification.objects.exists()


def test_only_the_office_checks_and_only_what_was_accepted(city: City, submitted: UnitReport) -> None:
    with pytest.raises(DomainError, match="只核查审核通过"):
        verify(city, submitted, Finding.CONSISTENT)
    for who in ("reviewer", "leader", "reporter", "discipline"):
        with pytest.raises(Refused):
            verify(city, submitted, Finding.CONSISTENT, who=who)


def test_a_lock_says_what_is_open_and_wants_a_reason(city: City, reviewed: UnitReport) -> None:
    office = city.actor(city.office)
    with pytest.raises(DomainError, match="还没有到截止时间"):
        services.lock_period(actor=office, period=reviewed.period, at=NOW)
    with pytest.raises(DomainError, match="2 个单位没有提交；1 项列入核查还没有查"):
        services.lock_period(actor=office, period=reviewed.period, at=LATER)
    for _ in range(2):
        services.lock_period(
            actor=office, period=reviewed.period, at=LATER, reason="两家确不能报，经领导同意。", key="lock"
        )
    assert set(UnitReport.objects.values_list("state", flat=True)) == {ReportState.LOCKED}
    entry = Entry.objects.get(event="period_locked")
    assert entry.before == {"draft": 2, "reviewed": 1}
    with pytest.raises(DomainError, match="已经锁定"):
        services.lock_period(actor=office, period=reviewed.period, at=LATER)
    with pytest.raises(DomainError, match="不能再开"):
        from tests.reporting.planting import SEPTEMBER

        services.open_period(actor=office, period=SEPTEMBER, at=LATER)


def test_only_the_office_locks(city: City, reviewed: UnitReport) -> None:
    with pytest.raises(Refused):
        services.lock_period(actor=city.actor(city.leader), period=reviewed.period, at=LATER, reason="急")
