"""Counting the lamps of a day for the trend."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Count

from dukao.kernel.light import COLOURS
from dukao.matters.models import LampTally, Matter
from dukao.matters.selectors import lit
from dukao.matters.vocabulary import IN_HAND


@transaction.atomic
def tally_lamps(*, day: date) -> int:
    """Each owner's lamps of ``day`` are on record; counting again on the same day replaces them."""
    in_hand = Matter.objects.filter(state__in=IN_HAND).order_by()
    lamps = {colour: Count("pk", filter=lit(colour, day)) for colour in COLOURS}
    rows = in_hand.values_list("owner_id").annotate(**lamps)
    for owner, *counts in rows:
        LampTally.objects.update_or_create(
            owner_id=owner, day=day, defaults=dict(zip(COLOURS, counts, strict=True))
        )
    return len(rows)
