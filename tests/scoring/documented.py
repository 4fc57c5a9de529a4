"""Examples of the documentation, made whole and run."""

import re

from dukao.scoring import Fact, RosterUnit, Target, scheme_from_yaml, score
from tests.scoring.builders import SEPTEMBER

WITH_TABLE = re.compile(
    r"```yaml\n(- [^`]*)```\n\n\| value \| target \| score \|\n\|[-|]+\|\n((?:\|[^\n]*\|\n)+)"
)


def completed(example):
    """A fragment made a whole scheme; texts stay as they are written."""
    if example.startswith("format:"):
        return scheme_from_yaml(example)
    if example.startswith("- "):
        example = "items:\n" + "".join(f"  {line}\n" for line in example.splitlines())
    head = "format: dukao-scheme/1\ncode: docs\nname: 示例\nyear: 2026\n"
    if not re.search("^rounding:", example, re.MULTILINE):
        head += "rounding: {total: 2, item: 2}\n"
    if "role: bonus" in example and "weight:" not in example:
        example += "  - {code: rest, name: 其余, weight: 100, method: conversion}\n"
        head += "order: [rescale, deduct, bonus, cap, round, veto, rank, grade]\n"
    draft = scheme_from_yaml(head + example, draft=True)
    weights = [node.weight for node in draft.items if node.weight]
    return scheme_from_yaml(head + f"full_marks: {sum(weights)}\n" + example)


def rows_of(table):
    """Value, target (or nothing) and score of every row, as they stand there."""
    return [tuple(cell.strip() for cell in row.strip("|").split("|")) for row in table.splitlines()]


def computed(example, table):
    """The result for the rows of an example's table: a unit for each, of one group."""
    scheme = completed(example)
    facts, targets = [], []
    for number, (value, target, _) in enumerate(rows_of(table)):
        unit = f"u{number:02d}"
        facts.append(Fact(unit, "a", SEPTEMBER, value))
        if target:
            targets.append(Target(unit, "a", SEPTEMBER, target))
    roster = [RosterUnit(fact.unit, group="g") for fact in facts]
    return score(scheme, facts, period=SEPTEMBER, targets=targets, roster=roster)
