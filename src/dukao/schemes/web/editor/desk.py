"""Everything the editor shows of one draft at one place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from dukao.organisations.vocabulary import Category
from dukao.schemes.linter import Finding, Report
from dukao.schemes.linter.completeness import hard_share
from dukao.schemes.selectors.changeover import changeover_cautions
from dukao.schemes.selectors.drafts import last_step
from dukao.schemes.selectors.findings import last_year, last_year_items, policy_on, report_on
from dukao.schemes.selectors.names import day_of
from dukao.schemes.selectors.pages import tree_rows, weight_text
from dukao.schemes.selectors.versions import base_of_comparison, document
from dukao.schemes.web.editor.panes import Pane, pane_at
from dukao.scoring import Combine, Family, Item, Scheme, full_of
from dukao.scoring.parts import SECTIONS, Section

if TYPE_CHECKING:
    from dukao.schemes.models import DraftStep, SchemeVersion

#: Where in the settings a finding on the scheme as a whole is put right.
SECTION_OF_RULE = {
    "roster": "groups",
    "units": "groups",
    "small_group": "groups",
    "sound": "rules",
    "weights": "rules",
    "code_length": "groups",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the tree."""

    node: Item | Family
    depth: int
    weight: str
    #: Codes of the families whose sums this weight is part of; empty when sums are not plain additions.
    counts_in: tuple[str, ...]
    finding: Finding | None

    @property
    def is_family(self) -> bool:
        return isinstance(self.node, Family)

    @property
    def has_weight(self) -> bool:
        return isinstance(self.node, Item) and self.node.weight is not None


@dataclass(frozen=True, slots=True)
class Sums:
    """The figures over the tree that people watch while they work."""

    total: Decimal
    full_marks: Decimal
    hard_share: Decimal | None
    hard_floor: Decimal
    items: int
    items_before: int | None

    @property
    def is_whole(self) -> bool:
        return self.total == self.full_marks

    @property
    def is_hard_enough(self) -> bool:
        return self.hard_share is not None and self.hard_share >= self.hard_floor

    @property
    def delta(self) -> int | None:
        return None if self.items_before is None else self.items - self.items_before


@dataclass(frozen=True, slots=True)
class Desk:
    version: SchemeVersion
    scheme: Scheme
    lines: tuple[Line, ...]
    sums: Sums
    report: Report
    pane: Pane
    last_step: DraftStep | None
    base: SchemeVersion | None
    sections: tuple[Section, ...] = SECTIONS
    #: Kinds of units that can join a group together.
    categories: tuple[tuple[str, str], ...] = tuple(Category.choices)

    @property
    def caution(self) -> str:
        """What to think of before the draft is submitted; "" for a first version."""
        return "".join(changeover_cautions(self.version))

    def section_of(self, finding: Finding) -> str:
        """Where a finding leads: to its node, or to the section that settles it."""
        return finding.code or SECTION_OF_RULE.get(finding.rule.code, "rules")


def desk(version: SchemeVersion, at: str, tab: str, today: date) -> Desk:
    """The desk with the node or section ``at`` open; the first item when that is not there."""
    scheme = document(version)
    report = report_on(version, day_of(version, today))
    return Desk(
        version=version,
        scheme=scheme,
        lines=tuple(_lines(scheme, report)),
        sums=Sums(
            total=_total(scheme),
            full_marks=scheme.full_marks,
            hard_share=hard_share(scheme),
            hard_floor=policy_on(today).hard_share,
            items=len(list(scheme.leaves())),
            items_before=last_year_items(version),
        ),
        report=report,
        pane=pane_at(version, scheme, at, tab, today),
        last_step=last_step(version),
        base=base_of_comparison(version) or last_year(version),
    )


def _total(scheme: Scheme) -> Decimal:
    """Full marks the tree makes, as the format counts them."""
    if scheme.combine is Combine.SUM:
        return sum((full_of(node) for node in scheme.items), Decimal(0))
    return full_of(scheme.items[0])


def _lines(scheme: Scheme, report: Report) -> Iterator[Line]:
    families = _families_above(scheme)
    for row in tree_rows(scheme, {}):
        node = row.node
        yield Line(
            node=node,
            depth=row.depth,
            weight=weight_text(full_of(node)) if full_of(node) or not _is_event(node) else "",
            counts_in=_plain_sums(scheme, families[node.code]),
            finding=report.codes.get(node.code),
        )


def _is_event(node: Item | Family) -> bool:
    return isinstance(node, Item) and node.weight is None


def _families_above(scheme: Scheme) -> dict[str, tuple[Family, ...]]:
    above: dict[str, tuple[Family, ...]] = {}
    for node in scheme.nodes():
        here = above.setdefault(node.code, ())
        if isinstance(node, Family):
            above.update({child.code: (*here, node) for child in node.children})
    return above


def _plain_sums(scheme: Scheme, above: tuple[Family, ...]) -> tuple[str, ...]:
    """Families whose sums a browser may add up itself while a weight is typed."""
    if scheme.combine is not Combine.SUM:
        return ()
    plain = all(family.combine is Combine.SUM and family.weight is None for family in above)
    return tuple(family.code for family in above) if plain else ()
