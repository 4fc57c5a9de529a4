"""The global ``ui`` of every template: all macros under ui/components/, without an import line."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Any

from jinja2 import Environment, Template
from markupsafe import Markup

FOLDER = "ui/components/"


class Components:
    """``ui.button(...)`` finds the macro ``button`` in whichever component file defines it."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._homes: dict[str, str] = {}

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if name not in self._homes:
            self._find()
        if name not in self._homes:
            raise AttributeError(f"no component is called {name}; see the gallery")
        macro = getattr(self._template(self._homes[name]).module, name)
        if not self._environment.auto_reload:
            setattr(self, name, macro)
        return macro

    def _find(self) -> None:
        for path in self._environment.list_templates(filter_func=lambda path: path.startswith(FOLDER)):
            for name in dir(self._template(path).module):
                if name.startswith("_"):
                    continue
                if self._homes.setdefault(name, path) != path:
                    raise LookupError(f"{path} and {self._homes[name]} both define {name}")

    def _template(self, path: str) -> Template:
        return self._environment.get_template(path)


#: Rows of some forty pages; a row of a ledger with what it was drawn from takes two or three kilobytes.
DRAWINGS_KEPT = 2048
#: Lists and bars above them: some fifty kilobytes each.
LISTS_KEPT = 128


def drawing(environment: Environment, kept: int) -> Callable[..., Markup]:
    """The globals ``drawn`` and ``drawn_list`` of every template: ``drawn("room/row.html", "row", …)`` calls
    that macro, and the last so many are ``kept``.

    A macro that is not imported with a context knows nothing but its arguments, so that the same arguments
    give the same text, and lists draw only the rows nobody has looked at lately. Arguments must be hashable,
    and whatever depends on the day takes the day as one of them.
    """

    def draw(template: str, macro: str, *args: Hashable) -> Markup:
        drawn: Markup = getattr(environment.get_template(template).module, macro)(*args)
        return drawn

    return draw if environment.auto_reload else lru_cache(kept, typed=True)(draw)
