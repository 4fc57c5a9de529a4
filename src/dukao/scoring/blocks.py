"""All facts of a run as dense blocks over one roster, checked row by row on the way in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from dukao.scoring.enrolment import build_roster
from dukao.scoring.facts import ALL_UNITS, Event, Fact, FactState, RosterUnit, Target
from dukao.scoring.methods.deduction import Priced
from dukao.scoring.numbers import parse_decimal
from dukao.scoring.periods import Period
from dukao.scoring.problems import FactsError, Problem
from dukao.scoring.roster import Roster
from dukao.scoring.scheme import Item, Scheme
from dukao.scoring.series import Series, dense_series

TWICE = "同一单位、指标、时期有两行数据，请只留一行"
SeriesKey = tuple[str, str]  # code of the item or indicator; value, target, worst or best
_CellValues = dict[tuple[Period, int], Decimal | None]


@dataclass(frozen=True)
class FactBlocks:
    """Facts ready for scoring. `unused` names codes the scheme does not know.

    `pending` holds, by code, period and column of the values that wait for their review. `prepared` is where
    an engine keeps what it has worked out about these blocks, by its kind.
    """

    roster: Roster
    series: dict[SeriesKey, Series]
    events: dict[str, tuple[Event, ...]]
    unused: tuple[str, ...] = ()
    pending: Mapping[str, frozenset[tuple[Period, int]]] = field(default_factory=dict)
    prepared: dict[type, object] = field(default_factory=dict, init=False, compare=False, repr=False)

    def __getstate__(self) -> dict[str, object]:
        return self.__dict__ | {"prepared": {}}  # addresses mean nothing to another process

    @classmethod
    def from_rows(
        cls,
        scheme: Scheme,
        facts: Iterable[Fact],
        *,
        events: Iterable[Event] = (),
        targets: Iterable[Target] = (),
        roster: Sequence[RosterUnit] | None = None,
    ) -> FactBlocks:
        """The blocks of these rows. Raises FactsError that lists every faulty row."""
        fact_rows, target_rows = list(facts), list(targets)
        event_rows = sorted(events, key=_event_order)  # derivations name events in the order they are kept
        reporting = {row.unit for row in fact_rows} | {row.unit for row in event_rows}
        built = build_roster(scheme, roster, reporting)
        problems: list[Problem] = []
        values = _fact_values(fact_rows, built, problems)
        values |= _target_values(scheme, target_rows, built, problems)
        problems += (problem for _, problem in event_problems(scheme, event_rows))
        if problems:
            raise FactsError(problems)
        _join_codes(scheme, values)
        series = {key: dense_series(cells, len(built.units)) for key, cells in values.items()}
        known = known_codes(scheme)
        seen = {code for code, _ in series} | {event.item for event in event_rows}
        by_item: dict[str, tuple[Event, ...]] = {}
        for event in event_rows:
            by_item[event.item] = (*by_item.get(event.item, ()), event)
        waiting: dict[str, set[tuple[Period, int]]] = {}
        for fact in fact_rows:
            if fact.state is FactState.PENDING:
                waiting.setdefault(fact.item, set()).add((fact.period, built.position[fact.unit]))
        pending = {code: frozenset(cells) for code, cells in waiting.items()}
        return cls(built, series, by_item, tuple(sorted(seen - known)), pending)

    def find(self, item: Item, name: str) -> Series | None:
        """The series of an item: under its own code, else under its indicator's."""
        return self.series.get((item.code, name)) or self.series.get((item.fact_code, name))

    def waiting(self, item: Item) -> frozenset[tuple[Period, int]]:
        """Period and column of the item's values that wait for their review."""
        none: frozenset[tuple[Period, int]] = frozenset()
        if not self.pending:
            return none
        return none.union(*(self.pending.get(code, none) for code in item.fact_codes))

    def events_of(self, *codes: str) -> list[Event]:
        return [event for code in dict.fromkeys(codes) for event in self.events.get(code, ())]

    def digest(self) -> str:
        """SHA-256 over units, values, targets and events; the same whatever the order of rows."""
        sink = hashlib.sha256()
        sink.update(json.dumps([self.roster.units, self.roster.groups], ensure_ascii=False).encode())
        for key in sorted(self.series):
            sink.update("/".join(key).encode())
            self.series[key].digest_into(sink)
        rows = [
            [event.unit, event.item, str(event.period), event.level, event.count, event.key, event.note]
            for events in self.events.values()
            for event in events
        ]
        sink.update(json.dumps(sorted(rows, key=json.dumps), ensure_ascii=False).encode())
        if self.pending:
            waiting = [
                [code, str(period), unit] for code, cells in self.pending.items() for period, unit in cells
            ]
            sink.update(json.dumps(sorted(waiting)).encode())
        return sink.hexdigest()


def _event_order(event: Event) -> tuple[str, str, Period, str, str, str, int]:
    return event.unit, event.item, event.period, event.level, event.key, event.note, event.count


def _join_codes(scheme: Scheme, values: dict[SeriesKey, _CellValues]) -> None:
    """What came under an indicator's code also holds for its items, unless they have their own."""
    for leaf in scheme.leaves():
        for name in ("value", "target", "worst", "best"):
            shared, own = values.get((leaf.fact_code, name)), values.get((leaf.code, name))
            if shared and own and leaf.code != leaf.fact_code:
                values[leaf.code, name] = shared | own


def known_codes(scheme: Scheme) -> set[str]:
    """Every code under which a fact, target or event can matter to this scheme."""
    codes = {code for leaf in scheme.leaves() for code in leaf.fact_codes}
    codes |= {veto.trigger for veto in scheme.vetoes}
    codes |= {link.indicator for link in scheme.ties.chain if link.indicator is not None}
    codes |= {one.indicator for family in scheme.bonuses for one in family.when if one.indicator is not None}
    codes |= {addition.indicator for step in scheme.aggregation for addition in step.additions}
    return codes


def _fact_values(facts: list[Fact], roster: Roster, problems: list[Problem]) -> dict[SeriesKey, _CellValues]:
    values: dict[SeriesKey, _CellValues] = {}
    position = roster.position
    for fact in facts:
        if fact.state is FactState.PENDING or (fact.value is None and fact.state is FactState.REPORTED):
            continue
        try:
            number = None if fact.state is FactState.NOT_APPLICABLE else parse_decimal(fact.value)
        except ValueError as error:
            problems.append(Problem(str(error), f"{fact.unit} {fact.item} {fact.period}"))
            continue
        cells = values.setdefault((fact.item, "value"), {})
        cell = (fact.period, position[fact.unit])
        if cell in cells:
            problems.append(Problem(TWICE, f"{fact.unit} {fact.item} {fact.period}"))
        cells[cell] = number
    return values


def _target_values(
    scheme: Scheme, targets: list[Target], roster: Roster, problems: list[Problem]
) -> dict[SeriesKey, _CellValues]:
    """Targets by cell: those of the scheme first, then those for all units, then each unit's own."""
    layers: list[dict[tuple[str, str, str, Period], Decimal]] = [{}, {}, {}, {}]
    for row in scheme.targets:
        layer = layers[0 if row.unit == ALL_UNITS else 1]
        layer[row.unit, row.item, row.name, row.period] = row.value
    for target in targets:
        where = f"{target.unit} {target.item} {target.period}"
        layer = layers[2 if target.unit == ALL_UNITS else 3]
        place = (target.unit, target.item, target.name, target.period)
        if place in layer:
            problems.append(Problem("同一单位、指标、时期有两个目标值，请只留一个", where))
        try:
            layer[place] = parse_decimal(target.value)
        except ValueError as error:
            problems.append(Problem(str(error), where))
    values: dict[SeriesKey, _CellValues] = {}
    for layer in layers:
        for (unit, item, name, period), value in layer.items():
            cells = values.setdefault((item, name), {})
            columns = range(len(roster.units)) if unit == ALL_UNITS else [roster.position.get(unit, -1)]
            for column in columns:
                if column >= 0:  # targets of units that do not take part are of no concern
                    cells[period, column] = value
    return values


def event_problems(scheme: Scheme, events: Sequence[Event]) -> Iterator[tuple[int, Problem]]:
    """What is wrong with events, each with the event's place."""
    levels: dict[str, tuple[str, ...]] = {}
    for leaf in scheme.leaves():
        if isinstance(leaf.method, Priced):
            names = tuple(level.code for level in leaf.method.levels)
            levels[leaf.code] = levels[leaf.fact_code] = names
    for place, event in enumerate(events):
        where = f"{event.unit} {event.item} {event.period}"
        known = levels.get(event.item, ())
        if known and event.level not in known:
            allowed = "、".join(known)
            yield place, Problem(f"级别“{event.level}”不在办法里，可以写：{allowed}", where)
        if event.count < 1:
            yield place, Problem("次数应为 1 或以上的整数", where)
