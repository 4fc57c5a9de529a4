"""The score page of one unit in one round: the sum, where the points went, the peers, every item."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from dukao.assessments.books import Node, Standing, middle
from dukao.assessments.chain import sources_of_round
from dukao.assessments.computing import aggregate_of, book_of, is_composed, lines_of, result_of
from dukao.assessments.models import Round, ScoreEvent
from dukao.assessments.selectors.course import Course, course_of, short_label
from dukao.assessments.selectors.equation import Equation, Term, blended, equation_of, written
from dukao.assessments.selectors.events import events_counting
from dukao.assessments.selectors.items import ItemTable, leads_of
from dukao.assessments.selectors.sight import Sight
from dukao.assessments.selectors.spread import Dot, Scale
from dukao.assessments.shares import shares_of
from dukao.kernel.errors import Missing
from dukao.reporting.selectors import lines_behind
from dukao.schemes.selectors import document
from dukao.scoring import Derivation
from dukao.ui.formats import MINUS


@dataclass(frozen=True, slots=True)
class Source:
    """A shorter period in a longer one's total: what it scored and by what share it counts."""

    round: Round
    total: Decimal | None
    share: Fraction

    @property
    def percent(self) -> Decimal:
        return Decimal(self.share.numerator) / Decimal(self.share.denominator)

    @property
    def contribution(self) -> Decimal | None:
        if self.total is None:
            return None
        value = Fraction(self.total) * self.share
        return Decimal(value.numerator) / Decimal(value.denominator)


@dataclass(frozen=True, slots=True)
class BlendedItem:
    """An item over several periods in their shares; its derivations stand on the sheets of the periods."""

    node: Node
    score: Decimal
    median: Decimal | None

    @property
    def loss(self) -> Decimal:
        return max(self.node.full - self.score, Decimal(0))


class Sheet:
    """Everything the page, its Excel and its PDF say of one unit; worked out when asked for.

    Where the last month speaks for the quarter, ``basis`` is that month's sheet and its items are the
    quarter's. Where periods are weighted there is no single derivation, but each period has its own sheet.
    """

    def __init__(self, assessment: Round, unit_id: int, sight: Sight) -> None:
        if unit_id not in sight.open:
            raise Missing("没有这个单位的得分，或不在你的查看范围。")
        self.round, self.unit_id, self.sight = assessment, unit_id, sight
        self.scheme = document(assessment.version)
        self.place = sight.places[unit_id]
        self.code = self.place.unit.code
        self.book = book_of(assessment)
        #: Decimals of a total, as the scheme rounds it.
        self.places = self.scheme.rounding.total.places or 0
        #: Decimals of parts in tables; at least two, as scores are written.
        self.part_places = max(self.places, 2)

    @property
    def is_mine(self) -> bool:
        return self.unit_id in self.sight.own

    @cached_property
    def standing(self) -> Standing:
        return self.book.standings[self.code]

    @property
    def group_name(self) -> str:
        return next(
            (group.name for group in self.sight.groups if group.code == self.standing.group), "全部单位"
        )

    # -- where the total comes from --------------------------------------------------------------------

    @cached_property
    def sources(self) -> list[Source]:
        """Shorter periods the total is made of; empty where it is scored from facts."""
        if not is_composed(self.round):
            return []
        result = aggregate_of(self.round)
        found = result.explain(self.code)
        shares, totals = shares_of(result.step, found), dict(found.parts)
        return [
            Source(source, totals.get(source.span), shares.get(source.span, Fraction(0)))
            for source in sources_of_round(self.round)
        ]

    @cached_property
    def formula(self) -> str:
        """How the shorter periods make this one's total, with figures."""
        return aggregate_of(self.round).explain(self.code).formula if is_composed(self.round) else ""

    @cached_property
    def basis(self) -> Round | None:
        """The round whose facts and formulas explain the total; ``None`` where several are weighted."""
        if not is_composed(self.round):
            return self.round
        counted = [source for source in self.sources if source.share]
        if len(counted) != 1 or counted[0].share != 1 or counted[0].total is None:
            return None
        return Sheet(counted[0].round, self.unit_id, self.sight).basis

    @cached_property
    def derivation(self) -> Derivation | None:
        return result_of(self.basis).explain(self.code) if self.basis is not None else None

    @cached_property
    def events(self) -> list[ScoreEvent]:
        return events_counting(self.round, self.unit_id)

    @cached_property
    def equation(self) -> Equation | None:
        """``None`` while the unit has no total."""
        total = self.standing.total
        if total is None:
            return None
        if self.derivation is not None and self.derivation.total is not None:
            counts: Counter[str] = Counter()
            for event in self.events:
                counts[event.item] += event.count
            return equation_of(self.scheme, self.derivation, counts, total)
        parts = [
            (source.share, part)
            for source in self.sources
            if source.share and (part := Sheet(source.round, self.unit_id, self.sight).equation) is not None
        ]
        return blended(self.scheme.full_marks, total, parts)

    @property
    def lost(self) -> Decimal:
        """All that was lost, as a negative amount."""
        return sum((term.amount for term in self._terms if term.amount < 0), Decimal(0))

    @property
    def gained(self) -> Decimal:
        return sum((term.amount for term in self._terms if term.amount > 0), Decimal(0))

    @property
    def _terms(self) -> tuple[Term, ...]:
        sums = self.equation
        return (*sums.items, *sums.families, sums.adjustment) if sums is not None else ()

    def amount(self, value: Decimal) -> str:
        """An amount without its sign, to the decimals of a total or to as many more as it has."""
        return written(abs(value), self.places)

    def change(self, value: Decimal) -> str:
        """An amount with its sign."""
        sign = "+" if value > 0 else MINUS if value < 0 else ""
        return sign + self.amount(value)

    @property
    def may_take_bundle(self) -> bool:
        """The facts of the whole group are open to this actor."""
        return self.sight.sees_all_of(self.standing.group)

    @cached_property
    def items(self) -> ItemTable | None:
        if self.basis is None or self.derivation is None:
            return None
        line_ids = lines_of(self.basis, self.code)
        lines = lines_behind(line_ids.values())
        return ItemTable(
            self.scheme, self.derivation, self.book, leads=leads_of(self.round),
            lines={code: lines[line_id] for code, line_id in line_ids.items() if line_id in lines},
            events=self.events, has_shape=self.has_shape,
        )  # fmt: skip

    @property
    def blended(self) -> list[BlendedItem]:
        """Every item of a total that weights several periods, in the order of the scheme."""
        if self.items is not None:
            return []
        scores = ((node, self.book.score(self.code, node.code)) for node in self.book.nodes.values())
        return [
            BlendedItem(
                node, score, self.book.median(self.standing.group, node.code) if self.has_shape else None
            )
            for node, score in scores
            if node.is_item and score is not None
        ]

    # -- before and beside -----------------------------------------------------------------------------

    @cached_property
    def course(self) -> Course:
        return course_of(self.unit_id, self.round)

    @property
    def since_last(self) -> Decimal | None:
        """Against the total of the period before."""
        before = self.course.before(self.round.span)
        if before is None or before.total is None or self.standing.total is None:
            return None
        return self.standing.total - before.total

    @property
    def previous_words(self) -> str:
        """What the change is measured against: 二季度."""
        return short_label(self.round.span.previous())

    @property
    def grade_note(self) -> str:
        """Why the grade is not the one the total alone would give."""
        reason = self.standing.grade_reason
        return "" if reason.endswith("之内") else reason

    @property
    def has_shape(self) -> bool:
        return self.sight.sees_shape_of(self.standing.group)

    @cached_property
    def peer_totals(self) -> list[Decimal]:
        members = self.book.members(self.standing.group)
        return [member.total for member in members if member.total is not None] if self.has_shape else []

    @property
    def median(self) -> Decimal | None:
        return middle(self.peer_totals)

    @cached_property
    def scale(self) -> Scale:
        return Scale(self.peer_totals)

    @property
    def dots(self) -> tuple[Dot, ...]:
        """Totals of the group without names."""
        others = list(self.peer_totals)
        if self.standing.total is None:
            return self.scale.dots([(total, "") for total in others])
        others.remove(self.standing.total)
        return self.scale.dots([(self.standing.total, "me"), *((total, "") for total in others)])
