"""Fields that take units as people name them: one, several, a whole category, or a unit with all below it."""

from __future__ import annotations

from typing import Any

from django import forms

from dukao.checks.selectors.naming import units_meant
from dukao.kernel.clock import today
from dukao.kernel.errors import DomainError


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
