"""The reading page of one version: the tree in rows, the rules around it in words, how it came about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from dukao.journal.selectors import entries_of
from dukao.journal.sentences import words_of
from dukao.kernel.actor import Actor
from dukao.schemes.differences import method_words
from dukao.schemes.editing.plain import opened
from dukao.schemes.linter import Report
from dukao.schemes.models import DraftStep, SchemeVersion
from dukao.schemes.policies import can_see_drafts
from dukao.schemes.selectors.drafts import recent_steps
from dukao.schemes.selectors.findings import report_on
from dukao.schemes.selectors.names import codes_in, day_of, unit_names
from dukao.schemes.selectors.versions import document, visible_versions
from dukao.schemes.vocabulary import IN_FORCE_STATES
from dukao.scoring import Family, Item, Scheme, full_of
from dukao.scoring.numbers import normal
from dukao.scoring.parts import SECTIONS, Section, Table, rows_of, shown, shown_rows

if TYPE_CHECKING:
    from dukao.journal.models import Entry

#: Sections with a rendering of their own on the page.
OWN_RENDERING = {"general", "groups", "targets"}
#: Steps worth telling; every save of a draft is not.
MILESTONES = (
    "scheme_added",
    "scheme_version_started",
    "scheme_version_submitted",
    "scheme_version_sent_back",
    "scheme_version_published",
    "targets_set",
    "targets_copied",
)


@dataclass(frozen=True, slots=True)
class TreeRow:
    """A node in a table: a family's heading row or an item's row."""

    node: Item | Family
    depth: int
    weight: str
    lead: str

    @property
    def is_family(self) -> bool:
        return isinstance(self.node, Family)

    @property
    def says(self) -> str:
        """How the item is scored; nothing for a family."""
        return method_words(self.node) if isinstance(self.node, Item) else ""


@dataclass(frozen=True, slots=True)
class Rules:
    """A section around the tree in words: single facts, and tables with their headings."""

    section: Section
    facts: tuple[tuple[str, str], ...]
    tables: tuple[tuple[Table, tuple[dict[str, str], ...]], ...]


@dataclass(frozen=True, slots=True)
class GroupLine:
    code: str
    name: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VersionPage:
    version: SchemeVersion
    scheme: Scheme
    rows: tuple[TreeRow, ...]
    groups: tuple[GroupLine, ...]
    rules: tuple[Rules, ...]
    versions: tuple[SchemeVersion, ...]
    report: Report | None
    milestones: tuple[tuple[str, Entry], ...]
    steps: tuple[DraftStep, ...]


def version_page(actor: Actor, version: SchemeVersion, today: date) -> VersionPage:
    scheme = document(version)
    names = unit_names(codes_in(scheme), day_of(version, today))
    is_open = version.state not in IN_FORCE_STATES
    versions = visible_versions(actor).filter(scheme=version.scheme_id).defer("document")
    return VersionPage(
        version=version,
        scheme=scheme,
        rows=tuple(tree_rows(scheme, names)),
        groups=tuple(
            GroupLine(group.code, group.name, tuple(names.get(code, code) for code in group.members))
            for group in scheme.groups
        ),
        rules=tuple(_rules(scheme)),
        versions=tuple(versions.order_by("-number")),
        report=report_on(version, day_of(version, today)) if is_open else None,
        milestones=tuple(_milestones(version)) if can_see_drafts(actor) else (),
        steps=tuple(recent_steps(version, 12)) if is_open else (),
    )


def tree_rows(scheme: Scheme, names: dict[str, str]) -> Iterator[TreeRow]:
    """The tree line by line, parents before children."""
    stack: list[tuple[Item | Family, int]] = [(node, 0) for node in reversed(scheme.items)]
    while stack:
        node, depth = stack.pop()
        lead = node.lead if isinstance(node, Item) else None
        yield TreeRow(
            node=node,
            depth=depth,
            weight=_weight(node),
            lead=names.get(lead, lead) if lead else "",
        )
        if isinstance(node, Family):
            stack += [(child, depth + 1) for child in reversed(node.children)]


def _weight(node: Item | Family) -> str:
    full = full_of(node)
    if not full and (isinstance(node, Family) or node.weight is None):
        return ""
    return weight_text(full)


def weight_text(weight: Decimal) -> str:
    """Two places, or as many as the weight has."""
    return f"{weight:.2f}" if weight == weight.quantize(Decimal("0.01")) else normal(weight)


def _rules(scheme: Scheme) -> Iterator[Rules]:
    data = opened(scheme)
    for section in SECTIONS:
        if section.key in OWN_RENDERING:
            continue
        texts = shown(section.fields, data)
        facts = tuple((field.label, texts[field.key]) for field in section.scalars if texts[field.key])
        tables = tuple(
            (table, tuple(shown_rows(table, data))) for table in section.tables if rows_of(table, data)
        )
        if facts or tables:
            yield Rules(section, facts, tables)


def _milestones(version: SchemeVersion) -> Iterator[tuple[str, Entry]]:
    for entry in entries_of(version).filter(event__in=MILESTONES)[:12]:
        yield words_of(entry.event), entry
