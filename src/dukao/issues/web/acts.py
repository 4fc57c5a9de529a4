"""The acts a problem knows: who may, when, what is asked, and which service does it."""

from __future__ import annotations

from django.urls import reverse

from dukao.issues import policies, services
from dukao.issues.selectors.life import Life, life_of
from dukao.issues.vocabulary import IN_HAND, OPEN, PROBLEM_FLOW, ProblemState
from dukao.issues.web import forms
from dukao.kernel.extension import ONE_WAITS, ExtensionState
from dukao.kernel.verdict import Verdict, refuse
from dukao.ui.acts import Act, Desk
from dukao.ui.desk_forms import ReasonForm, WordForm

_S = ProblemState
_IN_HAND = frozenset(map(str, IN_HAND))
#: The unit knows of it and it is not dropped.
_KNOWN = frozenset({*_IN_HAND, str(_S.SUBMITTED), str(_S.CLOSED)})


def _office(life: Life) -> Verdict:
    return policies.can_register(life.actor, life.places.scope)


def _closer(life: Life) -> Verdict:
    return policies.can_close(life.actor, life.problem, life.places)


def _verifier(life: Life) -> Verdict:
    return policies.can_verify(life.actor, life.problem, life.places)


def _named(life: Life) -> Verdict:
    """The button of a verifier who was named and has not judged yet; the office's own stands in 销号."""
    mine = life.problem.verifier_id == life.actor.account_id and life.problem.verified_by_id is None
    return Verdict(life.problem.verifier_id is not None and mine, "没有指定你验收，或已经验收。")


def _returner(life: Life) -> Verdict:
    closing = _closer(life)
    return closing if closing else _verifier(life)


def _judge(life: Life) -> Verdict:
    return _office(life) if _office(life) else _named(life)


def _unit(life: Life) -> Verdict:
    return policies.can_rectify(life.actor, life.places)


def _head(life: Life) -> Verdict:
    return policies.can_submit(life.actor, life.places)


def _extender(life: Life) -> Verdict:
    may = policies.can_ask_extension(life.actor, life.places)
    if may and any(one.state == ExtensionState.ASKED for one in life.extensions):
        return refuse(ONE_WAITS)
    return policies.is_in_time_for_extension(life.problem, life.day) if may else may


def _asker(life: Life) -> Verdict:
    return policies.can_ask_extension(life.actor, life.places)


def _follower(life: Life) -> Verdict:
    return policies.can_follow(life.actor, life.standing)


def _from(move: str) -> frozenset[str]:
    return PROBLEM_FLOW.move(move).sources


ACTS: tuple[Act[Life], ...] = (
    Act(
        "assign", "交办", _office, _from("assign"), services.assign_problem,
        "已交办。责任单位的填报员和负责人已收到消息。", is_official=True,
        about="交办以后责任单位才看得到，时限从今天算起，内容不能再改。",
    ),
    Act(
        "measure", "定措施", _unit, _IN_HAND, services.add_measure, "已列入整改措施。",
        form=forms.MeasureForm, about="一条措施写一件事：谁做什么、何时完成。可以列多条。",
    ),
    Act(
        "progress", "反馈进展", _unit, _IN_HAND, services.report_progress, "已反馈。灯已重新推算。",
        form=forms.SaidForm,
    ),
    Act(
        "submit", "申请验收", _head, _from("submit"), services.submit_rectification,
        "已申请验收。验收人不是整改人。", form=forms.SaidForm, is_official=True,
        about="写明采取了什么措施、改到什么程度。由没有经手的人验收；不到位的退回，第二次退回亮红灯。",
        side=_unit,
    ),
    Act(
        "verify", "验收通过", _verifier, frozenset({str(_S.SUBMITTED)}), services.verify_problem,
        "已验收，等待督考办销号。", form=forms.OpinionForm, is_official=True,
        about="核对事实和佐证，写明怎样核对、结果如何。整改的人和单位不能自己验收。",
        side=_named,
    ),
    Act(
        "close", "验收销号", _closer, _from("close"), services.close_problem,
        "已销号。以后按风险和抽签回头看。", form=forms.OpinionForm, is_official=True,
        about="销号前核对措施和佐证。销号后按风险和抽签回头看，反弹的重新打开。",
        side=_office,
    ),
    Act(
        "return", "退回整改", _returner, _from("return"), services.return_rectification,
        "已退回。原因已通知责任单位。", form=ReasonForm,
        about="写清缺什么、怎么补。原因会通知责任单位。",
        side=_judge,
    ),
    Act(
        "follow", "记录跟进", _follower, _KNOWN, services.follow_problem,
        "已记录，督考办已收到消息。",
        form=WordForm, about="挂钩联系看到的整改情况。单位自己的反馈时限不因此停止。",
    ),
    Act(
        "extend", "申请延期", _extender, _IN_HAND, services.ask_extension,
        "已申请，等待督考办决定。", form=forms.ExtendForm, is_minor=True,
        about="到期前申请，督考办决定；决定前仍按原时限亮灯。",
        side=_asker,
    ),
    Act(
        "verifier", "指定验收人", _office, frozenset(map(str, OPEN)), services.name_verifier,
        "已指定验收人。", form=forms.VerifierForm, is_minor=True,
        about="可以指定挂钩联系服务组或督导巡查组的成员验收；验收通过以后由督考办销号。",
    ),
    Act(
        "sweep", "举一反三", _office, frozenset({str(_S.DRAFT), *_KNOWN}), services.open_sweep,
        "已派发自查。单位的填报员和负责人已收到消息。", form=forms.SweepForm, is_minor=True,
        about="请同类单位自查。只告诉他们查什么，不告诉是谁的问题；查出的登记为他们自己的问题。",
    ),
    Act(
        "name", "点名通报", _office, _KNOWN, services.name_problem, "已记入点人点事。",
        form=forms.NamingForm, is_minor=True, about="记下哪一期通报点了这个问题和谁；通报本身在公文里签发。",
    ),
    Act(
        "reopen", "重新打开", _office, _from("reopen"), services.reopen_problem, "已重新打开。",
        form=forms.ReopenForm, is_minor=True, about="销号以后发现没有改到位或有反弹的，定一个时限重新整改。",
    ),
    Act(
        "lookback", "安排回头看", _office, frozenset({str(_S.CLOSED)}), services.plan_lookback,
        "已安排回头看。日期不告诉责任单位。", is_minor=True, about="除了按风险和抽签，也可以指定看一件。",
    ),
    Act(
        "drop", "撤销", _office, _from("drop"), services.drop_problem, "已撤销，编号保留备查。",
        form=ReasonForm, is_minor=True, about="登记错了的撤销；编号和记录保留，不计入统计。",
    ),
)  # fmt: skip


def _unnamed(life: Life) -> str:
    """What was found without who it was found at, to begin a sweep with."""
    return (
        life.problem.title.replace(life.unit.name, "").replace(life.unit.short_name, "").lstrip("，、：的 ")
    )


def _known(act: Act[Life], life: Life) -> dict[str, object]:
    return {
        "account_id": life.problem.verifier_id, "title": _unnamed(life)[:120],
        "demand": life.problem.demand,
    }  # fmt: skip


DESK = Desk(
    namespace="issues", subject="problem", noun="问题", load=life_of, acts=ACTS, template="issues/act.html",
    back=lambda life: reverse("issues:show", args=[life.problem.pk]),
    known=_known, context=lambda life: {"life": life, "rules": life.rules},
)  # fmt: skip
