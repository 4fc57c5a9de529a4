"""Fields that take units as people name them: one, several, a whole category, or a unit with all below it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.urls import reverse_lazy
from django.utils.text import format_lazy

from dukao.checks.selectors.naming import units_meant
from dukao.kernel.clock import today
from dukao.kernel.errors import DomainError
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
        if not text:
            return None
        found = _meant(text)
        if len(found) != 1:
            raise forms.ValidationError("这里只填一个单位。")
        return found[0]


class UnitsField(forms.CharField):
    """Units, one on each line or set off by 、; "X及下属", "X的下属" and a category stand for many."""

    def __init__(self, rows: int = 3, **kwargs: Any) -> None:
        super().__init__(max_length=8000, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def clean(self, value: Any) -> Any:
        return tuple(_meant(super().clean(value)))


def _meant(text: str) -> list[int]:
    try:
        return units_meant(text, today())
    except DomainError as error:
        raise forms.ValidationError(error.sentence) from error
