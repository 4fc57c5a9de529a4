"""Who may open which address of the landing pages: everybody, and each sees their own."""

from __future__ import annotations

from dukao.kernel.roles import Role
from tests.access import EVERYONE
from tests.conftest import City

ACCESS = {
    "dashboards:home": EVERYONE,
    "dashboards:part": EVERYONE,
    "dashboards:todo": EVERYONE,
    "dashboards:search": EVERYONE,
    "dashboards:manual": EVERYONE,
    "dashboards:manual_page": EVERYONE,
    "dashboards:wall": frozenset({Role.OFFICE, Role.LEADER, Role.DISCIPLINE}),
}


#: The same address shows everybody their own; the manual is the same for everybody.
ELSEWHERE = {"dashboards:part": EVERYONE, "dashboards:manual_page": EVERYONE}


def objects(city: City) -> dict[str, tuple[object, ...]]:
    """The one part everybody has; which others are shown to whom has tests of its own."""
    return {"dashboards:part": ("notices",), "dashboards:manual_page": ("ledger",)}
