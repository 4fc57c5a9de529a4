"""反映人: sealed when they are written down, opened only for the group, each opening on record."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from dukao.journal.services import record
from dukao.kernel.actor import Actor, account_of
from dukao.kernel.clock import at_time
from dukao.kernel.errors import DomainError
from dukao.kernel.sealing import is_current, open_sealed, seal
from dukao.kernel.verdict import require
from dukao.patrols.models import FieldChange, HandOver, Informant, Visit
from dukao.patrols.policies import can_read_informants, can_record
from dukao.patrols.selectors.keeping import informants_of_closed
from dukao.patrols.services.holding import held_visit, of_visit
from dukao.patrols.vocabulary import RecordKind


@dataclass(frozen=True, slots=True)
class Spoken:
    """One person who spoke to the group: ``uid`` is the device's own mark."""

    uid: UUID
    name: str
    contact: str = ""
    said: str = ""


@transaction.atomic
def record_informants(
    *, actor: Actor, visit: Visit, people: Iterable[Spoken], at: datetime
) -> list[Informant]:
    """They stand sealed; the journal says how many there are. Those known by ``uid`` stay as they are."""
    visit, ground = held_visit(actor, visit.pk, at)
    require(can_record(actor, ground))
    given = list(people)
    if any(not one.name.strip() for one in given):
        raise DomainError("name_missing", "请写称呼，不愿留名的写“群众”。")
    known = {row.uid for row in Informant.objects.filter(uid__in=[one.uid for one in given])}
    kept = [
        Informant.objects.create(
            uid=one.uid, visit=visit, sealed=seal(_written(one), str(one.uid)),
            recorded_by_id=account_of(actor), recorded_at=at,
        )
        for one in given
        if one.uid not in known
    ]  # fmt: skip
    if kept:
        after = {"informants": f"{len(kept)} 名"}
        record(actor=actor, event="informants_recorded", after=after, **of_visit(visit, at))
    return kept


@transaction.atomic
def open_informants(*, actor: Actor, visit: Visit, at: datetime) -> list[Spoken]:
    """Who spoke on this visit, for a member of the group; that they were read is on record."""
    visit, ground = held_visit(actor, visit.pk, at)
    require(can_read_informants(actor, ground))
    rows = list(visit.informants.all())
    after = {"informants": f"{len(rows)} 名"}
    record(actor=actor, event="informants_read", after=after, **of_visit(visit, at))
    return [Spoken(row.uid, **json.loads(open_sealed(row.sealed, str(row.uid)))) for row in rows]


@transaction.atomic
def renew_seals(*, actor: Actor, at: datetime) -> int:
    """Everything sealed with an older key is sealed with the current one; then the old key may go."""
    count = 0
    for kind in (Informant, HandOver, FieldChange):
        for row in kind.objects.select_for_update().iterator():
            if row.sealed and not is_current(row.sealed):
                row.sealed = seal(open_sealed(row.sealed, str(row.uid)), str(row.uid))
                row.save(update_fields=["sealed"])
                count += 1
    record(actor=actor, event="seals_renewed", subject=None, label="封存密钥", at=at, after={"count": count})
    return count


@transaction.atomic
def forget_informants(*, actor: Actor, before: date, at: datetime) -> int:
    """Who spoke on tasks closed before that day is gone for good, also from what devices sent."""
    count, _ = informants_of_closed(before).delete()
    sent = FieldChange.objects.filter(
        record__kind=RecordKind.INFORMANT, record__task__closed_at__lt=at_time(before, 0)
    )
    sent.exclude(sealed="").update(sealed="")
    record(
        actor=actor, event="informants_forgotten", subject=None, label="反映人", at=at,
        after={"informants": f"{count} 名", "until": before.isoformat()},
    )  # fmt: skip
    return count


def _written(one: Spoken) -> str:
    words = {name: text.strip() for name, text in asdict(one).items() if name != "uid"}
    return json.dumps(words, ensure_ascii=False)
