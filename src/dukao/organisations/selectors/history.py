"""What was done to a unit, a person or a group, told from the journal in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import models

from dukao.journal.selectors import entries_of
from dukao.journal.sentences import Change, changes, words_of
from dukao.kernel.actor import Actor
from dukao.organisations.models import Person
from dukao.organisations.policies import can_see_resident_ids
from dukao.organisations.vocabulary import RESIDENT_ID
from dukao.ui.formats import NOTHING

LENGTH = 50


@dataclass(frozen=True, slots=True)
class Happening:
    """One entry of the journal. ``facts`` are sentences without a full stop: "名称：旧 → 新"."""

    at: datetime
    title: str
    who: str
    facts: tuple[str, ...]
    reason: str


def history_of_person(actor: Actor, person: Person) -> list[Happening]:
    """The history of a person, without the identity number where the actor may not see it."""
    return history_of(person, without="" if can_see_resident_ids(actor) else RESIDENT_ID)


def history_of(subject: models.Model, *, without: str = "") -> list[Happening]:
    """The newest entries about one object, newest first; of the field ``without`` nothing is told."""
    return [
        Happening(
            at=entry.at,
            title=words_of(entry.event),
            who=entry.actor,
            facts=tuple(
                _fact(change)
                for change in changes(entry)
                if change.before != change.after and change.field != without
            ),
            reason=entry.reason,
        )
        for entry in entries_of(subject)[:LENGTH]
    ]


def newest_entry(subject: models.Model) -> int | None:
    """What a form notes, so that a change made meanwhile is noticed."""
    return entries_of(subject).values_list("pk", flat=True).first()


def _fact(change: Change) -> str:
    if change.before == NOTHING:
        return f"{change.field}：{change.after}"
    return f"{change.field}：{change.before} → {change.after}"
