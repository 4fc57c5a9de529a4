"""Between the frozen document and plain data that can be worked on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from dukao.kernel.errors import DomainError, Missing
from dukao.scoring import Problem, Scheme, SchemeError, scheme_from_data
from dukao.scoring.parts import Errors, Plain


class Rejected(DomainError):
    """The change would make a document that is not one; ``errors`` say by field what is wrong."""

    def __init__(self, sentence: str, errors: Errors | None = None) -> None:
        super().__init__("rejected", sentence)
        self.errors = errors or {}


def opened(scheme: Scheme) -> Plain:
    """The document as plain data, defaults left out."""
    plain: Plain = scheme.model_dump(mode="json", exclude_defaults=True)
    return plain


def closed(data: Plain, place: str = "") -> Scheme:
    """The document again; a draft may contradict itself, but every part must be what it claims.

    What is wrong at or below ``place`` ("items[2].method") is told field by field.
    """
    try:
        return scheme_from_data(data, draft=True)
    except SchemeError as error:
        sentence = "；".join(problem.sentence for problem in error.problems)
        raise Rejected(sentence, _by_field(error.problems, place)) from error


def _by_field(problems: tuple[Problem, ...], place: str) -> Errors:
    """Sentences under the keys forms use, "bands.2.range"; "" holds what belongs to no single field."""
    errors: Errors = {}
    for problem in problems:
        inside = problem.key == place or problem.key.startswith(f"{place}." if place else "")
        field = problem.key.removeprefix(place).lstrip(".") if inside else ""
        errors.setdefault(re.sub(r"\[(\d+)\]", r".\1", field), problem.sentence)
    return errors


@dataclass(frozen=True)
class Spot:
    """Where a node stands: among which siblings, at which place, under which family; ``path`` in words."""

    siblings: list[Any]
    place: int
    parent: Plain | None
    path: str

    @property
    def node(self) -> Plain:
        node: Plain = self.siblings[self.place]
        return node


def find(data: Plain, code: str) -> Spot:
    """The node of this code; Missing when somebody has taken it away."""
    found = _find(data["items"], None, code, "items")
    if found is None:
        raise Missing(f"办法里没有代码为 {code} 的指标或类别，可能刚被删除，请刷新。")
    return found


def _find(siblings: list[Any], parent: Plain | None, code: str, above: str) -> Spot | None:
    for place, node in enumerate(siblings):
        path = f"{above}[{place + 1}]"
        if node["code"] == code:
            return Spot(siblings, place, parent, path)
        if "children" in node:
            inner = _find(node["children"], node, code, f"{path}.children")
            if inner is not None:
                return inner
    return None
