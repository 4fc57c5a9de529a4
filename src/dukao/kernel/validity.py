"""Rows that hold from one day until another."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q, Value


def holds_on(day: date | Value, prefix: str = "") -> Q:
    """Rows whose half-open span ``[since, until)`` contains ``day``; an empty ``until`` is open-ended."""
    return Q(**{f"{prefix}since__lte": day}) & (
        Q(**{f"{prefix}until__isnull": True}) | Q(**{f"{prefix}until__gt": day})
    )


def day_before(until: date | None) -> date | None:
    """The last day of a half-open span; ``None`` when it has no end."""
    return None if until is None else until - timedelta(days=1)


class Dated(models.Model):
    """A row valid from ``since`` (included) until ``until`` (not included; empty means still)."""

    since = models.DateField("自")
    until = models.DateField("至", null=True, blank=True)

    class Meta:
        abstract = True

    @staticmethod
    def span_constraint(name: str) -> models.CheckConstraint:
        return models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gt=F("since")), name=name)

    @property
    def last_day(self) -> date | None:
        """The last day on which the row holds, as people write the end of a span."""
        return day_before(self.until)

    def holds(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)
