"""Form controls as the field macro draws them: the right class, linked to hint and error."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms import BoundField
from django.forms.boundfield import BoundWidget
from django.utils.safestring import SafeString


def kind_of(bound: BoundField) -> str:
    """How it is laid out: "choices" (radios, ticks), "tick" (one), "file", "password", "hidden" or "line"."""
    widget = bound.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    if isinstance(widget, forms.CheckboxInput):
        return "tick"
    if isinstance(widget, forms.PasswordInput):
        return "password"
    return "file" if isinstance(widget, forms.FileInput) else "line"


def control(
    bound: BoundField, id: str, *, has_hint: object = False, attrs: dict[str, Any] | None = None
) -> SafeString:
    """The widget with its class, invalid mark and the ids of what describes it."""
    own: dict[str, Any] = {"class": _css_class(bound), "id": id}
    own.update(_words_of(bound))
    own.update({name.rstrip("_").replace("_", "-"): value for name, value in (attrs or {}).items()})
    described = [f"{id}-hint"] if has_hint else []
    if bound.errors:
        own["class"] += " is-invalid"
        own["aria-invalid"] = "true"
        described.append(f"{id}-error")
    if described:
        own["aria-describedby"] = " ".join(described)
    return bound.as_widget(attrs=own)


def options_of(bound: BoundField) -> Iterator[BoundWidget]:
    """Radios or ticks one by one, each to be put inside its own label."""
    for option in bound.subwidgets:
        option.data["attrs"].update({"class": "form-check-input", **_words_of(bound)})
        yield option


def _words_of(bound: BoundField) -> dict[str, str]:
    """What the form would say, for the page to say it before anything is sent."""
    words = bound.field.error_messages
    own = {"data-missing": str(words["required"])} if bound.field.required else {}
    return {**own, "data-invalid": str(words["invalid"])} if "invalid" in words else own


def _css_class(bound: BoundField) -> str:
    widget = bound.field.widget
    if isinstance(widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
        own = "form-check-input"
    elif isinstance(widget, forms.Select):
        own = "form-select"
    else:
        own = "form-control"
    if isinstance(bound.field, forms.DecimalField | forms.IntegerField):
        own += " num"
    return f"{own} {widget.attrs['class']}" if "class" in widget.attrs else own
