"""What waits for somebody's decision, and what a unit may still explain: for the landing page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q, QuerySet, Value
from django.urls import reverse

from dukao.kernel.actor import Actor
from dukao.kernel.clock import at_time, local_day
from dukao.kernel.extension import ExtensionState
from dukao.kernel.roles import Role
from dukao.matters.ladder import steps_of
from dukao.matters.models import CoordinationRequest, Extension, LookBack, Rung
from dukao.matters.policies import DOERS
from dukao.matters.selectors.rules import rules_on
from dukao.matters.vocabulary import IN_HAND, RequestState, RungKind, RungState
from dukao.organisations.selectors import unit_ids_under
from dukao.ui.todo import Todo

#: The landing page lists the most urgent; the lists behind it hold them all.
AT_MOST = 30
#: Working hours end: what is due on a day is due by then.
CLOSING_HOUR = 17, 30


def waiting_for_decision(actor: Actor, now: datetime) -> Iterator[Todo]:
    """Every landing page asks, so that each side costs one query."""
    day = local_day(now)
    if actor.has(*DOERS):
        yield from _to_explain(actor, day)
    if actor.has(Role.OFFICE, Role.LEADER):
        yield from _to_decide(actor, day)


def _to_explain(actor: Actor, day: date) -> Iterator[Todo]:
    asked = Rung.objects.filter(
        state=RungState.PROPOSED, explained_at=None, explain_by__gte=day,
        matter__lead_unit__in=actor.units(*DOERS),
    ).select_related("matter")  # fmt: skip
    for rung in asked.order_by("explain_by", "pk")[:AT_MOST]:
        title = f"拟升级为{rung.get_kind_display()}：{rung.matter.title}"
        page = reverse("matters:explain", args=[rung.pk])
        yield _todo(rung.explain_by, title, rung.matter.number, page, "说明")


def _to_decide(actor: Actor, day: date) -> Iterator[Todo]:
    """Everything that waits for office or leader, the longest waiting first, in one query."""
    offices, leaders = (unit_ids_under(actor.scopes(role), day) for role in (Role.OFFICE, Role.LEADER))
    asked = Q(state=RequestState.OPEN, matter__owner__in=offices)
    asked |= Q(state=RequestState.RAISED, matter__owner__in=leaders)
    parts = (
        _part("rung", rungs_to_decide(actor, day), "kind", "on"),
        _part("request", CoordinationRequest.objects.filter(asked), "state", "asked_at__date"),
        _part(
            "extension", Extension.objects.filter(state=ExtensionState.ASKED, matter__owner__in=offices),
            "state", "old_due_on",
        ),
        _part(
            "lookback", LookBack.objects.filter(done_at=None, planned_on__lte=day, matter__owner__in=offices),
            "finding", "planned_on",
        ),
    )  # fmt: skip
    rows = parts[0].union(*parts[1:], all=True).order_by("day", "pk")[:AT_MOST]
    for what, pk, kind, on, number, title in rows:
        words, act, page = {
            "rung": (f"决定{RungKind(kind).label if what == 'rung' else ''}", "决定", "matters:rung"),
            "request": ("请求协调", "答复", "matters:request"),
            "extension": ("延期申请", "决定", "matters:extensions"),
            "lookback": ("回头看", "核实", "matters:lookback"),
        }[what]
        url = reverse(page) if what == "extension" else reverse(page, args=[pk])
        yield _todo(on, f"{words}：{title}", number, url, act, is_official=what == "rung")


def _part(what: str, rows: QuerySet[Any], kind: str, day: str) -> QuerySet[Any, Any]:
    named = rows.annotate(what=Value(what), day=F(day)).order_by()
    return named.values_list("what", "pk", kind, "day", "matter__number", "matter__title")


def rungs_to_decide(actor: Actor, day: date) -> QuerySet[Rung]:
    """Proposals the actor's role decides by the rules of today, once the unit was heard."""
    mine = Q(pk__in=[])
    for step in steps_of(rules_on(day)):
        if step.by and actor.has(step.by):
            mine |= Q(kind=step.rung, matter__owner__in=unit_ids_under(actor.scopes(step.by), day))
    heard = Q(explained_at__isnull=False) | Q(explain_by__lt=day)
    waiting = Rung.objects.filter(mine, heard, state=RungState.PROPOSED, matter__state__in=IN_HAND)
    return waiting.exclude(matter__lead_unit_id=actor.unit_id)


def _todo(
    day: date | None, title: str, number: str, url: str, act: str, *, is_official: bool = False
) -> Todo:
    return Todo(at_time(day, *CLOSING_HOUR) if day else None, title, number, url, act, is_official)
