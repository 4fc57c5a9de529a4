"""The dry run of an import: what it would add and change, and every row that cannot be read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from dukao.kernel.errors import DomainError
from dukao.organisations.selectors import unit_ids_by_code
from dukao.reporting.figures import read_figure
from dukao.reporting.models import ReportingPeriod, SharedValue
from dukao.reporting.selectors.shared import month_behind
from dukao.reporting.shared_table import Cell
from dukao.schemes.selectors import indicators_by_code
from dukao.schemes.vocabulary import Supply
from dukao.scoring.periods import Period
from dukao.ui.formats import day_year

if TYPE_CHECKING:
    from dukao.schemes.models import IndicatorVersion

Key = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class RowError:
    row: int
    column: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Arriving:
    """A value ready to be stored; ``before`` is the one it replaces, if any."""

    unit_id: int
    indicator_id: int
    period: str
    value: Decimal
    source_organ: str
    cell: Cell
    before: SharedValue | None = None


@dataclass
class ImportPlan:
    """``same`` and ``blank`` count rows that change nothing."""

    new: list[Arriving] = field(default_factory=list)
    changed: list[Arriving] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    same: int = 0
    blank: int = 0

    @property
    def in_words(self) -> str:
        done = f"新增 {len(self.new)} 条，更正 {len(self.changed)} 条"
        return f"{done}，{self.same} 条与已有相同，{self.blank} 条空白跳过。"

    @property
    def arriving(self) -> list[Arriving]:
        return [*self.new, *self.changed]


def plan_import(cells: Iterable[Cell], today: date) -> ImportPlan:
    """What storing these cells would do, found out in a few queries; nothing is written."""
    cells = list(cells)
    library = indicators_by_code({cell.indicator for cell in cells})
    periods = {text: _period(text) for text in {cell.period for cell in cells}}
    units = _units_by_period(cells, periods, today)
    present = _present(library, periods)
    locked = set(ReportingPeriod.objects.filter(locked_at__isnull=False).values_list("period", flat=True))
    plan, seen = ImportPlan(), dict[Key, int]()
    for cell in cells:
        reading = _Reading(cell, periods[cell.period], library.get(cell.indicator), units, locked)
        if not cell.value:
            plan.blank += 1
        elif error := reading.error() or _repeated(reading, seen):
            plan.errors.append(error)
        else:
            _place(plan, reading, present.get(reading.key))
    return plan


def _place(plan: ImportPlan, reading: _Reading, before: SharedValue | None) -> None:
    if before is not None and before.value == reading.value and str(before.value) == str(reading.value):
        plan.same += 1
        return
    unit, indicator, period = reading.key
    arriving = Arriving(unit, indicator, period, reading.value, reading.source_organ, reading.cell, before)
    (plan.new if before is None else plan.changed).append(arriving)


class _Reading:
    """One cell with what its codes mean."""

    def __init__(
        self,
        cell: Cell,
        period: Period | str,
        indicator: IndicatorVersion | None,
        units: dict[str, dict[str, int]],
        locked: set[str],
    ) -> None:
        self.cell, self.period, self.indicator, self.locked = cell, period, indicator, locked
        self.unit_id = units.get(cell.period, {}).get(cell.unit)
        self.value = Decimal(0)

    @property
    def key(self) -> Key:
        assert self.unit_id is not None
        assert self.indicator is not None
        return self.unit_id, self.indicator.indicator_id, str(self.period)

    @property
    def source_organ(self) -> str:
        return self.indicator.source_organ if self.indicator else ""

    def error(self) -> RowError | None:
        """Why this row cannot be taken, and how to put it right."""
        cell, period = self.cell, self.period
        if isinstance(period, str):
            return RowError(cell.row, "期间", f"{period}。")
        if self.unit_id is None:
            words = f"{day_year(period.last_day)}没有代码为“{cell.unit}”的单位，请核对单位代码"
            return RowError(cell.row, "单位代码", f"{words}。")
        if self.indicator is None:
            return RowError(cell.row, "指标代码", f"指标库里没有“{cell.indicator}”，请先登记或核对代码。")
        if self.indicator.supply != Supply.SHARED:
            return RowError(cell.row, "指标代码", f"“{cell.indicator}”由单位填报，不接收共享数据。")
        if month_behind(str(period)) in self.locked:
            return RowError(cell.row, "期间", f"{period.label}已锁定，共享数据不能再改。")
        try:
            value = read_figure(cell.value)
        except DomainError as error:
            return RowError(cell.row, "数值", error.sentence)
        assert value is not None
        self.value = value
        return None


def _repeated(reading: _Reading, seen: dict[Key, int]) -> RowError | None:
    first = seen.setdefault(reading.key, reading.cell.row)
    if first == reading.cell.row:
        return None
    return RowError(reading.cell.row, "数值", f"与第 {first} 行重复：同一单位、指标、期间只能有一个数。")


def _period(text: str) -> Period | str:
    """The period, or the sentence that says why it is none."""
    try:
        return Period.parse(text)
    except ValueError as error:
        return str(error)


def _units_by_period(
    cells: list[Cell], periods: dict[str, Period | str], today: date
) -> dict[str, dict[str, int]]:
    """Ids by unit code as the codes stood at the end of each period; codes of today where that fails."""
    codes = {cell.unit for cell in cells}
    present = unit_ids_by_code(codes, today)
    return {
        text: {**present, **unit_ids_by_code(codes, period.last_day)}
        for text, period in periods.items()
        if isinstance(period, Period)
    }


def _present(
    library: dict[str, IndicatorVersion], periods: dict[str, Period | str]
) -> dict[Key, SharedValue]:
    rows = SharedValue.objects.filter(
        indicator_id__in=[version.indicator_id for version in library.values()],
        period__in={str(period) for period in periods.values() if isinstance(period, Period)},
    )
    return {(row.unit_id, row.indicator_id, row.period): row for row in rows}
