"""The month over a whole scope: who is where, category by category, and what keeps it from closing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from django.urls import reverse

from dukao.dashboards.vocabulary import category_of, category_order
from dukao.kernel.actor import Actor
from dukao.reporting.selectors.calls import current_period
from dukao.reporting.selectors.open_ends import open_ends
from dukao.reporting.selectors.overview import Overview, overview
from dukao.scoring.periods import Period

if TYPE_CHECKING:
    from dukao.reporting.models import ReportingPeriod

#: Columns of the table: saved views of the month's list, each a link to it.
VIEWS = (("unsent", "未提交"), ("back", "退回待改"), ("review", "审核中"), ("done", "审核完毕"))


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """One category of units: how many there are, and how many stand where."""

    name: str
    units: int
    late: int
    counts: Counter[str]

    @property
    def submitted(self) -> int:
        return self.units - self.counts["unsent"]

    @property
    def bar(self) -> tuple[tuple[int, str], ...]:
        return (
            (self.counts["done"], "g"), (self.counts["review"], "k1"), (self.counts["back"], "r"),
            (self.counts["unsent"], "k0"),
        )  # fmt: skip

    @property
    def in_words(self) -> str:
        return "，".join(f"{word} {self.counts[view]}" for view, word in reversed(VIEWS) if self.counts[view])


@dataclass(frozen=True)
class MonthDesk:
    """A month at a glance."""

    overview: Overview

    @property
    def period(self) -> ReportingPeriod:
        return self.overview.period

    @property
    def heading(self) -> str:
        return f"{Period.parse(self.period.period).index} 月填报"

    @property
    def url(self) -> str:
        return reverse("reporting:period", args=[self.period.period])

    @cached_property
    def rows(self) -> list[CategoryRow]:
        """Categories in the order of the scheme of things, townships last; the sum is another row."""
        counts: dict[str, Counter[str]] = {}
        late: Counter[str] = Counter()
        for row in self.overview.rows:
            name = category_of(row.place)
            counts.setdefault(name, Counter())[row.view] += 1
            late[name] += row.is_late
        return [
            CategoryRow(name, counts[name].total(), late[name], counts[name])
            for name in sorted(counts, key=category_order)
        ]

    @property
    def sum(self) -> CategoryRow:
        counts = sum((row.counts for row in self.rows), Counter())
        return CategoryRow("合计", counts.total(), sum(row.late for row in self.rows), counts)

    @cached_property
    def open_ends(self) -> list[str]:
        """What keeps the month from being locked."""
        return open_ends(self.period)


def month_desk(actor: Actor, at: datetime) -> MonthDesk | None:
    """The newest month within the actor's scope; ``None`` while none was called for."""
    period = current_period(at)
    return MonthDesk(overview(actor, period, at)) if period is not None else None
