"""Forms of the office's limits, clocks and topics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms

from dukao.checks.vocabulary import CheckKind
from dukao.kernel.terms import DayKind
from dukao.ui.forms import DayField, Form, OnceForm

if TYPE_CHECKING:
    from dukao.checks.models import CheckRules


def number(label: str, most: int = 730, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=most, **more)


class RulesForm(OnceForm):
    faults: ClassVar = {"starts_late": "effective_on", "source_missing": "source"}
    effective_on = DayField(label="施行日期", help_text="从明天起")
    source = forms.CharField(label="依据", max_length=200)
    unit_quota = number("一个单位一年最多几次", 365, required=False, help_text="空着表示不限")
    city_quota = number("全部计划一年最多几项", 1000, required=False, help_text="空着表示不限")
    organiser_quota = number("一个单位一年最多组织几项综合督查", 50, required=False, help_text="空着表示不限")
    warn_before = forms.IntegerField(label="离限额几次时提醒", min_value=0, max_value=50)
    plan_until_month = number("年度计划编制到几月", 12, help_text="以后列入的是月度增补，要写理由")
    reuse_months = number("多少个月内的结果可以引用", 60)
    soon_workdays = number("时限前几个工作日提醒", 30)
    receipt_workdays = number("送达几个工作日没有签收就提醒", 30)

    @classmethod
    def start_from(cls, rules: CheckRules) -> dict[str, Any]:
        start = {name: getattr(rules, name) for name in cls.base_fields if hasattr(rules, name)}
        return {**start, "effective_on": None, "source": ""}


class TermForm(Form):
    faults: ClassVar = {
        "starts_late": "effective_on", "source_missing": "source", "term_empty": "explain_days"
    }  # fmt: skip
    kind = forms.ChoiceField(label="种类", choices=CheckKind.choices)
    effective_on = DayField(label="施行日期", help_text="从明天起；已送达的不变")
    source = forms.CharField(label="依据", max_length=200)
    explain_days = number("说明")
    explain_kind = forms.ChoiceField(label="说明按", choices=DayKind.choices, initial=DayKind.WORKING)
    request_days = number("申请复核")
    request_kind = forms.ChoiceField(label="申请按", choices=DayKind.choices)
    decide_days = number("作出决定")
    decide_kind = forms.ChoiceField(label="决定按", choices=DayKind.choices)


class TopicForm(Form):
    faults: ClassVar = {"name_missing": "name", "name_taken": "name"}
    topic_id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label="主题", max_length=20)
    position = forms.IntegerField(label="次序", min_value=0, max_value=999)
