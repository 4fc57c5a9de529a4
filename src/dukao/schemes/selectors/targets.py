"""Targets as people look at them: one item over all units, what is missing, what runs backwards."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from dukao.organisations.selectors import versions_by_unit
from dukao.schemes.models import SchemeVersion, Target
from dukao.schemes.selectors.indicators import versions_referred_to
from dukao.schemes.selectors.names import day_of
from dukao.schemes.selectors.versions import document, unit_ids
from dukao.schemes.vocabulary import MONTHS_BETWEEN
from dukao.scoring import Item, Scheme
from dukao.scoring.methods import Completion


@dataclass(frozen=True, slots=True)
class TargetRow:
    """One unit's targets of one item by month; ``None`` inside is "does not apply", absent is not set."""

    unit_id: int
    code: str
    name: str
    group: str
    values: dict[str, Decimal | None]


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about a unit's targets that deserves a look."""

    name: str
    sentence: str
    is_gap: bool


@dataclass(frozen=True, slots=True)
class ItemTargets:
    """The grid of one item."""

    item: Item
    months: tuple[str, ...]
    rows: tuple[TargetRow, ...]
    remarks: tuple[Remark, ...]

    @property
    def settled(self) -> int:
        """Cells that hold a figure or say that the item does not apply."""
        return sum(len(row.values) for row in self.rows)

    @property
    def cells(self) -> int:
        return len(self.rows) * len(self.months)


def targetable(scheme: Scheme) -> list[Item]:
    """Items that can have targets: those with full marks."""
    return [item for item in scheme.leaves() if item.full or item.weight is not None]


def measures_of(items: Iterable[Item]) -> dict[str, str]:
    """Units of measure by item code, as the reporter's grid has them: the library's before the item's own."""
    known = list(items)
    library = versions_referred_to(item.indicator for item in known if item.indicator)
    return {
        item.code: (library[item.indicator].measure_unit if item.indicator in library else "") or item.measure
        for item in known
    }


def months_of(scheme: Scheme, item: Item) -> tuple[str, ...]:
    """Months at whose end the item is due."""
    span = MONTHS_BETWEEN[item.frequency.value]
    return tuple(f"{scheme.year}-{month:02d}" for month in range(span, 13, span))


def targets_of_item(version: SchemeVersion, scheme: Scheme, item: Item, today: date) -> ItemTargets:
    """Four queries, whatever the number of units."""
    values: dict[int, dict[str, Decimal | None]] = defaultdict(dict)
    stored = version.targets.filter(item=item.code).values_list("unit_id", "period", "value")
    for unit_id, period, value in stored:
        values[unit_id][period] = value
    months = months_of(scheme, item)
    rows = tuple(
        TargetRow(place.unit_id, place.code, place.name, place.group_name, values.get(place.unit_id, {}))
        for place in _answering(item, _places(scheme, day_of(version, today)))
    )
    return ItemTargets(item, months, rows, tuple(remarks(item, months, rows)))


@dataclass(frozen=True, slots=True)
class Place:
    """A living unit on the roster of a document."""

    unit_id: int
    code: str
    name: str
    group: str
    group_name: str


def _places(scheme: Scheme, day: date) -> list[Place]:
    ids = unit_ids((code for group in scheme.groups for code in group.members), day)
    names = versions_by_unit(ids.values(), day)
    return [
        Place(ids[code], code, names[ids[code]].short_name, group.code, group.name)
        for group in scheme.groups
        for code in group.members
        if code in ids
    ]


def _answering(item: Item, places: list[Place]) -> list[Place]:
    return [place for place in places if item.applies_in(place.group)]


def remarks(item: Item, months: tuple[str, ...], rows: tuple[TargetRow, ...]) -> Iterator[Remark]:
    """Gaps, where the method needs a target, and cumulative targets that fall from one month to the next."""
    if item.method.needs:
        yield from _gaps(months, rows)
    if isinstance(item.method, Completion):
        for row in rows:
            yield from _falls(row, [month for month in months if row.values.get(month) is not None])


def _gaps(months: tuple[str, ...], rows: tuple[TargetRow, ...]) -> Iterator[Remark]:
    """Units without any target in one remark, units with gaps in one each."""
    empty = [row.name for row in rows if not any(month in row.values for month in months)]
    if empty:
        others = f"等 {len(empty)} 个单位" if len(empty) > 1 else ""
        yield Remark(empty[0] + others, "还没有定目标", is_gap=True)
    for row in rows:
        missing = [month for month in months if month not in row.values]
        if missing and len(missing) < len(months):
            yield Remark(row.name, f"缺 {_in_words(missing)}的目标", is_gap=True)


def _falls(row: TargetRow, months: list[str]) -> Iterator[Remark]:
    for earlier, later in pairwise(months):
        before, after = row.values[earlier], row.values[later]
        if before is not None and after is not None and after < before:
            fall = f"{_month(later)}的目标 {after:f} 小于{_month(earlier)}的 {before:f}，累计数应不减"
            yield Remark(row.name, fall, is_gap=False)


def _month(period: str) -> str:
    return f"{int(period[5:])} 月"


def _in_words(months: list[str]) -> str:
    return "、".join(str(int(month[5:])) for month in months) + " 月"


def all_rows(version: SchemeVersion, today: date) -> Iterator[tuple[Item, TargetRow]]:
    """Every item with every unit that answers for it, for the workbook: four queries in all."""
    scheme = document(version)
    values: dict[str, dict[int, dict[str, Decimal | None]]] = defaultdict(lambda: defaultdict(dict))
    stored = Target.objects.filter(version=version).values_list("item", "unit_id", "period", "value")
    for item_code, unit_id, period, value in stored.iterator(chunk_size=5000):
        values[item_code][unit_id][period] = value
    places = _places(scheme, day_of(version, today))
    for item in targetable(scheme):
        for place in _answering(item, places):
            own = values[item.code].get(place.unit_id, {})
            yield item, TargetRow(place.unit_id, place.code, place.name, place.group_name, own)
