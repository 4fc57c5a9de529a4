"""What an item asks for: from the indicator library where it is listed, else from the scheme itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from dukao.schemes.selectors import document
from dukao.schemes.vocabulary import Direction
from dukao.scoring.methods import Reverse

if TYPE_CHECKING:
    from dukao.schemes.models import SchemeItem, SchemeVersion
    from dukao.scoring import Item
    from dukao.scoring.periods import Period


@dataclass(frozen=True, slots=True)
class Asked:
    """One item in the words of its reader."""

    name: str
    measure: str
    lower_is_better: bool
    definition: str
    evidence: str
    source: str
    basis: str
    clause: str

    @property
    def sign(self) -> str:
        return "≤" if self.lower_is_better else "≥"


def leaf_of(item: SchemeItem) -> Item:
    """The item as the scheme document has it. A published document never changes, so it is read once."""
    return _leaves(_Key(item.version))[item.code]


def asked_by(item: SchemeItem) -> Asked:
    leaf, indicator = leaf_of(item), item.indicator
    lower = indicator.direction == Direction.LOWER if indicator else isinstance(leaf.method, Reverse)
    return Asked(
        name=item.name,
        measure=(indicator.measure_unit if indicator else "") or leaf.measure,
        lower_is_better=lower,
        definition=(indicator.definition if indicator else "") or leaf.standard,
        evidence=indicator.evidence if indicator else "",
        source=(indicator.source_organ if indicator else "") or leaf.source,
        basis=indicator.basis if indicator else "",
        clause=leaf.clause,
    )


def scoring_words(item: SchemeItem) -> str:
    """How points are earned, in one sentence."""
    leaf = leaf_of(item)
    return leaf.describe()


def standard_words(item: SchemeItem, period: Period) -> str:
    """What the scheme says should be reached by the quarter of this month, in words; may be empty."""
    leaf = leaf_of(item)
    held = [entry for entry in leaf.standards if entry.period.contains(period)]
    shortest = min(held, key=lambda entry: entry.period.span, default=None)
    return shortest.text if shortest else leaf.standard


@dataclass(frozen=True, slots=True)
class _Key:
    """A version that compares by what it says, so that the cache survives its instances."""

    version: SchemeVersion

    def __hash__(self) -> int:
        return hash((self.version.pk, self.version.digest))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and hash(self) == hash(other)


@lru_cache(maxsize=64)
def _leaves(key: _Key) -> dict[str, Item]:
    return {leaf.code: leaf for leaf in document(key.version).leaves()}
