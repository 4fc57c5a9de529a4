"""Assumptions beside the weights: policies and parameters that could have been written another way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from dukao.scoring.cell_states import CellState
from dukao.scoring.engine import Run
from dukao.scoring.problems import SchemeError
from dukao.scoring.scheme import Scheme
from dukao.scoring.simulation.edits import WEIGHT, Edit, edited, parsed_edit

#: Every combination of choices costs a full scoring.
MOST_COMBINATIONS = 64


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to write it; no edits: as the scheme has it."""

    label: str
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """One assumption, all its alternatives equally likely."""

    code: str
    name: str
    alternatives: tuple[Alternative, ...]


def parsed_choice(scheme: Scheme, text: str) -> Choice:
    """The choice a line like `not_applicable=full|zero` writes; the declared way is always among them."""
    left, _, values = text.partition("=")
    listed = [value.strip() for value in values.split("|") if value.strip()]
    if not listed:
        raise SchemeError(f"选择“{text}”写法不对，请写“键=取法|取法”，例如 not_applicable=full|zero")
    edits = [parsed_edit(scheme, f"{left}={value}") for value in listed]
    if any(edit.key == WEIGHT and edit.where for edit in edits):
        raise SchemeError(f"权重的变动由 --weights 给出，不写在选择里：{text}")
    others = [Alternative(value, (edit,)) for value, edit in zip(listed, edits, strict=True)]
    for other in others:
        edited(scheme, other.edits)  # what cannot be read is said now
    return Choice(left.strip(), left.strip(), (Alternative("按办法"), *others))


def standard_choices(scheme: Scheme, run: Run) -> tuple[Choice, ...]:
    """Choices that matter on these facts: how absent values count, how totals are rounded."""
    states = [scores.leaf.states for scores in run.nodes.values() if scores.leaf is not None]
    found = []
    if any((one == CellState.NOT_APPLICABLE.value).any() for one in states):
        found.append(
            _choice(scheme, "not_applicable", "不适用怎么算",
                    {"rescale": "折算", "peer_average": "按组内平均", "full": "给满分", "zero": "计 0 分"})
        )  # fmt: skip
    if any((one == CellState.MISSING.value).any() for one in states):
        found.append(
            _choice(scheme, "missing", "缺报怎么算",
                    {"zero": "计 0 分", "peer_average": "按组内平均", "skip": "视为不适用"})
        )  # fmt: skip
    places = scheme.rounding.total.places
    found.append(
        _choice(
            scheme, "rounding.total", "总分保留几位",
            {str(other): f"{other} 位小数" for other in (1, 2, 4) if other != places},
        )
    )  # fmt: skip
    return tuple(found)


def _choice(scheme: Scheme, key: str, name: str, ways: dict[str, str]) -> Choice:
    others = tuple(Alternative(label, (Edit("", key, value),)) for value, label in ways.items())
    return Choice(key, name, (Alternative("按办法"), *others))


def combinations(scheme: Scheme, choices: Sequence[Choice]) -> list[tuple[int, ...]]:
    """Numbers of alternatives, one for each choice, in every combination; refuses more than can be scored."""
    count = 1
    for choice in choices:
        count *= len(choice.alternatives)
    if count > MOST_COMBINATIONS:
        raise SchemeError(f"各项选择共有 {count} 种组合，最多 {MOST_COMBINATIONS} 种，请减少几项")
    return list(product(*(range(len(choice.alternatives)) for choice in choices)))


def chosen(scheme: Scheme, choices: Sequence[Choice], taken: Sequence[int]) -> Scheme:
    """The scheme with these alternatives taken."""
    edits = [
        edit for choice, at in zip(choices, taken, strict=True) for edit in choice.alternatives[at].edits
    ]
    return edited(scheme, edits) if edits else scheme
