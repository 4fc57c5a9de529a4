"""实地核查: what a listed line says is compared with what is there."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from dukao.journal.selectors import is_done
from dukao.journal.services import record
from dukao.kernel.actor import Actor, account_of
from dukao.kernel.characters import check_length
from dukao.kernel.errors import DomainError
from dukao.kernel.verdict import require
from dukao.reporting.models import ReportLine, Verification
from dukao.reporting.policies import can_verify
from dukao.reporting.services.holding import held_line
from dukao.reporting.services.review_state import verify_when_done
from dukao.reporting.services.words import line_label, place_of
from dukao.reporting.vocabulary import OPINION_LIMIT, Finding, LineState


@transaction.atomic
def verify_line(
    *, actor: Actor, line: ReportLine, finding: str, opinion: str, at: datetime, key: str = ""
) -> Verification:
    """What was found stands beside the accepted line; it changes no value.

    Where the finding is 不一致 the acceptance is withdrawn and the line returned, each by its own act.
    """
    line = held_line(line.pk)
    report = line.report
    if is_done(key, "line_verified", subject=line):
        return line.verification
    place = place_of(report, at)
    require(can_verify(actor, line, place.path))
    if report.period.locked_at is not None:
        raise DomainError("locked", "这个月已锁定，不能再补核查。", 409)
    if line.state != LineState.ACCEPTED:
        raise DomainError("wrong_state", "只核查审核通过的项目。", 409)
    if finding == Finding.INCONSISTENT and not opinion.strip():
        raise DomainError("reason_missing", "与填报不一致的，要写明实地看到的情况。")
    check_length(opinion, OPINION_LIMIT, "核查情况")
    verification, _ = Verification.objects.update_or_create(
        line=line,
        defaults={
            "finding": finding, "opinion": opinion.strip(), "verified_by_id": account_of(actor),
            "verified_at": at,
        },
    )  # fmt: skip
    if not line.to_verify:
        ReportLine.objects.filter(pk=line.pk).update(to_verify=True)
    verify_when_done(report)
    record(
        actor=actor, event="line_verified", subject=line, label=line_label(line, place), at=at,
        after={"finding": finding}, reason=opinion.strip(), unit_path=place.path, key=key or None,
    )  # fmt: skip
    return verification
