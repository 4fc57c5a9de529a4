"""Judging lines one by one: accepted, returned with a reason, or an acceptance taken back."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from dukao.journal.selectors import is_done
from dukao.journal.services import record
from dukao.kernel.actor import Actor, account_of
from dukao.kernel.characters import check_length
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError, Stale
from dukao.kernel.flow import apply_move
from dukao.kernel.roles import Role
from dukao.kernel.verdict import require
from dukao.organisations.selectors import paths_of
from dukao.reporting.models import LineReturn, ReportLine, UnitReport, Verification
from dukao.reporting.policies import can_review
from dukao.reporting.selectors.queue import unremarkable_lines
from dukao.reporting.services.holding import held_line
from dukao.reporting.services.review_state import complete_review_when_done, reopen_for_unit, resume_review
from dukao.reporting.services.telling import tell_unit
from dukao.reporting.services.words import line_label, place_of
from dukao.reporting.vocabulary import LINE_FLOW, OPINION_LIMIT

if TYPE_CHECKING:
    from dukao.organisations.models import UnitVersion


@transaction.atomic
def accept_line(
    *,
    actor: Actor,
    line: ReportLine,
    revision: int,
    at: datetime,
    opinion: str = "",
    to_verify: bool = False,
    key: str = "",
) -> ReportLine:
    """The line counts: its value is a fact from now on. ``to_verify`` lists it for a check on the spot."""
    line = held_line(line.pk)
    report = line.report
    if is_done(key, "line_accepted", subject=line):
        return line
    place = _require_reviewer(actor, line, report, at)
    _require_seen(line, revision)
    check_length(opinion, OPINION_LIMIT, "审核意见")
    apply_move(
        line, LINE_FLOW, "accept",
        opinion=opinion.strip(), to_verify=to_verify, reviewed_at=at, reviewed_by_id=actor.account_id,
    )  # fmt: skip
    record(
        actor=actor, event="line_accepted", subject=line, label=line_label(line, place), at=at,
        after={"state": line.state, "to_verify": to_verify, "value": _plain(line)}, reason=line.opinion,
        unit_path=place.path, key=key or None,
    )  # fmt: skip
    complete_review_when_done(report)
    return line


def accept_lines(
    *, actor: Actor, seen: Iterable[tuple[ReportLine, int]], at: datetime, key: str
) -> list[ReportLine]:
    """Several unremarkable lines at once, all or none; each has its own entry in the journal.

    A line named twice counts once. Whether a line is unremarkable is seen here again, not believed.
    """
    chosen = {line.pk: (line, revision) for line, revision in seen}
    with transaction.atomic():
        fit = unremarkable_lines(chosen.keys(), at)
        keys = {pk: f"{key}:{pk}" if key else "" for pk in chosen}
        remarkable = []
        accepted = []
        for pk, (line, revision) in chosen.items():
            if pk not in fit and not is_done(keys[pk], "line_accepted", subject=line):
                remarkable.append(line.item.name)
            accepted.append(accept_line(actor=actor, line=line, revision=revision, at=at, key=keys[pk]))
        if remarkable:
            raise DomainError(
                "remarkable",
                f"{'、'.join(remarkable)}不能批量通过：要达到进度、首次报送、有工作进展和所需佐证。请逐项审核。",
            )
        return accepted


@transaction.atomic
def return_line(
    *,
    actor: Actor,
    line: ReportLine,
    revision: int,
    reason: str,
    at: datetime,
    rejected: Collection[int] = (),
    key: str = "",
) -> ReportLine:
    """The line goes back to the unit alone, with the reason; ``rejected`` marks evidence that does not do.

    What was reported is kept, so that the next reading can say what changed.
    """
    line = held_line(line.pk)
    report = line.report
    if is_done(key, "line_returned", subject=line):
        return line
    place = _require_reviewer(actor, line, report, at)
    _require_seen(line, revision)
    check_length(reason, OPINION_LIMIT, "退回原因")
    reason = reason.strip()
    apply_move(
        line, LINE_FLOW, "return", reason=reason,
        opinion=reason, reviewed_at=at, reviewed_by_id=actor.account_id,
    )  # fmt: skip
    LineReturn.objects.create(
        line=line, value=line.value, is_not_applicable=line.is_not_applicable, narrative=line.narrative,
        reason=reason, returned_by_id=account_of(actor), returned_at=at,
    )  # fmt: skip
    line.evidence.filter(pk__in=rejected, removed_at=None).update(rejected=True)
    reopen_for_unit(report)
    record(
        actor=actor, event="line_returned", subject=line, label=line_label(line, place), at=at,
        after={"state": line.state}, reason=reason, unit_path=place.path, key=key or None,
    )  # fmt: skip
    tell_unit(
        report, place, [Role.REPORTER], f"有一项退回：{line.item.name}", kind="returned", body=reason,
        key=f"returned:{line.pk}:{line.revision}", at=at,
    )  # fmt: skip
    return line


@transaction.atomic
def withdraw_acceptance(
    *, actor: Actor, line: ReportLine, reason: str, at: datetime, key: str = ""
) -> ReportLine:
    """The line waits for review again; what a check on the spot had found no longer counts."""
    line = held_line(line.pk)
    report = line.report
    if is_done(key, "acceptance_withdrawn", subject=line):
        return line
    place = _require_reviewer(actor, line, report, at)
    check_length(reason, OPINION_LIMIT, "撤销原因")
    apply_move(line, LINE_FLOW, "withdraw", reason=reason, opinion="")
    Verification.objects.filter(line=line).delete()
    resume_review(report)
    record(
        actor=actor, event="acceptance_withdrawn", subject=line, label=line_label(line, place), at=at,
        after={"state": line.state}, reason=reason.strip(), unit_path=place.path, key=key or None,
    )  # fmt: skip
    return line


def _require_reviewer(actor: Actor, line: ReportLine, report: UnitReport, at: datetime) -> UnitVersion:
    place = place_of(report, at)
    lead_path = paths_of([line.item.lead_id], local_day(at)).get(line.item.lead_id, "")
    require(can_review(actor, line, place.path, lead_path))
    if report.period.locked_at is not None:
        raise DomainError("locked", "这个月已锁定，审核结果不能再改。", 409)
    return place


def _require_seen(line: ReportLine, revision: int) -> None:
    """Nobody accepts what they have not read."""
    if line.revision != revision:
        raise Stale("这一项在你打开之后又报送过。请看过新的内容再审。")


def _plain(line: ReportLine) -> str | None:
    return None if line.value is None else format(line.value, "f")
