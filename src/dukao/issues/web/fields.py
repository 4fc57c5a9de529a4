"""Fields that take units as people name them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.urls import reverse_lazy
from django.utils.text import format_lazy

from dukao.kernel.clock import today
from dukao.organisations.selectors import units_answering_to
from dukao.organisations.vocabulary import Tree


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
        super().__init__(max_length=4000, widget=forms.Textarea(attrs={"rows": 3}), **kwargs)

    def clean(self, value: Any) -> Any:
        lines = super().clean(value).replace("、", "\n").splitlines()
        return tuple(dict.fromkeys(unit_meant(line) for line in lines if line.strip()))


def unit_meant(text: str) -> int:
    """The one unit somebody means today, or words that say how to name it."""
    found = units_answering_to(text, today(), Tree.ADMINISTRATIVE)
    if not found:
        raise forms.ValidationError(f"没有“{text.strip()}”这个单位。请填单位代码，或从提示里选。")
    if len(found) > 1:
        codes = "、".join(version.unit.code for version in found)
        raise forms.ValidationError(f"有 {len(found)} 个单位叫“{text.strip()}”，请改填单位代码：{codes}。")
    return found[0].unit_id
