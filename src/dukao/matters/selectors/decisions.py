"""Decisions as somebody sees them: whole, or the paragraphs one's own matters come from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from dukao.kernel.actor import Actor
from dukao.kernel.errors import Missing
from dukao.matters.models import Decision, Matter, Paragraph
from dukao.matters.policies import ABOVE, CLOSE_LABELS, DOERS, can_see_whole_decision
from dukao.matters.selectors.listing import MatterRow, matter_rows
from dukao.matters.selectors.seeing import done_by, visible_matters
from dukao.matters.vocabulary import Disposition, MatterState
from dukao.organisations.selectors import unit_ids_under, unit_on, versions_by_unit

#: Numbers under which nothing is done because others took their place, or nothing is to be done.
REPLACED = (MatterState.MERGED, MatterState.SPLIT, MatterState.DROPPED)


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One decision in the list; ``matters`` and ``closed`` count what the actor sees."""

    decision: Decision
    owner_name: str
    paragraphs: int
    open_paragraphs: int
    matters: int
    closed: int

    @property
    def in_words(self) -> str:
        return f"{self.matters} 件事项，已销号 {self.closed} 件"


@dataclass(frozen=True, slots=True)
class ParagraphRow:
    paragraph: Paragraph
    matters: tuple[MatterRow, ...]

    @property
    def label(self) -> str:
        return self.paragraph.heading or f"第 {self.paragraph.position} 段"

    @property
    def called(self) -> str:
        """Its label inside a sentence: 第一段的事项, but “（二）”的事项."""
        return self.label if self.label.startswith("第") else f"“{self.label}”"


@dataclass(frozen=True, slots=True)
class DecisionPage:
    """A decision with its paragraphs, and what became of each."""

    decision: Decision
    owner_path: str
    owner_name: str
    is_whole: bool
    rows: tuple[ParagraphRow, ...]

    def counted(self, disposition: str) -> int:
        return sum(row.paragraph.disposition == disposition for row in self.rows)

    @property
    def dismissed(self) -> list[ParagraphRow]:
        return [row for row in self.rows if row.paragraph.disposition == Disposition.NO_ACTION]

    @property
    def matters(self) -> list[MatterRow]:
        return [one for row in self.rows for one in row.matters]

    @property
    def counted_matters(self) -> list[MatterRow]:
        return [one for one in self.matters if one.matter.state not in REPLACED]

    @property
    def closed(self) -> int:
        return sum(one.matter.state == MatterState.CLOSED for one in self.matters)

    def row(self, number: int | None) -> ParagraphRow | None:
        return next((row for row in self.rows if row.paragraph.pk == number), None)


def visible_decisions(actor: Actor, day: date) -> QuerySet[Decision]:
    """Decisions followed by the actor's place, and those some matter of the actor's units comes from."""
    if not actor.has(*ABOVE, *DOERS):
        return Decision.objects.none()
    followed = Q(owner__in=unit_ids_under(actor.scopes(*ABOVE), day))
    own = _seen_matters(actor, day).filter(paragraph__decision=OuterRef("pk"))
    return Decision.objects.filter(followed | Exists(own))


def decision_page(actor: Actor, decision_id: int, day: date) -> DecisionPage:
    """The page of one decision, or :class:`Missing` for whoever may not know of it."""
    decision, path, is_whole = decision_for(actor, decision_id, day)
    paragraphs = decision.paragraphs.all()
    seen = visible_matters(actor, day) if is_whole else _seen_matters(actor, day)
    rows = matter_rows(seen.filter(paragraph__decision=decision).order_by("due_on", "pk"), day)
    if not is_whole:
        paragraphs = paragraphs.filter(pk__in={one.matter.paragraph_id for one in rows})
    return DecisionPage(
        decision, path, unit_on(decision.owner_id, day).short_name, is_whole,
        tuple(
            ParagraphRow(one, tuple(row for row in rows if row.matter.paragraph_id == one.pk))
            for one in paragraphs
        ),
    )  # fmt: skip


def decision_for(actor: Actor, decision_id: int, day: date) -> tuple[Decision, str, bool]:
    """The decision, its owner's path, and whether the actor reads the whole of it."""
    decision = (
        visible_decisions(actor, day)
        .select_related("leader", "source", "registered_by")
        .filter(pk=decision_id)
    ).first()
    if decision is None:
        raise Missing("没有找到这项决策，可能已移走，或不在你的查看范围。")
    path = unit_on(decision.owner_id, day).path
    return decision, path, bool(can_see_whole_decision(actor, path))


def paragraph_for(actor: Actor, paragraph_id: int, day: date) -> Paragraph:
    """A paragraph of a decision the actor reads as a whole."""
    paragraph = Paragraph.objects.select_related("decision").filter(pk=paragraph_id).first()
    if paragraph is None or not decision_for(actor, paragraph.decision_id, day)[2]:
        raise Missing("没有找到这一段，可能已移走，或不在你的查看范围。")
    return paragraph


def matching_decisions(
    actor: Actor, day: date, *, search: str = "", kind: str = "", level: str = "", year: str = "",
    leader: str = "", standing: str = "",
) -> QuerySet[Decision]:  # fmt: skip
    """Visible decisions that meet all conditions given."""
    found = visible_decisions(actor, day).select_related("leader")
    if search:
        found = found.filter(
            Q(title__icontains=search) | Q(number__icontains=search) | Q(decided_by__icontains=search)
            | Q(leader__name__icontains=search)
        )  # fmt: skip
    for name, value in (("kind", kind), ("level", level), ("decided_on__year", year), ("leader", leader)):
        if value:
            found = found.filter(**{name: value})
    return found.filter(_standing(standing)) if standing else found


def decision_rows(actor: Actor, decisions: Iterable[Decision], day: date) -> list[DecisionRow]:
    """The rows of one page with their counts, in a few queries however long it is."""
    shown = list(decisions)
    ids = [one.pk for one in shown]
    owners = versions_by_unit((one.owner_id for one in shown), day)
    texts = _counted(Paragraph.objects.filter(decision__in=ids), "decision", _OPEN)
    seen = visible_matters(actor, day).filter(paragraph__decision__in=ids).exclude(state__in=REPLACED)
    matters = _counted(seen, "paragraph__decision", _CLOSED)
    return [
        DecisionRow(
            one, owners[one.owner_id].short_name, *texts.get(one.pk, (0, 0)), *matters.get(one.pk, (0, 0))
        )
        for one in shown
    ]


def _counted(rows: QuerySet, by: str, of_them: Q) -> dict[int, tuple[int, int]]:
    """How many rows each decision has, and how many of them meet ``of_them``."""
    counted = rows.order_by().values_list(by).annotate(n=Count("pk"), some=Count("pk", filter=of_them))
    return {decision: (n, some) for decision, n, some in counted}


def decision_years(actor: Actor, day: date) -> list[int]:
    return [one.year for one in visible_decisions(actor, day).dates("decided_on", "year", order="DESC")]


def decision_leaders(actor: Actor, day: date) -> list[tuple[int, str]]:
    """Those whose instructions are in the list."""
    found = visible_decisions(actor, day).filter(leader__isnull=False).order_by("leader__name", "leader")
    return list(found.values_list("leader", "leader__name").distinct())


def is_shown_as_source(actor: Actor, file_id: int) -> bool:
    """The original is for those who read the whole decision."""
    from dukao.kernel.clock import today

    day = today()
    followed = unit_ids_under(actor.scopes(*ABOVE), day)
    return Decision.objects.filter(source=file_id, owner__in=followed).exists()


_OPEN = Q(disposition=Disposition.OPEN)
_CLOSED = Q(state=MatterState.CLOSED)
#: How far a decision is: some paragraph waits, some matter is not signed off, or all are.
STANDINGS = (("waiting", "有待分解"), ("ongoing", "办理中"), ("settled", "全部销号"))


def _standing(word: str) -> Q:
    waiting = Exists(Paragraph.objects.filter(_OPEN, decision=OuterRef("pk")))
    counted = Matter.objects.filter(paragraph__decision=OuterRef("pk")).exclude(state__in=REPLACED)
    ongoing = Exists(counted.exclude(_CLOSED))
    if word == "waiting":
        return Q(waiting)
    return Q(ongoing) if word == "ongoing" else ~Q(waiting) & ~Q(ongoing) & Q(Exists(counted))


def _seen_matters(actor: Actor, day: date) -> QuerySet[Matter]:
    """Matters through which a unit sees their decision; a closing label shuts it to whoever stands above."""
    own = done_by(actor.units(*DOERS))
    return visible_matters(actor, day).filter(~Q(paragraph__decision__label__in=CLOSE_LABELS) | own)
