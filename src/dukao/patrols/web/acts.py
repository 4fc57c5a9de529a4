"""The acts this room knows: who may, when, what is asked, and which service does it.

One row each; pages draw their buttons from these rows and every address of an act runs through them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from dukao.kernel.actor import Actor
from dukao.kernel.verdict import Verdict, allow_if
from dukao.patrols import policies, services
from dukao.patrols.selectors.choices import finding_numbered, patroller_named, standing_interests
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


@dataclass(frozen=True)
class Kind:
    """Where acts of one kind of object live: ``/patrols/<folder>/<id>/<act>/``."""

    folder: str
    load: Callable[[Actor, int, datetime], Sheet]
    crumb: tuple[str, str]


TASK = Kind("tasks", task_sheet, ("巡查任务", "patrols:tasks"))
FINDING = Kind("findings", finding_sheet, ("现场发现", "patrols:findings"))
GROUP = Kind("groups", group_sheet, ("督导巡查组", "patrols:groups"))
CLUE = Kind("clues", clue_sheet, ("线索移交", "patrols:clues"))
DEBRIEF = Kind("debriefs", debrief_sheet, ("巡查组考核", "patrols:assessment"))
INSTRUCTION = Kind("instructions", instruction_sheet, ("现场发现", "patrols:findings"))


@dataclass(frozen=True)
class Act:
    kind: Kind
    name: str
    word: str
    right: Callable[[Sheet], Verdict]
    carry_out: Callable[..., Any]
    done: str
    about: str = ""
    form: type[forms.ActForm] = forms.ActForm
    states: frozenset[str] = frozenset()
    is_official: bool = False

    @property
    def url_name(self) -> str:
        return f"{self.kind.folder}-{self.name}"

    def address(self, sheet: Sheet) -> str:
        subject = (
            sheet.instruction or sheet.task or sheet.finding or sheet.group or sheet.clue or sheet.debrief
        )
        assert subject is not None
        return reverse(f"patrols:{self.url_name}", args=[subject.pk])

    def fits(self, sheet: Sheet) -> bool:
        return not self.states or sheet.state in self.states


def buttons(kind: Kind, sheet: Sheet) -> list[tuple[Act, str]]:
    """The acts that fit the state and this reader, with their addresses."""
    return [
        (act, act.address(sheet))
        for act in ACTS
        if act.kind is kind and act.fits(sheet) and act.right(sheet).allowed
    ]


def _tasks(sheet: Sheet) -> Verdict:
    return policies.can_manage_tasks(sheet.actor, sheet.owner_path)


def _waiver(sheet: Sheet) -> Verdict:
    may = policies.can_waive_training(sheet.actor, sheet.owner_path)
    return may and allow_if(sheet.has_untrained, "派出人员都在有效期内培训过，不用批准。")


def _reporter(sheet: Sheet) -> Verdict:
    assert sheet.ground is not None
    return policies.can_report_task(sheet.actor, sheet.ground)


def _settler(sheet: Sheet) -> Verdict:
    assert sheet.finding is not None
    return policies.can_settle(sheet.actor, sheet.owner_path, sheet.finding.recorded_by_id)


def _upward(sheet: Sheet) -> Verdict:
    assert sheet.ground is not None
    return policies.can_report_finding(sheet.actor, sheet.ground)


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


def _on_task(service: Callable[..., Any]) -> Callable[..., Any]:
    return lambda sheet, **given: service(actor=sheet.actor, task=sheet.task, at=sheet.at, **given)


def _on_finding(service: Callable[..., Any]) -> Callable[..., Any]:
    return lambda sheet, **given: service(actor=sheet.actor, finding=sheet.finding, at=sheet.at, **given)


def _on_group(service: Callable[..., Any]) -> Callable[..., Any]:
    return lambda sheet, **given: service(actor=sheet.actor, group=sheet.group, at=sheet.at, **given)


def _report_one(sheet: Sheet) -> None:
    services.report_findings(actor=sheet.actor, findings=[sheet.finding], at=sheet.at)  # type: ignore[list-item]


def _release(sheet: Sheet, **given: Any) -> None:
    assert sheet.finding is not None
    release = services.Release(**given)
    services.release_finding(actor=sheet.actor, finding=sheet.finding, release=release, at=sheet.at)


def _merge(sheet: Sheet, number: str, reason: str) -> None:
    assert sheet.finding is not None
    into = finding_numbered(sheet.actor, number, sheet.day)
    services.merge_finding(actor=sheet.actor, finding=sheet.finding, into=into, reason=reason, at=sheet.at)


def _carry(sheet: Sheet, **given: Any) -> None:
    assert sheet.instruction is not None
    services.carry_out_instruction(
        actor=sheet.actor, instruction=sheet.instruction, errand=services.Errand(**given), at=sheet.at
    )


def _appoint(sheet: Sheet, username: str, **given: Any) -> None:
    assert sheet.group is not None
    account = patroller_named(username, sheet.owner_id, sheet.day)
    seat = services.SeatDraft(account_id=account, **given)
    services.appoint_member(actor=sheet.actor, group=sheet.group, seat=seat, at=sheet.at)


def _member(sheet: Sheet, member_id: str) -> Any:
    assert sheet.group is not None
    return sheet.group.members.get(pk=int(member_id))


def _leave(sheet: Sheet, member_id: str, **given: Any) -> None:
    member = _member(sheet, member_id)
    services.end_membership(actor=sheet.actor, member=member, at=sheet.at, **given)


def _declare(sheet: Sheet, member_id: str, **given: Any) -> None:
    member = _member(sheet, member_id)
    services.declare_interest(actor=sheet.actor, member=member, at=sheet.at, **given)


def _end_interest(sheet: Sheet, interest_id: str, **given: Any) -> None:
    assert sheet.group is not None
    services.end_interest(
        actor=sheet.actor, group=sheet.group, interest_id=int(interest_id), at=sheet.at, **given
    )


def _receive(sheet: Sheet, receipt: str) -> None:
    assert sheet.clue is not None
    services.receive_clue(actor=sheet.actor, clue=sheet.clue, receipt=receipt, at=sheet.at)


def _appraise(sheet: Sheet, **given: Any) -> None:
    assert sheet.debrief is not None
    services.appraise_debrief(actor=sheet.actor, debrief=sheet.debrief, at=sheet.at, **given)


def _t(move: str) -> frozenset[str]:
    return TASK_FLOW.move(move).sources


def _f(move: str) -> frozenset[str]:
    return FINDING_FLOW.move(move).sources


_STANDS = frozenset({"standing"})
ACTS = (
    Act(
        TASK, "issue", "下达", _tasks, _on_task(services.issue_task), "已下达。督导巡查组已收到消息。",
        "下达后对象和内容不能再改（《政府督查工作条例》第十五条）。有回避情形的不能下达。",
        states=_t("issue"), is_official=True,
    ),
    Act(
        TASK, "waive", "准予先出发", _waiver, _on_task(services.waive_training), "已批准。",
        "有人没有行前培训记录时，由领导写明理由批准先出发，之后补训。", forms.ReasonForm, _t("issue"),
    ),
    Act(
        TASK, "report", "报告", _reporter, _on_task(services.report_task), "已报告督考办。",
        "由组长报告。还是草稿的发现要先上报。", forms.ReportForm, _t("report"), is_official=True,
    ),
    Act(
        TASK, "return", "退回补充", _tasks, _on_task(services.return_task), "已退回。",
        "写清缺什么、怎么补。", forms.ReasonForm, _t("return"),
    ),
    Act(
        TASK, "close", "办结", _tasks, _on_task(services.close_task), "已办结。",
        "全部发现处理以后办结。", forms.OpinionForm, _t("close"), is_official=True,
    ),
    Act(
        TASK, "drop", "撤销", _tasks, _on_task(services.drop_task), "已撤销，编号保留备查。",
        "有发现的任务不能撤销。", forms.ReasonForm, _t("drop"),
    ),
    Act(
        FINDING, "report", "上报", _upward, _report_one, "已上报督考办。",
        "上报后督考办和知悉领导能看到，内容不能再改。", states=_f("report"),
    ),
    Act(
        FINDING, "release", "反馈", _settler, _release, "已反馈，转入问题清单待交办。",
        "反馈后成为问题清单里的一条，交办后责任单位能看到。原始记录仍不给单位看。",
        forms.ReleaseForm, _f("release"), is_official=True,
    ),
    Act(
        FINDING, "decline", "不采纳", _settler, _on_finding(services.decline_finding), "已记为不采纳。",
        "写明理由，督导巡查组能看到。不采纳的比例计入对督导巡查组的考核。", forms.ReasonForm, _f("decline"),
    ),
    Act(
        FINDING, "merge", "并入", _settler, _merge, "已并入。", "同一处问题发现了两次的，并成一条。",
        forms.MergeForm, _f("merge"),
    ),
    Act(
        FINDING, "send_back", "退回补充", _settler, _on_finding(services.send_back_finding), "已退回。",
        "写清缺什么。", forms.ReasonForm, _f("send_back"),
    ),
    Act(
        FINDING, "hand_over", "移交线索", _settler, _on_finding(services.hand_over_clue),
        "已封存移交，等待签收。",
        "涉嫌职务违法犯罪的，移交纪检监察（《政府督查工作条例》第二十三条）。"
        "移交后内容加密封存，只有接收人和你能看，这里的事实同时隐去。",
        forms.HandOverForm, _f("hand_over"), is_official=True,
    ),
    Act(
        FINDING, "annul", "复核撤销", _settler, _on_finding(services.annul_finding), "已撤销。",
        "被督查单位申请复核、认定不成立的，写明结论。计入对督导巡查组的考核。", forms.ReasonForm, _f("annul"),
    ),
    Act(
        FINDING, "urge", "急报", _upward, _on_finding(services.urge_finding), "已急报，领导已收到消息。",
        "越过督考办直接报领导，督考办同时看到急报记录。", forms.UrgeForm, frozenset({"draft", "reported"}),
        is_official=True,
    ),
    Act(FINDING, "read", "已阅", _urged, _on_finding(services.read_urgent), "已记录阅看。"),
    Act(
        FINDING, "instruct", "批示", _instructor, _on_finding(services.instruct_finding),
        "已批示，督考办会立项督办。", "督考办按批示立项，交承办单位办理。", forms.InstructForm,
        is_official=True,
    ),
    Act(
        INSTRUCTION, "carry", "批示立项", _tasks, _carry, "已立项为督办事项，核对后交办。",
        "登记为领导批示并立项。承办单位看到的是这里写的内容，不是发现原文。", forms.ErrandForm,
        frozenset({"open"}), is_official=True,
    ),
    Act(
        GROUP, "appoint", "任命成员", _groups, _appoint, "已任命。",
        "每个成员都要有任命文件；同一时间只有一名组长（《政府督查工作条例》第八条）。",
        forms.SeatForm, _STANDS,
    ),
    Act(GROUP, "leave", "成员离任", _groups, _leave, "已办离任。", "", forms.LeaveForm, _STANDS),
    Act(
        GROUP, "train", "登记培训", _groups, _on_group(services.record_training), "已登记。",
        "没有培训记录的成员不能派出（《政府督查工作条例》第九条）。", forms.TrainForm, _STANDS,
    ),
    Act(
        GROUP, "interest", "申报回避", _declarer, _declare, "已申报。",
        "申报以后，任务对象是这个单位或在其下的，不能派这名成员。", forms.InterestForm, _STANDS,
    ),
    Act(
        GROUP, "uninterest", "终止回避", _tie_ender, _end_interest, "已终止，申报记录保留。",
        "情形消失以后终止，例如亲属已经调离。任职回避由任职经历计算，不受影响。",
        forms.InterestEndForm, _STANDS,
    ),
    Act(
        GROUP, "desk", "登记室内时间", _group_leader, _on_group(services.set_desk_time), "已登记。",
        "一线时间占比按走访工时和室内时间计算。系统不统计登录和在线时长。", forms.DeskForm, _STANDS,
    ),
    Act(
        GROUP, "end", "撤销", _groups, _on_group(services.end_group), "已撤销，记录保留。",
        "撤销后各成员同时离任。", forms.EndForm, _STANDS,
    ),
    Act(
        CLUE, "receive", "签收", _receiver, _receive, "已签收，移交人已收到回执。", "", forms.ReceiptForm,
        frozenset({"sent"}), is_official=True,
    ),
    Act(
        DEBRIEF, "appraise", "评议", _appraiser, _appraise, "已评议。", "评议结果计入督导巡查组的考核。",
        forms.AppraiseForm,
    ),
)  # fmt: skip
