"""Calling for a month: clocks by working days, every unit and item once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from dukao.journal.models import Entry
from dukao.kernel.clock import at_time
from dukao.kernel.errors import DomainError, Refused
from dukao.organisations.models import CalendarNotice
from dukao.reporting import services
from dukao.reporting.models import ReportingPeriod, ReportingPolicy, ReportLine, UnitReport
from dukao.reporting.selectors.calls import next_period
from dukao.reporting.vocabulary import LineState
from dukao.schemes.models import SchemeVersion
from dukao.scoring import Period
from tests.conftest import NOW, City
from tests.reporting.planting import SEPTEMBER


def test_every_assessed_unit_has_its_report_with_all_items(city: City, september: ReportingPeriod) -> None:
    assert {report.unit for report in september.reports.all()} == {city.housing, city.planning, city.other}
    lines = ReportLine.objects.filter(report__unit=city.housing).values_list("item__code", "state")
    assert dict(lines) == {
        "Z-02": LineState.EMPTY, "Z-03": LineState.EMPTY, "Z-09": LineState.EMPTY, "J-07": LineState.SHARED
    }  # fmt: skip
    assert Entry.objects.filter(event="period_opened").count() == 1


def test_opening_again_changes_nothing_and_is_not_journalled(city: City, september: ReportingPeriod) -> None:
    before = list(ReportLine.objects.values_list("pk", "state").order_by("pk"))
    services.open_period(actor=city.actor(city.office), period=SEPTEMBER, at=NOW)
    assert list(ReportLine.objects.values_list("pk", "state").order_by("pk")) == before
    assert Entry.objects.filter(event="period_opened").count() == 1


def test_it_is_due_on_the_last_working_day_with_make_up_days(city: City, september: ReportingPeriod) -> None:
    """30 September 2026 is a Wednesday; the 20th, a Sunday, is a make-up working day of that year."""
    assert september.due_at == at_time(date(2026, 9, 30), 17, 30)
    assert september.opens_at == at_time(date(2026, 9, 20), 0)
    assert not september.is_provisional


def test_a_year_without_notice_is_provisional_until_the_notice_comes(
    city: City, version: SchemeVersion, policy: ReportingPolicy
) -> None:
    office = city.actor(city.office)
    october, then = Period.parse("2027-10"), at_time(date(2027, 10, 8), 9)
    call = services.open_period(actor=office, period=october, at=then)
    assert call.is_provisional
    due = call.due_at
    CalendarNotice.objects.create(
        year=2027, notice="国办发明电〔2026〕7 号", days_off=["2027-10-29"], work_days=["2027-10-30"]
    )
    call = services.open_period(actor=office, period=october, at=then)
    assert not call.is_provisional
    assert call.due_at == at_time(date(2027, 10, 30), 17, 30) != due


def test_the_scheduled_opening_waits_for_its_day(version: SchemeVersion, policy: ReportingPolicy) -> None:
    assert services.open_due_period(at=at_time(date(2026, 9, 19), 9)) is None
    assert services.open_due_period(at=at_time(date(2026, 9, 20), 9)) is not None
    assert services.open_due_period(at=at_time(date(2026, 9, 21), 9)) is not None
    assert UnitReport.objects.count() == 3


def test_without_rules_it_says_what_to_do(city: City, version: SchemeVersion) -> None:
    with pytest.raises(DomainError, match="先在“填报规则”里定下"):
        services.open_period(actor=city.actor(city.office), period=SEPTEMBER, at=NOW)
    assert services.open_due_period(at=NOW) is None


def test_only_the_office_calls(city: City, version: SchemeVersion, policy: ReportingPolicy) -> None:
    with pytest.raises(Refused, match="督考办"):
        services.open_period(actor=city.actor(city.reporter), period=SEPTEMBER, at=NOW)
    assert not ReportingPeriod.objects.exists()


@pytest.mark.parametrize("month", ["2026-08", "2026-11", "2030-01", "1900-01", "2999-12"])
def test_only_this_month_and_the_next_are_called_for(
    city: City, version: SchemeVersion, policy: ReportingPolicy, month: str
) -> None:
    office = city.actor(city.office)
    with pytest.raises(DomainError, match="现在可以开始 2026 年 9 月或2026 年 10 月"):
        services.open_period(actor=office, period=Period.parse(month), at=NOW)
    assert not ReportingPeriod.objects.exists()
    for near in ("2026-09", "2026-10"):
        assert str(next_period(NOW)) == near
        services.open_period(actor=office, period=Period.parse(near), at=NOW)
    assert next_period(NOW) is None
    later = at_time(date(2026, 12, 1), 9)
    assert services.open_period(actor=office, period=SEPTEMBER, at=later), (
        "an opened month is brought up to date"
    )


@pytest.mark.parametrize("month", ["0001-01", "9999-12", "2030-01", "2026-13"])
def test_a_month_nobody_means_is_refused_in_words(
    city: City, client: Client, policy: ReportingPolicy, month: str
) -> None:
    client.force_login(city.office)
    answer = client.post("/reports/overview/open/", {"period": month, "key": "k"})
    assert answer.status_code == 422


def test_rules_sent_with_a_key_of_other_rules_are_refused(city: City, policy: ReportingPolicy) -> None:
    office = city.actor(city.office)
    rules = {"late_yellow": 10, "late_red": 30, "source": "示考〔2026〕9 号"}
    for _ in range(2):
        services.set_policy(actor=office, at=NOW, key="k", effective_on=date(2026, 10, 1), **rules)
    with pytest.raises(DomainError, match="这次没有办理"):
        services.set_policy(actor=office, at=NOW, key="k", effective_on=date(2026, 11, 1), **rules)


def test_a_quarter_is_no_month(city: City, policy: ReportingPolicy) -> None:
    with pytest.raises(DomainError, match="不是一个月"):
        services.open_period(actor=city.actor(city.office), period=Period.parse("2026-Q3"), at=NOW)


def test_rules_that_are_in_use_are_not_rewritten(city: City, september: ReportingPeriod) -> None:
    office = city.actor(city.office)
    rules = {"late_yellow": 10, "late_red": 30, "source": "示考〔2026〕9 号"}
    with pytest.raises(DomainError, match="已用于填报"):
        services.set_policy(actor=office, at=NOW, effective_on=date(2026, 1, 1), **rules)
    services.set_policy(actor=office, at=NOW, effective_on=date(2026, 10, 1), **rules)
    assert september.policy.late_red == 20
    with pytest.raises(DomainError, match="不能小于黄灯"):
        services.set_policy(actor=office, at=NOW, effective_on=date(2027, 1, 1), **{**rules, "late_red": 1})


def test_a_reminder_is_sent_once_on_the_named_working_days(city: City, september: ReportingPeriod) -> None:
    """Two working days before the 30th is the 28th; the next day is not named."""
    from dukao.notifications.models import Notice

    assert services.remind_due_units(at=NOW) == 3
    services.remind_due_units(at=NOW + timedelta(hours=1))
    assert Notice.objects.filter(account=city.reporter).count() == 1
    assert services.remind_due_units(at=NOW + timedelta(days=1)) == 0
    notice = Notice.objects.get(account=city.reporter)
    assert "还没有提交" in notice.title


def test_urging_by_hand_is_journalled_and_once(city: City, report: UnitReport) -> None:
    office = city.actor(city.office)
    for _ in range(2):
        services.remind_units(
            actor=office, period=report.period, report_ids=[report.pk], at=NOW, key="urge-1"
        )
    assert Entry.objects.filter(event="reports_urged").count() == 1
    with pytest.raises(Refused):
        services.remind_units(
            actor=city.actor(city.leader), period=report.period, report_ids=[report.pk], at=NOW
        )
