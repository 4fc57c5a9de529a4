"""Who may fill, sign, review, check and see reports.

``path`` is the present place of the reporting unit in the tree, ``lead_path`` that of the lead unit.
"""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localtime

from dukao.kernel.actor import Actor
from dukao.kernel.roles import Role
from dukao.kernel.verdict import Verdict, allow_if, refuse
from dukao.reporting.models import ReportingPeriod, ReportLine, UnitReport
from dukao.reporting.vocabulary import OPEN_LINES, LineState, ReportState
from dukao.ui.formats import moment

#: Who reads reports of the units under their grant.
READERS = (Role.REPORTER, Role.UNIT_HEAD, Role.OFFICE, Role.LEADER, Role.DISCIPLINE)


def can_see_report(actor: Actor, path: str) -> Verdict:
    return allow_if(actor.covers(path, *READERS), "这份填报不在你的查看范围。")


def can_see_overview(actor: Actor) -> Verdict:
    """The month over all units of one's scope."""
    return allow_if(
        actor.has(Role.OFFICE, Role.LEADER, Role.DISCIPLINE), "填报总览由督考办、领导和纪检监督查看。"
    )


def can_run_reporting(actor: Actor) -> Verdict:
    """Open and lock months, remind, set the rules, import shared values."""
    return allow_if(actor.holds_everywhere(Role.OFFICE), "这一步由全市督考办办理，对所有单位一起生效。")


def can_fill(actor: Actor, path: str) -> Verdict:
    return allow_if(_belongs(actor, path, Role.REPORTER), "填报由本单位填报员办理。")


def can_head(actor: Actor, path: str) -> Verdict:
    """Whether the unit's reports come before this person at all; :func:`can_sign` asks about one of them."""
    return allow_if(_belongs(actor, path, Role.UNIT_HEAD), "签发提交由本单位负责人办理，填报员不能自填自签。")


def can_sign(actor: Actor, report: UnitReport, path: str) -> Verdict:
    """A signature is a second person's: whoever wrote in the report or sent it does not sign it.

    That holds for people with both roles too, and for those who act in the head's place.
    """
    heads = can_head(actor, path)
    if not heads:
        return heads
    account = actor.account_id
    own = report.sent_by_id == account or report.lines.filter(saved_by_id=account).exists()
    return allow_if(
        not own,
        "这份填报由你本人填写或送签，不能自填自签，代办也不行。请由没有经手的负责人审签。",
    )


def _belongs(actor: Actor, path: str, *roles: str) -> bool:
    """True for a role held on the unit itself: who holds it above reads the report, but does not make it."""
    return any(grant.role in roles and grant.path == path for grant in actor.grants)


def is_writable(report: UnitReport, at: datetime) -> Verdict:
    """Whether anything of the report can be written at this moment, whoever asks."""
    period: ReportingPeriod = report.period
    if period.locked_at is not None or report.state == ReportState.LOCKED:
        return refuse("这个月已锁定，不能再改。确有错误请向督考办提出更正。")
    if at < period.opens_at:
        return refuse(f"还没有开始填报，{moment(localtime(period.opens_at))} 开放。")
    if report.state == ReportState.SIGNING:
        return refuse("正在单位审签，不能改。需要修改请先撤回。")
    if report.state != ReportState.DRAFT:
        return refuse("已经提交，不能再改。被退回的项目会重新开放。")
    return Verdict(True)


def can_edit_line(actor: Actor, line: ReportLine, path: str, at: datetime) -> Verdict:
    fills = can_fill(actor, path)
    writable = is_writable(line.report, at)
    if not fills or not writable:
        return fills if not fills else writable
    if line.state == LineState.SHARED:
        return refuse("这一项由数据提供单位共享，不用填；有误请申请校核。")
    return allow_if(line.state in OPEN_LINES, "这一项已经交审核，等审核结果。")


def can_ask_correction(actor: Actor, path: str) -> Verdict:
    return allow_if(_belongs(actor, path, Role.REPORTER, Role.UNIT_HEAD), "校核由使用这个数据的单位申请。")


def can_review_anything(actor: Actor) -> Verdict:
    return allow_if(actor.has(Role.LEAD_REVIEWER, Role.OFFICE), "审核由牵头单位和督考办办理。")


def can_review(actor: Actor, line: ReportLine, path: str, lead_path: str) -> Verdict:
    """Lead units review, the office fills the gaps; nobody reviews a report of their own unit (回避)."""
    if actor.unit_id == line.report.unit_id:
        return refuse("本单位的填报要回避，由其他审核人员办理。")
    if actor.covers(path, Role.OFFICE):
        return Verdict(True)
    if line.item.lead_id == line.report.unit_id:
        return refuse("牵头单位自己的填报要回避，由督考办审核。")
    held = bool(lead_path) and actor.covers(lead_path, Role.LEAD_REVIEWER)
    return allow_if(held, "这一项由它的牵头单位审核。")


def can_verify(actor: Actor, line: ReportLine, path: str) -> Verdict:
    if actor.unit_id == line.report.unit_id:
        return refuse("本单位的填报要回避，由其他人员核查。")
    return allow_if(actor.covers(path, Role.OFFICE), "实地核查由督考办办理。")


def can_decide_correction(actor: Actor, path: str, lead_path: str) -> Verdict:
    """The office, or the unit that leads the indicator; not the unit that asks."""
    if actor.unit_path == path:
        return refuse("本单位提出的校核要回避，由其他人员答复。")
    held = actor.covers(path, Role.OFFICE) or (
        bool(lead_path) and actor.covers(lead_path, Role.LEAD_REVIEWER)
    )
    return allow_if(held, "校核申请由督考办或指标牵头单位答复。")


def can_see_reports(actor: Actor) -> Verdict:
    """Any report at all; which ones is decided by place."""
    return allow_if(actor.has(*READERS), "填报由单位、督考办、领导和纪检监督查看。")


def can_see_corrections(actor: Actor) -> Verdict:
    """Doubts about shared values; which ones is decided by place."""
    return allow_if(actor.has(*READERS, Role.LEAD_REVIEWER), "校核申请由单位、牵头单位和督考办办理。")
