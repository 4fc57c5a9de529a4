"""What waits for somebody's decision, and what a unit may still explain: for the landing page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import BigIntegerField, CharField, DateField, Field, Q, QuerySet
from django.urls import reverse

from dukao.kernel.actor import Actor
from dukao.kernel.clock import at_time, local_day
from dukao.kernel.extension import ExtensionState
from dukao.kernel.prepared import Parameter, Prepared, any_of
from dukao.kernel.roles import Role
from dukao.matters.ladder import AUTHORITIES, steps_of
from dukao.matters.models import CoordinationRequest, Extension, LookBack, Rung
from dukao.matters.policies import DOERS
from dukao.matters.selectors.rules import rules_on
from dukao.matters.vocabulary import IN_HAND, RequestState, RungKind, RungState
from dukao.organisations.selectors import unit_ids_under
from dukao.ui.todo import Todo, Waiting

Rows = list[tuple[Any, ...]]
#: The landing page lists so many of each kind, the most urgent; the lists behind it hold them all.
AT_MOST = 30
#: Working hours end: what is due on a day is due by then.
CLOSING_HOUR = 17, 30


def waiting_for_decision(actor: Actor, now: datetime) -> Iterator[Waiting]:
    day = local_day(now)
    if actor.has(*DOERS):
        units = tuple(sorted(actor.units(*DOERS)))
        yield Waiting(_HEARINGS.asked(units=units, day=day), _to_explain)
    if actor.has(*AUTHORITIES):
        steps, own = steps_of(rules_on(day)), actor.unit_id or 0
        for role in AUTHORITIES:
            kinds = tuple(step.rung for step in steps if step.by == role)
            asked = {"scopes": actor.scopes(role), "day": day}
            yield Waiting(_RUNGS.asked(**asked, kinds=kinds, own=own), _to_decide)
            yield Waiting(_REQUESTS[role].asked(**asked), _to_answer)
    if actor.has(Role.OFFICE):
        run = {"scopes": actor.scopes(Role.OFFICE), "day": day}
        yield Waiting(_EXTENSIONS.asked(**run), _to_extend)
        yield Waiting(_LOOKBACKS.asked(**run), _to_look_back)


def _hearings(units: Sequence[Parameter], day: Parameter) -> QuerySet[Rung, Any]:
    """Rungs the unit may still explain itself on."""
    asked = Rung.objects.filter(
        any_of("matter__lead_unit", units), state=RungState.PROPOSED, explained_at=None, explain_by__gte=day
    )
    return _first(asked, "explain_by", "kind")


def _rungs(
    scopes: Sequence[Parameter], kinds: Sequence[Parameter], own: Parameter, day: Parameter
) -> QuerySet[Rung, Any]:
    """Proposals of the kinds the role decides by the rules of today, once the unit was heard."""
    heard = Q(explained_at__isnull=False) | Q(explain_by__lt=day)
    waiting = Rung.objects.filter(
        any_of("kind", kinds), heard, state=RungState.PROPOSED, matter__state__in=IN_HAND,
        matter__owner__in=unit_ids_under(scopes, day),
    )  # fmt: skip
    return _first(waiting.exclude(matter__lead_unit_id=own), "on", "kind")


def _requests(state: str) -> Prepared:
    """Requests for coordination in that state."""

    def ask(scopes: Sequence[Parameter], day: Parameter) -> QuerySet[CoordinationRequest, Any]:
        below = unit_ids_under(scopes, day)
        asked = CoordinationRequest.objects.filter(state=state, matter__owner__in=below)
        return _first(asked, "asked_at", "state")

    return Prepared(ask, **_SCOPE)


def _extensions(scopes: Sequence[Parameter], day: Parameter) -> QuerySet[Extension, Any]:
    asked = Extension.objects.filter(
        state=ExtensionState.ASKED, matter__owner__in=unit_ids_under(scopes, day)
    )
    return _first(asked, "old_due_on", "state")


def _lookbacks(scopes: Sequence[Parameter], day: Parameter) -> QuerySet[LookBack, Any]:
    due = LookBack.objects.filter(
        done_at=None, planned_on__lte=day, matter__owner__in=unit_ids_under(scopes, day)
    )
    return _first(due, "planned_on", "finding")


def _first(found: QuerySet[Any], day: str, kind: str) -> QuerySet[Any, Any]:
    """The longest waiting, with the day they wait for or since."""
    return found.order_by(day, "pk").values_list("pk", kind, day, "matter__number", "matter__title")[:AT_MOST]


_SCOPE: dict[str, Field[Any, Any]] = {"scopes": CharField(), "day": DateField()}
_HEARINGS = Prepared(_hearings, units=BigIntegerField(), day=DateField())
_RUNGS = Prepared(_rungs, **_SCOPE, kinds=CharField(), own=BigIntegerField())
#: What a unit asks for is answered by the office, or by a leader it was raised to.
_REQUESTS = {Role.OFFICE: _requests(RequestState.OPEN), Role.LEADER: _requests(RequestState.RAISED)}
_EXTENSIONS, _LOOKBACKS = Prepared(_extensions, **_SCOPE), Prepared(_lookbacks, **_SCOPE)


def _to_explain(rows: Rows) -> Iterator[Todo]:
    for pk, kind, day, number, title in rows:
        page = reverse("matters:explain", args=[pk])
        yield _todo(day, f"拟升级为{RungKind(kind).label}：{title}", number, page, "说明")


def _to_decide(rows: Rows) -> Iterator[Todo]:
    for pk, kind, day, number, title in rows:
        page = reverse("matters:rung", args=[pk])
        yield _todo(day, f"决定{RungKind(kind).label}：{title}", number, page, "决定", is_official=True)


def _to_answer(rows: Rows) -> Iterator[Todo]:
    for pk, _, asked_at, number, title in rows:
        page = reverse("matters:request", args=[pk])
        yield _todo(local_day(asked_at), f"请求协调：{title}", number, page, "答复")


def _to_extend(rows: Rows) -> Iterator[Todo]:
    for _, _, day, number, title in rows:
        yield _todo(day, f"延期申请：{title}", number, reverse("matters:extensions"), "决定")


def _to_look_back(rows: Rows) -> Iterator[Todo]:
    for pk, _, day, number, title in rows:
        yield _todo(day, f"回头看：{title}", number, reverse("matters:lookback", args=[pk]), "核实")


def _todo(
    day: date | None, title: str, number: str, url: str, act: str, *, is_official: bool = False
) -> Todo:
    return Todo(at_time(day, *CLOSING_HOUR) if day else None, title, number, url, act, is_official)
