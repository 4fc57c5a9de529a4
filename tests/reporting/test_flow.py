"""A report's way: sent, recalled, signed back, signed, returned in part, handed in again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from dukao.identity import services as identity
from dukao.identity.models import Account
from dukao.identity.selectors import actor_for
from dukao.journal.models import Entry
from dukao.kernel.errors import DomainError, Refused
from dukao.kernel.roles import Role
from dukao.notifications.models import Notice
from dukao.reporting import services
from dukao.reporting.models import ReportingPeriod, ReportLine, UnitReport
from dukao.reporting.selectors.month import own_reports, report_for
from dukao.reporting.selectors.waiting import todos
from dukao.reporting.vocabulary import LineState, ReportState
from dukao.ui.todo import written_out
from tests.conftest import NOW, TODAY, City
from tests.reporting.planting import line_of

Fill = Callable[..., ReportLine]
CODES = ("Z-02", "Z-03", "Z-09")


@pytest.fixture
def filled(report: UnitReport, fill: Fill) -> UnitReport:
    for code in CODES:
        fill(line_of(report, code))
    return report


@pytest.fixture
def sent(city: City, filled: UnitReport) -> UnitReport:
    return services.send_report(actor=city.actor(city.reporter), report=filled, at=NOW)


def states(report: UnitReport) -> dict[str, str]:
    return dict(report.lines.values_list("item__code", "state"))


def test_an_unfinished_report_is_not_sent_and_says_what_is_missing(
    city: City, report: UnitReport, fill: Fill
) -> None:
    fill(line_of(report, "Z-02"))
    with pytest.raises(DomainError, match="还有 2 项未填，暂时不能送签"):
        services.send_report(actor=city.actor(city.reporter), report=report, at=NOW)
    assert not Entry.objects.filter(event="report_sent").exists()


def test_sending_tells_the_head_and_a_double_click_sends_once(city: City, filled: UnitReport) -> None:
    for _ in range(2):
        services.send_report(actor=city.actor(city.reporter), report=filled, at=NOW, key="click")
    assert Entry.objects.filter(event="report_sent").count() == 1
    assert Notice.objects.filter(account=city.head, title__contains="等你审签").count() == 1


def test_a_key_of_another_act_sends_nothing_and_says_so(city: City, filled: UnitReport) -> None:
    reporter = city.actor(city.reporter)
    services.send_report(actor=reporter, report=filled, at=NOW, key="click")
    with pytest.raises(DomainError, match="这次没有办理。请刷新页面"):
        services.recall_report(actor=reporter, report=filled, at=NOW, key="click")
    filled.refresh_from_db()
    assert filled.state == ReportState.SIGNING


def test_the_filler_does_not_sign_and_the_head_does(city: City, sent: UnitReport) -> None:
    with pytest.raises(Refused, match="单位负责人"):
        services.submit_report(actor=city.actor(city.reporter), report=sent, at=NOW)
    report = services.submit_report(actor=city.actor(city.head), report=sent, at=NOW)
    assert (report.state, report.submitted_at, report.is_late) == (ReportState.SUBMITTED, NOW, False)
    assert states(report) == {**dict.fromkeys(CODES, "submitted"), "J-07": "shared"}
    assert Notice.objects.filter(account=city.reviewer, title__contains="等你审核").exists()


def test_who_sent_a_report_does_not_sign_it_and_another_does(
    city: City, filled: UnitReport, make_account: Callable[..., Account]
) -> None:
    both = make_account("both", "兼任", city.housing, Role.REPORTER)
    both.grants.create(role=Role.UNIT_HEAD, unit=city.housing, since="2020-01-01", granted_at=NOW)
    services.send_report(actor=city.actor(both), report=filled, at=NOW)
    with pytest.raises(Refused, match="由你本人填写或送签，不能自填自签"):
        services.submit_report(actor=city.actor(both), report=filled, at=NOW)
    assert services.submit_report(actor=city.actor(city.head), report=filled, at=NOW).signed_by == city.head


def test_who_wrote_a_line_does_not_sign_and_who_only_holds_both_roles_does(
    city: City, sent: UnitReport, make_account: Callable[..., Account]
) -> None:
    both = make_account("both", "兼任", city.housing, Role.REPORTER)
    both.grants.create(role=Role.UNIT_HEAD, unit=city.housing, since="2020-01-01", granted_at=NOW)
    wrote = line_of(sent, "Z-02")
    ReportLine.objects.filter(pk=wrote.pk).update(saved_by=both)
    assert not [todo for todo in written_out(todos(city.actor(both), NOW)) if todo.act == "审签"]
    with pytest.raises(Refused, match="不能自填自签"):
        services.submit_report(actor=city.actor(both), report=sent, at=NOW)
    ReportLine.objects.filter(pk=wrote.pk).update(saved_by=city.reporter)
    assert [todo for todo in written_out(todos(city.actor(both), NOW)) if todo.act == "审签"]
    assert services.submit_report(actor=city.actor(both), report=sent, at=NOW).signed_by_id == both.pk


def test_acting_for_the_head_does_not_let_the_sender_sign(city: City, sent: UnitReport) -> None:
    grant = city.head.grants.get()
    identity.lend_role(
        actor=city.actor(city.head), grant=grant, borrower=city.reporter, since=TODAY, to=TODAY,
        reason="出差", at=NOW,
    )  # fmt: skip
    acting = actor_for(city.reporter, TODAY, acting_for=city.head.pk)
    assert acting.has(Role.UNIT_HEAD)
    with pytest.raises(Refused, match="代办也不行"):
        services.submit_report(actor=acting, report=sent, at=NOW)


def test_a_role_above_the_unit_reads_its_report_but_makes_none_of_it(
    city: City, sent: UnitReport, make_account: Callable[..., Account]
) -> None:
    above = [
        make_account(f"above-{role}", "上级", city.city, role) for role in (Role.REPORTER, Role.UNIT_HEAD)
    ]
    filler, head = (city.actor(account) for account in above)
    assert report_for(filler, sent.pk, TODAY)[0] == sent
    with pytest.raises(Refused, match="本单位填报员"):
        services.recall_report(actor=filler, report=sent, at=NOW)
    with pytest.raises(Refused, match="本单位负责人"):
        services.submit_report(actor=head, report=sent, at=NOW)
    assert own_reports(filler, sent.period, TODAY) == []
    assert [report for report, _ in own_reports(city.actor(city.head), sent.period, TODAY)] == [sent]
    assert not Notice.objects.filter(account__in=above).exists()


def test_recall_and_sign_back_lead_to_the_draft(city: City, sent: UnitReport) -> None:
    assert (
        services.recall_report(actor=city.actor(city.reporter), report=sent, at=NOW).state
        == ReportState.DRAFT
    )
    services.send_report(actor=city.actor(city.reporter), report=sent, at=NOW)
    with pytest.raises(DomainError, match="要写明原因"):
        services.sign_back(actor=city.actor(city.head), report=sent, reason=" ", at=NOW)
    with pytest.raises(DomainError, match="最多 300 字"):
        services.sign_back(actor=city.actor(city.head), report=sent, reason="改" * 301, at=NOW)
    spaced = "改\n" * 200
    services.sign_back(actor=city.actor(city.head), report=sent, reason=spaced, at=NOW)
    services.send_report(actor=city.actor(city.reporter), report=sent, at=NOW)
    report = services.sign_back(actor=city.actor(city.head), report=sent, reason="Z-02 少报 2 个。", at=NOW)
    assert (report.state, report.note) == (ReportState.DRAFT, "Z-02 少报 2 个。")
    assert Notice.objects.filter(account=city.reporter, body="Z-02 少报 2 个。").exists()
    sent_again = services.send_report(actor=city.actor(city.reporter), report=report, at=NOW)
    assert sent_again.note == ""


def test_a_draft_is_not_signed(city: City, filled: UnitReport) -> None:
    with pytest.raises(DomainError, match="现在是“草稿”，不能签发提交"):
        services.submit_report(actor=city.actor(city.head), report=filled, at=NOW)


def test_late_is_recorded_not_refused(city: City, sent: UnitReport) -> None:
    late = sent.period.due_at + timedelta(hours=1)
    report = services.submit_report(actor=city.actor(city.head), report=sent, at=late)
    assert report.is_late
    assert Entry.objects.get(event="report_submitted").after["late"] is True


@pytest.mark.parametrize(
    ("act", "who"),
    [
        ("send_report", "head"),
        ("send_report", "stranger"),
        ("send_report", "office"),
        ("recall_report", "head"),
    ],
)
def test_others_do_not_send_or_recall(city: City, filled: UnitReport, act: str, who: str) -> None:
    with pytest.raises(Refused):
        getattr(services, act)(actor=city.actor(getattr(city, who)), report=filled, at=NOW)


def test_a_locked_month_moves_no_more(city: City, sent: UnitReport) -> None:
    ReportingPeriod.objects.update(locked_at=NOW)
    with pytest.raises(DomainError, match="已锁定"):
        services.submit_report(actor=city.actor(city.head), report=sent, at=NOW)


def test_a_returned_line_goes_back_alone_and_comes_again(
    city: City, submitted: UnitReport, fill: Fill
) -> None:
    reviewer = city.actor(city.reviewer)
    good, bad = line_of(submitted, "Z-03"), line_of(submitted, "Z-02")
    services.accept_line(actor=reviewer, line=good, revision=good.revision, at=NOW)
    services.return_line(actor=reviewer, line=bad, revision=bad.revision, reason="请换验收单。", at=NOW)
    submitted.refresh_from_db()
    assert submitted.state == ReportState.DRAFT
    assert states(submitted) == {
        "Z-02": "returned",
        "Z-03": "accepted",
        "Z-09": "submitted",
        "J-07": "shared",
    }
    with pytest.raises(DomainError, match="还有 1 项退回未改"):
        services.send_report(actor=city.actor(city.reporter), report=submitted, at=NOW)
    fill(line_of(submitted, "Z-02"), "80")
    services.send_report(actor=city.actor(city.reporter), report=submitted, at=NOW)
    first = submitted.submitted_at
    report = services.submit_report(actor=city.actor(city.head), report=submitted, at=NOW + timedelta(days=9))
    assert report.submitted_at == first, "late is judged by the first time"
    assert states(report)["Z-02"] == LineState.SUBMITTED


def test_a_line_returned_while_the_head_signs_takes_the_report_back(
    city: City, submitted: UnitReport, fill: Fill
) -> None:
    reviewer = city.actor(city.reviewer)
    for code in ("Z-02", "Z-03"):
        line = line_of(submitted, code)
        if code == "Z-03":
            fill(line_of(submitted, "Z-02"))
            services.send_report(actor=city.actor(city.reporter), report=submitted, at=NOW)
        services.return_line(actor=reviewer, line=line, revision=line.revision, reason="请改。", at=NOW)
        submitted.refresh_from_db()
        assert submitted.state == ReportState.DRAFT
