"""Forms of this room."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from dukao.schemes.vocabulary import Direction, Frequency, Supply
from dukao.scoring.parts.settings import KINDS
from dukao.ui.forms import DayField, Form, NumberField, OnceForm

CODE = r"^\w[\w.\-]{0,31}$"
CODE_ERRORS = {"invalid": "用字母、数字、下划线、点和短横，不含空格，最多 32 个"}


class DiscardForm(Form):
    reason = forms.CharField(label="原因", max_length=300)


class ReasonForm(DiscardForm, OnceForm):
    """A reason for what is done once."""


class PublishForm(OnceForm):
    effective_on = DayField(label="施行日期")
    opinion = forms.CharField(label="批准意见", max_length=300, required=False)


class FoundForm(Form):
    """A new scheme, empty or as a copy of another version."""

    name = forms.CharField(label="名称", max_length=120, help_text="例如：市直经济部门考评办法")
    code = forms.RegexField(
        CODE, label="代码", error_messages=CODE_ERRORS, help_text="定下后不再改，例如 economy-2027"
    )
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    kind = forms.ChoiceField(label="种类", choices=list(KINDS.items()))
    base = forms.ChoiceField(label="从哪里起草", required=False)

    def __init__(self, *args: Any, bases: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["base"].choices = [("", "从空白开始"), *bases]  # type: ignore[attr-defined]


class UploadForm(Form):
    file = forms.FileField(
        label="文件",
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml,.xlsx"}),
        help_text="YAML 或 Excel 工作簿",
    )


class WorkbookForm(Form):
    file = forms.FileField(label="Excel 工作簿", widget=forms.FileInput(attrs={"accept": ".xlsx"}))
    reason = forms.CharField(label="原因", max_length=200, required=False)


class GrowthForm(OnceForm):
    growth = NumberField(
        label="增幅（%）", max_digits=6, decimal_places=2, min_value=-100, max_value=1000, initial=0
    )


class PolicyForm(Form):
    effective_on = DayField(label="施行日期")
    hard_share = NumberField(label="硬性指标权重下限（%）", max_digits=5, decimal_places=2)
    source = forms.CharField(label="依据", max_length=200)


class IndicatorForm(OnceForm):
    """What an indicator means; a revision needs its reason."""

    code = forms.RegexField(
        CODE, label="代码", error_messages=CODE_ERRORS, help_text="定下后不再改，例如 J-15"
    )
    name = forms.CharField(label="名称", max_length=80)
    definition = forms.CharField(
        label="口径",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        help_text="统计范围、计算方法、累计还是当期",
    )
    measure_unit = forms.CharField(label="计量单位", max_length=20, required=False)
    decimals = forms.IntegerField(label="显示小数位", min_value=0, max_value=6, initial=2)
    direction = forms.ChoiceField(label="方向", choices=Direction.choices)
    frequency = forms.ChoiceField(label="频次", choices=Frequency.choices)
    source_organ = forms.CharField(label="数据来源", max_length=80, required=False)
    supply = forms.ChoiceField(
        label="数据由谁给", choices=Supply.choices, help_text="已有共享数据的不再向单位要"
    )
    lead_id = forms.CharField(
        label="牵头单位", max_length=140, required=False, help_text="填单位代码，从提示里选"
    )
    evidence = forms.CharField(label="需要的佐证", max_length=200, required=False)
    is_hard = forms.BooleanField(label="可量化的硬性指标", required=False, initial=True)
    basis = forms.CharField(label="政策依据", max_length=200)
    reason = forms.CharField(label="修订原因", max_length=200)

    def __init__(self, *args: Any, units: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._units = units
        del self.fields["reason" if is_new else "code"]

    def clean_lead_id(self) -> int | None:
        code = self.cleaned_data["lead_id"].split(" ")[0]
        if not code:
            return None
        found: int | None = self._units(code)
        if found is None:
            raise ValidationError(f"没有代码为“{code}”的单位，请从提示里选")
        return found
