"""One item of a report from all sides: what is asked, where it stands, how it came here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from dukao.journal.selectors import entries_of
from dukao.kernel.prepared import at_once
from dukao.reporting.models import CorrectionRequest, LineReturn, ReportLine
from dukao.reporting.progress import Expected, completion, expected_score
from dukao.reporting.selectors.courses import Standing
from dukao.reporting.selectors.items import leaf_of, scoring_words, standard_words
from dukao.reporting.selectors.shared import by_place, indicator_of, known_values, names_of
from dukao.reporting.vocabulary import CorrectionState, LineState
from dukao.schemes.selectors import targets_for
from dukao.scoring.periods import Period
from dukao.ui.charts import Series, Trend

if TYPE_CHECKING:
    from dukao.journal.models import Entry

MONTHS_SHOWN = 12


@dataclass(frozen=True)
class Progress:
    """A value against its standard, and what it would bring."""

    ratio: Decimal | None
    expected: Expected


def progress_of(standing: Standing, value: Decimal | None, target: Decimal | None) -> Progress:
    leaf = leaf_of(standing.line.item)
    ratio = None
    if value is not None:
        ratio = completion(value, target, lower_is_better=standing.asked.lower_is_better)
    return Progress(ratio, expected_score(leaf, value, target))


@dataclass(frozen=True)
class ItemPage:
    """What the pane beside the grid shows of one line."""

    standing: Standing

    @property
    def line(self) -> ReportLine:
        return self.standing.line

    @cached_property
    def progress(self) -> Progress:
        return progress_of(self.standing, self.standing.value, self.standing.plan)

    @cached_property
    def scored(self) -> str:
        return scoring_words(self.line.item)

    @cached_property
    def standard_words(self) -> str:
        return standard_words(self.line.item, Period.parse(self.line.report.period.period))

    @cached_property
    def _past(self) -> list[list[Any]]:
        """When it last came back, and what happened to the line and to its report."""
        return at_once(
            self.line.returns.select_related("returned_by").order_by("-returned_at")[:1],
            entries_of(self.line)[:50],
            entries_of(self.line.report)[:20],
        )

    @property
    def last_return(self) -> LineReturn | None:
        """Why it came back, as long as it has not been accepted since."""
        is_settled = self.line.state in (LineState.ACCEPTED, LineState.SHARED)
        return None if is_settled else next(iter(self._past[0]), None)

    @cached_property
    def correction(self) -> CorrectionRequest | None:
        shared = self.standing.shared
        if shared is None:
            return None
        return shared.corrections.select_related("asked_by", "decided_by").order_by("-asked_at").first()

    @property
    def is_correction_open(self) -> bool:
        return self.correction is not None and self.correction.state == CorrectionState.OPEN

    @property
    def records(self) -> list[Entry]:
        """What happened to the line and to its report, newest first."""
        _, own, of_report = self._past
        return sorted([*own, *of_report], key=lambda entry: entry.pk, reverse=True)

    @cached_property
    def history(self) -> History:
        return history_of(self.standing)


@dataclass(frozen=True)
class History:
    """The last twelve months of one item: plan and fact."""

    months: tuple[Period, ...]
    plans: tuple[Decimal | None, ...]
    values: tuple[Decimal | None, ...]
    measure: str

    @property
    def chart(self) -> Trend:
        labels = tuple(
            f"{month.index}月" if at == 0 or month.index == 1 else str(month.index)
            for at, month in enumerate(self.months)
        )
        return Trend(
            x=labels,
            series=(
                Series("标准", self.plans, dashed=True, colour="ink-4"),
                Series("完成", self.values, strong=True, colour="c1"),
            ),
            unit=self.measure,
        )

    @property
    def is_empty(self) -> bool:
        return all(value is None for value in self.values)


def history_of(standing: Standing) -> History:
    line = standing.line
    months = last_months(Period.parse(line.report.period.period), MONTHS_SHOWN)
    values = _shared_history(line, months) if standing.is_shared else _own_history(line, months)
    plans = targets_for([line.report.unit_id], _versions(line), [line.item.code], months)
    by_month = {month: value for (_, _, _, month), value in sorted(plans.items())}
    return History(
        months=months,
        plans=tuple(by_month.get(str(month)) for month in months),
        values=tuple(values.get(str(month)) for month in months),
        measure=standing.asked.measure,
    )


def last_months(month: Period, count: int) -> tuple[Period, ...]:
    months = [month]
    while len(months) < count:
        months.append(months[-1].previous())
    return tuple(reversed(months))


def _versions(line: ReportLine) -> Iterable[int]:
    """All versions of the scheme: targets of earlier months stand in earlier ones."""
    return line.item.version.scheme.versions.values_list("pk", flat=True)


def _own_history(line: ReportLine, months: tuple[Period, ...]) -> dict[str, Decimal | None]:
    rows = ReportLine.objects.filter(
        report__unit_id=line.report.unit_id,
        report__period__period__in=[str(month) for month in months],
        item__version__scheme_id=line.item.version.scheme_id,
        item__code=line.item.code,
    ).values_list("report__period__period", "value")
    return dict(rows)


def _shared_history(line: ReportLine, months: tuple[Period, ...]) -> dict[str, Decimal | None]:
    indicator = indicator_of(line)
    names = {str(month): names_of(month, line.item.frequency) for month in months}
    asked = {name for all_ in names.values() for name in all_}
    known = by_place(known_values([line.report.unit_id], [indicator], asked))
    return {
        month: next(
            (known[key].value for name in asked if (key := (line.report.unit_id, indicator, name)) in known),
            None,
        )
        for month, asked in names.items()
    }
