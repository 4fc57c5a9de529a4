"""Whom personal data is about: an account, and the person on the list behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from dukao.identity.selectors import place_of

if TYPE_CHECKING:
    from dukao.identity.models import Account


@dataclass(frozen=True, slots=True)
class Subject:
    account_id: int
    person_id: int | None
    name: str
    unit_name: str
    unit_path: str


def subject_of(account: Account, day: date) -> Subject:
    place = place_of(account, day)
    return Subject(account.pk, account.person_id, account.name, place.short_name, place.path)
