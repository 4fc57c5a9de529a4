"""Forms of this room."""

from __future__ import annotations

from typing import Any

from django import forms

from dukao.assessments.services import Happening
from dukao.assessments.vocabulary import BASIS_LIMIT, REASON_LIMIT
from dukao.assessments.web.fields import SchemeField
from dukao.kernel.terms import DayKind
from dukao.ui.forms import DayField, Form, OnceForm


class WordsForm(OnceForm):
    """One official act, with words where it needs them."""

    words = forms.CharField(max_length=REASON_LIMIT, required=False, label="原因")


class EventForm(OnceForm):
    """What happened, from which document."""

    item = forms.ChoiceField(label="项目")
    unit = forms.ChoiceField(label="单位")
    happened_on = DayField(label="发生日期")
    count = forms.IntegerField(label="次数", initial=1, min_value=1, max_value=999)
    reason = forms.CharField(
        label="事由", max_length=REASON_LIMIT, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="单位会看到这段话。写清什么事、什么时间、差在哪里。",
    )  # fmt: skip
    basis = forms.CharField(
        label="依据文件", max_length=BASIS_LIMIT, help_text="文件名和文号，例如 督查通报，示督通〔2026〕7 号"
    )
    fact_key = forms.CharField(
        label="同一事实", max_length=80, required=False,
        help_text="同一件事在几份文件里都有的，写同一个名称，只按最高的一次计。",
    )  # fmt: skip

    def __init__(self, *args: Any, items: list[Any], units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choice("item").choices = [("", "请选择"), *items]
        self._choice("unit").choices = [("", "请选择"), *units]

    def happening(self) -> Happening:
        data = self.cleaned_data
        item, _, level = data["item"].partition("/")
        return Happening(
            item=item, level=level, happened_on=data["happened_on"], count=data["count"],
            reason=data["reason"], basis=data["basis"], fact_key=data["fact_key"],
        )  # fmt: skip

    def _choice(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        return field


class AnswerForm(Form):
    """What the unit or the office says to a decision of supervision."""

    act = forms.ChoiceField(choices=[("explain", "说明"), ("score", "计分"), ("waive", "不计分")])
    words = forms.CharField(
        label="理由", required=False, max_length=REASON_LIMIT * 4, widget=forms.Textarea(attrs={"rows": 4})
    )

    def arguments(self) -> dict[str, Any]:
        return {"words": self.cleaned_data["words"]}


class TermsForm(OnceForm):
    """How long results are posted, and what that rests on."""

    scheme_id = SchemeField()
    effective_on = DayField(label="施行日期")
    notice_days = forms.IntegerField(label="公示几日", min_value=1, max_value=60)
    notice_kind = forms.ChoiceField(label="期限按", choices=DayKind.choices, initial=DayKind.WORKING)
    closes_at = forms.TimeField(
        label="截止时刻", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    explain_workdays = forms.IntegerField(
        label="督办结果说明期",
        min_value=0,
        max_value=30,
        help_text="通报、约谈等计分前，单位可以说明的工作日数",
    )
    source = forms.CharField(label="依据", max_length=BASIS_LIMIT, help_text="例如《考评办法》第二十六条")
