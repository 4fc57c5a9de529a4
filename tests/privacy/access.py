"""Who may open which address: one's own data everybody, the rest those whose duty it is."""

from __future__ import annotations

from dukao.kernel.roles import Role
from tests.access import EVERYONE
from tests.conftest import City
from tests.privacy.planting import plant_destruction, plant_inspection, plant_request

_OFFICE, _DISCIPLINE = frozenset({Role.OFFICE}), frozenset({Role.DISCIPLINE})
_SECURITY = frozenset({Role.SECURITY_ADMIN})
_READERS = frozenset({Role.SECURITY_ADMIN, Role.AUDIT_ADMIN, Role.DISCIPLINE, Role.OFFICE})

ACCESS = {
    "privacy:mine": EVERYONE,
    "privacy:export_json": EVERYONE,
    "privacy:export_word": EVERYONE,
    "privacy:ask": EVERYONE,
    "privacy:register": EVERYONE,
    "privacy:requests": _OFFICE,
    # One's own, and those of one's scope: here a request of the reporter.
    "privacy:request": _OFFICE | {Role.REPORTER},
    "privacy:register_request": _OFFICE,
    "privacy:search": _OFFICE,
    "privacy:answer": _OFFICE,
    "privacy:withdraw": frozenset({Role.REPORTER}),
    "privacy:impact": _READERS,
    "privacy:keeping": _READERS,
    "privacy:clock": _READERS,
    "privacy:destructions": _READERS,
    "privacy:rules": _READERS,
    "privacy:approve": _SECURITY,
    "privacy:hold": _SECURITY,
    "privacy:inspections": _DISCIPLINE,
    "privacy:inspection": _DISCIPLINE,
}


ELSEWHERE = {"privacy:clock": _READERS}  # how long kinds of data are kept; it names no person


def objects(city: City) -> dict[str, tuple[object, ...]]:
    asked, looked, proposed = plant_request(city), plant_inspection(city), plant_destruction(city)
    return {
        "privacy:request": (asked.pk,),
        "privacy:answer": (asked.pk,),
        "privacy:search": (asked.pk,),
        "privacy:withdraw": (asked.pk,),
        "privacy:clock": ("log_ins",),
        "privacy:approve": (proposed.pk,),
        "privacy:hold": (proposed.pk,),
        "privacy:inspection": (looked.pk,),
    }
