"""The order in which lines can be carried out: what stands above first, whatever the order in the file."""

from __future__ import annotations

from collections import defaultdict, deque

from dukao.organisations.services.import_desk import Key, key_of
from dukao.organisations.workbook.reading import Line, Problem
from dukao.organisations.workbook.sheets import SHEETS, UNITS


def in_order(lines: list[Line]) -> tuple[list[Line], list[Problem]]:
    """Units from the top down, then links, then posts; and the lines no order can help.

    These are units that appear twice and units that stand above each other in a circle. A line without a
    code is in neither: the reader has said so, and above whom it stands nobody can know.
    """
    named = [line for line in lines if line.sheet == UNITS.key and line.cells.get("code")]
    units, problems = _once(named)
    ordered = _from_the_top(units)
    circling = units.keys() - {key_of(line) for line in ordered}
    problems += _circles(units, circling)
    others = [line for sheet in SHEETS[1:] for line in lines if line.sheet == sheet.key]
    return [*ordered, *(units[key] for key in units if key in circling), *others], problems


def _once(lines: list[Line]) -> tuple[dict[Key, Line], list[Problem]]:
    first: dict[Key, Line] = {}
    problems = []
    for line in lines:
        known = first.setdefault(key_of(line), line)
        if known is not line:
            sentence = f"与第 {known.number} 行的单位代码重复，请删去其中一行，或改正代码。"
            problems.append(Problem(UNITS.title, line.number, "单位代码", sentence))
    return first, problems


def _from_the_top(units: dict[Key, Line]) -> list[Line]:
    """Every line after the one of its parent; lines in or below a circle never come up."""
    below: dict[Key, list[Line]] = defaultdict(list)
    ready: deque[Line] = deque()
    for line in units.values():
        parent = _parent(line)
        if parent in units:
            below[parent].append(line)
        else:
            ready.append(line)
    ordered = []
    while ready:
        line = ready.popleft()
        ordered.append(line)
        ready.extend(below[key_of(line)])
    return ordered


def _circles(units: dict[Key, Line], circling: set[Key]) -> list[Problem]:
    problems = []
    for key in circling:
        chain = [key]
        while _parent(units[chain[-1]]) not in chain:
            chain.append(_parent(units[chain[-1]]))
        if _parent(units[chain[-1]]) == key:
            words = " → ".join(code for _, code in [*chain, key])
            sentence = f"上级关系成了一圈（{words}）。请改正其中一行的上级代码。"
        else:
            sentence = f"上级“{_parent(units[key])[1]}”处在一圈上级关系里，那几行要先改正。"
        problems.append(Problem(UNITS.title, units[key].number, "上级代码", sentence))
    return problems


def _parent(line: Line) -> Key:
    tree, _ = key_of(line)
    return tree, line.cells.get("parent", "")
