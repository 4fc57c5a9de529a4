"""Fields that take units and people as one names them."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.urls import reverse_lazy
from django.utils.text import format_lazy

from dukao.kernel.clock import today
from dukao.organisations.selectors import people_named, units_answering_to
from dukao.organisations.vocabulary import Tree
from dukao.patrols.services import Question

_BETWEEN_UNITS = re.compile(r"[、；;\n]+")
#: What a task of one group can look at.
MOST_UNITS = 50


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
        names = [name.strip() for name in _BETWEEN_UNITS.split(super().clean(value)) if name.strip()]
        if len(names) > MOST_UNITS:
            raise forms.ValidationError(f"对象最多 {MOST_UNITS} 个，请分成几个任务。")
        return tuple(dict.fromkeys(unit_meant(name) for name in names))


class PersonField(forms.CharField):
    """A person by name; gives the id."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)

    def clean(self, value: Any) -> Any:
        name = super().clean(value).strip()
        found = people_named(name)
        if not found:
            raise forms.ValidationError(f"没有叫“{name}”的人。请先在单位页登记任职。")
        if len(found) > 1:
            raise forms.ValidationError(f"有 {len(found)} 个人叫“{name}”，请先在人员页区分后再任命。")
        return found[0].pk


class QuestionsField(forms.CharField):
    """核查清单: one question a line, its standard after |."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=8000, widget=forms.Textarea(attrs={"rows": 6}), **kwargs)

    def clean(self, value: Any) -> Any:
        questions = []
        for line in super().clean(value).splitlines():
            text, _, standard = line.replace("｜", "|").partition("|")
            if len(text.strip()) > 200 or len(standard.strip()) > 200:
                raise forms.ValidationError(f"“{text.strip()[:12]}…”太长，核查内容和标准各最多 200 字。")
            if text.strip():
                questions.append(Question(text.strip(), standard.strip()))
        return tuple(questions)


def unit_meant(text: str) -> int:
    """The one unit somebody means today, or words that say how to name it."""
    found = units_answering_to(text.strip(), today(), Tree.ADMINISTRATIVE)
    if not found:
        raise forms.ValidationError(f"没有“{text.strip()}”这个单位。请填单位代码，或从提示里选。")
    if len(found) > 1:
        codes = "、".join(version.unit.code for version in found)
        raise forms.ValidationError(f"有 {len(found)} 个单位叫“{text.strip()}”，请改填单位代码：{codes}。")
    return found[0].unit_id
