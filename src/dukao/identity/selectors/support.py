"""Support from outside: who may look now, where, and what was looked at."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import models
from django.db.models import QuerySet

from dukao.identity.models import Account, SupportVisit
from dukao.identity.policies import can_end_support, can_see_support
from dukao.identity.selectors.actors import actor_for
from dukao.journal.selectors import entries_of_any
from dukao.kernel.actor import Actor, HeldGrant
from dukao.kernel.clock import local_day
from dukao.kernel.errors import Missing
from dukao.kernel.prepared import Count, Parameter, Prepared
from dukao.kernel.roles import Role
from dukao.kernel.verdict import Verdict, require
from dukao.organisations.selectors import unit_on

#: Visits, and pages of each, that the unit's page shows.
VISITS_SHOWN, PAGES_SHOWN, LOOKS_READ = 20, 30, 2000


@dataclass(frozen=True, slots=True)
class Looked:
    """One page that was opened: its name and when."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One visit as the unit reads it."""

    visit: SupportVisit
    view: str
    unit_name: str
    is_open: bool
    pages: tuple[Looked, ...]
    page_count: int
    may_end: Verdict


def support_people() -> QuerySet[Account]:
    return Account.objects.filter(is_support=True, is_active=True).order_by("name", "pk")


def open_visits(at: datetime | Parameter) -> QuerySet[SupportVisit]:
    """Those that hold at this moment: they end by themselves, and when whoever looks is disabled."""
    return SupportVisit.objects.filter(
        since__lte=at, until__gt=at, ended_at__isnull=True, account__is_active=True
    )


def visits_given(account: Account, at: datetime) -> list[tuple[SupportVisit, str]]:
    """Where the support person may look now, with the names of the units."""
    day = local_day(at)
    visits = open_visits(at).filter(account=account).select_related("granted_by").order_by("until")
    return [(visit, unit_on(visit.unit_id, day).short_name) for visit in visits]


def visit_numbered(visit_id: int) -> SupportVisit:
    found = SupportVisit.objects.select_related("account", "unit").filter(pk=visit_id).first()
    if found is None:
        raise Missing("没有这次支持访问。")
    return found


def looking_actor(account: Account, visit_id: int | None, at: datetime) -> Actor:
    """The support person: with the sight the visit lends while it holds, else with none at all."""
    actor = actor_for(account, local_day(at))
    visit = open_visits(at).filter(account=account, pk=visit_id or 0).first()
    if visit is None:
        return actor
    place = unit_on(visit.unit_id, local_day(at))
    held = HeldGrant(visit.view, visit.unit_id, place.path, place.short_name)
    return replace(actor, grants=(held,), looking_at=place.short_name)


def visits_open(actor: Actor, at: datetime) -> Count:
    """How many look at the actor's unit at this moment: a number beside the entry of every page."""
    return _OPEN.count(unit=actor.unit_id or 0, now=at)


def _open(unit: Parameter, now: Parameter) -> QuerySet[SupportVisit, tuple[int]]:
    visits = open_visits(now).filter(unit_id=unit)
    return visits.values("unit_id").annotate(n=models.Count("pk")).values_list("n")


_OPEN = Prepared(_open, unit=models.BigIntegerField(), now=models.DateTimeField())


def visits_of_unit(actor: Actor, at: datetime) -> list[VisitRow]:
    """Those of the actor's unit, the newest first, with the pages that were opened."""
    require(can_see_support(actor))
    found = SupportVisit.objects.filter(unit_id=actor.unit_id or 0).order_by("-since", "-pk")
    visits = list(found.select_related("account", "granted_by", "ended_by")[:VISITS_SHOWN])
    looked = _looked(visits)
    return [_row(actor, visit, looked[visit.pk], at) for visit in visits]


def _looked(visits: list[SupportVisit]) -> dict[int, list[Looked]]:
    """The pages opened in each, newest first; the journal is where they are kept."""
    looked: dict[int, list[Looked]] = defaultdict(list)
    for entry in entries_of_any(visits).filter(event="support_looked")[:LOOKS_READ]:
        page = str((entry.after or {}).get("page", ""))
        looked[int(entry.subject_id)].append(Looked(page, entry.at))
    return looked


def _row(actor: Actor, visit: SupportVisit, looked: list[Looked], at: datetime) -> VisitRow:
    return VisitRow(
        visit=visit,
        view=Role(visit.view).label,
        unit_name=actor.unit_name,
        is_open=visit.ended_at is None and visit.since <= at < visit.until,
        pages=tuple(looked[:PAGES_SHOWN]),
        page_count=len(looked),
        may_end=can_end_support(actor, visit, actor.unit_path),
    )
