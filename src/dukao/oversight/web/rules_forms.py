"""Forms of the discipline side's rules: clocks of answers, parameters of patterns."""

from __future__ import annotations

from typing import Any

from django import forms

from dukao.oversight.patterns.pattern import Pattern
from dukao.ui.forms import DayField, NumberField, OnceForm

#: Where errors of rules stand.
FAULTS = {"starts_late": "effective_on", "source_missing": "source"}


class OversightRulesForm(OnceForm):
    faults = FAULTS
    effective_on = DayField(label="施行日期", help_text="从明天起；正在计算的期限不变")
    source = forms.CharField(label="依据", max_length=200, help_text="本地规定的名称和文号")
    answer_workdays = forms.IntegerField(label="答复时限", min_value=1, max_value=120)
    soon_workdays = forms.IntegerField(label="到期前几个工作日提醒", min_value=1, max_value=60)


class PatternForm(OnceForm):
    """A figure for each parameter of the pattern, within its bounds."""

    faults = FAULTS
    effective_on = DayField(label="施行日期", help_text="从明天起；以前查找的结果不变")
    source = forms.CharField(label="依据", max_length=200, help_text="为什么这样定")
    is_used = forms.BooleanField(label="查找这条规律", required=False)

    def __init__(self, *args: Any, pattern: Pattern, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pattern = pattern
        for parameter in pattern.parameters:
            self.fields[parameter.key] = NumberField(
                label=parameter.label, help_text=f"{parameter.least} 到 {parameter.most}",
                error_messages={"required": "必填", "invalid": "只能填数字，例如 3"},
            )  # fmt: skip

    def parameter_fields(self) -> list[tuple[forms.BoundField, str]]:
        return [(self[parameter.key], parameter.unit) for parameter in self.pattern.parameters]

    def arguments(self) -> dict[str, Any]:
        sent = self.cleaned_data
        parameters = {parameter.key: str(sent[parameter.key]) for parameter in self.pattern.parameters}
        kept = ("key", "effective_on", "source", "is_used")
        return {"parameters": parameters, **{name: sent[name] for name in kept}}
