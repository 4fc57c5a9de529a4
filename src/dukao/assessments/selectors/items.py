"""The table of every item of one unit: clause, inputs, formula, result, loss, peers, who reviewed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from dukao.assessments.books import ScoreBook
from dukao.assessments.models import ScoreEvent
from dukao.organisations.selectors import versions_by_unit
from dukao.scoring import Combine, Derivation, Family, Input, Item, Part, Role, Scheme
from dukao.ui.formats import NOTHING, number

if TYPE_CHECKING:
    from dukao.assessments.models import Round
    from dukao.reporting.models import ReportLine

#: What became of an item that has no score from a value of its own.
STATES = {
    "carried": "沿用前期",
    "missing": "缺报",
    "pending": "待审核",
    "not_applicable": "不适用",
    "not_due": "未到考核时点",
    "blocked": "不能计分",
}


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item with everything its score rests on."""

    part: Part
    median: Decimal | None
    lead: str
    line: ReportLine | None
    events: tuple[ScoreEvent, ...] = ()

    @property
    def state(self) -> str:
        return STATES.get(self.part.state, "")

    @property
    def counts(self) -> bool:
        """False where the item does not apply, is not due or not decided yet: no score and no loss."""
        return self.part.state not in {"not_applicable", "not_due", "pending"} or bool(self.part.score)

    @property
    def inputs(self) -> str:
        return "，".join(map(_input_words, self.part.inputs)) or NOTHING

    @property
    def grounds(self) -> str:
        """What went in, as one text: recorded events, reported figures, or why there are none."""
        said = "；".join(
            f"{event.happened_on:%m-%d} {event.reason}（{event.basis}）" for event in self.events
        )
        return said or (self.inputs if self.part.inputs else self.state or NOTHING)

    @property
    def formula(self) -> str:
        return self.part.formula or "；".join(self.part.notes) or NOTHING

    @property
    def reviewed_by(self) -> str:
        """The lead unit, and who reviewed there."""
        reviewer = self.line.reviewed_by if self.line is not None else None
        return " ".join(word for word in (self.lead, reviewer.name if reviewer else "") if word)

    @property
    def loss(self) -> Decimal:
        return self.part.loss if self.counts else Decimal(0)

    @property
    def below_median(self) -> Decimal | None:
        """How far below the group's middle score; negative when above."""
        return None if self.median is None or not self.counts else self.median - self.part.score


@dataclass(frozen=True, slots=True)
class Section:
    """A top-level part of the scheme with its items."""

    part: Part
    role: Role
    rows: tuple[ItemRow, ...]
    #: Entries of a negative list or bonus under which nothing was recorded.
    silent: tuple[ItemRow, ...] = ()
    #: Marks of items that do not apply, are not due or wait for review, and are not made good in this part.
    unscored: Decimal = Decimal(0)

    @property
    def loss(self) -> Decimal:
        return max(self.part.full - self.unscored - self.part.score, Decimal(0))


class ItemTable:
    """All sections of one unit's derivation."""

    def __init__(
        self,
        scheme: Scheme,
        derivation: Derivation,
        book: ScoreBook,
        *,
        leads: Mapping[str, str],
        lines: Mapping[str, ReportLine],
        events: Iterable[ScoreEvent],
        has_shape: bool,
    ) -> None:
        self._scheme, self._book = scheme, book
        self._group = book.standings[derivation.unit].group
        self._leads, self._lines, self._has_shape = leads, lines, has_shape
        self._events: dict[str, list[ScoreEvent]] = {}
        for event in events:
            self._events.setdefault(event.item, []).append(event)
        self.sections = [
            self._section(part, node)
            for part, node in zip(derivation.root.children, scheme.items, strict=True)
        ]

    @property
    def rows(self) -> list[ItemRow]:
        return [row for section in self.sections for row in section.rows]

    @property
    def all_rows(self) -> list[ItemRow]:
        return [row for section in self.sections for row in (*section.rows, *section.silent)]

    def furthest_below(self, n: int = 5) -> list[ItemRow]:
        """The items furthest below the group's median."""
        behind = [row for row in self.rows if row.part.full and (row.below_median or 0) > 0]
        return sorted(behind, key=lambda row: (-(row.below_median or 0), row.part.code))[:n]

    def _section(self, part: Part, node: Item | Family) -> Section:
        role = node.role if isinstance(node, Family) else Role.SCORED
        rows = [self._row(leaf) for leaf in _leaves(part)]
        if role is Role.SCORED:
            return Section(part, role, tuple(rows), unscored=_unscored(part, node, rows))
        spoken = [row for row in rows if row.events or row.part.score]
        silent = [row for row in rows if row not in spoken]
        return Section(part, role, tuple(spoken), tuple(silent))

    def _row(self, part: Part) -> ItemRow:
        median = self._book.median(self._group, part.code) if self._has_shape else None
        return ItemRow(
            part, median, self._leads.get(part.code, ""), self._lines.get(part.code),
            tuple(self._events.get(part.code, ())),
        )  # fmt: skip


def leads_of(assessment: Round) -> dict[str, str]:
    """The lead unit of every item by its short name at the end of the round."""
    leads = dict(assessment.version.items.exclude(lead=None).values_list("code", "lead_id"))
    names = versions_by_unit(leads.values(), assessment.ends_on)
    return {code: names[lead].short_name for code, lead in leads.items()}


def _unscored(part: Part, node: Item | Family, rows: Iterable[ItemRow]) -> Decimal:
    """In a mean the others' shares make the whole, and an adjustment has made good what is left out."""
    if part.adjustments or (isinstance(node, Family) and node.combine is not Combine.SUM):
        return Decimal(0)
    return sum((row.part.full for row in rows if not row.counts), Decimal(0))


def _leaves(part: Part) -> Iterator[Part]:
    return (each for each in part.walk() if each.kind == "item")


def _input_words(given: Input) -> str:
    measure = given.measure if given.measure in {"", "%", "‰"} else f" {given.measure}"
    measure = f"（{given.measure}）" if given.measure[:1].isdigit() else measure
    return f"{given.label} {number(given.value)}{measure}"
