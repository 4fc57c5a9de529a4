"""Who may open which address of the oversight room. Which letters and leads is decided by place and state."""

from __future__ import annotations

from dukao.kernel.roles import Role
from dukao.oversight import services
from dukao.oversight.vocabulary import Direction
from tests.conftest import NOW, City
from tests.oversight.planting import (
    plant_answered,
    plant_draft,
    plant_entry,
    plant_hit,
    plant_letter,
    plant_transfer,
)

_DISCIPLINE, _OFFICE = frozenset({Role.DISCIPLINE}), frozenset({Role.OFFICE})
_BOTH = _DISCIPLINE | _OFFICE
_ASKED = _BOTH | {Role.UNIT_HEAD, Role.REPORTER}

ACCESS = {
    "oversight:stream": _DISCIPLINE,
    "oversight:export": _DISCIPLINE,
    "oversight:news": _DISCIPLINE,
    "oversight:entry": _DISCIPLINE,
    "oversight:hits": _DISCIPLINE,
    "oversight:hits_export": _DISCIPLINE,
    "oversight:hit": _DISCIPLINE,
    "oversight:judge": _DISCIPLINE,
    "oversight:patterns": _DISCIPLINE,
    "oversight:search": _DISCIPLINE,
    "oversight:pattern": _DISCIPLINE,
    "oversight:letters": _ASKED,
    "oversight:letters_export": _ASKED,
    "oversight:write": _DISCIPLINE,
    "oversight:edit": _DISCIPLINE,
    "oversight:letter": _BOTH,
    "oversight:send": _DISCIPLINE,
    "oversight:discard": _DISCIPLINE,
    "oversight:answer": _OFFICE,
    "oversight:end": _DISCIPLINE,
    "oversight:transfers": _BOTH,
    "oversight:transfers_export": _BOTH,
    "oversight:hand_over": _BOTH,
    "oversight:transfer": _BOTH,
    "oversight:receive": _DISCIPLINE,
    "oversight:open": _OFFICE,
    "oversight:end_transfer": _OFFICE,
    "oversight:rules": _DISCIPLINE,
}


ELSEWHERE = {"oversight:pattern": _DISCIPLINE}  # what a pattern looks for; its hits are decided by place


def objects(city: City) -> dict[str, tuple[object, ...]]:
    draft, sent, answered, hit = plant_draft(city), plant_letter(city), plant_answered(city), plant_hit(city)
    waiting, received = plant_transfer(city), plant_transfer(city, Direction.TO_OFFICE)
    services.receive_transfer(actor=city.actor(city.office), transfer=received, receipt="收 1 号", at=NOW)
    entry = plant_entry(city)
    rows = {
        "entry": entry.pk, "hit": hit.pk, "judge": hit.pk, "pattern": "jumps", "edit": draft.pk,
        "send": draft.pk, "discard": draft.pk, "letter": sent.pk, "answer": sent.pk, "end": answered.pk,
        "transfer": waiting.pk, "receive": waiting.pk, "open": received.pk, "end_transfer": received.pk,
    }  # fmt: skip
    return {f"oversight:{name}": (key,) for name, key in rows.items()}
