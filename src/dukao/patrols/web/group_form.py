"""The forms of a group and of the rules."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms

from dukao.kernel.actor import Actor
from dukao.kernel.roles import Role
from dukao.organisations.selectors import groups_on
from dukao.patrols.services import GroupDraft, RulesDraft
from dukao.patrols.vocabulary import GroupKind, Half, PlanLink
from dukao.ui.forms import DayField, DraftForm, Form

if TYPE_CHECKING:
    from dukao.patrols.models import PatrolGroup, PatrolRules


class GroupForm(DraftForm):
    name = forms.CharField(label="名称", max_length=40)
    kind = forms.ChoiceField(label="类别", choices=GroupKind.choices)
    subject = forms.CharField(label="负责领域", max_length=120, required=False)
    leading_group_id = forms.ChoiceField(label="领导小组", required=False)
    decision = forms.CharField(label="成立文件", max_length=60, help_text="例如 示督组〔2026〕1 号")
    decided_on = DayField(label="成立日期")
    since = DayField(label="自")
    position = forms.IntegerField(label="次序", min_value=0, max_value=999, initial=0)

    def __init__(self, *args: Any, actor: Actor, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owner_id = next((grant.unit_id for grant in actor.grants if grant.role == Role.OFFICE), 0)
        known = [(str(group.pk), group.name) for group in groups_on(day)]
        self.fields["leading_group_id"].choices = [("", "不挂领导小组"), *known]  # type: ignore[attr-defined]

    def draft(self) -> GroupDraft:
        sent = self.cleaned_data
        same = ("name", "kind", "subject", "decision", "decided_on", "since", "position")
        leading = int(sent["leading_group_id"]) if sent["leading_group_id"] else None
        return GroupDraft(
            owner_id=self.owner_id, leading_group_id=leading, **{name: sent[name] for name in same}
        )


def said_of_group(group: PatrolGroup) -> dict[str, Any]:
    names = (
        "name",
        "kind",
        "subject",
        "leading_group_id",
        "decision",
        "decided_on",
        "since",
        "position",
        "revision",
    )
    return {name: getattr(group, name) for name in names}


def _number(label: str, least: int, most: int) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=most)


class RulesForm(Form):
    effective_on = DayField(label="施行日期", help_text="不早于今天")
    source = forms.CharField(label="依据", max_length=200)
    recusal_years = _number("任职回避年限", 0, 20)
    recusal_basis = forms.CharField(label="回避依据", max_length=200)
    training_months = _number("行前培训有效月数", 1, 60)
    training_basis = forms.CharField(label="培训依据", max_length=200)
    secondment_basis = forms.CharField(label="借调依据", max_length=200)
    share_parts = _number("四不两直时间占比：分子", 1, 100)
    share_whole = _number("四不两直时间占比：分母", 1, 100)
    share_basis = forms.CharField(label="时间占比依据", max_length=200)
    field_days = _number("组长每周在一线的天数", 0, 7)
    facts_limit = _number("发现事实最多几字", 50, 2000)
    photo_limit = _number("每条发现最多几张照片", 0, 20)
    report_workdays = _number("结束后几个工作日内报告", 1, 60)
    settle_workdays = _number("发现几个工作日内处理", 1, 60)
    receipt_workdays = _number("线索几个工作日内签收", 1, 60)
    debrief_days = _number("半年结束后几天内述职", 1, 120)
    begin_remind_days = _number("任务开始前几天提醒", 0, 30)
    due_remind_workdays = _number("时限前几个工作日提醒", 0, 30)
    plan_link = forms.ChoiceField(label="任务不在年度检查计划内时", choices=PlanLink.choices)
    plan_basis = forms.CharField(label="计划依据", max_length=200)

    #: In which order they stand on the page, and under which words.
    PARTS = (
        ("施行", ("effective_on", "source")),
        (
            "回避、培训和借调",
            ("recusal_years", "recusal_basis", "training_months", "training_basis", "secondment_basis"),
        ),
        ("在一线的时间", ("share_parts", "share_whole", "share_basis", "field_days")),
        ("现场记录", ("facts_limit", "photo_limit")),
        (
            "时限和提醒",
            (
                "report_workdays", "settle_workdays", "receipt_workdays", "debrief_days", "begin_remind_days",
                "due_remind_workdays",
            ),
        ),
        ("年度检查计划", ("plan_link", "plan_basis")),
    )  # fmt: skip

    def arguments(self) -> dict[str, Any]:
        return {"draft": RulesDraft(**self.cleaned_data)}

    @classmethod
    def start_from(cls, rules: PatrolRules) -> dict[str, Any]:
        start = {name: getattr(rules, name) for name in cls.base_fields}
        return {**start, "effective_on": None, "source": ""}


class DebriefForm(Form):
    year = forms.IntegerField(min_value=2000, max_value=2100, widget=forms.HiddenInput)
    half = forms.ChoiceField(choices=Half.choices, widget=forms.HiddenInput)
    text = forms.CharField(
        label="述职",
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="做了什么、发现什么、整改得怎样、自己还差什么。统计自动附上",
    )
