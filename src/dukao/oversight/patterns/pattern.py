"""What a pattern is: its rule in words, its parameters, and the leads it finds in plain facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from dukao.kernel.errors import DomainError

Parameters = Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A figure of the rule with the bounds within which it makes sense."""

    key: str
    label: str
    usual: str
    least: str
    most: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """Where to look: words and an address of the product."""

    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Lead:
    """One thing found. ``key`` is the same in every search for the same thing."""

    key: str
    unit: int | None
    who: str
    finding: str
    figures: tuple[tuple[str, str], ...] = ()
    links: tuple[Link, ...] = ()
    entry: int | None = None


@dataclass(frozen=True, slots=True)
class Pattern:
    """``gather`` names the facts it reads; ``find`` is pure."""

    code: str
    name: str
    rule: str
    source: str
    facts: str
    parameters: tuple[Parameter, ...]
    find: Callable[[Any, Parameters], Iterable[Lead]]

    def defaults(self) -> dict[str, str]:
        return {parameter.key: parameter.usual for parameter in self.parameters}

    def checked(self, given: Mapping[str, str]) -> dict[str, str]:
        """Every parameter within its bounds, as text; anything else is refused in words."""
        return {
            parameter.key: _checked(parameter, given.get(parameter.key, "")) for parameter in self.parameters
        }

    def read(self, stored: Mapping[str, str]) -> dict[str, Decimal]:
        return {key: Decimal(value) for key, value in (self.defaults() | dict(stored)).items()}


def _checked(parameter: Parameter, text: str) -> str:
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or not Decimal(parameter.least) <= value <= Decimal(parameter.most):
        raise DomainError(
            "parameter", f"“{parameter.label}”填 {parameter.least} 到 {parameter.most} 之间的数。"
        )
    return f"{value:f}"
