"""The ledger of what meetings and leaders asked for, item by item until each is signed off (S1, D-07)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from dukao.kernel.actor import Actor
from dukao.matters.models import Matter
from dukao.matters.selectors.decisions import REPLACED
from dukao.matters.selectors.seeing import lit, visible_matters
from dukao.matters.vocabulary import IN_HAND, DecisionKind, MatterState

#: 重要会议和主要负责同志调研期间安排事项: what was said in a meeting or written on a paper.
ASKED = (DecisionKind.MEETING, DecisionKind.INSTRUCTION)
#: Standing of an item; "late" is asked of the day.
STATES = (("open", "未销号"), ("late", "逾期"), ("finished", "待销号"), ("closed", "已销号"))
LAMPS = (("red", "警示"), ("yellow", "预警"), ("blue", "临期"), ("green", "正常"))


def asked_matters(
    actor: Actor, day: date, *, search: str = "", kinds: Sequence[str] = (), year: str = "", leader: str = "",
    state: str = "", lamps: Sequence[str] = (),
) -> QuerySet[Matter]:  # fmt: skip
    """Items of the ledger the actor sees that meet all conditions given."""
    found = visible_matters(actor, day).filter(paragraph__decision__kind__in=kinds or ASKED)
    found = found.exclude(state__in=REPLACED)
    if search:
        found = found.filter(
            Q(title__icontains=search) | Q(number__icontains=search)
            | Q(paragraph__decision__title__icontains=search)
        )  # fmt: skip
    if year:
        found = found.filter(paragraph__decision__decided_on__year=year)
    if leader:
        found = found.filter(paragraph__decision__leader=int(leader))
    if state:
        found = found.filter(_standing(state, day))
    if lamps:
        shining = Q(pk__in=[])
        for colour in lamps:
            shining |= lit(colour, day)
        found = found.filter(shining)
    return found.order_by(_SIGNED_OFF, "due_on", "pk")


#: What is signed off comes after what is still to be done.
_SIGNED_OFF = Case(
    When(state=MatterState.CLOSED, then=Value(1)), default=Value(0), output_field=IntegerField()
)


def _standing(state: str, day: date) -> Q:
    return {
        "open": ~Q(state=MatterState.CLOSED),
        "late": Q(state__in=IN_HAND, due_on__lt=day),
        "finished": Q(state=MatterState.FINISHED),
        "closed": Q(state=MatterState.CLOSED),
    }[state]
