"""Forms of this room."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django import forms

from dukao.kernel.errors import DomainError
from dukao.reporting.figures import read_figure
from dukao.reporting.vocabulary import Finding
from dukao.ui.forms import DayField, Form, OnceForm


class FigureField(forms.CharField):
    """A figure as typed, read exactly; the refusal says how to write it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}), **kwargs
        )

    def clean(self, value: Any) -> Decimal | None:
        typed = super().clean(value)
        try:
            return read_figure(typed)
        except DomainError as error:
            raise forms.ValidationError(error.sentence, code="figure") from None


class LineForm(Form):
    """One item of a report."""

    faults: ClassVar = {"too_long": "narrative", "figure": "value", "not_ready": "value"}
    value = FigureField(label="本月值", required=False)
    is_not_applicable = forms.BooleanField(label="本月不适用", required=False)
    narrative = forms.CharField(
        label="工作进展", required=False, strip=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)


class ReasonForm(OnceForm):
    reason = forms.CharField(
        label="原因", widget=forms.Textarea(attrs={"rows": 3}), error_messages={"required": "请写明原因"}
    )


class LockForm(OnceForm):
    reason = forms.CharField(label="原因", required=False, max_length=300)


class JudgeForm(OnceForm):
    """A reviewer's decision on one line."""

    ACCEPT, RETURN, VERIFY = "accept", "return", "verify"

    decision = forms.ChoiceField(choices=[(ACCEPT, "通过"), (RETURN, "退回"), (VERIFY, "通过，列入实地核查")])
    opinion = forms.CharField(label="审核意见", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    revision = forms.IntegerField(widget=forms.HiddenInput)
    rejected = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, *args: Any, evidence_ids: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rejected"].choices = [(pk, str(pk)) for pk in evidence_ids]  # type: ignore[attr-defined]


class VerifyForm(OnceForm):
    finding = forms.ChoiceField(label="结论", choices=Finding.choices, widget=forms.RadioSelect)
    opinion = forms.CharField(label="核查情况", required=False, widget=forms.Textarea(attrs={"rows": 2}))


class CorrectionForm(OnceForm):
    faults: ClassVar = {"too_long": "reason", "reason_missing": "reason"}
    proposed = FigureField(label="应为", error_messages={"required": "请填写应为的数"})
    reason = forms.CharField(
        label="理由和依据",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明理由和依据"},
    )


class DecideForm(OnceForm):
    decision = forms.ChoiceField(choices=[("accept", "同意更正"), ("decline", "不予更正")])
    opinion = forms.CharField(label="答复意见", required=False, widget=forms.Textarea(attrs={"rows": 2}))


class TableForm(Form):
    """A table to import. It is read by content; the limit keeps the server from choking."""

    MEGABYTES = 20

    table = forms.FileField(label="Excel 或 CSV", max_length=200)

    def clean_table(self) -> Any:
        table = self.cleaned_data["table"]
        if table.size > self.MEGABYTES * 1024 * 1024:
            raise forms.ValidationError(f"表超过 {self.MEGABYTES} MB。请去掉多余的工作表，或分几次导入。")
        return table


class MonthForm(OnceForm):
    period = forms.RegexField(
        r"^\d{4}-(0[1-9]|1[0-2])$", label="月份", error_messages={"invalid": "请写成 2026-09 这样的月份"}
    )


class RulesForm(OnceForm):
    """Limits and clocks of the reports."""

    faults: ClassVar = {"policy_used": "effective_on", "policy": "late_red"}
    effective_on = DayField(label="施行日期", help_text="这一天以后开始的月份适用；已开始的月份不变")
    opens_day = forms.IntegerField(label="每月几日开始填报", min_value=1, max_value=28)
    due_hour = forms.IntegerField(
        label="截止时刻（时）", min_value=0, max_value=23, help_text="每月最后一个工作日"
    )
    due_minute = forms.IntegerField(label="截止时刻（分）", min_value=0, max_value=59)
    review_workdays = forms.IntegerField(label="审核时限（工作日）", min_value=1, max_value=60)
    remind_workdays = forms.CharField(
        label="截止前几个工作日提醒", help_text="用顿号隔开，0 是截止当天，例如 5、2、0"
    )
    soon_days = forms.IntegerField(label="截止前几天未填亮蓝灯", min_value=0, max_value=31)
    late_yellow = forms.IntegerField(label="落后几个百分点亮黄灯", min_value=1, max_value=100)
    late_red = forms.IntegerField(label="落后几个百分点亮红灯", min_value=1, max_value=100)
    narrative_limit = forms.IntegerField(label="工作进展最多几字", min_value=0, max_value=5000)
    narrative_required = forms.BooleanField(label="工作进展必填", required=False)
    evidence_items = forms.IntegerField(label="佐证最多几份", min_value=0, max_value=20)
    evidence_pages = forms.IntegerField(label="佐证合计最多几页", min_value=0, max_value=100)
    evidence_megabytes = forms.IntegerField(label="单份佐证最多几 MB", min_value=1, max_value=50)
    source = forms.CharField(label="依据", max_length=200)

    def clean_remind_workdays(self) -> list[int]:
        parts = [
            part
            for part in self.cleaned_data["remind_workdays"].replace(",", "、").split("、")
            if part.strip()
        ]
        if not all(part.strip().isascii() and part.strip().isdigit() and int(part) <= 60 for part in parts):
            raise forms.ValidationError("请写 0 到 60 的整数，用顿号隔开，例如 5、2、0")
        return sorted({int(part) for part in parts}, reverse=True)

    def arguments(self) -> dict[str, Any]:
        rules = super().arguments()
        rules["evidence_bytes"] = rules.pop("evidence_megabytes") * 1024 * 1024
        return rules
