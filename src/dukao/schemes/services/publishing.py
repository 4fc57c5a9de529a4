"""From draft to published: submitted by the office, decided by a leader, frozen from then on."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from dukao.journal.selectors import is_done
from dukao.journal.services import record
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.flow import apply_move
from dukao.kernel.verdict import require
from dukao.schemes.models import SchemeVersion
from dukao.schemes.policies import can_decide, can_draft
from dukao.schemes.selectors.findings import report_on
from dukao.schemes.selectors.versions import document
from dukao.schemes.services.projection import project
from dukao.schemes.services.schemes import follow_kind
from dukao.schemes.services.scope import filed_under
from dukao.schemes.vocabulary import VERSION_FLOW, VersionState
from dukao.scoring import digest


@transaction.atomic
def submit_version(*, actor: Actor, version: SchemeVersion, at: datetime, key: str | None = None) -> None:
    """The draft waits for a leader's decision and can no longer be changed."""
    require(can_draft(actor))
    if is_done(key or ""):
        return
    _refuse_blocked(version, local_day(at))
    before = apply_move(version, VERSION_FLOW, "submit", returned_because="", updated_at=at)
    record(
        actor=actor, event="scheme_version_submitted", subject=version, label=str(version), at=at, key=key,
        before={"state": before}, after={"state": version.state}, unit_path=filed_under(actor),
    )  # fmt: skip


@transaction.atomic
def send_back_version(
    *, actor: Actor, version: SchemeVersion, reason: str, at: datetime, key: str | None = None
) -> None:
    """The version is a draft again; the office reads why."""
    if is_done(key or ""):
        return
    require(can_decide(actor, version))
    before = apply_move(
        version,
        VERSION_FLOW,
        "send_back",
        reason=reason,
        returned_because=reason.strip()[:300],
        updated_at=at,
    )
    record(
        actor=actor, event="scheme_version_sent_back", subject=version, label=str(version), at=at, key=key,
        before={"state": before}, after={"state": version.state}, reason=reason, unit_path=filed_under(actor),
    )  # fmt: skip


@transaction.atomic
def publish_version(
    *,
    actor: Actor,
    version: SchemeVersion,
    effective_on: date,
    at: datetime,
    opinion: str = "",
    key: str | None = None,
) -> None:
    """The version is frozen under its digest and holds from ``effective_on``; its items and roster are rows.

    The version published before it is superseded and goes on answering for the days before.
    """
    if is_done(key or ""):
        return
    require(can_decide(actor, version))
    _refuse_bad_day(version, effective_on, local_day(at))
    _refuse_blocked(version, effective_on)
    scheme = document(version)
    before = apply_move(
        version, VERSION_FLOW, "publish", digest=digest(scheme), effective_on=effective_on, published_at=at,
        approved_by_id=actor.account_id, updated_at=at,
    )  # fmt: skip
    for previous in version.scheme.versions.filter(state=VersionState.PUBLISHED).exclude(pk=version.pk):
        apply_move(previous, VERSION_FLOW, "supersede")
    project(version, scheme, effective_on)
    follow_kind(version)
    # Who drafted stays on the version and in the journal; the steps between are of no more use.
    version.steps.update(document=None)
    record(
        actor=actor, event="scheme_version_published", subject=version, label=str(version), at=at, key=key,
        before={"state": before}, reason=opinion, unit_path=filed_under(actor),
        after={"state": version.state, "digest": version.digest, "effective_on": effective_on.isoformat()},
    )  # fmt: skip


def _refuse_bad_day(version: SchemeVersion, day: date, today: date) -> None:
    """No silent back-dating: a change within the year never reaches into a month that is over."""
    year = version.scheme.scheme_set.year
    if day.year != year:
        raise DomainError("bad_day", f"施行日期应在 {year} 年内，办法只管这一年。")
    previous = version.scheme.versions.filter(number__lt=version.number).order_by("-number").first()
    if previous is None or previous.effective_on is None:
        return
    if day <= previous.effective_on:
        raise DomainError("bad_day", f"施行日期要晚于上一版的施行日期 {previous.effective_on:%Y-%m-%d}。")
    if day < today.replace(day=1):
        raise DomainError("bad_day", f"年度中改版不能追溯到已经过去的月份，最早 {today:%Y-%m}-01。")


def _refuse_blocked(version: SchemeVersion, day: date) -> None:
    """A scheme that contradicts itself or breaks a binding rule is neither submitted nor published."""
    why_not = report_on(version, day).why_not
    if why_not:
        raise DomainError("lint_blocks", f"还不能送批准或发布：{why_not}")
