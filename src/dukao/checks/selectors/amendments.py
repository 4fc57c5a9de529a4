"""Amendments that wait for a leader, and those that were decided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from dukao.checks.models import Amendment
from dukao.checks.policies import can_approve
from dukao.checks.selectors.seeing import visible_checks
from dukao.checks.vocabulary import AmendmentState
from dukao.kernel.actor import Actor
from dukao.kernel.errors import Missing
from dukao.organisations.selectors import versions_by_unit

VIEWS: dict[str, Q] = {
    "waiting": Q(state=AmendmentState.ASKED),
    "approved": Q(state=AmendmentState.APPROVED),
    "refused": Q(state__in=[AmendmentState.REFUSED, AmendmentState.WITHDRAWN]),
}
#: Words for the parts an amendment changes.
PARTS = {
    "scope": "范围", "times": "次数", "field_days": "每次现场天数", "starts_on": "开始", "ends_on": "结束",
    "objects": "对象",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PartChange:
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class AmendmentRow:
    amendment: Amendment
    organiser: str
    changes: tuple[PartChange, ...]
    may_decide: bool


def visible_amendments(actor: Actor, day: date, search: str = "") -> QuerySet[Amendment]:
    """Of checks the actor sees."""
    found = Amendment.objects.filter(check_of__in=visible_checks(actor, day).values("pk"))
    if search:
        found = found.filter(Q(check_of__name__icontains=search) | Q(check_of__number__iexact=search))
    return found.select_related("check_of", "asked_by", "decided_by")


def amendment_for(actor: Actor, amendment_id: int, day: date) -> Amendment:
    found = visible_amendments(actor, day).filter(pk=amendment_id).first()
    if found is None:
        raise Missing("没有找到这份变更，或不在你的查看范围。")
    return found


def amendment_rows(actor: Actor, amendments: Iterable[Amendment], day: date) -> list[AmendmentRow]:
    shown = list(amendments)
    ids = {unit for one in shown for unit in (*units_in(one), one.check_of.organiser_id)}
    places = versions_by_unit(ids, day)
    names = {unit: place.short_name for unit, place in places.items()}
    return [
        AmendmentRow(
            one, names[one.check_of.organiser_id], tuple(part_changes(one, names)),
            one.state == AmendmentState.ASKED
            and can_approve(actor, places[one.check_of.organiser_id].path).allowed,
        )
        for one in shown
    ]  # fmt: skip


def part_changes(amendment: Amendment, names: dict[int, str]) -> list[PartChange]:
    """What is changed, before and after, as a person reads it; of objects only those that come or go."""
    found = []
    for name, label in PARTS.items():
        if name not in amendment.after:
            continue
        before, after = amendment.before[name], amendment.after[name]
        if name == "objects":
            gone, new = set(before) - set(after), set(after) - set(before)
            found.append(PartChange(label, _listed(gone, names, "去掉"), _listed(new, names, "增加")))
        else:
            found.append(PartChange(label, str(before), str(after)))
    return found


def units_in(amendment: Amendment) -> list[int]:
    return [*amendment.before.get("objects", []), *amendment.after.get("objects", [])]


def _listed(units: Iterable[int], names: dict[int, str], word: str) -> str:
    listed: list[Any] = sorted(units)
    return f"{word}{'、'.join(names[unit] for unit in listed)}" if listed else "—"
