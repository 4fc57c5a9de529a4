"""Form fields that take units and people as one names them, for the pages of every room."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.urls import reverse_lazy
from django.utils.text import format_lazy

from dukao.kernel.clock import today
from dukao.organisations.selectors import people_named, units_answering_to
from dukao.organisations.vocabulary import Tree

if TYPE_CHECKING:
    from dukao.organisations.models import Person, UnitVersion

_BETWEEN = re.compile(r"[、；;\n]+")


class UnitBox(forms.CharField):
    """A unit by code or name, with suggestions while one types; gives the text as it was typed."""

    def __init__(self, *, tree: str = Tree.ADMINISTRATIVE, **kwargs: Any) -> None:
        self.tree = tree
        kwargs.setdefault("max_length", 140)
        super().__init__(**kwargs)

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        """Without scripts it is a plain field."""
        query = urlencode({"tree": self.tree, "field": form.add_prefix(field_name)})
        options = f"{field_name}-options"
        self.widget.attrs |= {
            "autocomplete": "off", "list": options, "hx-trigger": "input changed delay:200ms",
            "hx-get": format_lazy("{}?{}", reverse_lazy("organisations:suggest"), query),
            "hx-target": f"#{options}", "hx-swap": "innerHTML", "hx-sync": "this:replace",
        }  # fmt: skip
        return super().get_bound_field(form, field_name)


class UnitField(UnitBox):
    """Gives the id of the unit as it stands today, ``None`` when nothing was typed."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return unit_meant(text, today(), self.tree).unit_id if text else None


class UnitsField(forms.CharField):
    """Several units, one on each line or set off by 、; gives their ids, each once."""

    def __init__(self, *, rows: int = 2, most: int = 200, **kwargs: Any) -> None:
        self.most = most
        kwargs.setdefault("max_length", 8000)
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def clean(self, value: Any) -> Any:
        names = [name.strip() for name in _BETWEEN.split(super().clean(value)) if name.strip()]
        if len(names) > self.most:
            raise forms.ValidationError(f"最多 {self.most} 个单位，现在 {len(names)} 个。请分几次办。")
        day = today()
        return tuple(dict.fromkeys(unit_meant(name, day).unit_id for name in names))


class PersonField(forms.CharField):
    """A person by name, where several share one with the number of the record: 王芳 #12; gives the id."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 60)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value).strip()
        return person_meant(text).pk if text else None


def unit_meant(text: str, day: date, tree: str = Tree.ADMINISTRATIVE) -> UnitVersion:
    """The one unit somebody means on that day, or words that say how to name it."""
    found = units_answering_to(text, day, tree)
    if not found:
        raise forms.ValidationError(f"没有“{text.strip()}”这个单位。请填单位代码，或从提示里选。")
    if len(found) > 1:
        codes = "、".join(version.unit.code for version in found)
        raise forms.ValidationError(f"有 {len(found)} 个单位叫“{text.strip()}”，请改填单位代码：{codes}。")
    return found[0]


def person_meant(text: str) -> Person:
    """The one person somebody means, or words that say how to name them."""
    name, _, number = text.partition("#")
    found = [one for one in people_named(name.strip()) if not number or str(one.pk) == number.strip()]
    if not found:
        raise forms.ValidationError(f"没有叫“{text.strip()}”的人。请先在“人员”里登记，或核对姓名。")
    if len(found) > 1:
        choices = "、".join(f"{one.name} #{one.pk}" for one in found)
        raise forms.ValidationError(f"有 {len(found)} 个人叫“{name.strip()}”，请改填其中一个：{choices}。")
    return found[0]
