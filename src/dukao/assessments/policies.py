"""Who sees which scores, and who carries a round from freezing to its end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from dukao.assessments.vocabulary import ASSESSED, OVERSEERS, SIMULATORS, ObjectionState, RoundState
from dukao.kernel.actor import Actor
from dukao.kernel.clock import ZONE
from dukao.kernel.roles import Role
from dukao.kernel.verdict import ALLOWED, Verdict, allow_if, refuse
from dukao.organisations.vocabulary import Tree
from dukao.ui.formats import moment

if TYPE_CHECKING:
    from dukao.assessments.models import Objection, Round
    from dukao.organisations.models import UnitVersion

#: The scope of a round over units that belong to nobody's tree, such as the countries of a published index.
EVERYWHERE = ""


def can_see_results(actor: Actor) -> Verdict:
    """Open the room at all; what is shown inside depends on the round and the unit."""
    return allow_if(
        actor.has(*OVERSEERS, *ASSESSED),
        "考核结果向被考核单位、督考办、领导和纪检监督开放；三员账户不看业务内容。",
    )


def oversees(actor: Actor, place: UnitVersion) -> bool:
    """Sees this unit's score in every state of the round, with all its parts."""
    if place.unit.tree == Tree.REFERENCE:
        return actor.has(*OVERSEERS)
    return actor.covers(place.path, *OVERSEERS)


def answers_for(actor: Actor, place: UnitVersion) -> bool:
    """Fills in or signs for this unit, and so sees its own score from the first provisional figure on."""
    return actor.covers(place.path, *ASSESSED)


def can_see_sheet(actor: Actor, place: UnitVersion) -> Verdict:
    """The unit's total with every part: overseers and the unit itself."""
    return allow_if(oversees(actor, place) or answers_for(actor, place), "只能查看本单位的得分和依据。")


def can_run_rounds(actor: Actor, scope: str) -> Verdict:
    """Freeze, post, and record events: the office over all units of the round."""
    held = actor.holds_everywhere(Role.OFFICE) if scope == EVERYWHERE else actor.covers(scope, Role.OFFICE)
    return allow_if(held, "冻结、公示由负责这个办法全部单位的督考办办理。")


def can_freeze(actor: Actor, assessment: Round, scope: str) -> Verdict:
    if assessment.state != RoundState.COLLECTING:
        return refuse("这一轮已经冻结，事实不再变动。")
    return can_run_rounds(actor, scope)


def can_unfreeze(actor: Actor, assessment: Round, scope: str) -> Verdict:
    if assessment.posted_at is not None:
        return refuse("公示以后不能解冻。发现错误请办理异议或更正，更正前后的差别向各单位公开。")
    if assessment.state != RoundState.FROZEN:
        return refuse("这一轮还没有冻结。")
    return can_run_rounds(actor, scope)


def can_post(actor: Actor, assessment: Round, scope: str) -> Verdict:
    if assessment.state == RoundState.COLLECTING:
        return refuse("先冻结并计分，再公示。")
    if assessment.state != RoundState.FROZEN:
        return refuse("这一轮已经公示过。")
    return can_run_rounds(actor, scope)


def can_finalise(actor: Actor, assessment: Round, scope: str, now: datetime, unsettled: int = 0) -> Verdict:
    """A leader, by name, after notice and objections, and never the person who froze the facts."""
    held = actor.holds_everywhere(Role.LEADER) if scope == EVERYWHERE else actor.covers(scope, Role.LEADER)
    if not held:
        return refuse("定案由领导作出。")
    if assessment.state == RoundState.FINAL:
        return refuse("这一轮已经定案。")
    if assessment.state != RoundState.ON_NOTICE or assessment.notice_until is None:
        return refuse("公示期满后才能定案，这一轮还没有公示。")
    if now < assessment.notice_until:
        until = moment(_local(assessment.notice_until))
        return refuse(f"公示到 {until} 期满，期满后才能定案（{assessment.notice_source}）。")
    if unsettled:
        return refuse(f"还有 {unsettled} 件异议没有办结，或还在可以申请复核的期限内，办结后才能定案。")
    if actor.account_id == assessment.frozen_by_id:
        return refuse("冻结事实和定案要由两个人办理。这一轮由你冻结，请另一位领导定案。")
    return ALLOWED


def can_record_event(actor: Actor, place: UnitVersion) -> Verdict:
    """Write down what costs or gives points beside the reported values."""
    held = (
        actor.holds_everywhere(Role.OFFICE)
        if place.unit.tree == Tree.REFERENCE
        else actor.covers(place.path, Role.OFFICE)
    )
    return allow_if(held, "扣分、加分和否决由督考办依据文件记录。")


def can_explain_occasion(actor: Actor, place: UnitVersion) -> Verdict:
    """Say for one's own unit what speaks for it before a decision of supervision is scored."""
    own = any(grant.role in ASSESSED and grant.path == place.path for grant in actor.grants)
    return allow_if(own, "说明由本单位的填报员或负责人提出。")


def can_record_events(actor: Actor) -> Verdict:
    """Record events of any unit at all; which ones is decided by place."""
    return allow_if(actor.has(Role.OFFICE), "扣分、加分和否决由督考办依据文件记录。")


def can_simulate(actor: Actor) -> Verdict:
    """Try schemes on facts: those who write schemes and those who decide on them."""
    return allow_if(
        actor.holds_everywhere(*SIMULATORS), "推演由全市督考办和领导使用，结果不向被考核单位开放。"
    )


def can_see_notice_policies(actor: Actor) -> Verdict:
    return allow_if(actor.has(*OVERSEERS), "公示时限由督考办、领导和纪检监督查看。")


def can_set_notice_policy(actor: Actor) -> Verdict:
    return allow_if(actor.holds_everywhere(Role.OFFICE), "公示时限由全市督考办依据考评办法设定。")


def can_draft_bulletin(actor: Actor, assessment: Round, scope: str) -> Verdict:
    """Only what is final is told in a bulletin."""
    if assessment.state != RoundState.FINAL:
        return refuse("定案以后才能通报结果。")
    return can_run_rounds(actor, scope)


def can_reopen(actor: Actor, assessment: Round, scope: str) -> Verdict:
    """Start a final result again because of something found later: a leader, by name."""
    held = actor.holds_everywhere(Role.LEADER) if scope == EVERYWHERE else actor.covers(scope, Role.LEADER)
    if assessment.state != RoundState.FINAL:
        return refuse("只有已定案的结果才需要重新启动。")
    return allow_if(held, "已定案的结果由领导决定重新启动。")


def can_correct(actor: Actor, assessment: Round, scope: str) -> Verdict:
    """Put facts of a result right that was started again; what an objection leads to is decided there."""
    if assessment.state != RoundState.FROZEN or assessment.posted_at is None:
        return refuse("公示中的结果通过办理异议更正；已定案的先由领导重新启动。")
    return can_run_rounds(actor, scope)


def can_raise_objection(actor: Actor, place: UnitVersion) -> Verdict:
    held = any(grant.role == Role.UNIT_HEAD and grant.path == place.path for grant in actor.grants)
    return allow_if(held, "异议由本单位负责人提出。")


def can_assign_objection(actor: Actor, scope: str) -> Verdict:
    held = actor.holds_everywhere(Role.OFFICE) if scope == EVERYWHERE else actor.covers(scope, Role.OFFICE)
    return allow_if(held, "异议由督考办指定办理人。")


def can_handle(account_id: int | None, took_part: Mapping[int, str]) -> Verdict:
    """Whoever had a hand in what is objected to has none in the objection: no exception, not even by order.

    《政府督查工作条例》第十七条; 《公务员法》第七十六条.
    """
    part = took_part.get(account_id or 0, "")
    return (
        refuse(f"{part}，应当回避（《政府督查工作条例》第十七条）。请指定没有参与过的人。")
        if part
        else ALLOWED
    )


def can_decide_objection(actor: Actor, objection: Objection, took_part: Mapping[int, str]) -> Verdict:
    if actor.account_id is None or actor.account_id != objection.handler_id:
        return refuse("异议由指定的办理人作出决定。")
    return can_handle(actor.account_id, took_part)


def can_approve_decision(actor: Actor, objection: Objection, took_part: Mapping[int, str]) -> Verdict:
    """The leader it was put before, by name; kept out like the handler."""
    if objection.state != ObjectionState.APPROVING:
        return refuse("没有等待批准的处理意见。")
    if actor.account_id is None or actor.account_id != objection.approver_id:
        return refuse("更正由指定的领导批准。")
    return can_handle(actor.account_id, took_part)


def can_set_objection_rule(actor: Actor) -> Verdict:
    return allow_if(actor.holds_everywhere(Role.OFFICE), "异议时限由全市督考办依据考评办法设定。")


def _local(value: datetime) -> datetime:
    return value.astimezone(ZONE)
