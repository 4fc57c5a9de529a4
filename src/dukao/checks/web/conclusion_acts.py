"""The acts a conclusion knows, a row each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.urls import reverse

from dukao.checks import policies, services
from dukao.checks.selectors.conclusions import Sheet, sheet_of
from dukao.checks.vocabulary import CONCLUSION_FLOW, ConclusionState, Outcome
from dukao.kernel.verdict import Verdict, allow_if
from dukao.ui.acts import Act, Desk
from dukao.ui.desk_forms import DeskForm, ReasonForm
from dukao.ui.formats import day_year
from dukao.ui.forms import paragraph

_S = ConclusionState


class ExplainForm(DeskForm):
    text = paragraph("说明", 6, max_length=3000, help_text="只能说明一次；没有意见的写“无意见”")


class GroundsForm(DeskForm):
    grounds = paragraph(
        "理由", 6, max_length=3000, help_text="哪一项事实或评价不对，依据是什么。申请复核不会加重结论。",
        error_messages={"required": "请写明理由"},
    )  # fmt: skip


class ReviewForm(DeskForm):
    """Keeps, lightens or annuls. It has no place to add a demand, and offers no heavier word."""

    outcome_ = forms.ChoiceField(label="决定", choices=Outcome.choices, widget=forms.RadioSelect)
    severity = forms.ChoiceField(label="评价", required=False, help_text="变更时用：只能不变或减轻")
    lifted = forms.MultipleChoiceField(
        label="取消的整改要求", required=False, widget=forms.CheckboxSelectMultiple, help_text="变更时用"
    )
    reasons = paragraph("理由", 5, max_length=3000, error_messages={"required": "请写明理由"})

    def prepare(self, sheet: Sheet) -> None:
        severity, lifted = self.fields["severity"], self.fields["lifted"]
        assert isinstance(severity, forms.ChoiceField)
        assert isinstance(lifted, forms.MultipleChoiceField)
        severity.choices = sheet.lighter
        lifted.choices = [(str(demand.pk), demand.text) for demand in sheet.standing_demands]
        self.initial = {"severity": sheet.conclusion.severity, **self.initial}
        if not sheet.standing_demands:
            del self.fields["lifted"]

    def arguments(self) -> dict[str, Any]:
        sent = self.cleaned_data
        changes = sent["outcome_"] == Outcome.CHANGE
        return {
            "outcome": sent["outcome_"], "reasons": sent["reasons"],
            "severity": sent["severity"] if changes else "",
            "lifted": [int(pk) for pk in sent.get("lifted", ())] if changes else [],
        }  # fmt: skip


def _from(move: str) -> frozenset[str]:
    return CONCLUSION_FLOW.move(move).sources


def _by_places(policy: Callable[..., Verdict]) -> Callable[[Sheet], Verdict]:
    return lambda sheet: policy(sheet.actor, sheet.places)


def _reviewer(sheet: Sheet) -> Verdict:
    return policies.can_review(sheet.actor, sheet.places, sheet.recused)


def _reviewing(sheet: Sheet) -> Verdict:
    """Who is recused sees the button of the review, shut, with the clause."""
    recused = sheet.actor.account_id in sheet.recused
    return Verdict(True) if recused else _reviewer(sheet)


def _asking(sheet: Sheet) -> Verdict:
    """第十七条: a right that ran out is shown shut, with the day it ended on."""
    over = sheet.clock is not None and sheet.clock.is_over(sheet.day)
    return _ASKER(sheet) and allow_if(
        not over, f"申请复核的期限到 {day_year(sheet.clock.due_on)}为止，已经过了。" if sheet.clock else ""
    )


_DRAFTER = _by_places(policies.can_draft_conclusion)
_SERVER = _by_places(policies.can_serve)
_ASKER = _by_places(policies.can_ask_review)
SHEET_ACTS: tuple[Act[Sheet], ...] = (
    Act(
        "hear", "听取说明", _DRAFTER, _from("hear"), services.hear_conclusion, "已送对象听取说明。",
        "结论作出以前先给对象看，听取说明。说明以后不能加重评价或增加要求。",
    ),
    Act(
        "explain", "说明情况", _by_places(policies.can_explain), frozenset({_S.HEARING}),
        services.explain_conclusion, "已说明，督考办会看到。",
        "对事实和评价有不同看法的，写在这里；不说明也不影响以后申请复核。", form=ExplainForm,
        fits=lambda sheet: sheet.conclusion.explained_at is None,
    ),
    Act(
        "submit", "送批", _DRAFTER, _from("send"), services.send_conclusion, "已送批，领导会收到消息。",
        "说明已经听取，或说明期限已过。送批以后不能再改。",
    ),
    Act(
        "serve", "批准送达", _SERVER, _from("serve"), services.serve_conclusion,
        "已批准并送达，对象签收后开始计算申请复核的期限。",
        "批准后送达对象（第十六条）。你的姓名写在结论里，以后的复核你应当回避。", is_official=True,
    ),
    Act(
        "sendback", "退回", _SERVER, _from("return"), services.return_conclusion, "已退回起草。",
        "写明要补什么、改什么。", form=ReasonForm,
    ),
    Act(
        "receive", "签收", _by_places(policies.can_receive), _from("receive"), services.receive_conclusion,
        "已签收，申请复核的期限从今天起算。", "签收表示收到，不表示同意。签收当天起算申请复核的期限。",
        is_official=True,
    ),
    Act(
        "ask", "申请复核", _asking, _from("ask"), services.ask_review, "已申请复核，由没有参与检查的人决定。",
        "认为结论不对的，在期限内申请。申请复核不会加重结论。", form=GroundsForm, is_official=True,
        side=_ASKER,
    ),
    Act(
        "takeback", "撤回申请", _ASKER, _from("withdraw"), services.withdraw_review, "已撤回。",
        "撤回以后，期限内还可以再申请。",
    ),
    Act(
        "review", "复核决定", _reviewer, frozenset({_S.REVIEWED}), services.decide_review,
        "已作出复核决定，对象会收到消息。",
        "维持、变更或撤销，都要写理由。变更只能减轻评价、取消要求，不能加重（不因申请复核加重）。",
        form=ReviewForm, is_official=True, side=_reviewing,
    ),
)  # fmt: skip


DESK = Desk(
    namespace="checks", subject="conclusion", noun="结论", load=sheet_of, acts=SHEET_ACTS,
    template="checks/sheet_act.html", folder="conclusions",
    back=lambda sheet: reverse("checks:conclusion", args=[sheet.conclusion.pk]),
    context=lambda sheet: {"sheet": sheet, "one": sheet.conclusion},
)  # fmt: skip
