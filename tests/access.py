"""Who may open which address: every app's table, put together.

Each app keeps its rows in ``tests/<app>/access.py``; ``tests/architecture/test_access.py`` holds them
against the addresses there are, and walks every address as every role.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType

from django.urls import URLPattern, URLResolver, get_resolver

from dukao.kernel.roles import ADMIN_OFFICERS, Role
from tests.conftest import City

#: Url name -> the roles that may open it.
Access = Mapping[str, Set[str]]

BUSINESS: frozenset[str] = frozenset(Role) - ADMIN_OFFICERS
#: Any account that has logged in, also one without a role.
EVERYONE: frozenset[str] = frozenset({*Role, "no role"})
#: Also somebody who has not logged in.
PUBLIC: frozenset[str] = EVERYONE | {"anonymous"}


@dataclass(frozen=True)
class Rows:
    """What one app says about its addresses."""

    app: str
    access: Access
    objects: Callable[[City], Mapping[str, tuple[object, ...]]]
    #: Url name -> the roles that may open the thing although they hold them over another unit or county.
    elsewhere: Access


def tables() -> list[Rows]:
    """The rows of every app that has written some."""
    here = Path(__file__).parent
    return [_rows(path.parent.name) for path in sorted(here.glob("*/access.py"))]


def row_of(name: str) -> Rows | None:
    return next((rows for rows in tables() if name in rows.access), None)


def addresses() -> dict[str, str]:
    """Every address of the product, "app:name", with the folder of the app that serves it."""
    return dict(_names(get_resolver().url_patterns, "", ""))


def _names(
    patterns: Iterable[URLPattern | URLResolver], prefix: str, folder: str
) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from _names(pattern.url_patterns, inner, pattern.urlconf_name.__name__.split(".")[1])
        else:
            yield f"{prefix}{pattern.name or f'{pattern.pattern} has no name'}", folder


def _rows(app: str) -> Rows:
    module: ModuleType = import_module(f"tests.{app}.access")
    return Rows(
        app, module.ACCESS, getattr(module, "objects", lambda city: {}), getattr(module, "ELSEWHERE", {})
    )
