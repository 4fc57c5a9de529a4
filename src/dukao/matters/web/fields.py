"""Fields that take units and leaders as people name them."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.urls import reverse_lazy
from django.utils.text import format_lazy

from dukao.kernel.clock import today
from dukao.matters.services import Part
from dukao.organisations.selectors import people_named, units_answering_to
from dukao.organisations.vocabulary import Tree
from dukao.ui.forms import DayField


class UnitField(forms.CharField):
    """A unit by code or name, with suggestions while one types; gives its id as it stands today."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=140, **kwargs)

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        query = urlencode({"tree": Tree.ADMINISTRATIVE, "field": field_name})
        options = f"{field_name}-options"
        self.widget.attrs |= {
            "autocomplete": "off", "list": options, "hx-trigger": "input changed delay:200ms",
            "hx-get": format_lazy("{}?{}", reverse_lazy("organisations:suggest"), query),
            "hx-target": f"#{options}", "hx-swap": "innerHTML", "hx-sync": "this:replace",
        }  # fmt: skip
        return super().get_bound_field(form, field_name)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return unit_meant(text) if text else None


class UnitsField(forms.CharField):
    """Several units, one on each line or set off by 、; gives their ids."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=2000, widget=forms.Textarea(attrs={"rows": 2}), **kwargs)

    def clean(self, value: Any) -> Any:
        lines = super().clean(value).replace("、", "\n").splitlines()
        return tuple(dict.fromkeys(unit_meant(line) for line in lines if line.strip()))


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
        return Part(title, unit_meant(unit), DayField().clean(due_on))


class LeaderField(forms.CharField):
    """A person by name; gives the id."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)

    def clean(self, value: Any) -> Any:
        name = super().clean(value).strip()
        if not name:
            return None
        found = people_named(name)
        if not found:
            raise forms.ValidationError(f"没有叫“{name}”的人。请先在单位页登记任职。")
        return found[0].pk


def unit_meant(text: str) -> int:
    """The one unit somebody means today, or words that say how to name it."""
    found = units_answering_to(text, today(), Tree.ADMINISTRATIVE)
    if not found:
        raise forms.ValidationError(f"没有“{text.strip()}”这个单位。请填单位代码，或从提示里选。")
    if len(found) > 1:
        codes = "、".join(version.unit.code for version in found)
        raise forms.ValidationError(f"有 {len(found)} 个单位叫“{text.strip()}”，请改填单位代码：{codes}。")
    return found[0].unit_id
