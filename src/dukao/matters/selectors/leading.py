"""What a leader asked for and answers for, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from dukao.identity.selectors import person_of
from dukao.kernel.actor import Actor
from dukao.kernel.roles import Role
from dukao.matters.models import Decision
from dukao.matters.selectors.decisions import visible_decisions
from dukao.matters.selectors.listing import MatterRow, matter_rows
from dukao.matters.selectors.seeing import lit, visible_matters
from dukao.matters.vocabulary import MatterState
from dukao.organisations.selectors import people_named, person_by_id

#: Instructions shown, the newest first; older ones stand in the register of decisions.
MOST = 40


@dataclass(frozen=True, slots=True)
class Asked:
    """One instruction with the matters that came of it."""

    decision: Decision
    rows: tuple[MatterRow, ...]

    @property
    def closed(self) -> int:
        return sum(row.matter.state == MatterState.CLOSED for row in self.rows)

    @property
    def worst(self) -> str:
        """The colour of what needs the leader's eye first; none when nothing shines."""
        colours = {row.light.colour for row in self.rows}
        return next((colour for colour in ("red", "yellow", "blue") if colour in colours), "")


@dataclass(frozen=True, slots=True)
class LeaderPage:
    """``led`` counts what the leader answers for, whoever asked for it."""

    person_id: int
    name: str
    asked: tuple[Asked, ...]
    led: dict[str, int]

    @property
    def matters(self) -> int:
        return sum(len(one.rows) for one in self.asked)

    @property
    def closed(self) -> int:
        return sum(one.closed for one in self.asked)


def leader_of(
    actor: Actor, leaders: Sequence[tuple[int, str]], day: date, person_id: int | None = None
) -> int | None:
    """The person asked for; else the actor's own person, or for who only looks the leader who asked last."""
    if person_id is not None:
        return person_by_id(person_id).pk
    own = _own_person(actor)
    leading = [pk for pk, _ in leaders]
    if own in leading or actor.has(Role.LEADER) or not leading:
        return own
    asked = visible_decisions(actor, day).filter(leader__in=leading).order_by("-decided_on", "-pk")
    return asked.values_list("leader", flat=True).first() or leading[0]


def _own_person(actor: Actor) -> int | None:
    own = person_of(actor)
    same = people_named(actor.name) if own is None else []
    return same[0].pk if len(same) == 1 else own


def leader_page(actor: Actor, person_id: int, day: date) -> LeaderPage:
    decisions = list(
        visible_decisions(actor, day).filter(leader=person_id).order_by("-decided_on", "-pk")[:MOST]
    )
    seen = visible_matters(actor, day)
    rows = matter_rows(seen.filter(paragraph__decision__in=decisions).order_by("due_on", "pk"), day)
    by_decision: dict[int, list[MatterRow]] = {}
    for row in rows:
        assert row.matter.paragraph is not None
        by_decision.setdefault(row.matter.paragraph.decision_id, []).append(row)
    asked = tuple(Asked(decision, tuple(by_decision.get(decision.pk, ()))) for decision in decisions)
    return LeaderPage(person_id, person_by_id(person_id).name, asked, led_counts(actor, person_id, day))


def led_counts(actor: Actor, person_id: int, day: date) -> dict[str, int]:
    """What the leader answers for: open, burning, waiting to be signed off, signed off this year."""
    led = visible_matters(actor, day).filter(leader=person_id)
    return led.aggregate(
        open=Count("pk", filter=Q(is_open=True)),
        red=Count("pk", filter=lit("red", day)),
        yellow=Count("pk", filter=lit("yellow", day)),
        blue=Count("pk", filter=lit("blue", day)),
        finished=Count("pk", filter=Q(state=MatterState.FINISHED)),
        closed=Count("pk", filter=Q(state=MatterState.CLOSED, year=day.year)),
    )
