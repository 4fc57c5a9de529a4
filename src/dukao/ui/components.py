"""The global ``ui`` of every template: all macros under ui/components/, without an import line."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, Template

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
