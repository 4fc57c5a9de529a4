"""The acts a matter knows: who may, when, what is asked, and which service does it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.urls import reverse

from dukao.kernel import clock
from dukao.kernel.actor import Actor
from dukao.kernel.verdict import Verdict, refuse
from dukao.matters import policies, services
from dukao.matters.selectors import life_of, matter_numbered, rules_on
from dukao.matters.selectors.life import Life
from dukao.matters.vocabulary import IN_HAND, MATTER_FLOW, OPEN, MatterState
from dukao.matters.web import course_forms, forms
from dukao.ui.acts import Act, Desk
from dukao.ui.desk_forms import ReasonForm

if TYPE_CHECKING:
    from dukao.matters.models import Matter

_S = MatterState
#: There is work to praise.
PRAISED = frozenset({_S.RECEIVED, _S.ONGOING, _S.RETURNED, _S.FINISHED, _S.CLOSED})


def _office(life: Life) -> Verdict:
    return policies.can_register(life.actor, life.places.owner)


def _signer(life: Life) -> Verdict:
    return policies.can_sign_off(life.actor, life.matter, life.places)


def _unit(life: Life) -> Verdict:
    return policies.can_report_progress(life.actor, life.places)


def _receiver(life: Life) -> Verdict:
    return policies.can_receive(life.actor, life.places)


def _head(life: Life) -> Verdict:
    return policies.can_finish(life.actor, life.places)


def _extender(life: Life) -> Verdict:
    may = policies.can_ask_extension(life.actor, life.places)
    return policies.is_in_time_for_extension(life.matter, life.day) if may else may


def _helped(life: Life) -> Verdict:
    return policies.can_ask_help(life.actor, life.places)


def _praiser(life: Life) -> Verdict:
    return policies.can_praise(life.actor, life.places)


def _transferrer(life: Life) -> Verdict:
    """A draft nobody declined has no former unit: its lead unit is simply written anew."""
    if life.matter.state == _S.DRAFT and not life.matter.opinion:
        return refuse("还没有交办，改牵头单位请点“修改”。")
    return policies.can_register(life.actor, life.places.owner)


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


def _recurring(life: Life) -> Verdict:
    until = life.matter.recurrence.until if life.matter.recurrence else date.min
    runs = until is None or until >= life.day
    return _office(life) if runs else refuse("这不是定期事项，或已经停止。")


def _from(move: str) -> frozenset[str]:
    return MATTER_FLOW.move(move).sources


ACTS: tuple[Act[Life], ...] = (
    Act(
        "assign", "交办", _office, _from("assign"), services.assign_matter,
        "已交办。牵头单位的填报员和负责人已收到消息。", is_official=True,
        about="交办后开始计时：签收、反馈和完成时限都从今天算起，四要素不能再改。",
    ),
    Act(
        "receive", "签收", _receiver, _from("receive"),
        services.receive_matter, "已签收。请按反馈间隔报进展。",
        about="签收表示本单位承办，从今天起按反馈间隔报进展。",
        side=_unit,
    ),
    Act(
        "progress", "反馈进展", _unit, frozenset({_S.RECEIVED, _S.ONGOING, _S.RETURNED}),
        services.report_progress, "已反馈。灯已按新的进度重新推算。", form=forms.ProgressForm,
    ),
    Act(
        "finish", "报结", _head, _from("finish"), services.finish_matter, "已报结，等待督考办销号。",
        form=forms.SaidForm, is_official=True,
        about="报结表示全部办完。督考办核对后销号；没有办完的会退回，第二次退回亮红灯。",
        side=_unit,
    ),
    Act(
        "decline", "退签", _receiver, _from("decline"),
        services.decline_matter, "已退签。督考办会重新交办。", form=ReasonForm,
        about="不属于本单位职责的，写明理由退回督考办重新交办。",
        side=_unit,
    ),
    Act(
        "close", "销号", _signer, _from("close"), services.close_matter,
        "已销号，并排定了回头看。", form=forms.OpinionForm, is_official=True,
        about="销号后不再督办；到回头看的日子再核一次。办理的人和单位不能自己销号。",
        side=_office,
    ),
    Act(
        "return", "退回", _signer, _from("return"), services.return_matter,
        "已退回。原因已通知牵头单位。", form=ReasonForm,
        about="写清缺什么、怎么补。原因会通知牵头单位。",
        side=_office,
    ),
    Act(
        "urge", "催办", _office, frozenset(IN_HAND), services.urge_matter,
        "已催办。牵头单位的填报员和负责人已收到消息。",
        about="向牵头单位的填报员和负责人发消息，附上灯和时限。每件一天催一次。",
    ),
    Act(
        "transfer", "转办", _transferrer, _from("transfer"), services.transfer_matter,
        "已转办。原牵头单位和新的牵头单位都已收到消息。", form=course_forms.TransferForm, is_official=True,
        is_minor=True,
        about="改由另一个单位牵头。签收和反馈从今天重新计时，退回次数和督办阶梯重新算起；进展和佐证仍可查看。",
        lasting="转办不能撤回。原单位的签收、退回次数、督办阶梯和延期申请到此为止；要转回去，只能再转办一次，重新计时。",
    ),
    Act(
        "drop", "撤销", _office, _from("drop"), services.drop_matter, "已撤销，编号保留备查。",
        form=ReasonForm, about="撤销后不再办理，编号和记录保留。", is_minor=True,
        lasting="撤销不能恢复，要再办只能另立编号。",
    ),
    Act(
        "extend", "申请延期", _extender, frozenset(IN_HAND), services.ask_extension,
        "已申请，等待督考办决定。", form=course_forms.ExtendForm, is_minor=True,
        about="到期前申请，督考办决定；决定前仍按原时限亮灯。同意后节点日期不变。",
        side=_unit,
    ),
    Act(
        "help", "请求协调", _helped, frozenset(IN_HAND), services.ask_coordination,
        "已提出，答复后会通知你。", form=course_forms.HelpForm, is_minor=True,
        about="本单位解决不了的，请督考办或领导小组协调。别的单位承诺的事项会另立编号督办。",
    ),
    Act(
        "suspend", "中止", _office, _from("suspend"), services.suspend_matter,
        "已中止，不再计时和亮灯。", form=ReasonForm, is_minor=True,
        about="暂时办不下去的，先停下来；停的时候不计时、不亮灯。",
    ),
    Act(
        "resume", "恢复办理", _office, _from("resume"), services.resume_matter,
        "已恢复办理，从今天起按间隔反馈。", form=course_forms.ResumeForm,
    ),
    Act(
        "reopen", "重新办理", _office, _from("reopen"), services.reopen_matter,
        "已重新办理。", form=course_forms.ReopenForm, is_minor=True,
        about="销号以后发现没有办完或有反弹的，定一个时限重新办理。",
    ),
    Act(
        "merge", "合并", _office, _from("merge"), _merge, "已并入。", form=course_forms.MergeForm,
        is_minor=True,
        about="并入后在另一个编号下办理；进展和佐证仍可查看，单位成为那个事项的协办单位。",
        lasting="合并不能撤回，这个编号不再办理。",
    ),
    Act(
        "split", "拆分", _office, _from("split"), services.split_matter,
        "已拆分。已交办的，新事项已交给各自的牵头单位；拟办的，新事项也是拟办。",
        form=course_forms.SplitForm, is_minor=True,
        about="拆成几个事项，各有编号、牵头单位和时限；原编号不再办理，进展和佐证仍可查看。",
        lasting="拆分不能撤回，原编号不再办理。",
    ),
    Act(
        "paper", "起草公文", _office, frozenset(OPEN), services.draft_matter_paper,
        "已起草。在本页“公文”里打开，修改后送签。", form=course_forms.PaperForm, is_minor=True,
        about="起草交办单、督办单或催办函，主送牵头单位、抄送协办单位，所办事项就是本件。",
    ),
    Act(
        "praise", "表扬", _praiser, PRAISED, services.praise_unit,
        "已表扬，并拟出表扬通报。", form=course_forms.PraiseForm, is_official=True, is_minor=True,
        about="表扬牵头或协办单位。考评办法规定加分的，由督考办在“督办结果计分”里另行决定。",
        side=_office,
    ),
    Act(
        "recur", "定为定期事项", _office, frozenset(OPEN), services.set_recurrence,
        "已定为定期事项，到期自动立项交办。", form=course_forms.RecurForm, is_minor=True,
        about="到日子按最近一次的内容自动立项、交办。重新定一次，新的周期代替旧的。",
    ),
    Act(
        "stop", "停止定期", _recurring, frozenset({*OPEN, _S.CLOSED}), services.stop_recurrence,
        "已停止，不再自动立项。", is_minor=True, about="以后不再自动立项；已经交办的照常办理。",
    ),
    Act(
        "carry", "结转下一年", _office, frozenset(OPEN), _carry, "已结转，编号不变。",
        form=course_forms.CarryForm, is_minor=True,
        about="没有办完的计入下一年的台账，编号不变，时限不填也不变。12 月起办理。",
        lasting="结转不能撤回，这一件今后计入下一年的台账和考核。",
    ),
)  # fmt: skip


def _known(act: Act[Life], life: Life) -> dict[str, object]:
    """A transfer goes to any unit but this one."""
    known: dict[str, object] = {"percent": life.matter.percent}
    return known if act.name == "transfer" else {**known, "unit": life.lead.short_name}


DESK = Desk(
    namespace="matters", subject="matter", noun="事项", load=life_of, acts=ACTS, template="matters/act.html",
    back=lambda life: reverse("matters:show", args=[life.matter.pk]),
    known=_known, context=lambda life: {"life": life, "rules": rules_on(life.day)},
)  # fmt: skip
