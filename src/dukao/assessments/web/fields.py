"""A scheme to which a rule is confined."""

from __future__ import annotations

from typing import Any

from django import forms

from dukao.schemes.selectors import published_versions


class SchemeField(forms.TypedChoiceField):
    """One scheme that is or was in force, the newest first, or all of them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label="适用办法", required=False, choices=_schemes, coerce=int, empty_value=None, **kwargs
        )


def _schemes() -> list[tuple[str, str]]:
    found = {str(version.scheme_id): version.scheme.name for version in published_versions().reverse()}
    return [("", "全部办法（没有另定的）"), *found.items()]
