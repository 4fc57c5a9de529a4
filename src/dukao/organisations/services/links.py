"""Ties between units: made on one day, ended on another."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from dukao.journal.selectors import is_done
from dukao.journal.services import record
from dukao.kernel.actor import Actor
from dukao.kernel.errors import DomainError
from dukao.kernel.verdict import require
from dukao.organisations.models import Unit, UnitLink
from dukao.organisations.policies import can_change_structure
from dukao.organisations.selectors import unit_on
from dukao.organisations.services.checks import called, living_version
from dukao.organisations.services.spans import end_row, journal_span
from dukao.organisations.vocabulary import LinkRole, Tree


@transaction.atomic
def link_units(
    *,
    actor: Actor,
    unit: Unit,
    target: Unit,
    role: str,
    since: date,
    at: datetime,
    subject: str = "",
    reason: str = "",
    key: str = "",
) -> UnitLink:
    """From ``since`` ``unit`` stands in ``role`` to ``target``, for ``subject`` or for all matters.

    A party organisation belongs to one administrative unit at a time; the other roles may be held
    towards many.
    """
    links = UnitLink.objects.filter(unit=unit, role=role, subject=subject)
    if is_done(key):
        return links.filter(target=target).latest("since")
    version, towards = living_version(unit, since), living_version(target, since)
    require(can_change_structure(actor, version.path, unit.tree))
    _require_fitting(unit, target, role)
    held = links.filter(Q(until__isnull=True) | Q(until__gt=since))
    if role != LinkRole.PARTY_OF:
        held = held.filter(target=target)
    other = held.select_related("target").first()
    if other is not None:
        name = unit_on(other.target_id, since).short_name
        raise DomainError("link_held", f"“{version.short_name}”与“{name}”已有这种联系，请先结束原来的。")
    link = UnitLink.objects.create(unit=unit, target=target, role=role, subject=subject, since=since)
    record(
        actor=actor, event="unit_linked", subject=unit, label=version.name, at=at, reason=reason,
        after=_plain(link), unit_path=version.path, key=key,
    )  # fmt: skip
    record(
        actor=actor, event="unit_link_received", subject=target, label=towards.name, at=at, reason=reason,
        after=_plain(link), unit_path=towards.path,
    )  # fmt: skip
    return link


@transaction.atomic
def end_link(*, actor: Actor, link: UnitLink, on: date, reason: str, at: datetime, key: str = "") -> None:
    """The link does not hold from ``on``; ended on its first day, it never was."""
    if is_done(key):
        return
    version = unit_on(link.unit_id, on)
    require(can_change_structure(actor, version.path, link.unit.tree))
    ended = {**_plain(link), "until": on.isoformat()}
    end_row(link, on)
    record(
        actor=actor, event="unit_link_ended", subject=link.unit, label=version.name, at=at, reason=reason,
        after=ended, unit_path=version.path, key=key,
    )  # fmt: skip


def _require_fitting(unit: Unit, target: Unit, role: str) -> None:
    if unit.pk == target.pk:
        raise DomainError("same_unit", "不能与自己建立联系，请选择另一个单位。")
    is_party = unit.tree == Tree.PARTY and target.tree == Tree.ADMINISTRATIVE
    if role == LinkRole.PARTY_OF and not is_party:
        raise DomainError("not_party", "“所在单位”只能从党组织指向行政机构，请核对两边的单位。")
    if role != LinkRole.PARTY_OF and unit.tree != target.tree:
        raise DomainError("other_tree", "分管和联系只在同一棵机构树的单位之间。")


def _plain(link: UnitLink) -> dict[str, str]:
    return {
        "unit": called(link.unit, link.since), "target": called(link.target, link.since),
        "role": link.role, "subject": link.subject, **journal_span(link),
    }  # fmt: skip
