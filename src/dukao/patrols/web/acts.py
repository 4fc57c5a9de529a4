"""The acts this room knows: who may, when, what is asked, and which service does it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from dukao.kernel.actor import Actor
from dukao.kernel.verdict import Verdict, allow_if, refuse
from dukao.patrols import policies, services
from dukao.patrols.selectors.choices import standing_interests
from dukao.patrols.selectors.sheets import (
    Sheet,
    clue_sheet,
    debrief_sheet,
    finding_sheet,
    group_sheet,
    instruction_sheet,
    task_sheet,
)
from dukao.patrols.vocabulary import FINDING_FLOW, TASK_FLOW
from dukao.patrols.web import forms
from dukao.ui.acts import Act, Desk

if TYPE_CHECKING:
    from dukao.patrols.models import Finding, PatrolGroup


def _tasks(sheet: Sheet) -> Verdict:
    return policies.can_manage_tasks(sheet.actor, sheet.owner_path)


def _waiver(sheet: Sheet) -> Verdict:
    may = policies.can_waive_training(sheet.actor, sheet.owner_path)
    if sheet.task is not None and sheet.task.training_waived_at is not None:
        return may and refuse("已经批准先出发，不用再批准。")
    return may and allow_if(bool(sheet.untrained), "派出人员都在有效期内培训过，不用批准。")


def _reporter(sheet: Sheet) -> Verdict:
    assert sheet.ground is not None
    return policies.can_report_task(sheet.actor, sheet.ground)


def _settler(sheet: Sheet) -> Verdict:
    assert sheet.finding is not None
    return policies.can_settle(sheet.actor, sheet.owner_path, sheet.finding.recorded_by_id)


def _upward(sheet: Sheet) -> Verdict:
    assert sheet.ground is not None
    return policies.can_report_finding(sheet.actor, sheet.ground)


def _drafter(sheet: Sheet) -> Verdict:
    return _upward(sheet) and allow_if(sheet.has_drafts, "任务没有还没上报的发现。")


def _instructor(sheet: Sheet) -> Verdict:
    assert sheet.ground is not None
    return policies.can_instruct(
        sheet.actor, is_reader=sheet.ground.is_reader, is_urged=sheet.is_urged, state=sheet.state
    )


def _urged(sheet: Sheet) -> Verdict:
    return allow_if(sheet.waits_to_be_read, "没有报给你、还没有阅看的急报。")


def _groups(sheet: Sheet) -> Verdict:
    return policies.can_manage_groups(sheet.actor, sheet.owner_path)


def _tie_ender(sheet: Sheet) -> Verdict:
    some = bool(standing_interests(sheet.group_id, sheet.day))
    return _groups(sheet) and allow_if(some, "本组现在没有要终止的回避申报。")


def _declarer(sheet: Sheet) -> Verdict:
    return allow_if(sheet.is_office or sheet.own_seat is not None, "回避情形由本人或督考办申报。")


def _group_leader(sheet: Sheet) -> Verdict:
    return allow_if(sheet.is_group_leader, "由督导巡查组组长办理（组长负责制）。")


def _receiver(sheet: Sheet) -> Verdict:
    mine = sheet.clue is not None and sheet.clue.receiver_id == sheet.actor.account_id
    return allow_if(mine, "线索由接收人自己签收。")


def _appraiser(sheet: Sheet) -> Verdict:
    return policies.can_appraise(sheet.actor, sheet.owner_path)


def _stands(sheet: Sheet) -> bool:
    return sheet.state == "standing"


def _report_one(*, finding: Finding, **given: Any) -> None:
    services.report_findings(findings=[finding], **given)


def _of_member(service: Callable[..., Any]) -> Callable[..., Any]:
    """A service that is told the member, and by the member the group."""

    def carry_out(*, group: PatrolGroup, **given: Any) -> None:
        service(**given)

    return carry_out


def _t(move: str) -> frozenset[str]:
    return TASK_FLOW.move(move).sources


def _f(move: str) -> frozenset[str]:
    return FINDING_FLOW.move(move).sources


TASKS: tuple[Act[Sheet], ...] = (
    Act(
        "issue", "下达", _tasks, _t("issue"), services.issue_task, "已下达。督导巡查组已收到消息。",
        "下达后对象和内容不能再改（《政府督查工作条例》第十五条）。有回避情形的不能下达。", is_official=True,
    ),
    Act(
        "waive", "准予先出发", _waiver, _t("issue"), services.waive_training, "已批准。",
        "有人没有行前培训记录时，由领导写明理由批准先出发，之后补训。", forms.WaiverForm,
    ),
    Act(
        "send", "上报发现", _drafter, _t("report"), services.report_drafts, "已上报督考办。",
        "任务里还是草稿的发现一并上报。上报后督考办和知悉领导能看到，内容不能再改。",
    ),
    Act(
        "report", "报告", _reporter, _t("report"), services.report_task, "已报告督考办。",
        "由组长报告。还是草稿的发现要先上报。", forms.ReportForm, is_official=True,
    ),
    Act(
        "return", "退回补充", _tasks, _t("return"), services.return_task, "已退回。",
        "写清缺什么、怎么补。", forms.ReasonForm,
    ),
    Act(
        "close", "办结", _tasks, _t("close"), services.close_task, "已办结。",
        "全部发现处理以后办结。", forms.OpinionForm, is_official=True,
    ),
    Act(
        "drop", "撤销", _tasks, _t("drop"), services.drop_task, "已撤销，编号保留备查。",
        "有发现的任务不能撤销。", forms.ReasonForm, is_minor=True,
    ),
)  # fmt: skip
FINDINGS: tuple[Act[Sheet], ...] = (
    Act(
        "report", "上报", _upward, _f("report"), _report_one, "已上报督考办。",
        "上报后督考办和知悉领导能看到，内容不能再改。",
    ),
    Act(
        "release", "反馈", _settler, _f("release"), services.release_finding, "已反馈，转入问题清单待交办。",
        "反馈后成为问题清单里的一条，交办后责任单位能看到。原始记录仍不给单位看。", forms.ReleaseForm,
        is_official=True,
    ),
    Act(
        "decline", "不采纳", _settler, _f("decline"), services.decline_finding, "已记为不采纳。",
        "写明理由，督导巡查组能看到。不采纳的比例计入对督导巡查组的考核。", forms.ReasonForm,
    ),
    Act(
        "merge", "并入", _settler, _f("merge"), services.merge_finding, "已并入。",
        "同一处问题发现了两次的，并成一条。", forms.MergeForm, is_minor=True,
    ),
    Act(
        "send_back", "退回补充", _settler, _f("send_back"), services.send_back_finding, "已退回。",
        "写清缺什么。", forms.ReasonForm,
    ),
    Act(
        "hand_over", "移交线索", _settler, _f("hand_over"), services.hand_over_clue,
        "已封存移交，等待签收。",
        "涉嫌职务违法犯罪的，移交纪检监察（《政府督查工作条例》第二十三条）。"
        "移交后内容加密封存，只有接收人和你能看，这里的事实同时隐去。",
        forms.HandOverForm, is_official=True, is_minor=True,
    ),
    Act(
        "annul", "复核撤销", _settler, _f("annul"), services.annul_finding, "已撤销。",
        "被督查单位申请复核、认定不成立的，写明结论。计入对督导巡查组的考核。", forms.ReasonForm,
    ),
    Act(
        "urge", "急报", _upward, frozenset({"draft", "reported"}), services.urge_finding,
        "已急报，领导已收到消息。", "越过督考办直接报领导，督考办同时看到急报记录。", forms.UrgeForm,
        is_official=True,
    ),
    Act("read", "已阅", _urged, None, services.read_urgent, "已记录阅看。"),
    Act(
        "instruct", "批示", _instructor, None, services.instruct_finding, "已批示，督考办会立项督办。",
        "督考办按批示立项，交承办单位办理。", forms.InstructForm, is_official=True,
    ),
)  # fmt: skip
INSTRUCTIONS: tuple[Act[Sheet], ...] = (
    Act(
        "carry", "批示立项", _tasks, None, services.carry_out_instruction, "已立项为督办事项，核对后交办。",
        "登记为领导批示并立项。承办单位看到的是这里写的内容，不是发现原文。", forms.ErrandForm,
        fits=lambda sheet: sheet.state == "open", is_official=True,
    ),
)  # fmt: skip
GROUPS: tuple[Act[Sheet], ...] = (
    Act(
        "appoint", "任命成员", _groups, None, services.appoint_member, "已任命。",
        "每个成员都要有任命文件；同一时间只有一名组长（《政府督查工作条例》第八条）。", forms.SeatForm,
        fits=_stands,
    ),
    Act(
        "leave", "成员离任", _groups, None, _of_member(services.end_membership), "已办离任。",
        form=forms.LeaveForm, fits=_stands, is_minor=True,
    ),
    Act(
        "train", "登记培训", _groups, None, services.record_training, "已登记。",
        "没有培训记录的成员不能派出（《政府督查工作条例》第九条）。", forms.TrainForm, fits=_stands,
    ),
    Act(
        "interest", "申报回避", _declarer, None, _of_member(services.declare_interest), "已申报。",
        "申报以后，任务对象是这个单位或在其下的，不能派这名成员。", forms.InterestForm, fits=_stands,
    ),
    Act(
        "uninterest", "终止回避", _tie_ender, None, services.end_interest, "已终止，申报记录保留。",
        "情形消失以后终止，例如亲属已经调离。任职回避由任职经历计算，不受影响。", forms.InterestEndForm,
        fits=_stands, is_minor=True,
    ),
    Act(
        "desk", "登记室内时间", _group_leader, None, services.set_desk_time, "已登记。",
        "一线时间占比按走访工时和室内时间计算。系统不统计登录和在线时长。", forms.DeskTimeForm, fits=_stands,
    ),
    Act(
        "end", "撤销", _groups, None, services.end_group, "已撤销，记录保留。", "撤销后各成员同时离任。",
        forms.EndForm, fits=_stands, is_minor=True,
    ),
)  # fmt: skip
CLUES: tuple[Act[Sheet], ...] = (
    Act(
        "receive", "签收", _receiver, None, services.receive_clue, "已签收，移交人已收到回执。",
        form=forms.ReceiptForm, fits=lambda sheet: sheet.state == "sent", is_official=True,
    ),
)  # fmt: skip
DEBRIEFS: tuple[Act[Sheet], ...] = (
    Act(
        "appraise", "评议", _appraiser, None, services.appraise_debrief, "已评议。",
        "评议结果计入督导巡查组的考核。", forms.AppraiseForm,
    ),
)  # fmt: skip


def _desk(
    subject: str, noun: str, load: Callable[[Actor, int, datetime], Sheet], acts: tuple[Act[Sheet], ...],
    list_of: str,
) -> Desk[Sheet]:  # fmt: skip
    """Acts live at ``/patrols/<folder>/<id>/<act>/``, in the folder of what they are done to."""
    return Desk(
        namespace="patrols", subject=subject, noun=noun, load=load, acts=acts, template="patrols/act.html",
        folder=f"{subject}s", back=lambda sheet: sheet.url,
        context=lambda sheet: {"sheet": sheet, "list": (noun, f"patrols:{list_of}")},
    )  # fmt: skip


TASK = _desk("task", "巡查任务", task_sheet, TASKS, "tasks")
FINDING = _desk("finding", "现场发现", finding_sheet, FINDINGS, "findings")
INSTRUCTION = _desk("instruction", "现场发现", instruction_sheet, INSTRUCTIONS, "findings")
GROUP = _desk("group", "督导巡查组", group_sheet, GROUPS, "groups")
CLUE = _desk("clue", "线索移交", clue_sheet, CLUES, "clues")
DEBRIEF = _desk("debrief", "巡查组考核", debrief_sheet, DEBRIEFS, "assessment")
DESKS = (TASK, FINDING, INSTRUCTION, GROUP, CLUE, DEBRIEF)
