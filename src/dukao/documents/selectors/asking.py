"""How many documents were sent to units in a span, by who issued them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from django.db.models import Count, Min

from dukao.documents.models import Receipt
from dukao.documents.vocabulary import OUT
from dukao.kernel.clock import at_time, local_day


def documents_sent(
    since: date, until: date, unit_ids: Collection[int] | None = None
) -> list[tuple[int, int, int]]:
    """Recipient, issuer and number of documents issued from ``since`` to ``until``, both counted."""
    found = Receipt.objects.filter(
        document__state__in=OUT, document__issued_at__gte=at_time(since, 0),
        document__issued_at__lt=at_time(until + timedelta(days=1), 0),
    )  # fmt: skip
    if unit_ids is not None:
        found = found.filter(unit__in=unit_ids)
    counted = found.order_by().values_list("unit", "document__issuer").annotate(n=Count("pk"))
    return list(counted)


def first_document_sent() -> date | None:
    """Since when documents go out from here: those of before are not known."""
    found = Receipt.objects.filter(document__state__in=OUT).aggregate(first=Min("document__issued_at"))[
        "first"
    ]
    return local_day(found) if found else None
