"""The acts a check knows: who may, when, what is asked, and which service does it.

One row each; the page draws its buttons from these rows and every address of an act runs through them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from dukao.checks import policies, services
from dukao.checks.selectors import check_numbered
from dukao.checks.vocabulary import CHECK_FLOW, CheckState
from dukao.checks.web import forms
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.verdict import Verdict

if TYPE_CHECKING:
    from dukao.checks.models import Check
    from dukao.checks.policies import Places
    from dukao.checks.selectors.course import Course

Right = Callable[[Actor, "Places"], Verdict]
_S = CheckState
_LIVE = frozenset({_S.APPROVED, _S.ONGOING})


@dataclass(frozen=True)
class Act:
    name: str
    word: str
    right: Right
    states: frozenset[str]
    carry_out: Callable[..., Any]
    done: str
    about: str
    form: type[forms.ActForm] = forms.ActForm
    is_official: bool = False
    #: Seldom asked for: stands in the menu behind the buttons.
    is_minor: bool = False
    #: Whether it makes sense for this very check; states alone do not say it.
    fits: Callable[[Course], bool] = lambda course: True

    def address(self, check: Check) -> str:
        return reverse(f"checks:{self.name}", args=[check.pk])

    def is_open(self, course: Course) -> bool:
        return course.check.state in self.states and self.fits(course)


def _manager(actor: Actor, places: Places) -> Verdict:
    return policies.can_manage_plan(actor, places.organiser)


def _approver(actor: Actor, places: Places) -> Verdict:
    return policies.can_approve(actor, places.organiser)


def _returner(actor: Actor, places: Places) -> Verdict:
    approver = policies.can_approve(actor, places.organiser)
    return approver if approver else policies.can_manage_plan(actor, places.organiser)


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


ACTS = (
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
        "退回拟列入，写明要改什么。", form=forms.ReasonForm,
    ),
    Act(
        "designate", "委托", _approver, _LIVE, services.designate, "已委托，到期自动失效。",
        "部门经政府委托才能开展督查，委托写明事项、范围、职责和期限（第七条）。",
        form=forms.DesignateForm, is_official=True, fits=lambda course: course.needs_designation,
    ),
    Act(
        "start", "实施", policies.can_run, _from("start"), services.start_check,
        "已开始实施，对象单位已收到消息。", "从今天起实施。只能在批准的期间内、按批准的范围和对象进行。",
        is_official=True,
    ),
    Act(
        "finish", "结束", policies.can_run, _from("finish"), services.finish_check,
        "已结束。接下来逐个对象作出结论。", "现场工作结束。结果供以后同一主题的检查引用。",
        form=forms.OpinionForm,
    ),
    Act(
        "amend", "申请变更", policies.can_run, _LIVE, services.ask_amendment, "已申请，等待领导批准。",
        "改哪一项就改哪一项，其余保持不变。批准以前仍按原计划执行。", form=forms.AmendForm,
    ),
    Act(
        "cite", "引用已有结果", policies.can_run, frozenset({_S.PROPOSED, _S.SENT, *_LIVE}), _cite,
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
        "整项不做了。已批准的，对象单位会收到消息。", form=forms.ReasonForm, is_minor=True,
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Button:
    act: Act
    url: str


def buttons(actor: Actor, course: Course) -> list[Button]:
    """The acts that fit the check and that this person may carry out."""
    return [
        Button(act, act.address(course.check))
        for act in ACTS
        if act.is_open(course) and act.right(actor, course.places)
    ]
