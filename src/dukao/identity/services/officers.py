"""What must hold of the three officers whatever is changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from dukao.identity.models import Grant
from dukao.identity.selectors import living_grants
from dukao.kernel.errors import DomainError
from dukao.kernel.roles import ADMIN_OFFICERS, Role


@contextmanager
def every_office_held(day: date) -> Iterator[None]:
    """Refuse what would leave one of the three offices empty; wraps the change, inside its transaction.

    Without a system administrator nobody lets people in, without a security administrator nobody grants,
    without an auditor nobody looks; and no page could put it right again.
    """
    # Two changes at once could each leave the other's officer: they go one after the other.
    officers = Grant.objects.select_for_update().filter(role__in=ADMIN_OFFICERS)
    list(officers.order_by("pk").values("pk"))
    yield
    held = set(living_grants(day).filter(role__in=ADMIN_OFFICERS).values_list("role", flat=True))
    for role in sorted(ADMIN_OFFICERS - held):
        label = Role(role).label
        raise DomainError("last_officer", f"至少要留一位{label}。请先给另一个账户授予{label}，再办这一步。")
