"""What a matter is split into, as people write it."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from dukao.kernel.clock import today
from dukao.matters.services import Part
from dukao.organisations.fields import unit_meant
from dukao.ui.forms import DayField


class PartsField(forms.CharField):
    """What a matter is split into, a line each: 事项 | 牵头单位 | 完成时限; or cells copied from Excel."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=4000, widget=forms.Textarea(attrs={"rows": 5}), **kwargs)

    def clean(self, value: Any) -> Any:
        lines = [line for line in super().clean(value).splitlines() if line.strip()]
        parts, wrong = [], []
        for number, line in enumerate(lines, start=1):
            try:
                parts.append(self._part(line))
            except forms.ValidationError as error:
                wrong.append(f"第 {number} 行：{error.messages[0]}")
        if wrong:
            raise forms.ValidationError(wrong)
        return tuple(parts)

    @staticmethod
    def _part(line: str) -> Part:
        cells = [cell.strip() for cell in re.split(r"[|｜\t]", line)]
        if len(cells) != 3 or not all(cells):
            raise forms.ValidationError("要有事项、牵头单位、完成时限三格，用 | 隔开。")
        title, unit, due_on = cells
        return Part(title, unit_meant(unit, today()).unit_id, DayField().clean(due_on))
