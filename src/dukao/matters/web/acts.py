"""The acts a matter knows: who may, when, what is asked, and which service does it.

One row each; the page draws its buttons from these rows and every address of an act runs through them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from dukao.kernel import clock
from dukao.kernel.actor import Actor
from dukao.kernel.verdict import Verdict, refuse
from dukao.matters import policies, services
from dukao.matters.policies import Places
from dukao.matters.selectors import matter_numbered
from dukao.matters.vocabulary import IN_HAND, MATTER_FLOW, OPEN, MatterState
from dukao.matters.web import course_forms, forms

if TYPE_CHECKING:
    from dukao.matters.models import Matter

Right = Callable[[Actor, "Matter", Places], Verdict]
_S = MatterState
#: There is work to praise.
PRAISED = frozenset({_S.RECEIVED, _S.ONGOING, _S.RETURNED, _S.FINISHED, _S.CLOSED})


@dataclass(frozen=True)
class Act:
    """``side`` says to whom the button is shown at all: to those who supervise, or to those who do."""

    name: str
    word: str
    side: Right
    right: Right
    states: frozenset[str]
    carry_out: Callable[..., Any]
    done: str
    form: type[forms.ActForm] = forms.ActForm
    takes_key: bool = False
    is_official: bool = False
    #: What happens then, in a sentence above the form.
    about: str = ""
    #: Seldom asked for: stands in the menu behind the buttons.
    is_minor: bool = False

    @property
    def url_name(self) -> str:
        return f"matters:{self.name}"

    def address(self, matter: Matter) -> str:
        return reverse(self.url_name, args=[matter.pk])

    def fits(self, matter: Matter) -> bool:
        return matter.state in self.states


def _office(actor: Actor, matter: Matter, places: Places) -> Verdict:
    return policies.can_register(actor, places.owner)


def _signer(actor: Actor, matter: Matter, places: Places) -> Verdict:
    return policies.can_sign_off(actor, matter, places)


def _unit(actor: Actor, matter: Matter, places: Places) -> Verdict:
    return policies.can_report_progress(actor, places)


def _receiver(actor: Actor, matter: Matter, places: Places) -> Verdict:
    return policies.can_receive(actor, places)


def _head(actor: Actor, matter: Matter, places: Places) -> Verdict:
    return policies.can_finish(actor, places)


def _extender(actor: Actor, matter: Matter, places: Places) -> Verdict:
    may = policies.can_ask_extension(actor, places)
    return policies.is_in_time_for_extension(matter, clock.today()) if may else may


def _helped(actor: Actor, matter: Matter, places: Places) -> Verdict:
    return policies.can_ask_help(actor, places)


def _praiser(actor: Actor, matter: Matter, places: Places) -> Verdict:
    return policies.can_praise(actor, places)


def _transferrer(actor: Actor, matter: Matter, places: Places) -> Verdict:
    """A draft nobody declined has no former unit: its lead unit is simply written anew."""
    if matter.state == _S.DRAFT and not matter.opinion:
        return refuse("还没有交办，改牵头单位请点“修改”。")
    return policies.can_register(actor, places.owner)


def _merge(*, actor: Actor, matter: Matter, number: str, reason: str, at: datetime) -> Matter:
    into = matter_numbered(actor, number, clock.local_day(at))
    return services.merge_matter(actor=actor, matter=matter, into=into, reason=reason, at=at)


def _carry(
    *, actor: Actor, matter: Matter, unit: int, leader: int | None, due_on: date | None, reason: str,
    at: datetime,
) -> None:  # fmt: skip
    services.carry_over(
        actor=actor, matter=matter, year=matter.year + 1, reason=reason, lead_unit_id=unit, leader_id=leader,
        due_on=due_on, at=at,
    )  # fmt: skip


def _recurring(actor: Actor, matter: Matter, places: Places) -> Verdict:
    until = matter.recurrence.until if matter.recurrence else date.min
    runs = until is None or until >= clock.today()
    return policies.can_register(actor, places.owner) if runs else refuse("这不是定期事项，或已经停止。")


def _from(move: str) -> frozenset[str]:
    return MATTER_FLOW.move(move).sources


ACTS = (
    Act(
        "assign", "交办", _office, _office, _from("assign"), services.assign_matter,
        "已交办。牵头单位的填报员和负责人已收到消息。", is_official=True,
        about="交办后开始计时：签收、反馈和完成时限都从今天算起，四要素不能再改。",
    ),
    Act(
        "receive", "签收", _unit, _receiver, _from("receive"),
        services.receive_matter, "已签收。请按反馈间隔报进展。",
        about="签收表示本单位承办，从今天起按反馈间隔报进展。",
    ),
    Act(
        "progress", "反馈进展", _unit, _unit, frozenset({_S.RECEIVED, _S.ONGOING, _S.RETURNED}),
        services.report_progress, "已反馈。灯已按新的进度重新推算。", form=forms.ProgressForm, takes_key=True,
    ),
    Act(
        "finish", "报结", _unit, _head, _from("finish"), services.finish_matter, "已报结，等待督考办销号。",
        form=forms.WordForm, takes_key=True, is_official=True,
        about="报结表示全部办完。督考办核对后销号；没有办完的会退回，第二次退回亮红灯。",
    ),
    Act(
        "decline", "退签", _unit, _receiver, _from("decline"),
        services.decline_matter, "已退签。督考办会重新交办。", form=forms.ReasonForm,
        about="不属于本单位职责的，写明理由退回督考办重新交办。",
    ),
    Act(
        "close", "销号", _office, _signer, _from("close"), services.close_matter,
        "已销号，并排定了回头看。", form=forms.OpinionForm, is_official=True,
        about="销号后不再督办；到回头看的日子再核一次。办理的人和单位不能自己销号。",
    ),
    Act(
        "transfer", "转办", _transferrer, _transferrer, _from("transfer"), services.transfer_matter,
        "已转办。原牵头单位和新的牵头单位都已收到消息。", form=course_forms.TransferForm, is_official=True,
        is_minor=True,
        about="改由另一个单位牵头。签收和反馈从今天重新计时，退回次数和督办阶梯重新算起；进展和佐证仍可查看。",
    ),
    Act(
        "return", "退回", _office, _signer, _from("return"), services.return_matter,
        "已退回。原因已通知牵头单位。", form=forms.ReasonForm,
        about="写清缺什么、怎么补。原因会通知牵头单位。",
    ),
    Act(
        "urge", "催办", _office, _office, frozenset(IN_HAND), services.urge_matter,
        "已催办。牵头单位的填报员和负责人已收到消息。",
        about="向牵头单位的填报员和负责人发消息，附上灯和时限。每件一天催一次。",
    ),
    Act(
        "drop", "撤销", _office, _office, _from("drop"), services.drop_matter, "已撤销，编号保留备查。",
        form=forms.ReasonForm, about="撤销后不再办理，编号和记录保留。", is_minor=True,
    ),
    Act(
        "extend", "申请延期", _unit, _extender, frozenset(IN_HAND), services.ask_extension,
        "已申请，等待督考办决定。", form=course_forms.ExtendForm, is_minor=True,
        about="到期前申请，督考办决定；决定前仍按原时限亮灯。同意后节点日期不变。",
    ),
    Act(
        "help", "请求协调", _helped, _helped, frozenset(IN_HAND), services.ask_coordination,
        "已提出，答复后会通知你。", form=course_forms.HelpForm, is_minor=True,
        about="本单位解决不了的，请督考办或领导小组协调。别的单位承诺的事项会另立编号督办。",
    ),
    Act(
        "suspend", "中止", _office, _office, _from("suspend"), services.suspend_matter,
        "已中止，不再计时和亮灯。", form=forms.ReasonForm, is_minor=True,
        about="暂时办不下去的，先停下来；停的时候不计时、不亮灯。",
    ),
    Act(
        "resume", "恢复办理", _office, _office, _from("resume"), services.resume_matter,
        "已恢复办理，从今天起按间隔反馈。", form=course_forms.ResumeForm,
    ),
    Act(
        "reopen", "重新办理", _office, _office, _from("reopen"), services.reopen_matter,
        "已重新办理。", form=course_forms.ReopenForm, is_minor=True,
        about="销号以后发现没有办完或有反弹的，定一个时限重新办理。",
    ),
    Act(
        "merge", "合并", _office, _office, _from("merge"), _merge, "已并入。", form=course_forms.MergeForm,
        is_minor=True,
        about="并入后在另一个编号下办理；进展和佐证仍可查看，单位成为那个事项的协办单位。",
    ),
    Act(
        "split", "拆分", _office, _office, _from("split"), services.split_matter,
        "已拆分。新事项已交给各自的牵头单位。", form=course_forms.SplitForm, is_minor=True,
        about="拆成几个事项，各有编号、牵头单位和时限；原编号不再办理，进展和佐证仍可查看。",
    ),
    Act(
        "paper", "起草公文", _office, _office, frozenset(OPEN), services.draft_matter_paper,
        "已起草。在本页“公文”里打开，修改后送签。", form=course_forms.PaperForm, is_minor=True,
        about="起草交办单、督办单或催办函，主送牵头单位、抄送协办单位，所办事项就是本件。",
    ),
    Act(
        "praise", "表扬", _office, _praiser, PRAISED, services.praise_unit,
        "已表扬，并拟出表扬通报。", form=course_forms.PraiseForm, is_official=True, is_minor=True,
        about="表扬牵头或协办单位。考评办法规定加分的，由督考办在“督办结果计分”里另行决定。",
    ),
    Act(
        "recur", "定为定期事项", _office, _office, frozenset(OPEN), services.set_recurrence,
        "已定为定期事项，到期自动立项交办。", form=course_forms.RecurForm, is_minor=True,
        about="到日子按最近一次的内容自动立项、交办。重新定一次，新的周期代替旧的。",
    ),
    Act(
        "stop", "停止定期", _recurring, _recurring, frozenset({*OPEN, _S.CLOSED}), services.stop_recurrence,
        "已停止，不再自动立项。", is_minor=True, about="以后不再自动立项；已经交办的照常办理。",
    ),
    Act(
        "carry", "结转下一年", _office, _office, frozenset(OPEN), _carry, "已结转，编号不变。",
        form=course_forms.CarryForm, is_minor=True,
        about="没有办完的计入下一年的台账，编号不变，时限不填也不变。12 月起办理。",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Button:
    """An act as this person sees it on this matter; a refused one says why."""

    act: Act
    url: str
    verdict: Verdict


def buttons(actor: Actor, matter: Matter, places: Places) -> list[Button]:
    """The acts that fit the state, for the side this person stands on."""
    return [
        Button(act, act.address(matter), act.right(actor, matter, places))
        for act in ACTS
        if act.fits(matter) and act.side(actor, matter, places)
    ]
