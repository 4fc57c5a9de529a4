"""来本单位的检查: which checks come to a unit, when, and on what basis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dukao.checks.models import Check, CheckObject
from dukao.checks.policies import UNIT_ROLES
from dukao.checks.selectors.quota import Load, loads
from dukao.checks.selectors.rules import rules_on
from dukao.checks.vocabulary import IN_FORCE, CheckState
from dukao.kernel.actor import Actor
from dukao.organisations.selectors import units_granted, versions_by_unit


@dataclass(frozen=True, slots=True)
class Coming:
    """One check that comes, or came, to the unit."""

    check: Check
    organiser: str
    is_over: bool


@dataclass(frozen=True, slots=True)
class OwnUnit:
    """A unit's year: what is ahead or under way, what is over, and how much of the limit is used."""

    unit_id: int
    name: str
    ahead: tuple[Coming, ...]
    over: tuple[Coming, ...]
    dropped: tuple[CheckObject, ...]
    load: Load
    quota: int | None

    @property
    def days(self) -> int:
        return sum(one.check.field_days * one.check.times for one in (*self.ahead, *self.over))


def own_units(actor: Actor, day: date, year: int) -> list[OwnUnit]:
    """Units the actor answers for, each with the checks of the year."""
    units = units_granted(actor, day, *UNIT_ROLES)
    quota = rules_on(day).unit_quota
    targets = list(
        CheckObject.objects.filter(unit_id__in=list(units), check_of__year=year, check_of__state__in=IN_FORCE)
        .select_related("check_of__topic", "check_of")
        .order_by("check_of__starts_on", "check_of_id")
    )
    organisers = versions_by_unit({target.check_of.organiser_id for target in targets}, day)
    load = loads(list(units), year)
    found = []
    for unit, place in units.items():
        mine = [target for target in targets if target.unit_id == unit]
        comings = [
            Coming(
                target.check_of, organisers[target.check_of.organiser_id].short_name,
                target.check_of.state == CheckState.DONE or target.check_of.ends_on < day,
            )
            for target in mine
            if target.dropped_at is None
        ]  # fmt: skip
        found.append(
            OwnUnit(
                unit, place.short_name, tuple(one for one in comings if not one.is_over),
                tuple(one for one in comings if one.is_over),
                tuple(target for target in mine if target.dropped_at is not None), load[unit], quota,
            )
        )  # fmt: skip
    return found
