"""What came out of a round, as it is kept: every unit's standing and every part's score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from functools import cached_property
from statistics import median
from typing import Any

from dukao.assessments.inputs import expand, squeeze


@dataclass(frozen=True, slots=True)
class Standing:
    """One unit in the round; without a total, ``reasons`` say what is missing."""

    unit: str
    total: Decimal | None
    rank: int | None
    group: str
    group_rank: int | None
    group_size: int
    grade: str
    grade_reason: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """A part of the scheme that is scored: an item or a family, with its full marks."""

    code: str
    name: str
    full: Decimal
    is_item: bool
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Loss:
    """What an item cost a unit."""

    code: str
    name: str
    points: Decimal


class ScoreBook:
    """All scores of a round, as published. A part that did not count for a unit has no score."""

    def __init__(
        self,
        standings: Sequence[Standing],
        nodes: Sequence[Node],
        rows: Sequence[Sequence[Decimal | None]],
    ) -> None:
        self.standings = {standing.unit: standing for standing in standings}
        self.nodes = {node.code: node for node in nodes}
        self._rows = dict(zip(self.standings, rows, strict=True))
        self._column = {node.code: place for place, node in enumerate(nodes)}

    def score(self, unit: str, node: str) -> Decimal | None:
        """``None`` where the part did not apply to the unit or was not due."""
        return self._rows[unit][self._column[node]]

    @property
    def totals(self) -> dict[str, Decimal | None]:
        return {unit: standing.total for unit, standing in self.standings.items()}

    def members(self, group: str) -> list[Standing]:
        return [standing for standing in self.standings.values() if standing.group == group]

    def losses(self, unit: str) -> list[Loss]:
        """Items that cost the unit points, the dearest first."""
        found = []
        for node in self.nodes.values():
            score = self.score(unit, node.code) if node.is_item else None
            if score is not None and score < node.full:
                found.append(Loss(node.code, node.name, node.full - score))
        return sorted(found, key=lambda loss: (-loss.points, loss.code))

    def median(self, group: str, node: str) -> Decimal | None:
        """The middle score of the group's units to which the part applied."""
        return self._medians.get((group, node))

    @cached_property
    def _medians(self) -> dict[tuple[str, str], Decimal | None]:
        found = {}
        for group, members in self._by_group.items():
            for node in self.nodes:
                scores = (self.score(member.unit, node) for member in members)
                found[group, node] = middle([score for score in scores if score is not None])
        return found

    @cached_property
    def _by_group(self) -> dict[str, list[Standing]]:
        groups: dict[str, list[Standing]] = {}
        for standing in self.standings.values():
            groups.setdefault(standing.group, []).append(standing)
        return groups

    def packed(self) -> bytes:
        """Canonical JSON, compressed."""
        return squeeze(
            {
                "standings": [_plain(asdict(standing)) for standing in self.standings.values()],
                "nodes": [_plain(asdict(node)) for node in self.nodes.values()],
                "scores": [[_plain(score) for score in row] for row in self._rows.values()],
            }
        )


def unpacked_book(body: bytes) -> ScoreBook:
    """The book :meth:`ScoreBook.packed` wrote."""
    document = expand(body)
    standings = [
        Standing(**{**row, "total": _number(row["total"]), "reasons": tuple(row["reasons"])})
        for row in document["standings"]
    ]
    nodes = [Node(**{**row, "full": Decimal(row["full"])}) for row in document["nodes"]]
    return ScoreBook(standings, nodes, [[_number(score) for score in row] for row in document["scores"]])


def middle(values: Sequence[Decimal]) -> Decimal | None:
    """The median; of an even number the mean of the two in the middle."""
    return median(values) if values else None


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
