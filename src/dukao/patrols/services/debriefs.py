"""述职: a group's leader answers for the half-year, and leaders say what they think of it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from dukao.identity.selectors import accounts_holding
from dukao.journal.services import record
from dukao.kernel.actor import Actor, account_of
from dukao.kernel.characters import check_length
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError, Refused, Stale
from dukao.kernel.roles import Role
from dukao.kernel.validity import holds_on
from dukao.kernel.verdict import require
from dukao.patrols.models import Appraisal, Debrief, DeskTime, PatrolGroup
from dukao.patrols.policies import can_appraise, is_patroller
from dukao.patrols.selectors.figures import figures_of, span_of
from dukao.patrols.services.holding import group_path, of_group
from dukao.patrols.services.telling import tell
from dukao.patrols.vocabulary import Grade, Half, MemberRole

TEXT_LIMIT = 3000
MONTH_HOURS = 24 * 31


@transaction.atomic
def set_desk_time(*, actor: Actor, group: PatrolGroup, month: date, hours: int, at: datetime) -> DeskTime:
    """Hours the group spent indoors in that month, by its leader's word; the share rests on it."""
    _require_leader(actor, group, at)
    month = month.replace(day=1)
    if month > local_day(at):
        raise DomainError("month_later", "这个月还没有到。")
    members = group.members.count()
    if not 0 <= hours <= MONTH_HOURS * members:
        raise DomainError("hours_wrong", "小时数不对，请按全组各人合计填写。")
    row, _ = DeskTime.objects.update_or_create(
        group=group, month=month,
        defaults={"minutes": hours * 60, "set_by_id": account_of(actor), "set_at": at},
    )  # fmt: skip
    after = {"on": month.isoformat(), "hours": hours}
    record(actor=actor, event="desk_time_set", after=after, **of_group(group, at))
    return row


@transaction.atomic
def submit_debrief(
    *, actor: Actor, group: PatrolGroup, year: int, half: str, text: str, at: datetime
) -> Debrief:
    """The group's word with its figures as they stand; once for each half-year, after it has ended."""
    _require_leader(actor, group, at)
    half, (since, until) = Half(half), span_of(year, half)
    if local_day(at) < until:
        raise DomainError("half_runs", f"{year} 年{half.label}还没有结束，结束以后再述职。")
    if not text.strip():
        raise DomainError("text_missing", "请写述职：做了什么、发现什么、问题整改得怎样、自己还差什么。")
    check_length(text, TEXT_LIMIT, "述职")
    figures = figures_of([group.pk], since, until)[group.pk]
    try:
        with transaction.atomic():
            debrief = Debrief.objects.create(
                group=group, year=year, half=half, text=text.strip(), figures=figures.plain(),
                submitted_by_id=account_of(actor), submitted_at=at,
            )  # fmt: skip
    except IntegrityError:
        raise Stale(f"{year} 年{half.label}已经述职。") from None
    after = {"year": year, "half": half}
    record(actor=actor, event="debrief_submitted", after=after, **of_group(group, at))
    leaders = accounts_holding([Role.LEADER], group.owner_id, local_day(at))
    tell(
        leaders.values_list("pk", flat=True), f"{group.name}{year} 年{half.label}述职，请评议",
        url=f"/patrols/debriefs/{debrief.pk}/", key=f"patrol-debrief:{debrief.pk}", at=at,
    )  # fmt: skip
    return debrief


@transaction.atomic
def appraise_debrief(*, actor: Actor, debrief: Debrief, grade: str, opinion: str, at: datetime) -> Appraisal:
    """One leader's word; a later one of the same leader takes the place of the earlier."""
    group = PatrolGroup.objects.get(pk=debrief.group_id)
    require(can_appraise(actor, group_path(group, at)))
    if grade == Grade.POOR and not opinion.strip():
        raise DomainError("opinion_missing", "评为“差”要写明理由。")
    appraisal, _ = Appraisal.objects.update_or_create(
        debrief=debrief, by_id=account_of(actor),
        defaults={"grade": Grade(grade), "opinion": opinion.strip(), "at": at},
    )  # fmt: skip
    after = {"year": debrief.year, "half": debrief.half, "grade": grade}
    record(actor=actor, event="debrief_appraised", after=after, **of_group(group, at))
    return appraisal


def _require_leader(actor: Actor, group: PatrolGroup, at: datetime) -> None:
    seat = group.members.filter(
        holds_on(local_day(at)), role=MemberRole.LEADER, account_id=actor.account_id or 0
    )
    if not (is_patroller(actor) and seat.exists()):
        raise Refused("由督导巡查组组长办理（组长负责制）。")
