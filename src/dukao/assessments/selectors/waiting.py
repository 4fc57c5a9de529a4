"""What waits for whom in this room: rounds to freeze, to post, to finalise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import (
    BigIntegerField,
    CharField,
    DateField,
    DateTimeField,
    Exists,
    OuterRef,
    Q,
    QuerySet,
)
from django.urls import reverse

from dukao.assessments.models import Objection, Round
from dukao.assessments.selectors.rounds import rounds_under
from dukao.assessments.vocabulary import ASSESSED, OVERSEERS, ObjectionState, RoundState
from dukao.kernel.actor import Actor
from dukao.kernel.clock import at_time, local_day
from dukao.kernel.prepared import Parameter, Prepared, any_of
from dukao.kernel.roles import Role
from dukao.scoring.periods import Period
from dukao.ui.todo import Todo, Waiting

Rows = list[tuple[Any, ...]]
#: What a round waits for whose period is over.
_NEXT: dict[str, str] = {RoundState.COLLECTING: "冻结", RoundState.FROZEN: "公示"}
#: What an open objection waits for.
_ACTS: dict[str, str] = {
    ObjectionState.RAISED: "指定办理人", ObjectionState.HANDLING: "办理", ObjectionState.APPROVING: "批准",
}  # fmt: skip


def todos(actor: Actor, now: datetime) -> Iterator[Waiting]:
    """For the office rounds that are over, or frozen; for a leader public notices that have run out."""
    if actor.has(Role.OFFICE):
        asked = _IN_WORK.asked(scopes=actor.scopes(Role.OFFICE), day=local_day(now))
        yield Waiting(asked, _to_go_on)
    if actor.has(Role.LEADER):
        asked = _POSTED.asked(scopes=actor.scopes(Role.LEADER), now=now, own=actor.account_id or 0)
        yield Waiting(asked, _to_finalise)


def objection_todos(actor: Actor, now: datetime) -> Iterator[Waiting]:
    """For the office objections nobody was given yet; for whoever was given one, to decide or approve it."""
    if actor.account_id is None or not actor.has(Role.OFFICE, Role.LEADER):
        return
    overseen = actor.scopes(*OVERSEERS, *ASSESSED) if actor.has(Role.OFFICE) else ()
    yield Waiting(_OBJECTIONS.asked(own=actor.account_id, scopes=overseen), _to_decide)


def _in_work(scopes: Sequence[Parameter], day: Parameter) -> QuerySet[Round, Any]:
    """Rounds to freeze or to post, and beside them what is settled of the same schemes and longer."""
    waiting = Q(ends_on__lt=day, state=RoundState.COLLECTING) & ~Q(result_digest="")
    waiting |= Q(state=RoundState.FROZEN)
    beside = Round.objects.filter(waiting, version=OuterRef("version"))
    settled = ~Q(state__in=_NEXT) & Q(Exists(beside), months__gt=1)
    own = rounds_under(scopes).filter(waiting).values("pk")
    return Round.objects.filter(Q(pk__in=own) | settled).values_list(*_COLUMNS)


def _posted(scopes: Sequence[Parameter], now: Parameter, own: Parameter) -> QuerySet[Round, Any]:
    ended = rounds_under(scopes).filter(state=RoundState.ON_NOTICE, notice_until__lte=now)
    return ended.exclude(frozen_by=own).values_list(*_COLUMNS)


def _objections(own: Parameter, scopes: Sequence[Parameter]) -> QuerySet[Objection, Any]:
    overseen = Objection.objects.filter(any_of("unit__versions__path__startswith", scopes))
    wanted = Q(state=ObjectionState.HANDLING, handler=own) | Q(state=ObjectionState.APPROVING, approver=own)
    wanted |= Q(state=ObjectionState.RAISED, pk__in=overseen.values("pk"))
    columns = ("pk", "state", "item_name", "round__period", "wanted", "approve_by", "decide_by")
    return Objection.objects.filter(wanted).order_by("decide_by", "pk").values_list(*columns)


_COLUMNS = ("pk", "state", "period", "months", "version_id", "version__scheme__name")
_IN_WORK = Prepared(_in_work, scopes=CharField(), day=DateField())
_POSTED = Prepared(_posted, scopes=CharField(), now=DateTimeField(), own=BigIntegerField())
_OBJECTIONS = Prepared(_objections, own=BigIntegerField(), scopes=CharField())


def _to_go_on(rows: Rows) -> Iterator[Todo]:
    """Without the months whose quarter is settled: what they came to is posted with it."""
    longer: dict[int, list[tuple[int, Period]]] = {}
    for _, state, period, months, version, _ in rows:
        if months > 1 and state != RoundState.COLLECTING:
            longer.setdefault(version, []).append((months, Period.parse(period)))
    for pk, state, period, months, version, name in sorted(rows, key=_nearest):
        span = Period.parse(period)
        taken_over = any(many > months and long.contains(span) for many, long in longer.get(version, ()))
        if state in _NEXT and not taken_over:
            yield _todo(pk, _NEXT[state], span, name)


def _nearest(row: tuple[Any, ...]) -> tuple[bool, date, int]:
    """What is frozen comes first, then what is over longest; of two that ended together the shorter one."""
    _, state, period, months, *_ = row
    return state != RoundState.FROZEN, Period.parse(period).last_day, months


def _to_finalise(rows: Rows) -> Iterator[Todo]:
    for pk, _, period, _, _, name in rows:
        yield _todo(pk, "定案", Period.parse(period), name)


def _to_decide(rows: Rows) -> Iterator[Todo]:
    for pk, state, item, period, wanted, approve_by, decide_by in rows:
        act = _ACTS[state]
        yield Todo(
            due_at=at_time(approve_by or decide_by, 17, 30),
            title=f"{act}：对{item or '总分'}的异议",
            detail=f"{Period.parse(period).label}·{wanted}",
            url=reverse("assessments:objection", args=[pk]),
            act=act,
            is_official=True,
        )


def _todo(pk: int, act: str, span: Period, scheme: str) -> Todo:
    return Todo(
        due_at=None,
        title=f"{act} {span.label}考核结果",
        detail=scheme,
        url=reverse("assessments:show", args=[pk]),
        act=act,
        is_official=True,
    )
