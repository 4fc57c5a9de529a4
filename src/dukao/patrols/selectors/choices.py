"""Who and what may be chosen in forms."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from dukao.checks.selectors import checks_under_way, visible_checks
from dukao.identity.selectors import accounts_holding
from dukao.kernel.actor import Actor
from dukao.kernel.errors import DomainError
from dukao.kernel.roles import Role
from dukao.kernel.validity import holds_on
from dukao.matters.selectors import work_fields
from dukao.organisations.selectors import versions_by_unit
from dukao.patrols.models import Finding, Interest, Member, PatrolGroup, PatrolTask
from dukao.patrols.selectors.seeing import visible_findings, visible_groups

if TYPE_CHECKING:
    from dukao.organisations.models import UnitVersion

Offers = list[tuple[int, str]]


def leaders_of(owner_id: int, day: date) -> Offers:
    """Leaders of the place, to be named to read along or to be told at once."""
    return list(accounts_holding([Role.LEADER], owner_id, day).values_list("pk", "name"))


def receivers_of(owner_id: int, day: date) -> Offers:
    """Who takes over clues at discipline."""
    return list(accounts_holding([Role.DISCIPLINE], owner_id, day).values_list("pk", "name"))


def patroller_named(username: str, owner_id: int, day: date) -> int | None:
    """The account of a member, by user name; it must hold the role the seat is used with."""
    if not username.strip():
        return None
    found = accounts_holding([Role.PATROL], owner_id, day).filter(username=username.strip().lower()).first()
    if found is None:
        raise DomainError(
            "no_patroller", f"“{username.strip()}”不是督导巡查账户。请安全管理员先授予“督导巡查”角色。"
        )
    return found.pk


def members_on(group_id: int | None, day: date) -> Offers:
    seats = Member.objects.filter(holds_on(day), group=group_id).select_related("person")
    return [(seat.pk, f"{seat.person.name}（{seat.get_role_display()}）") for seat in seats.order_by("pk")]


def standing_interests(group_id: int | None, day: date) -> Offers:
    """Declared ties of the group's members that have no end yet, as one names them."""
    seats = Member.objects.filter(holds_on(day), group=group_id)
    rows = Interest.objects.filter(person__in=seats.values("person"), until=None).select_related("person")
    named = [row.unit_id for row in rows if row.unit_id is not None]
    places = versions_by_unit(named, day) if named else {}
    return [
        (row.pk, f"{row.person.name} {row.get_kind_display()}{_at(places, row.unit_id)}，{row.since} 起")
        for row in rows
    ]


def _at(places: dict[int, UnitVersion], unit_id: int | None) -> str:
    return f"：{places[unit_id].short_name}" if unit_id is not None else ""


def groups_to_send(actor: Actor, day: date) -> list[PatrolGroup]:
    """Groups that stand on ``day``."""
    return list(visible_groups(actor, day).filter(holds_on(day)).prefetch_related("members__person"))


def work_fields_known() -> Offers:
    return [(field.pk, field.name) for field in work_fields()]


def checks_to_follow(actor: Actor, day: date, task: PatrolTask | None) -> list[tuple[str, str]]:
    """Checks a task may carry out: those under way, and the one it was drafted for."""
    found = (
        visible_checks(actor, day).filter(pk=task.check_of_id or 0)
        if task
        else visible_checks(actor, day).none()
    )
    rows = (checks_under_way(actor, day) | found).order_by("number").values_list("pk", "number", "name")
    return [("", "没有对应的检查"), *((str(pk), f"{number} {name}") for pk, number, name in rows)]


def finding_numbered(actor: Actor, number: str, day: date) -> Finding:
    found = visible_findings(actor, day).filter(number__iexact=number.strip()).first()
    if found is None:
        raise DomainError("no_such_number", f"没有编号“{number.strip()}”的发现，请核对编号。")
    return found
