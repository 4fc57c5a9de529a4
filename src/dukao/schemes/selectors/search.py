"""What the search box finds in this room."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse

from dukao.kernel.actor import Actor
from dukao.schemes.models import Indicator
from dukao.schemes.policies import can_see_schemes


def search_items(actor: Actor, text: str, limit: int) -> list[tuple[str, str, str]]:
    """Indicators whose code or name, present or former, contains ``text``: title, detail and address."""
    if not can_see_schemes(actor) or not text.strip():
        return []
    words = text.strip()
    found = (
        Indicator.objects.filter(Q(code__icontains=words) | Q(versions__name__icontains=words))
        .distinct()
        .order_by("code")
        .prefetch_related("versions")[:limit]
    )
    rows = []
    for indicator in found:
        version = max(indicator.versions.all(), key=lambda each: each.number)
        detail = "·".join(part for part in (indicator.code, version.get_frequency_display()) if part)
        rows.append((version.name, detail, reverse("schemes:indicator", args=[indicator.pk])))
    return rows
