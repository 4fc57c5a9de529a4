"""A case as files, and out of its files again, without loss."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from dukao.scoring.aggregate import Totals
from dukao.scoring.bundle.case import Case
from dukao.scoring.facts import Event, Fact, FactState, RosterUnit, Target
from dukao.scoring.formats.columns import Column, Kind, Table, Value
from dukao.scoring.formats.facts import read_fact_rows, roster_in
from dukao.scoring.formats.files import csv_text
from dukao.scoring.formats.loading import scheme_from_yaml
from dukao.scoring.formats.tables import decoded, rows
from dukao.scoring.formats.yaml import write_yaml
from dukao.scoring.numbers import parse_decimal, plain
from dukao.scoring.periods import Period
from dukao.scoring.problems import FactsError, Problem

SCHEME, ROSTER, FACTS, TARGETS, TOTALS = (
    "scheme.yaml", "roster.csv", "facts.csv", "targets.csv", "totals.csv",
)  # fmt: skip
RESULT = "result.csv"
_FACT_HEADS = ("unit", "indicator", "period", "value", "state", "count", "level", "key", "note")
_GOALS = ("target", "worst", "best")


def files_of(case: Case) -> dict[str, str]:
    """Name and text of every file one needs to compute the case again; the same whatever order rows had."""
    files = {
        SCHEME: write_yaml(case.scheme),
        ROSTER: csv_text(_roster_table(case.roster)),
        FACTS: csv_text(_facts_table(case.facts, case.events)),
    }
    if case.is_composed:
        return files | {TOTALS: csv_text(_totals_table(case.totals))}
    return files | {TARGETS: csv_text(_targets_table(case.targets))}


def case_in(files: Mapping[str, bytes], periods: tuple[Period, ...]) -> Case:
    """The case in these files. KeyError names a file that is missing; ScoringError what is wrong in one."""

    def text(name: str) -> str:
        return decoded(files[name], name)

    sheet = read_fact_rows(text(FACTS))
    is_composed = TOTALS in files
    if is_composed and len(periods) != 1:
        raise FactsError("汇总的结果只能有一个时期")
    return Case(
        scheme=scheme_from_yaml(text(SCHEME)),
        periods=periods,
        roster=tuple(roster_in(rows(text(ROSTER)))),
        facts=sheet.facts,
        events=sheet.events,
        targets=() if is_composed else read_fact_rows(text(TARGETS)).targets,
        totals=_totals_in(text(TOTALS)) if is_composed else {},
    )


def _roster_table(roster: Iterable[RosterUnit]) -> Table:
    ordered = sorted(roster, key=lambda unit: unit.code)
    heads = ("unit", "name", "group")
    return _table("名册", heads, [(unit.code, unit.name, unit.group) for unit in ordered])


def _facts_table(facts: Iterable[Fact], events: Iterable[Event]) -> Table:
    lines: list[tuple[Value, ...]] = [
        (
            fact.unit, fact.item, str(fact.period), _figure(fact.value),
            "" if fact.state is FactState.REPORTED else fact.state.value, "", "", "", "",
        )
        for fact in facts
    ]  # fmt: skip
    lines += [
        (
            event.unit, event.item, str(event.period), "", "", str(event.count), event.level, event.key,
            event.note,
        )
        for event in events
    ]  # fmt: skip
    return _table("数据", _FACT_HEADS, sorted(lines, key=lambda line: [str(cell) for cell in line]))


def _targets_table(targets: Iterable[Target]) -> Table:
    lines = [
        (
            target.unit, target.item, str(target.period),
            *(_figure(target.value) if target.name == name else "" for name in _GOALS),
        )
        for target in targets
    ]  # fmt: skip
    return _table("目标值", ("unit", "indicator", "period", *_GOALS), sorted(lines))


def _totals_table(totals: Totals) -> Table:
    lines = [
        (unit, str(period), _figure(total))
        for period, units in totals.items()
        for unit, total in units.items()
    ]
    return _table("各期总分", ("unit", "period", "total"), sorted(lines))


def _totals_in(text: str) -> Totals:
    found: dict[Period, dict[str, Decimal | None]] = {}
    problems = []
    for line, cells in list(rows(text))[1:]:
        try:
            unit, period, total = [*cells, "", "", ""][:3]
            found.setdefault(Period.parse(period), {})[unit] = parse_decimal(total) if total else None
        except ValueError as error:
            problems.append(Problem(str(error), TOTALS, line))
    if problems:
        raise FactsError(problems)
    return found


def _figure(value: Decimal | str | int | None) -> str:
    if value is None:
        return ""
    return plain(value) if isinstance(value, Decimal) else str(value)


def _table(title: str, heads: Iterable[str], lines: Iterable[tuple[Value, ...]]) -> Table:
    return Table(title, tuple(Column(head, Kind.TEXT) for head in heads), list(lines))
