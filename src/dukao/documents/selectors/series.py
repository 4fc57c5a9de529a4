"""The number series of the actor's scope, and whether they are complete."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from dukao.documents.models import NumberSeries
from dukao.documents.policies import OVERSEERS
from dukao.documents.selectors.register import within
from dukao.documents.vocabulary import DocumentState
from dukao.kernel.actor import Actor
from dukao.organisations.selectors import versions_by_unit


@dataclass(frozen=True)
class SeriesRow:
    """One series with its issuer's name and what became of its numbers."""

    series: NumberSeries
    issuer: str
    held: int
    voided: int

    @property
    def is_complete(self) -> bool:
        """Every number from the first to the last stands on one document."""
        return self.held == self.series.used


def series_rows(actor: Actor, day: date) -> list[SeriesRow]:
    """Series of the issuers under the actor's oversight, the newest year first."""
    voided = Count("documents", filter=Q(documents__state=DocumentState.VOIDED))
    found = list(
        NumberSeries.objects.filter(within(NumberSeries, "issuer", actor.scopes(*OVERSEERS), day))
        .annotate(held=Count("documents"), voided=voided)
        .order_by("-year", "issuer_id", "kind")
    )
    places = versions_by_unit({series.issuer_id for series in found}, day) if found else {}
    return [
        SeriesRow(series, places[series.issuer_id].short_name, series.held, series.voided) for series in found
    ]
