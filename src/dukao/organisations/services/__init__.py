"""Changes to units and people, each in one transaction with its journal entry."""

from dukao.organisations.services.calendar import enter_notice
from dukao.organisations.services.contacts import (
    erase_contacts,
    forget_drafts,
    renew_people_seals,
    reveal_number,
)
from dukao.organisations.services.divisions import import_divisions
from dukao.organisations.services.groups import add_group, correct_group, end_group, end_seat, give_seat
from dukao.organisations.services.imports import carry_out_import, discard_import, draft_import
from dukao.organisations.services.links import end_link, link_units
from dukao.organisations.services.people import add_person, appoint, correct_person, end_appointment
from dukao.organisations.services.reorganisation import merge_units, split_unit
from dukao.organisations.services.units import (
    add_unit,
    change_unit,
    correct_unit,
    end_unit,
    withdraw_change,
)

__all__ = [
    "add_group",
    "add_person",
    "add_unit",
    "appoint",
    "carry_out_import",
    "change_unit",
    "correct_group",
    "correct_person",
    "correct_unit",
    "discard_import",
    "draft_import",
    "end_appointment",
    "end_group",
    "end_link",
    "end_seat",
    "end_unit",
    "enter_notice",
    "erase_contacts",
    "forget_drafts",
    "give_seat",
    "import_divisions",
    "link_units",
    "merge_units",
    "renew_people_seals",
    "reveal_number",
    "split_unit",
    "withdraw_change",
]
