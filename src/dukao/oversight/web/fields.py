"""A unit as people name it."""

from __future__ import annotations

from typing import Any

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
        self.widget.attrs |= {
            "autocomplete": "off", "list": "unit-options", "hx-trigger": "input changed delay:200ms",
            "hx-get": format_lazy("{}?field=unit", reverse_lazy("organisations:suggest")),
            "hx-target": "#unit-options", "hx-swap": "innerHTML", "hx-sync": "this:replace",
        }  # fmt: skip

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        found = units_answering_to(text, today(), Tree.ADMINISTRATIVE)
        if len(found) != 1:
            said = "没有" if not found else f"有 {len(found)} 个"
            raise forms.ValidationError(f"{said}叫“{text.strip()}”的单位。请填单位代码，或从提示里选。")
        return found[0].unit_id
