"""The acts a check knows: who may, when, what is asked, and which service does it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse

from dukao.checks import policies, services
from dukao.checks.selectors import check_numbered
from dukao.checks.selectors.course import Course, course_of
from dukao.checks.vocabulary import CHECK_FLOW, CheckState
from dukao.checks.web import forms
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.verdict import Verdict
from dukao.ui.acts import Act, Desk
from dukao.ui.desk_forms import ReasonForm

if TYPE_CHECKING:
    from dukao.checks.models import Check

_S = CheckState
_LIVE = frozenset({_S.APPROVED, _S.ONGOING})


def _manager(course: Course) -> Verdict:
    return policies.can_manage_plan(course.actor, course.places.organiser)


def _approver(course: Course) -> Verdict:
    return policies.can_approve(course.actor, course.places.organiser)


def _returner(course: Course) -> Verdict:
    approver = policies.can_approve(course.actor, course.places.organiser)
    return approver if approver else policies.can_manage_plan(course.actor, course.places.organiser)


def _runner(course: Course) -> Verdict:
    return policies.can_run(course.actor, course.places)


def _merge(*, actor: Actor, check: Check, number: str, reason: str, at: datetime) -> Check:
    into = check_numbered(actor, number, local_day(at))
    return services.merge_check(actor=actor, check=check, into=into, reason=reason, at=at)


def _cite(
    *, actor: Actor, check: Check, by_check: dict[int, list[int]], drop: bool, note_text: str, at: datetime
) -> None:
    for cited, units in by_check.items():
        services.cite_result(
            actor=actor, check=check, cited_id=cited, unit_ids=units, drop=drop, note_text=note_text, at=at
        )


def _from(move: str) -> frozenset[str]:
    return CHECK_FLOW.move(move).sources


ACTS: tuple[Act[Course], ...] = (
    Act(
        "send", "送审", _manager, _from("send"), services.send_check, "已送审，领导会收到消息。",
        "送审前先查重：同一对象、同一主题、同一期间的合并或引用。送审后由领导批准。",
    ),
    Act(
        "approve", "批准", _approver, _from("approve"), services.approve_check,
        "已批准。频次、范围、对象从现在起冻结，对象单位已收到消息。",
        "批准后频次、范围、对象和期间冻结，要改须申请变更（《政府督查工作条例》第十五条）。",
        form=forms.ApproveForm, is_official=True,
    ),
    Act(
        "return", "退回", _returner, _from("return"), services.return_check, "已退回。",
        "退回拟列入，写明要改什么。", form=ReasonForm,
    ),
    Act(
        "designate", "委托", _approver, _LIVE, services.designate, "已委托，到期自动失效。",
        "部门经政府委托才能开展督查，委托写明事项、范围、职责和期限（第七条）。",
        form=forms.DesignateForm, is_official=True, fits=lambda course: course.awaits_designation,
    ),
    Act(
        "start", "实施", _runner, _from("start"), services.start_check,
        "已开始实施，对象单位已收到消息。", "从今天起实施。只能在批准的期间内、按批准的范围和对象进行。",
        is_official=True,
    ),
    Act(
        "finish", "结束", _runner, _from("finish"), services.finish_check,
        "已结束。接下来逐个对象作出结论。", "现场工作结束。结果供以后同一主题的检查引用。",
        form=forms.OpinionForm,
    ),
    Act(
        "amend", "申请变更", _runner, _LIVE, services.ask_amendment, "已申请，等待领导批准。",
        "改哪一项就改哪一项，其余保持不变。批准以前仍按原计划执行。", form=forms.AmendForm,
    ),
    Act(
        "cite", "引用已有结果", _runner, frozenset({_S.PROPOSED, _S.SENT, *_LIVE}), _cite,
        "已引用。不再检查的对象已收到消息。",
        "同一对象、同一主题已经查过的，引用结果，不再重复检查。对象变少不算变更。",
        form=forms.CiteForm, fits=lambda course: bool(course.offers),
    ),
    Act(
        "merge", "合并", _manager, _from("merge"), _merge, "已合并。",
        "并入另一项拟列入的检查：对象合在一起，组织单位联合，期间取宽的，要求取高的。",
        form=forms.MergeForm, is_minor=True,
    ),
    Act(
        "withdraw", "撤销", _manager, _from("withdraw"), services.withdraw_check, "已撤销，编号保留备查。",
        "整项不做了。已批准的，对象单位会收到消息。", form=ReasonForm, is_minor=True,
    ),
)  # fmt: skip


DESK = Desk(
    namespace="checks", subject="check", noun="检查", load=course_of, acts=ACTS, template="checks/act.html",
    back=lambda course: reverse("checks:show", args=[course.check.pk]),
    context=lambda course: {"course": course},
)  # fmt: skip
