"""Which informants have outlived their time."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from dukao.kernel.clock import at_time
from dukao.patrols.models import Informant


def informants_of_closed(before: date) -> QuerySet[Informant]:
    """Those of tasks that were closed before that day."""
    return Informant.objects.filter(visit__task__closed_at__lt=at_time(before, 0))


def informants_outlived(before: date) -> int:
    return informants_of_closed(before).count()
