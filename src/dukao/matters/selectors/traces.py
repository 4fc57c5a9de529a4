"""What whoever oversees the process asks of matters."""

from __future__ import annotations

from datetime import date

from dukao.kernel.clock import at_time
from dukao.kernel.extension import ExtensionState
from dukao.matters.models import Extension


def granted_extensions(year: int) -> list[Extension]:
    """Extensions that were granted in the year, with their matters and who granted them."""
    found = Extension.objects.filter(
        state=ExtensionState.GRANTED, decided_at__gte=at_time(date(year, 1, 1), 0),
        decided_at__lt=at_time(date(year + 1, 1, 1), 0),
    )  # fmt: skip
    return list(found.select_related("matter", "decided_by").order_by("pk"))
