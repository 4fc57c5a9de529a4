"""A report's way out of the unit: sent, recalled, signed back, signed and handed in."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from django.db import transaction

from dukao.journal.selectors import is_done
from dukao.journal.services import record
from dukao.kernel.actor import Actor
from dukao.kernel.characters import check_length
from dukao.kernel.errors import DomainError
from dukao.kernel.flow import apply_move
from dukao.kernel.roles import Role
from dukao.kernel.verdict import require
from dukao.reporting.models import ReportLine, UnitReport
from dukao.reporting.policies import can_fill, can_sign, is_writable
from dukao.reporting.services.holding import held_report
from dukao.reporting.services.review_state import complete_review_when_done
from dukao.reporting.services.telling import tell_reviewers, tell_unit
from dukao.reporting.services.words import place_of, report_label
from dukao.reporting.vocabulary import LINE_FLOW, OPINION_LIMIT, REPORT_FLOW, UNFINISHED_LINES, LineState


@transaction.atomic
def send_report(*, actor: Actor, report: UnitReport, at: datetime, key: str = "") -> UnitReport:
    """The report lies before the head of the unit; nothing in it can be changed until it comes back."""
    report = held_report(report.pk)
    if is_done(key, "report_sent", subject=report):
        return report
    place = place_of(report, at)
    require(can_fill(actor, place.path))
    require(is_writable(report, at))
    _require_finished(report)
    apply_move(report, REPORT_FLOW, "send", sent_at=at, sent_by_id=actor.account_id, note="")
    entry = record(
        actor=actor, event="report_sent", subject=report, label=report_label(report, place), at=at,
        after={"state": report.state}, unit_path=place.path, key=key or None,
    )  # fmt: skip
    tell_unit(
        report, place, [Role.UNIT_HEAD], "等你审签", kind="signing", key=f"report-sent:{entry.pk}", at=at
    )
    return report


@transaction.atomic
def recall_report(*, actor: Actor, report: UnitReport, at: datetime, key: str = "") -> UnitReport:
    """The report is a draft again, before anybody has signed it."""
    report = held_report(report.pk)
    if is_done(key, "report_recalled", subject=report):
        return report
    place = place_of(report, at)
    require(can_fill(actor, place.path))
    _require_open(report)
    apply_move(report, REPORT_FLOW, "recall")
    record(
        actor=actor, event="report_recalled", subject=report, label=report_label(report, place), at=at,
        after={"state": report.state}, unit_path=place.path, key=key or None,
    )  # fmt: skip
    return report


@transaction.atomic
def sign_back(*, actor: Actor, report: UnitReport, reason: str, at: datetime, key: str = "") -> UnitReport:
    """The head wants it changed; the reason stands on top of the draft."""
    report = held_report(report.pk)
    if is_done(key, "report_signed_back", subject=report):
        return report
    place = place_of(report, at)
    require(can_sign(actor, report, place.path))
    _require_open(report)
    check_length(reason, OPINION_LIMIT, "退回原因")
    apply_move(report, REPORT_FLOW, "sign_back", reason=reason, note=reason.strip())
    entry = record(
        actor=actor, event="report_signed_back", subject=report, label=report_label(report, place), at=at,
        after={"state": report.state}, reason=report.note, unit_path=place.path, key=key or None,
    )  # fmt: skip
    tell_unit(
        report, place, [Role.REPORTER], "被退回修改", kind="returned", body=report.note,
        key=f"signed-back:{entry.pk}", at=at,
    )  # fmt: skip
    return report


@transaction.atomic
def submit_report(*, actor: Actor, report: UnitReport, at: datetime, key: str = "") -> UnitReport:
    """Signed and handed in: every filled line waits for its lead unit.

    Lines accepted before stay accepted. Whether it came late is told by the first ``submitted_at``.
    """
    report = held_report(report.pk)
    if is_done(key, "report_submitted", subject=report):
        return report
    place = place_of(report, at)
    require(can_sign(actor, report, place.path))
    _require_open(report)
    _require_finished(report)
    first = report.submitted_at or at
    apply_move(report, REPORT_FLOW, "submit", submitted_at=first, signed_by_id=actor.account_id)
    submitted = list(report.lines.filter(state=LineState.FILLED).select_related("item"))
    report.lines.filter(pk__in=[line.pk for line in submitted]).update(
        state=LINE_FLOW.move("submit").target, submitted_at=at
    )
    record(
        actor=actor, event="report_submitted", subject=report, label=report_label(report, place), at=at,
        after={"state": report.state, "lines": len(submitted), "late": report.is_late},
        unit_path=place.path, key=key or None,
    )  # fmt: skip
    tell_reviewers(report, submitted, at)
    complete_review_when_done(report)
    return report


def _require_open(report: UnitReport) -> None:
    if report.period.locked_at is not None:
        raise DomainError("locked", "这个月已锁定，不能再办。", 409)


def _require_finished(report: UnitReport) -> None:
    states = Counter(
        ReportLine.objects.filter(report=report, state__in=UNFINISHED_LINES).values_list("state", flat=True)
    )
    returned = states.pop(LineState.RETURNED, 0)
    parts = [
        words
        for count, words in (
            (sum(states.values()), f"{sum(states.values())} 项未填"), (returned, f"{returned} 项退回未改")
        )
        if count
    ]  # fmt: skip
    if parts:
        raise DomainError("not_ready", f"还有 {'、'.join(parts)}，暂时不能送签。请先补齐。")
