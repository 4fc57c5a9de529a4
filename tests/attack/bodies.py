"""The forms of a page as somebody fills them in, field by field, from what the product itself says of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from unittest import mock

from django import forms

from dukao.organisations.fields import UnitBox
from dukao.ui.forms import Form

TEXT = "已经核对，情况属实，请按期办理"
DAY = "2026-10-20"
#: Numbers that stand in forms and name nothing: they say which state was seen.
SEEN = {"revision", "seen"}


@dataclass
class Sent:
    """A form as a page shows it: where it goes, and what the browser would send untouched."""

    action: str
    values: dict[str, list[str]] = field(default_factory=dict)
    #: Field -> what may be chosen.
    offered: dict[str, set[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    known: dict[str, forms.Field] = field(default_factory=dict)

    def filled(self, unit: str) -> dict[str, list[str]]:
        """What must be given is given; the unit of whoever sends it where one is asked for."""
        given = {
            name: values for name, values in self.values.items() if any(value.strip() for value in values)
        }
        for name, asked in self.known.items():
            if asked.required and not given.get(name) and not isinstance(asked, forms.FileField):
                given[name] = [self.answer(name, unit)]
        for name, choices in self.offered.items():
            if name not in self.known and name not in given and choices:
                given[name] = [min(choices)]
        return given

    def named(self) -> Iterator[str]:
        """Fields that name a thing of the product: by its number, or a unit by its code."""
        for name in {*self.values, *self.offered, *self.known}:
            values = [value for value in {*self.values.get(name, ()), *self.offered.get(name, ())} if value]
            is_number = bool(values) and all(value.isdecimal() for value in values)
            chosen = name in self.offered and is_number
            hidden = isinstance(self.known.get(name), forms.IntegerField) and name.endswith(
                ("_id", "account")
            )
            if name not in SEEN and (chosen or hidden or self.takes_units(name)):
                yield name

    def takes_units(self, name: str) -> bool:
        asked = self.known.get(name)
        return isinstance(asked, UnitBox) or type(asked).__name__ == "UnitsField"

    def answer(self, name: str, unit: str) -> str:
        """Something that fits the field."""
        asked = self.known[name]
        if self.takes_units(name):
            return unit
        if choices := [value for value in self.offered.get(name, ()) if value]:
            return min(choices)
        if isinstance(asked, forms.DateField):
            return DAY
        if isinstance(asked, forms.IntegerField | forms.DecimalField):
            return str(max(1, asked.min_value or 1))
        if isinstance(asked, forms.BooleanField):
            return "on"
        return TEXT[: getattr(asked, "max_length", None) or len(TEXT)]


class _Reader(HTMLParser):
    def __init__(self, page: str, address: str, known: dict[str, forms.Field]) -> None:
        super().__init__()
        self.found: list[Sent] = []
        self._address, self._known, self._by_id = address, known, dict[str, Sent]()
        self._open: Sent | None = None
        self._select: tuple[Sent, str] | None = None
        self._text: tuple[Sent, str] | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._begin(given)
        elif tag == "option" and self._select:
            sent, name = self._select
            sent.offered[name].add(given.get("value", ""))
            if "selected" in given:
                sent.values[name] = [given["value"]]
        elif given.get("name"):
            sent_ = self._by_id.get(given.get("form", "")) or self._open
            if sent_ is not None:
                self._take(sent_, tag, given)

    def handle_data(self, data: str) -> None:
        if self._text:
            sent, name = self._text
            sent.values[name][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._text = None

    def _begin(self, given: dict[str, str]) -> None:
        self._open = Sent(given.get("hx-post") or given.get("action") or self._address)
        if given.get("method", "get").lower() == "post":
            self.found.append(self._open)
        self._by_id[given.get("id") or str(len(self._by_id))] = self._open

    def _take(self, sent: Sent, tag: str, given: dict[str, str]) -> None:
        name, kind, value = given["name"], given.get("type", ""), given.get("value", "")
        if asked := self._known.get(name):
            sent.known[name] = asked
        if tag == "select":
            self._select = (sent, name)
            sent.offered.setdefault(name, set())
        elif tag == "button" or kind == "submit":
            sent.buttons.append((name, value))
        elif kind in {"checkbox", "radio"}:
            if value not in {"", "on"}:
                sent.offered.setdefault(name, set()).add(value)
            if "checked" in given:
                sent.values.setdefault(name, []).append(value or "on")
        elif tag == "textarea":
            sent.values[name] = [""]
            self._text = (sent, name)
        elif tag == "input" and kind != "file":
            sent.values[name] = [value]


@contextmanager
def watched() -> Iterator[list[Form]]:
    """Inside, every form the product makes is noted."""
    noted: list[Form] = []
    made = Form.__init__

    def note(form: Form, *args: object, **kwargs: object) -> None:
        made(form, *args, **kwargs)
        noted.append(form)

    with mock.patch.object(Form, "__init__", note):
        yield noted


def by_name(noted: list[Form]) -> dict[str, forms.Field]:
    """Their fields by the names these have in the page."""
    return {form.add_prefix(name): asked for form in noted for name, asked in form.fields.items()}


def forms_of(page: str, address: str, known: dict[str, forms.Field]) -> list[Sent]:
    """The forms of a page that change something."""
    return [sent for sent in _Reader(page, address, known).found if "csrfmiddlewaretoken" in sent.values]
