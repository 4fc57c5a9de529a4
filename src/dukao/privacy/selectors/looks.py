"""Who looked at what is held about a person: pages opened, numbers revealed, reasoned inspections."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from dukao.journal.selectors import entries_about
from dukao.journal.sentences import changes, words_of
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.errors import Missing
from dukao.privacy.models import Inspection, PersonalRequest
from dukao.privacy.selectors.held import linked_holdings
from dukao.privacy.selectors.subjects import Subject
from dukao.privacy.vocabulary import LOOKS, LOOKS_SHOWN


@dataclass(frozen=True, slots=True)
class Look:
    at: datetime
    who: str
    what: str
    reason: str


def looks_at(
    subject: Subject, asked: Iterable[PersonalRequest], day: date, limit: int = LOOKS_SHOWN
) -> list[Look]:
    """The newest first, without the person's own; inspections from the day on the person is told.

    ``asked`` are the person's newest requests, which others read.
    """
    about = [("identity.account", subject.account_id)]
    if subject.person_id is not None:
        about.append(("organisations.person", subject.person_id))
    about += [("privacy.personalrequest", request.pk) for request in asked]
    entries = entries_about(about, LOOKS).exclude(actor_id=subject.account_id)[:limit]
    seen = [
        Look(
            entry.at, entry.actor,
            f"{words_of(entry.event)}：{'、'.join(change.after for change in changes(entry))}", entry.reason,
        )
        for entry in entries
    ]  # fmt: skip
    told = Inspection.objects.filter(account_id=subject.account_id, told_on__lte=day)
    seen += [
        Look(
            one.at,
            one.by.name,
            f"按事由查阅：{'、'.join(labels_of(one.categories))}",
            f"{one.purpose}（{one.basis}）",
        )
        for one in told.select_related("by").order_by("-at")[:limit]
    ]
    return sorted(seen, key=lambda look: look.at, reverse=True)[:limit]


def labels_of(categories: list[str]) -> list[str]:
    words = {holding.model: holding.label for holding in linked_holdings()}
    return [words.get(category, category) for category in categories]


def inspections_of(actor: Actor) -> QuerySet[Inspection]:
    """Those the actor made, the newest first."""
    own = Inspection.objects.filter(by_id=actor.account_id or 0)
    return own.select_related("account").order_by("-at", "-pk")


def inspection_for(actor: Actor, inspection_id: int) -> Inspection:
    """Nobody but who made it; what was seen stays readable on that day alone."""
    found = inspections_of(actor).filter(pk=inspection_id).first()
    if found is None:
        raise Missing("没有这次查阅，或它不是你办理的。")
    return found


def is_readable(inspection: Inspection, day: date) -> bool:
    return local_day(inspection.at) == day
