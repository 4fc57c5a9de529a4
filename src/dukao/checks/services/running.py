"""Designated, started, finished, or withdrawn."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from dukao.checks.models import Check, Designation
from dukao.checks.policies import can_approve, can_manage_plan, can_run
from dukao.checks.selectors.course import current_designation
from dukao.checks.selectors.levels import needs_designation
from dukao.checks.services.holding import held_check, note, took_part
from dukao.checks.services.telling import tell_objects, tell_of_check, tell_organisers
from dukao.checks.vocabulary import CHECK_FLOW, IN_FORCE, CheckState, Did
from dukao.kernel.actor import Actor, account_of
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.flow import apply_move
from dukao.kernel.roles import Role
from dukao.kernel.verdict import require
from dukao.ui.formats import day as day_words


@transaction.atomic
def designate(
    *, actor: Actor, check: Check, matters: str, scope: str, duties: str, since: date, until: date,
    at: datetime,
) -> Designation:  # fmt: skip
    """第七条: a department is charged with this check, with matters, scope, duties and period."""
    check, places = held_check(check.pk, at)
    require(can_approve(actor, places.organiser))
    if check.state not in (CheckState.APPROVED, CheckState.ONGOING):
        raise DomainError("not_approved", "计划批准以后才能委托。")
    if not all(text.strip() for text in (matters, scope, duties)):
        raise DomainError("designation_empty", "委托要写明督查事项、范围、职责和期限（第七条）。")
    if not since <= until or until < local_day(at):
        raise DomainError("designation_span", "委托的期限不对：至少到今天以后，且不早于开始日。")
    if since > check.starts_on or until < check.ends_on:
        span = f"{day_words(check.starts_on)}至 {day_words(check.ends_on)}"
        raise DomainError("designation_short", f"委托的期限要包含检查的期间（{span}）。")
    made = Designation.objects.create(
        check_of=check, matters=matters.strip(), scope=scope.strip(), duties=duties.strip(), since=since,
        until=until, by_id=account_of(actor), at=at,
    )  # fmt: skip
    note(
        actor, "check_designated", check, places.organiser, at,
        after={"matters": made.matters, "duties": made.duties, "until": until.isoformat()},
    )  # fmt: skip
    tell_organisers(check, "受委托开展督查", key=f"designated:{made.pk}", at=at)
    return made


@transaction.atomic
def start_check(*, actor: Actor, check: Check, at: datetime) -> Check:
    """Carried out from today on, within the approved period and, by a department, as it was designated."""
    check, places = held_check(check.pk, at)
    require(can_run(actor, places))
    day = local_day(at)
    if not check.starts_on <= day <= check.ends_on:
        span = f"{day_words(check.starts_on)}至 {day_words(check.ends_on)}"
        raise DomainError(
            "out_of_period", f"批准的期间是 {span}，今天不能实施。要改期请申请变更（第十五条）。"
        )
    if needs_designation(check.regime, [check.organiser_id], day) and not current_designation(check, day):
        raise DomainError(
            "no_designation",
            "部门未经政府委托不得开展督查，或委托已到期（《政府督查工作条例》第七条）。请先报领导委托。",
        )
    before = apply_move(check, CHECK_FLOW, "start", started_on=day)
    took_part(check, actor, Did.STARTED, at)
    note(actor, "check_started", check, places.organiser, at, was=before)
    tell_objects(check, "开始实施", key="started", at=at)
    return check


@transaction.atomic
def finish_check(*, actor: Actor, check: Check, opinion: str, at: datetime) -> Check:
    """The work on the spot is over; conclusions follow for each object."""
    check, places = held_check(check.pk, at)
    require(can_run(actor, places))
    if not opinion.strip():
        raise DomainError("opinion_missing", "请写明结果：查了什么、总的情况如何。以后的检查可以引用。")
    before = apply_move(check, CHECK_FLOW, "finish", ended_on=local_day(at), opinion=opinion.strip())
    took_part(check, actor, Did.FINISHED, at)
    note(actor, "check_finished", check, places.organiser, at, was=before, reason=opinion)
    return check


@transaction.atomic
def withdraw_check(*, actor: Actor, check: Check, reason: str, at: datetime) -> Check:
    """The check will not take place; its number stays on record."""
    check, places = held_check(check.pk, at)
    require(can_manage_plan(actor, places.organiser))
    was_known = check.state in IN_FORCE
    before = apply_move(check, CHECK_FLOW, "withdraw", reason=reason, opinion=reason.strip())
    note(actor, "check_withdrawn", check, places.organiser, at, was=before, reason=reason)
    tell_organisers(check, "检查计划撤销", key="withdrawn", body=reason, at=at)
    if was_known:
        tell_objects(check, "不再检查", key="withdrawn", body=reason, at=at)
        tell_of_check(check, "检查计划撤销", roles=(Role.LEADER,), key="withdrawn-above", body=reason, at=at)
    return check
