"""Numbers of people: shown whole for a reason on record, sealed anew, and erased when their time is over."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from dukao.journal.services import record
from dukao.kernel.actor import Actor
from dukao.kernel.clock import at_time, local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.sealed_rows import reseal_rows
from dukao.kernel.verdict import require
from dukao.organisations.models import ImportDraft, Person
from dukao.organisations.policies import can_reveal
from dukao.organisations.selectors import people_out_of_office, places_of
from dukao.organisations.vocabulary import REVEALED


@transaction.atomic
def reveal_number(*, actor: Actor, person: Person, what: str, reason: str, at: datetime) -> str:
    """The whole number, once, to somebody who says what for; the person is shown who looked and why."""
    require(can_reveal(actor, what, places_of(person, local_day(at))))
    if not reason.strip():
        raise DomainError("reason_missing", "请写明为什么要看完整号码，本人能看到。")
    number: str = getattr(person, what)
    if not number:
        raise DomainError("nothing_there", f"{person.name}没有登记{REVEALED[what]}。")
    record(
        actor=actor, event="person_revealed", subject=person, label=person.name, at=at,
        after={"revealed": REVEALED[what]}, reason=reason.strip(),
    )  # fmt: skip
    return number


@transaction.atomic
def renew_people_seals(*, actor: Actor, at: datetime) -> int:
    count = reseal_rows(Person.objects.all()) + reseal_rows(ImportDraft.objects.all())
    record(
        actor=actor, event="people_resealed", subject=None, label="人员号码", at=at, after={"count": count}
    )
    return count


@transaction.atomic
def erase_contacts(*, actor: Actor, before: date, at: datetime) -> int:
    """Numbers of everybody whose last post ended before that day are gone; names stay with the posts."""
    rows = people_out_of_office(before).exclude(sealed_phone="", resident_id_digest="")
    count = rows.update(sealed_phone="", sealed_resident_id="", resident_id_digest="")
    record(
        actor=actor, event="contacts_erased", subject=None, label="离任人员的号码", at=at,
        after={"count": count, "until": before.isoformat()},
    )  # fmt: skip
    return count


@transaction.atomic
def forget_drafts(*, actor: Actor, before: date, at: datetime) -> int:
    """Workbooks somebody read in before that day and never carried out are gone."""
    count, _ = ImportDraft.objects.filter(read_at__lt=at_time(before, 0)).delete()
    record(
        actor=actor, event="drafts_forgotten", subject=None, label="没有导入的单位表", at=at,
        after={"count": count, "until": before.isoformat()},
    )  # fmt: skip
    return count
