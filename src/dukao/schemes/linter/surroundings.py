"""What the linter has to know besides the document: library, units, targets, the other schemes, last year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class LibraryEntry:
    """What the library says about a reference."""

    number: int
    newest: int
    name: str
    definition: str
    source_organ: str
    has_lead: bool
    is_shared: bool


@dataclass(frozen=True, slots=True)
class Sibling:
    """Another scheme of the year: its name, its indicators by code and name, and whom it assesses."""

    name: str
    indicators: Mapping[str, str]
    units: frozenset[str]


@dataclass(frozen=True)
class Surroundings:
    """``expected`` and ``targets`` count units: by item how many answer for it; by item and month how many
    have a target or are marked as not applicable."""

    hard_share: Decimal = Decimal(60)
    hard_share_source: str = ""
    library: Mapping[str, LibraryEntry] = field(default_factory=dict)
    units: frozenset[str] = frozenset()
    expected: Mapping[str, int] = field(default_factory=dict)
    targets: Mapping[tuple[str, str], int] = field(default_factory=dict)
    siblings: tuple[Sibling, ...] = ()
    last_year_items: int | None = None
    smallest_group: int = 5
