"""Which checks somebody sees."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from dukao.checks.models import Check, CheckObject
from dukao.checks.policies import ABOVE, READERS, SEERS, UNIT_ROLES, Places, can_see_check
from dukao.checks.vocabulary import IN_FORCE, CheckState
from dukao.kernel.actor import Actor
from dukao.kernel.errors import DomainError, Missing
from dukao.kernel.memo import kept_while_reading
from dukao.kernel.roles import Role
from dukao.organisations.selectors import paths_of, unit_ids_under


def visible_checks(actor: Actor, day: date) -> QuerySet[Check]:
    """Checks the actor may see: the same rule as ``policies.can_see_check``, as rows of the database."""
    if not actor.has(*READERS):
        return Check.objects.none()
    own = actor.units(*UNIT_ROLES)
    followed = unit_ids_under(actor.scopes(*ABOVE), day)
    patrolled = unit_ids_under(actor.scopes(Role.PATROL), day)
    touched = unit_ids_under(actor.scopes(*SEERS, *UNIT_ROLES), day)
    in_force = Q(state__in=IN_FORCE)
    return Check.objects.filter(
        organised_by(followed) | organised_by(own)
        | in_force & (coming_to(touched) | organised_by(patrolled))
    )  # fmt: skip


def organised_by(units: Iterable[int] | QuerySet) -> Q:
    """Checks these units organise, alone or jointly."""
    through = Check.joint.through.objects.filter(check_id=OuterRef("pk"), unit_id__in=units)
    return Q(organiser__in=units) | Q(Exists(through))


def coming_to(units: Iterable[int] | QuerySet) -> Q:
    """Checks that come to any of these units and have not dropped it."""
    targets = CheckObject.objects.filter(check_of=OuterRef("pk"), unit_id__in=units, dropped_at__isnull=True)
    return Q(Exists(targets))


def check_for(actor: Actor, check_id: int, day: date) -> tuple[Check, Places]:
    """The check with its places, or :class:`Missing` for whoever may not know of it."""
    check = (
        Check.objects.select_related(
            "topic", "organiser", "registered_by", "sent_by", "approved_by", "merged_into"
        )
        .filter(pk=check_id)
        .first()
    )
    if check is None:
        raise missing_check()
    places = places_of(check, day)
    if not can_see_check(actor, check, places):
        raise missing_check()
    return check, places


def missing_check() -> Missing:
    return Missing("没有找到这项检查，可能已撤销，或不在你的查看范围。")


def check_numbered(actor: Actor, number: str, day: date) -> Check:
    """The check of this number, if the actor may see it."""
    found = visible_checks(actor, day).filter(number__iexact=number.strip()).first()
    if found is None:
        raise DomainError("no_such_number", f"没有编号“{number.strip()}”的检查，请核对编号。")
    return found


def places_of(check: Check, day: date) -> Places:
    """Present paths of the organisers, the first one first, and of the objects that are left."""
    joint, objects = joint_ids(check), object_ids(check)
    paths = paths_of([check.organiser_id, *joint, *objects], day)
    return Places(
        tuple(paths[unit] for unit in (check.organiser_id, *joint)),
        tuple(paths[unit] for unit in objects),
    )


@kept_while_reading
def joint_ids(check: Check) -> list[int]:
    """Units that organise it jointly with the first one."""
    return list(check.joint.values_list("pk", flat=True))


@kept_while_reading
def object_ids(check: Check) -> list[int]:
    """Units the check still comes to."""
    return list(
        check.targets.filter(dropped_at__isnull=True).order_by("pk").values_list("unit_id", flat=True)
    )


def checks_under_way(actor: Actor, day: date) -> QuerySet[Check]:
    """What is being carried out now, of what the actor sees: rooms that go into the field hang on these."""
    return visible_checks(actor, day).filter(state__in=[CheckState.APPROVED, CheckState.ONGOING])
