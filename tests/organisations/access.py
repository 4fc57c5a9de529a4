"""Who may open the pages of this room: everybody sees the structure, the office changes it."""

from __future__ import annotations

from dukao.kernel.roles import Role
from dukao.organisations import services
from dukao.organisations.selectors import unit_on
from tests.access import EVERYONE
from tests.conftest import NOW, TODAY, City

_OFFICE = frozenset({Role.OFFICE})

ACCESS = {
    "organisations:tree": EVERYONE,
    "organisations:below": EVERYONE,
    "organisations:suggest": EVERYONE,
    "organisations:unit": EVERYONE,
    "organisations:add_top": _OFFICE,
    "organisations:add_below": _OFFICE,
    "organisations:change_unit": _OFFICE,
    "organisations:correct_unit": _OFFICE,
    "organisations:withdraw_change": _OFFICE,
    "organisations:end_unit": _OFFICE,
    "organisations:merge_unit": _OFFICE,
    "organisations:split_unit": _OFFICE,
    "organisations:link_unit": _OFFICE,
    "organisations:end_link": _OFFICE,
    "organisations:appoint": _OFFICE,
    "organisations:end_post": _OFFICE,
    "organisations:people": EVERYONE,
    "organisations:person": EVERYONE,
    "organisations:add_person": _OFFICE,
    "organisations:correct_person": _OFFICE,
    "organisations:reveal": frozenset(Role),
    "organisations:groups": EVERYONE,
    "organisations:group": EVERYONE,
    "organisations:add_group": _OFFICE,
    "organisations:correct_group": _OFFICE,
    "organisations:end_group": _OFFICE,
    "organisations:give_seat": _OFFICE,
    "organisations:end_seat": _OFFICE,
    "organisations:imports": _OFFICE,
    "organisations:import_template": _OFFICE,
    "organisations:carry_out_import": _OFFICE,
    "organisations:discard_import": _OFFICE,
    "organisations:export": EVERYONE,
    "organisations:calendar": EVERYONE,
    "organisations:calendar_year": EVERYONE,
    "organisations:enter_notice": _OFFICE,
}


#: Everybody sees the structure, and the working days of a year.
ELSEWHERE = {
    **{f"organisations:{name}": EVERYONE for name in ("below", "unit", "person", "group", "calendar_year")},
    "organisations:reveal": frozenset(
        Role
    ),  # a telephone, for a reason on record; other numbers in tests/attack
}


def objects(city: City) -> dict[str, tuple[object, ...]]:
    by = {"actor": city.actor(city.office), "at": NOW}
    unit, version = city.housing, unit_on(city.housing.pk, TODAY)
    person = services.add_person(name="方远", **by)
    post = services.appoint(person=person, unit=unit, title="局长", kind="principal", since=TODAY, **by)
    link = services.link_units(unit=unit, target=city.county, role="related", since=TODAY, **by)
    group = services.add_group(name="领导小组", kind="patrol", office=city.office_unit, since=TODAY, **by)
    seat = services.give_seat(group=group, person=person, role="chair", since=TODAY, **by)
    of_unit = (
        "below", "unit", "add_below", "change_unit", "withdraw_change", "end_unit", "merge_unit",
        "split_unit", "link_unit", "appoint",
    )  # fmt: skip
    of_group = ("group", "correct_group", "end_group", "give_seat")
    return {
        **{f"organisations:{name}": (unit.pk,) for name in of_unit},
        **{f"organisations:{name}": (group.pk,) for name in of_group},
        "organisations:add_top": ("administrative",),
        "organisations:correct_unit": (unit.pk, version.pk),
        "organisations:person": (person.pk,),
        "organisations:correct_person": (person.pk,),
        "organisations:reveal": (person.pk,),
        "organisations:end_link": (link.pk,),
        "organisations:end_post": (post.pk,),
        "organisations:end_seat": (seat.pk,),
        "organisations:calendar_year": (2026,),
        "organisations:enter_notice": (2026,),
    }
