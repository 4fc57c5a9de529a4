"""Review: item by item, by the lead unit, never one's own; what was accepted is a fact."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from io import BytesIO

import pytest

from dukao.identity.models import Account
from dukao.journal.models import Entry
from dukao.kernel.errors import DomainError, Refused, Stale
from dukao.notifications.models import Notice
from dukao.reporting import services
from dukao.reporting.models import ReportingPeriod, ReportLine, UnitReport
from dukao.reporting.selectors import accepted_values, facts_revision
from dukao.reporting.selectors.queue import review_queue
from dukao.reporting.selectors.reviewing import LineReading
from dukao.reporting.vocabulary import LineState, ReportState
from dukao.schemes.models import SchemeVersion
from tests.conftest import NOW, City
from tests.documents import samples
from tests.reporting.planting import SEPTEMBER, line_of


def accept(city: City, line: ReportLine, who: str = "reviewer", **parts: object) -> ReportLine:
    return services.accept_line(
        actor=city.actor(getattr(city, who)), line=line, at=NOW, **{"revision": line.revision, **parts}
    )


def send_back(
    city: City, line: ReportLine, reason: str = "请换成 9 月验收单。", **parts: object
) -> ReportLine:
    return services.return_line(
        actor=city.actor(city.reviewer),
        line=line,
        reason=reason,
        at=NOW,
        **{"revision": line.revision, **parts},
    )


def test_acceptance_makes_a_fact(city: City, submitted: UnitReport, version: SchemeVersion) -> None:
    before = facts_revision(version, SEPTEMBER)
    assert accepted_values(version, SEPTEMBER) == []
    line = accept(city, line_of(submitted, "Z-02"))
    assert accepted_values(version, SEPTEMBER) == [(city.housing.pk, "Z-02", Decimal(76), False, line.pk)]
    assert facts_revision(version, SEPTEMBER) != before
    entry = Entry.objects.get(event="line_accepted")
    assert (entry.after["value"], entry.subject_id) == ("76", str(line.pk))


def test_the_last_acceptance_completes_the_report(city: City, submitted: UnitReport) -> None:
    accept(city, line_of(submitted, "Z-02"))
    accept(city, line_of(submitted, "Z-03"))
    submitted.refresh_from_db()
    assert submitted.state == ReportState.SUBMITTED
    accept(city, line_of(submitted, "Z-09"), who="office")
    submitted.refresh_from_db()
    assert submitted.state == ReportState.REVIEWED


def test_a_double_click_accepts_once(city: City, submitted: UnitReport) -> None:
    line = line_of(submitted, "Z-02")
    for _ in range(2):
        accept(city, line, key="click")
    assert Entry.objects.filter(event="line_accepted").count() == 1
    with pytest.raises(DomainError, match="现在是“通过”，不能通过"):
        accept(city, line)


def test_a_return_needs_a_reason_and_tells_the_unit(city: City, submitted: UnitReport) -> None:
    line = line_of(submitted, "Z-02")
    with pytest.raises(DomainError, match="退回要写明原因"):
        send_back(city, line, "  ")
    assert line_of(submitted, "Z-02").state == LineState.SUBMITTED
    returned = send_back(city, line)
    assert (returned.state, returned.opinion) == (LineState.RETURNED, "请换成 9 月验收单。")
    assert Notice.objects.filter(account=city.reporter, body="请换成 9 月验收单。").exists()


@pytest.mark.parametrize("who", ["reporter", "head", "stranger", "leader", "discipline", "audit_admin"])
def test_only_the_lead_unit_and_the_office_judge(city: City, submitted: UnitReport, who: str) -> None:
    with pytest.raises(Refused):
        accept(city, line_of(submitted, "Z-02"), who=who)


def test_a_lead_unit_does_not_judge_itself(city: City, september: ReportingPeriod) -> None:
    """The planning commission leads Z-02 and reports it too: the office reviews it."""
    own = ReportLine.objects.get(report__unit=city.planning, item__code="Z-02")
    ReportLine.objects.filter(pk=own.pk).update(
        state=LineState.SUBMITTED, submitted_at=NOW, value=Decimal(80)
    )
    own = line_of(UnitReport.objects.get(unit=city.planning), "Z-02")
    with pytest.raises(Refused, match="回避"):
        accept(city, own)
    assert own.pk not in {q.line.pk for q in review_queue(city.actor(city.reviewer), september, NOW).lines}
    assert own.pk in {q.line.pk for q in review_queue(city.actor(city.office), september, NOW).lines}
    assert accept(city, own, who="office").state == LineState.ACCEPTED


def test_a_reviewer_who_belongs_to_the_unit_stands_aside(
    city: City, submitted: UnitReport, second_reviewer: Account
) -> None:
    line = line_of(submitted, "Z-02")
    with pytest.raises(Refused, match="本单位的填报要回避"):
        services.accept_line(actor=city.actor(second_reviewer), line=line, revision=line.revision, at=NOW)
    queue = review_queue(city.actor(second_reviewer), submitted.period, NOW)
    assert queue.lines == []


def test_nobody_accepts_what_they_have_not_read(
    city: City, submitted: UnitReport, fill: Callable[..., ReportLine]
) -> None:
    seen = line_of(submitted, "Z-02")
    send_back(city, seen)
    fill(line_of(submitted, "Z-02"), "99")
    services.send_report(actor=city.actor(city.reporter), report=submitted, at=NOW)
    services.submit_report(actor=city.actor(city.head), report=submitted, at=NOW)
    with pytest.raises(Stale, match="又报送过"):
        accept(city, seen)
    assert line_of(submitted, "Z-02").state == LineState.SUBMITTED


def test_taking_an_acceptance_back_needs_a_reason_and_removes_the_fact(
    city: City, submitted: UnitReport, version: SchemeVersion
) -> None:
    for code, who in (("Z-02", "reviewer"), ("Z-03", "reviewer"), ("Z-09", "office")):
        accept(city, line_of(submitted, code), who=who)
    line, before = line_of(submitted, "Z-02"), facts_revision(version, SEPTEMBER)
    reviewer = city.actor(city.reviewer)
    with pytest.raises(DomainError, match="要写明原因"):
        services.withdraw_acceptance(actor=reviewer, line=line, reason="", at=NOW)
    services.withdraw_acceptance(actor=reviewer, line=line, reason="看错附件。", at=NOW)
    submitted.refresh_from_db()
    assert (line_of(submitted, "Z-02").state, submitted.state) == (LineState.SUBMITTED, ReportState.SUBMITTED)
    assert len(accepted_values(version, SEPTEMBER)) == 2
    assert facts_revision(version, SEPTEMBER) != before


def test_several_lines_are_accepted_together_or_not_at_all(city: City, submitted: UnitReport) -> None:
    ReportLine.objects.filter(report=submitted, item__code="Z-02").update(value="86")
    lines = [line_of(submitted, code) for code in ("Z-02", "Z-03", "Z-09")]
    reviewer = city.actor(city.reviewer)
    with pytest.raises(Refused):  # Z-09 is led by the office's unit
        services.accept_lines(actor=reviewer, seen=[(line, line.revision) for line in lines], at=NOW, key="k")
    assert not Entry.objects.filter(event="line_accepted").exists()
    for _ in range(2):
        services.accept_lines(
            actor=reviewer, seen=[(line, line.revision) for line in lines[:2]], at=NOW, key="k"
        )
    assert Entry.objects.filter(event="line_accepted").count() == 2


def test_a_line_named_twice_counts_once_and_one_behind_is_not_taken_in_a_bundle(
    city: City, submitted: UnitReport
) -> None:
    reviewer, good, behind = city.actor(city.reviewer), line_of(submitted, "Z-03"), line_of(submitted, "Z-02")
    ReportLine.objects.filter(pk=behind.pk).update(value="1")
    with pytest.raises(DomainError, match="老旧小区改造完成不能批量通过"):
        services.accept_lines(
            actor=reviewer, seen=[(good, good.revision), (behind, behind.revision)], at=NOW, key="k"
        )
    assert not Entry.objects.filter(event="line_accepted").exists()
    twice = [(good, good.revision)] * 2
    assert len(services.accept_lines(actor=reviewer, seen=twice, at=NOW, key="k")) == 1


def test_a_check_with_a_key_of_another_act_is_refused(city: City, submitted: UnitReport) -> None:
    line = line_of(submitted, "Z-02")
    accept(city, line, key="k")
    with pytest.raises(DomainError, match="这次没有办理"):
        services.verify_line(
            actor=city.actor(city.office), line=line, finding="consistent", opinion="", at=NOW, key="k"
        )


def test_a_locked_month_is_judged_no_more(city: City, submitted: UnitReport) -> None:
    ReportingPeriod.objects.update(locked_at=NOW)
    with pytest.raises(DomainError, match="已锁定"):
        accept(city, line_of(submitted, "Z-02"))


def test_the_reader_learns_what_changed_since_it_came_back(
    city: City, submitted: UnitReport, fill: Callable[..., ReportLine]
) -> None:
    from datetime import timedelta

    line = line_of(submitted, "Z-02")
    old = line.evidence.create(
        file=services.attach_evidence(
            actor=city.actor(city.stranger), name="旧.pdf", content=BytesIO(samples.pdf()), at=NOW,
            line=ReportLine.objects.get(report__unit=city.other, item__code="Z-02"),
        ).file,
        name="8 月通知.pdf", added_at=NOW - timedelta(days=1),
    )  # fmt: skip
    send_back(city, line, rejected=[old.pk])
    old.refresh_from_db()
    assert old.rejected
    reporter, later = city.actor(city.reporter), NOW + timedelta(hours=1)
    services.remove_evidence(actor=reporter, evidence=old, at=later)
    services.attach_evidence(
        actor=reporter,
        line=line,
        name="9 月验收单.pdf",
        content=BytesIO(samples.printed_pdf("验收单")),
        at=later,
    )
    fill(line_of(submitted, "Z-02"), "80", "按计划推进，十月收尾。")
    services.send_report(actor=reporter, report=submitted, at=later)
    services.submit_report(actor=city.actor(city.head), report=submitted, at=later)
    queued = review_queue(city.actor(city.reviewer), submitted.period, later).find(line.pk)
    assert queued is not None
    assert queued.is_again
    reading = LineReading(queued)
    assert reading.times_reported == 2
    assert reading.changes == [
        "佐证 “8 月通知.pdf” 换成 “9 月验收单.pdf”", "数值由 76 改为 80", "工作进展已改写"
    ]  # fmt: skip
    assert reading.narrative == [("按计划推进，", False), ("十月收尾。", True)]
    assert [column.label for column in reading.columns] == [
        "季度标准",
        "本次填报",
        "上次报送",
        "上月",
        "全年目标",
    ]
    this = reading.columns[1]
    assert this.progress.expected.score == Decimal("37.21"), "40 × 80 ÷ 86"


def test_the_queue_counts_and_knows_its_clock(city: City, submitted: UnitReport) -> None:
    """The fifth working day after the 28th: over National Day it is Saturday the 10th, a make-up day."""
    from datetime import date

    from dukao.kernel.clock import at_time

    accept(city, line_of(submitted, "Z-03"))
    queue = review_queue(city.actor(city.reviewer), submitted.period, NOW)
    assert (queue.waiting, queue.accepted, queue.returned) == (1, 1, 0)
    assert [(unit.place.short_name, unit.reviewed, unit.total) for unit in queue.units] == [
        ("市住建局", 1, 2)
    ]
    assert queue.due_at == at_time(date(2026, 10, 10), 17, 30)


def test_only_what_is_on_plan_and_complete_is_offered_for_acceptance_in_a_bundle(
    city: City, submitted: UnitReport
) -> None:
    queue = review_queue(city.actor(city.reviewer), submitted.period, NOW)
    assert [queued.line.item.code for queued in queue.unremarkable] == ["Z-03"]
