"""Results as a table: a row per period and unit: every node's score, places, grade, what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from dukao.scoring.aggregate import AggregateResult, Totals
from dukao.scoring.cell_states import CellState
from dukao.scoring.formats.columns import Column, Kind, Table, Value
from dukao.scoring.formats.files import csv_text
from dukao.scoring.result import NodeScore, Result
from dukao.scoring.sharing import share_scores

_IDENTITY = ("unit", "name", "group", "period")
_NUMBER, _WHOLE = Kind.NUMBER, Kind.WHOLE


def result_table(results: Sequence[Result]) -> Table:
    """The scores of all nodes in the order of the scheme, and the standing; empty where there is none."""
    nodes = [node.code for node in results[0].scheme.nodes()]
    columns = (
        *map(Column, _IDENTITY), *(Column(node, _NUMBER) for node in nodes), Column("total", _NUMBER),
        Column("rank", _WHOLE), Column("rank_in_group", _WHOLE), Column("grade"), Column("note"),
    )  # fmt: skip
    rows: list[list[Value]] = []
    for result in results:
        by_unit = zip(*(map(_cell, result.scores(node)) for node in nodes), strict=True)
        for one, scores in zip(result, by_unit, strict=True):
            identity = [one.unit, result.unit_name(one.unit), one.group, str(result.period)]
            standing = [one.total, one.rank, one.rank_in_group, one.grade or None]
            rows.append([*identity, *scores, *standing, "；".join(one.reasons) or None])
    return Table("结果", columns, rows)


_SHARED = (
    Column("unit"), Column("period"), Column("item"), Column("name"), Column("role"),
    Column("mean", _NUMBER), Column("full", _NUMBER), Column("points", _NUMBER), Column("note"),
)  # fmt: skip


def sharing_table(results: Sequence[Result]) -> Table:
    """What units in charge and related get for items they share: a row for each, and one for the sum."""
    scheme = results[0].scheme
    assert scheme.sharing is not None
    rows: list[list[Value]] = []
    for result in results:
        scores = {
            item.code: [one for node in result.scores(item.code) if (one := _cell(node)) is not None]
            for item in scheme.leaves()
        }
        for found in share_scores(scheme.sharing, scheme.leaves(), scores).values():
            who: list[Value] = [found.unit, str(result.period)]
            for line in found.lines:
                figures: list[Value] = [line.mean, line.full, line.points]
                rows.append([*who, line.item, line.name, line.role, *figures, line.sentence])
            rows.append([*who, "total", None, None, None, found.full, found.points, found.sentence])
    return Table("指标共担", _SHARED, rows)


def aggregate_table(result: AggregateResult, totals: Totals, names: Mapping[str, str]) -> Table:
    """Totals of the shorter periods with what they make and how."""
    periods = sorted(totals)
    columns = (
        *map(Column, _IDENTITY[:3]), *(Column(str(period), _NUMBER) for period in periods),
        Column("total", _NUMBER), Column("rank", _WHOLE), Column("rank_in_group", _WHOLE),
        Column("grade"), Column("formula"), Column("note"),
    )  # fmt: skip
    rows: list[list[Value]] = []
    for one in result:
        found = result.explain(one.unit)
        parts = [totals[period].get(one.unit) for period in periods]
        standing = [one.total, one.rank, one.rank_in_group, one.grade or None, found.formula or None]
        note = "；".join((*found.notes, *one.reasons)) or None
        rows.append([one.unit, names.get(one.unit) or one.unit, one.group, *parts, *standing, note])
    return Table("结果", columns, rows)


def write_results(results: Sequence[Result]) -> str:
    """The result table as CSV."""
    return csv_text(result_table(results))


def _cell(node: NodeScore) -> Decimal | None:
    """A score; none where the node has none of its own."""
    counts = node.state is not CellState.BLOCKED and (node.applicable or not node.full)
    return node.score if counts else None
