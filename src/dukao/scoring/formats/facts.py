"""Facts, targets and rosters from tables and back into tables; faults are listed row by row."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from dukao.scoring.blocks import TWICE, FactBlocks, event_problems
from dukao.scoring.facts import ALL_UNITS, Event, Fact, FactState, RosterUnit, Target
from dukao.scoring.formats.files import rows_of_file
from dukao.scoring.formats.tables import lacking_columns, rows
from dukao.scoring.numbers import parse_decimal
from dukao.scoring.periods import Period
from dukao.scoring.problems import FactsError, Problem
from dukao.scoring.scheme import Scheme

#: Every column of a table of facts, with what it may be called.
COLUMNS = {
    "unit": ("unit", "单位", "单位代码"),
    "name": ("name", "单位名称"),
    "group": ("group", "分组"),
    "indicator": ("indicator", "指标", "item", "指标代码"),
    "period": ("period", "时期"),
    "value": ("value", "数值", "实际值"),
    "target": ("target", "目标值"),
    "worst": ("worst", "不允许值"),
    "best": ("best", "满意值"),
    "state": ("state", "状态"),
    "count": ("count", "次数"),
    "level": ("level", "级别"),
    "key": ("key", "事实"),
    "note": ("note", "说明"),
}
_STATES = {
    "": FactState.REPORTED,
    "reported": FactState.REPORTED,
    "已报": FactState.REPORTED,
    "not_applicable": FactState.NOT_APPLICABLE,
    "不适用": FactState.NOT_APPLICABLE,
    "pending": FactState.PENDING,
    "待审核": FactState.PENDING,
}
_GOALS: tuple[Literal["target", "worst", "best"], ...] = ("target", "worst", "best")


@dataclass
class FactSheet:
    """Everything a table of facts holds. `lines` says in which rows values and events of a unit stand."""

    facts: list[Fact] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    roster: dict[str, RosterUnit] = field(default_factory=dict)
    lines: defaultdict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    fact_lines: array[int] = field(default_factory=lambda: array("Q"))
    event_lines: array[int] = field(default_factory=lambda: array("Q"))

    def blocks(
        self, scheme: Scheme, *, roster: Sequence[RosterUnit], targets: Sequence[Target] = ()
    ) -> FactBlocks:
        """All of it ready for scoring. Raises FactsError, with the rows of values that stand there twice."""
        try:
            return FactBlocks.from_rows(
                scheme, self.facts, events=self.events, targets=[*self.targets, *targets], roster=roster
            )
        except FactsError as error:
            others = [problem for problem in error.problems if problem.sentence != TWICE]
            twice = self.twice() if len(others) < len(error.problems) else []
            raise FactsError([*twice, *others]) from error

    def twice(self) -> list[Problem]:
        """Every row whose unit, indicator and period another row has too."""
        found: dict[tuple[str, str, Period], list[int]] = {}
        for fact, line in zip(self.facts, self.fact_lines, strict=False):
            if fact.state is not FactState.PENDING:
                found.setdefault((fact.unit, fact.item, fact.period), []).append(line)
        return [
            Problem(TWICE, f"{unit} {item} {period}", line)
            for (unit, item, period), lines in found.items()
            if len(lines) > 1
            for line in lines
        ]

    def periods(self) -> tuple[Period, ...]:
        """The periods of facts and events, in order."""
        return tuple(sorted({row.period for row in self.facts} | {row.period for row in self.events}))

    def touches(self, period: Period) -> bool:
        """Whether anything is reported for this period, one inside it or one that holds it."""
        return any(one.contains(period) or period.contains(one) for one in self.periods())

    def of_comparison(self, scheme: Scheme) -> tuple[Period, ...]:
        """Periods before the scheme's year that hold nothing but what later values are compared with."""
        compared = {
            code
            for item in scheme.leaves()
            for figure in (() if item.value is None else item.value.named)
            if figure.over != "same"
            for code in ((figure.indicator,) if figure.indicator else (item.code, item.fact_code))
        }
        others = {row.period for row in self.facts if row.item not in compared}
        others |= {row.period for row in self.events}
        periods = self.periods()
        found = tuple(one for one in periods if one.year < scheme.year and one not in others)
        return found if len(found) < len(periods) else ()

    def strangers(self, scheme: Scheme, roster: Sequence[RosterUnit] | None = None) -> list[Problem]:
        """Every row of a unit that is in no roster, or without one in no group.

        A scheme that names no members, and a unit whose group stands in the facts, need no roster.
        """
        if roster is not None:
            known, advice = {unit.code for unit in roster}, "名册里没有这个单位，请核对代码或补进名册"
        else:
            known = {member for group in scheme.groups for member in group.members}
            known |= {unit.code for unit in self.roster.values() if unit.group or not known}
            advice = "办法的分组里没有这个单位，请核对代码，或在 group 一列写明它的分组"
        problems = [
            Problem(advice, f"单位 {unit}", line)
            for unit, lines in self.lines.items()
            if unit not in known
            for line in lines
        ]
        for unit in roster or ():
            here = self.roster[unit.code].group if unit.code in self.roster else ""
            if here and unit.group and here != unit.group:
                sentence = f"数据里写的分组是 {here}，名册里是 {unit.group}，请改成一致"
                problems.append(Problem(sentence, f"单位 {unit.code}"))
        return problems


def read_facts(
    path: str | Path,
    *,
    period: Period | None = None,
    what: str = "数据文件",
    scheme: Scheme | None = None,
    roster: Sequence[RosterUnit] | None = None,
) -> FactSheet:
    """The facts of a CSV, Excel or Parquet file in long form: unit, group, indicator, period, value and more.

    Rows without a period belong to `period`. Raises FactsError that lists every faulty row with its number;
    with a `scheme` also the rows of units that neither its groups, the facts nor the `roster` place.
    """
    required = ("unit", "indicator", "period") if period is None else ("unit", "indicator")
    try:
        return _taken(_named(rows_of_file(Path(path), what), required), period, scheme, roster)
    except FactsError as error:
        raise error.in_file(str(path)) from error


def read_fact_rows(text: str, *, period: Period | None = None) -> FactSheet:
    """The facts in this CSV text."""
    return _taken(_named(rows(text), required=("unit", "indicator")), period)


def read_fact_records(
    records: Iterable[Mapping[str, str]],
    *,
    period: Period | None = None,
    scheme: Scheme | None = None,
    roster: Sequence[RosterUnit] | None = None,
) -> FactSheet:
    """The facts in rows that name their columns themselves, counted from 1; checked as in a file."""
    return _taken(enumerate(map(_renamed, records), start=1), period, scheme, roster)


def read_roster(path: str | Path) -> list[RosterUnit]:
    """The units of a roster: unit, name, group; one row each. Raises FactsError row by row."""
    return roster_in(rows_of_file(Path(path), "名册"))


def roster_in(lines: Iterable[tuple[int, list[str]]]) -> list[RosterUnit]:
    """The units in these rows, the heads first."""
    found: dict[str, RosterUnit] = {}
    problems = []
    for line, row in _named(lines, required=("unit",)):
        unit = row["unit"]
        if not unit or unit == ALL_UNITS:
            problems.append(Problem("没有写单位代码", "", line))
        elif unit in found:
            problems.append(Problem("这个单位在名册里出现了两次，请删去一行", f"单位 {unit}", line))
        else:
            found[unit] = RosterUnit(unit, row.get("name", ""), row.get("group", ""))
    if problems or not found:
        raise FactsError(problems or "名册里没有单位")
    return list(found.values())


def _taken(
    records: Iterable[tuple[int, dict[str, str]]],
    period: Period | None,
    scheme: Scheme | None = None,
    roster: Sequence[RosterUnit] | None = None,
) -> FactSheet:
    reading = _Reading(period)
    for line, row in records:
        reading.take(line, row)
    sheet, problems = reading.sheet, list(reading.problems)
    if scheme is not None:
        problems += sheet.strangers(scheme, roster)
        problems += (
            Problem(problem.sentence, problem.key, sheet.event_lines[place])
            for place, problem in event_problems(scheme, sheet.events)
        )
    if problems:
        problems += sheet.twice()
        raise FactsError(sorted(problems, key=lambda problem: problem.line or 0))
    return sheet


_KNOWN = {alias: column for column, aliases in COLUMNS.items() for alias in aliases}


def _renamed(record: Mapping[str, str]) -> dict[str, str]:
    """The record under the columns' own names; what no column is called is left out."""
    named = ((_KNOWN.get(head.strip().lower()), text.strip()) for head, text in record.items())
    return {"unit": "", **{column: text for column, text in named if column}}


def _named(
    lines: Iterable[tuple[int, list[str]]], required: Sequence[str]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows with the columns' own names, whatever they are called in the file."""
    lines = iter(lines)
    _, heads = next(lines, (1, []))
    columns = [_KNOWN.get(head.strip().lower(), "") for head in heads]
    lacking = [column for column in required if column not in columns]
    if lacking:
        raise FactsError([lacking_columns([f"{name}（{COLUMNS[name][1]}）" for name in lacking], heads)])
    twice = sorted({column for column in columns if column and columns.count(column) > 1})
    if twice:
        raise FactsError([Problem(f"列 {'、'.join(twice)} 出现了两次，请只留一列", "", 1)])
    for line, cells in lines:
        yield line, {column: cell for column, cell in zip(columns, cells, strict=False) if column}


class _Reading:
    """Turns rows into facts, events and targets, collecting faults."""

    def __init__(self, period: Period | None):
        self.sheet = FactSheet()
        self.problems: list[Problem] = []
        self._period = period
        self._periods: dict[str, Period] = {}  # a table of 100,000 rows has a dozen

    def take(self, line: int, row: dict[str, str]) -> None:
        try:
            self._take(line, row)
        except ValueError as error:
            self.problems.append(Problem(str(error), "", line))

    def _take(self, line: int, row: dict[str, str]) -> None:
        unit, item = row["unit"], row.get("indicator", "")
        if not unit or not item:
            raise ValueError("单位和指标都要填")
        if unit != ALL_UNITS:
            self.sheet.lines[unit].append(line)
            self._enrol(unit, row)
        period = self._period_of(row)
        for name in _GOALS:
            if row.get(name):
                self.sheet.targets.append(Target(unit, item, period, parse_decimal(row[name]), name))
        if unit == ALL_UNITS:
            return
        if row.get("count") or row.get("level"):
            event = self._event(unit, item, period, row)
            if event is not None:
                self.sheet.events.append(event)
                self.sheet.event_lines.append(line)
            return
        fact = self._value(unit, item, period, row)
        if fact is not None:
            self.sheet.facts.append(fact)
            self.sheet.fact_lines.append(line)

    def _period_of(self, row: dict[str, str]) -> Period:
        if text := row.get("period"):
            if text not in self._periods:
                self._periods[text] = Period.parse(text)
            return self._periods[text]
        if self._period is None:
            raise ValueError("没有写时期，请补上，例如 2026-09")
        return self._period

    def _enrol(self, unit: str, row: dict[str, str]) -> None:
        known = self.sheet.roster.get(unit, RosterUnit(unit))
        name, group = row.get("name", ""), row.get("group", "")
        for what, before, here in (("名称", known.name, name), ("分组", known.group, group)):
            if before and here and before != here:
                raise ValueError(f"单位 {unit} 前面写的{what}是 {before}，这里是 {here}")
        self.sheet.roster[unit] = RosterUnit(unit, known.name or name, known.group or group)

    def _event(self, unit: str, item: str, period: Period, row: dict[str, str]) -> Event | None:
        count = row.get("count") or "1"
        if not count.isdecimal():
            raise ValueError(f"次数“{count}”应为不小于 0 的整数")
        if not int(count):
            return None
        return Event(
            unit, item, period, row.get("level", ""), int(count), row.get("key", ""), row.get("note", "")
        )

    def _value(self, unit: str, item: str, period: Period, row: dict[str, str]) -> Fact | None:
        state = _STATES.get(row.get("state", "").lower())
        if state is None:
            raise ValueError(f"状态“{row['state']}”不认识，可以写：已报、不适用、待审核")
        text = row.get("value", "")
        if state is not FactState.REPORTED:
            return Fact(unit, item, period, None, state)
        return Fact(unit, item, period, parse_decimal(text)) if text else None
