"""What the pages of the ladder, of requests, extensions and look-backs show, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from django.db.models import Model, Q, QuerySet

from dukao.documents.selectors import visible_documents
from dukao.kernel.actor import Actor
from dukao.kernel.errors import Missing
from dukao.kernel.extension import ExtensionState
from dukao.kernel.light import Light
from dukao.kernel.roles import Role
from dukao.kernel.verdict import Verdict
from dukao.matters.ladder import Step, step_for
from dukao.matters.models import CoordinationRequest, Extension, LookBack, Matter, Rung
from dukao.matters.policies import (
    Places,
    can_decide_extension,
    can_decide_rung,
    can_explain,
    is_in_time_to_explain,
    is_ripe,
)
from dukao.matters.selectors.rules import rules_on
from dukao.matters.selectors.seeing import light_of, matter_for, visible_matters
from dukao.matters.vocabulary import LookBackFinding, RequestState, RungState
from dukao.organisations.selectors import paths_of, unit_ids_under, unit_on, versions_by_unit, work_calendar

if TYPE_CHECKING:
    from dukao.documents.models import OfficialDocument
    from dukao.organisations.models import UnitVersion

M = TypeVar("M", bound=Model)

#: Conditions of the lists: what waits for somebody, and what was settled.
RUNG_VIEWS = {
    "waiting": Q(state=RungState.PROPOSED),
    "decided": Q(state=RungState.DECIDED),
    "declined": Q(state__in=(RungState.DECLINED, RungState.LAPSED)),
}
EXTENSION_VIEWS = {"waiting": Q(state=ExtensionState.ASKED), "settled": ~Q(state=ExtensionState.ASKED)}
_UNANSWERED = (RequestState.OPEN, RequestState.RAISED)
REQUEST_VIEWS = {"waiting": Q(state__in=_UNANSWERED), "settled": ~Q(state__in=_UNANSWERED)}


@dataclass(frozen=True, slots=True)
class RungSheet:
    """One rung with all that whoever decides it has to know."""

    rung: Rung
    matter: Matter
    step: Step
    lead: UnitVersion
    light: Light
    climb: tuple[Rung, ...]
    earlier: tuple[Rung, ...]
    document: OfficialDocument | None
    may_decide: Verdict
    is_ripe: Verdict
    may_explain: Verdict
    in_time: Verdict


def rungs_seen(actor: Actor, day: date) -> QuerySet[Rung]:
    """Rungs beyond the reminders, of the matters the actor sees; what hurts longest comes first."""
    found = Rung.objects.filter(matter__in=visible_matters(actor, day).values("pk"))
    return found.exclude(state=RungState.TAKEN).select_related("matter", "decided_by").order_by("on", "pk")


def extensions_seen(actor: Actor, day: date) -> QuerySet[Extension]:
    found = Extension.objects.filter(matter__in=visible_matters(actor, day).values("pk"))
    return found.select_related("matter", "asked_by", "decided_by").order_by("old_due_on", "pk")


def requests_seen(actor: Actor, day: date) -> QuerySet[CoordinationRequest]:
    found = CoordinationRequest.objects.filter(matter__in=visible_matters(actor, day).values("pk"))
    return found.select_related("matter", "group", "promised").order_by("asked_at", "pk")


def lookbacks_seen(actor: Actor, day: date) -> QuerySet[LookBack]:
    """Look-backs over which the actor stands; the units learn of the finding, not of the plan."""
    owners = unit_ids_under(actor.scopes(Role.OFFICE, Role.LEADER, Role.DISCIPLINE), day)
    found = LookBack.objects.filter(matter__owner__in=owners)
    return found.select_related("matter", "done_by").order_by("planned_on", "pk")


def lookback_views(day: date) -> dict[str, Q]:
    return {
        "due": Q(done_at=None, planned_on__lte=day),
        "planned": Q(done_at=None, planned_on__gt=day),
        "holds": Q(finding=LookBackFinding.HOLDS),
        "rebounded": Q(finding=LookBackFinding.REBOUNDED),
    }


def leads_of(rows: Iterable[Matter], day: date) -> dict[int, UnitVersion]:
    """The lead units of listed matters, in one query."""
    return versions_by_unit([matter.lead_unit_id for matter in rows], day)


def rung_sheet(actor: Actor, rung_id: int, day: date) -> RungSheet:
    rung = one_of(rungs_seen(actor, day).select_related("explained_by"), rung_id, "这一级督办")
    matter, places = matter_for(actor, rung.matter_id, day)
    rules = rules_on(day)
    step = step_for(rules, rung.kind)
    rungs = list(matter.rungs.order_by("pk"))
    return RungSheet(
        rung=rung,
        matter=matter,
        step=step,
        lead=unit_on(rung.unit_id, day),
        light=light_of(matter, rules, work_calendar(), day),
        climb=tuple(other for other in rungs if other.climb == rung.climb),
        earlier=tuple(other for other in rungs if other.climb < rung.climb),
        document=visible_documents(actor, day).filter(pk=rung.document_id).first()
        if rung.document_id
        else None,
        may_decide=can_decide_rung(actor, places, step.by),
        is_ripe=is_ripe(rung, matter, day),
        may_explain=can_explain(actor, places),
        in_time=is_in_time_to_explain(rung, day),
    )


def extension_for(actor: Actor, extension_id: int, day: date) -> tuple[Extension, Places]:
    extension = one_of(extensions_seen(actor, day), extension_id, "这份延期申请")
    return extension, matter_for(actor, extension.matter_id, day)[1]


def may_decide_extensions(actor: Actor, rows: Iterable[Extension], day: date) -> dict[int, Verdict]:
    """The right to decide each of the listed ones that wait, with one look at the places."""
    waiting = {row.pk: row.matter for row in rows if row.state == ExtensionState.ASKED}
    units = {unit for matter in waiting.values() for unit in (matter.owner_id, matter.lead_unit_id)}
    paths = paths_of(units, day)
    return {
        pk: can_decide_extension(actor, Places(paths[matter.owner_id], paths[matter.lead_unit_id]))
        for pk, matter in waiting.items()
    }


def request_for(actor: Actor, request_id: int, day: date) -> tuple[CoordinationRequest, Places]:
    found = requests_seen(actor, day).select_related("asked_by", "decided_by", "asked_unit")
    request = one_of(found, request_id, "这份协调请求")
    return request, matter_for(actor, request.matter_id, day)[1]


def lookback_for(actor: Actor, lookback_id: int, day: date) -> tuple[LookBack, Places]:
    lookback = one_of(lookbacks_seen(actor, day), lookback_id, "这次回头看")
    return lookback, matter_for(actor, lookback.matter_id, day)[1]


def one_of(rows: QuerySet[M], pk: int, what: str) -> M:
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Missing(f"没有找到{what}，可能已移走，或不在你的查看范围。")
    return found
