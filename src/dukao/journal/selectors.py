"""Reading the journal, newest first, a page at a time."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Count, Q, Sum

from dukao.journal import ranges
from dukao.journal.models import Attestation, Checkpoint, Entry, Receipt, Waiting
from dukao.journal.policies import can_read_journal, reads_every_unit
from dukao.journal.trees import merkle_root
from dukao.journal.vocabulary import PAGE, SEARCH_SPAN
from dukao.kernel.actor import Actor
from dukao.kernel.clock import at_time
from dukao.kernel.errors import Missing, Stale
from dukao.kernel.prepared import (
    Prepared,
    Question,
    Reading,
    answers,
    gathered,
    instances,
    read,
    reading,
    tally,
    whole,
)
from dukao.kernel.roles import Role
from dukao.kernel.verdict import require


def entries_of(subject: models.Model) -> models.QuerySet[Entry]:
    """The life of one object, newest first."""
    return Entry.objects.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk)).order_by(
        "-id"
    )


def entries_of_any(subjects: Sequence[models.Model]) -> models.QuerySet[Entry]:
    """The lives of several objects of one kind, newest first."""
    kind = subjects[0]._meta.label_lower if subjects else ""
    ids = [str(subject.pk) for subject in subjects]
    return Entry.objects.filter(subject_type=kind, subject_id__in=ids).order_by("-id")


def entries_about(subjects: Sequence[tuple[str, int]], events: Sequence[str]) -> models.QuerySet[Entry]:
    """What happened to any of these objects (label, number), of these events alone, newest first."""
    about = Q(pk__in=[])
    for kind, number in subjects:
        about |= Q(subject_type=kind, subject_id=str(number))
    return Entry.objects.filter(about, event__in=events).order_by("-id")


def is_done(key: str, *events: str, subject: models.Model | None = None) -> bool:
    """True when an action with this idempotency key has been carried out already.

    With ``events`` or ``subject`` only such an action counts; a key that was used for anything else is
    refused: what was asked for has not been done.
    """
    entry = Entry.objects.filter(key=key).first() if key else None
    if entry is None:
        return False
    is_other = bool(events) and entry.event not in events
    if subject is not None:
        is_other |= (entry.subject_type, entry.subject_id) != (subject._meta.label_lower, str(subject.pk))
    if is_other:
        raise key_used()
    return True


def key_used() -> Stale:
    return Stale("这一页已经办过另一件事，这次没有办理。请刷新页面后再办。", code="key_used")


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a reader asked for; empty parts ask for nothing. Days are inclusive."""

    search: str = ""
    event: str = ""
    account: int | None = None
    subject: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """``older`` is the number to go on before; ``searched_to`` says how far back a search has come."""

    rows: list[Entry]
    older: int | None
    searched_to: datetime | None


def page(actor: Actor, conditions: Conditions, *, before: int | None = None) -> Page:
    """One page of what the actor may read, older than entry ``before``.

    Events, persons, objects and days have an index. A text search has none that every database shares,
    so it looks through at most ``SEARCH_SPAN`` entries at a time and says how far it has come: a page
    costs the same whether there are a thousand entries or ten million.
    """
    require(can_read_journal(actor))
    indexed = _indexed(conditions)
    if before is not None:
        indexed = indexed.filter(_older_than(_cursor(before)))
    floor = None
    if conditions.search or not reads_every_unit(actor):
        floor = _end_of_span(indexed)
    found = indexed.filter(_scope(actor), _text(conditions.search))
    if floor is not None:
        found = found.filter(Q(at__gte=floor.at), ~_older_than(floor))
    rows = list(found.order_by("-at", "-id")[: PAGE + 1])
    if len(rows) > PAGE:
        return Page(rows[:PAGE], rows[PAGE - 1].pk, None)
    return Page(rows, floor.pk if floor else None, floor.at if floor else None)


def matching(actor: Actor, conditions: Conditions, shared: Collection[str] = ()) -> models.QuerySet[Entry]:
    """Everything the actor may read under these conditions, newest first; for exports.

    ``shared`` names events that concern every unit below the place they are filed under: whoever oversees
    one of those units reads them too.
    """
    require(can_read_journal(actor))
    found = _indexed(conditions).filter(_scope(actor, shared), _text(conditions.search))
    return found.order_by("-at", "-id")


def entries_named(event: str, since: datetime, until: datetime) -> models.QuerySet[Entry]:
    """Entries of one event over a span, oldest first: for scheduled work, not for pages."""
    return Entry.objects.filter(event=event, at__gte=since, at__lt=until).order_by("at", "id")


def subjects_of(event: str, since: datetime | None = None, until: datetime | None = None) -> set[str]:
    """Numbers of the objects an event happened to over a span; for scheduled work, not for pages."""
    found = Entry.objects.filter(event=event)
    if since is not None:
        found = found.filter(at__gte=since)
    if until is not None:
        found = found.filter(at__lt=until)
    return set(found.values_list("subject_id", flat=True))


def entry_numbered(actor: Actor, number: int, shared: Collection[str] = ()) -> Entry:
    entry = Entry.objects.filter(_scope(actor, shared), pk=number).first()
    if entry is None:
        raise Missing("没有这一条日志，或它不在你的查看范围。")
    return entry


def is_readable(actor: Actor, entry: Entry) -> bool:
    """Whether the journal itself opens it: a page of another room may tell of more (``shared``)."""
    return Entry.objects.filter(_scope(actor), pk=entry.pk).exists()


@dataclass(frozen=True, slots=True)
class Standing:
    """How the journal stands: what is sealed, what waits, since when."""

    head: Checkpoint | None
    waiting: int
    waiting_since: datetime | None

    @property
    def sealed(self) -> int:
        return self.head.total if self.head else 0


def standing() -> Standing:
    return read(standing_reading())[0]


def standing_reading() -> Reading[Standing]:
    """How the journal stands, to be asked together with others."""
    # Row by row of the queue: a join could be read from the entries' end, which is a million rows long.
    written = Entry.objects.filter(pk=models.OuterRef("entry_id")).values("at")
    queue = tally(Waiting.objects.annotate(at=models.Subquery(written)), "at")

    def made(heads: list[tuple[Any, ...]], waiting: list[tuple[Any, ...]]) -> Standing:
        head = next(iter(instances(Checkpoint, heads)), None)
        return Standing(head, *(waiting[0] if waiting else (0, None)))

    return reading(made, whole(Checkpoint.objects.order_by("-id"))[:1], queue)


@dataclass(frozen=True, slots=True)
class Proof:
    """What holds of one entry right now. ``checkpoint`` is ``None`` while it waits to be sealed."""

    is_intact: bool
    checkpoint: Checkpoint | None
    is_as_sealed: bool


def proof_of(entry: Entry) -> Proof:
    """Recompute the entry's digests and the root of the batch it was sealed in."""
    # Few batches straddle a number: only those whose transactions overtook each other.
    straddling = Checkpoint.objects.filter(first__lte=entry.pk, last__gte=entry.pk).order_by("id")
    checkpoint = next((one for one in straddling if entry.pk in ranges.read(one.members)), None)
    if checkpoint is None:
        return Proof(entry.is_intact, None, False)
    members = list(ranges.read(checkpoint.members))
    batch = Entry.objects.filter(pk__range=(members[0], members[-1])).values_list("pk", "digest")
    stored = {number: bytes.fromhex(digest) for number, digest in batch}
    leaves = [stored.get(number, b"") for number in members]
    root = merkle_root(leaves, checkpoint.algorithm).hex()
    return Proof(entry.is_intact, checkpoint, root == checkpoint.root)


def attestation_over(checkpoint: Checkpoint) -> Attestation | None:
    """The first one whose tree holds the checkpoint; one is signed every day."""
    return Attestation.objects.filter(head_id__gte=checkpoint.pk).order_by("id").first()


def attestations(limit: int = PAGE) -> list[Attestation]:
    """The newest first, with who has received them."""
    return list(Attestation.objects.order_by("-id").prefetch_related("receipts")[:limit])


def newest_attestation() -> Attestation | None:
    return Attestation.objects.order_by("-id").first()


def newest_attestation_reading(actor: Actor) -> Reading[tuple[Attestation | None, bool]]:
    """The newest one, and whether this very person has received it; to be asked together with others."""
    own = Receipt.objects.filter(attestation=models.OuterRef("pk"), account_id=actor.account_id)
    newest = Attestation.objects.annotate(is_held=models.Exists(own)).order_by("-id")

    def made(rows: list[tuple[Any, ...]]) -> tuple[Attestation | None, bool]:
        found = next(iter(instances(Attestation, rows, "is_held")), None)
        return found, bool(found and found.is_held)  # type: ignore[attr-defined]

    return reading(made, whole(newest)[:1])


def attestation_numbered(number: int) -> Attestation:
    found = Attestation.objects.prefetch_related("receipts").filter(pk=number).first()
    if found is None:
        raise Missing("没有这一份日志存证。请从列表里选。")
    return found


def same_request(entry: Entry, actor: Actor) -> list[Entry]:
    """Other entries of the request the entry was written in; they stand close by."""
    if not entry.request_id:
        return []
    near = Entry.objects.filter(_scope(actor), pk__range=(entry.pk - 500, entry.pk + 500))
    return list(near.filter(request_id=entry.request_id).exclude(pk=entry.pk).order_by("id")[:20])


def _scope(actor: Actor, shared: Collection[str] = ()) -> Q:
    if reads_every_unit(actor):
        return Q()
    scope = Q(pk__in=[])
    for path in actor.scopes(Role.AUDIT_ADMIN, Role.DISCIPLINE):
        scope |= Q(unit_path__startswith=path)
        if shared:
            scope |= Q(unit_path__in=_above(path), event__in=shared)
    return scope


def _above(path: str) -> list[str]:
    """Places that hold this one.

    >>> _above("/1/17/")
    ['/', '/1/']
    """
    return [path[: place + 1] for place, letter in enumerate(path[:-1]) if letter == "/"]


def _indexed(conditions: Conditions) -> models.QuerySet[Entry]:
    found = Entry.objects.all()
    if conditions.event:
        found = found.filter(event=conditions.event)
    if conditions.account is not None:
        found = found.filter(actor_id=conditions.account)
    if conditions.subject:
        kind, _, number = conditions.subject.rpartition(":")
        found = found.filter(subject_type=kind, subject_id=number)
    if conditions.since:
        found = found.filter(at__gte=at_time(conditions.since, 0))
    if conditions.until:
        found = found.filter(at__lt=at_time(conditions.until + timedelta(days=1), 0))
    return found


def _text(search: str) -> Q:
    if not search:
        return Q()
    texts = ("actor", "acting_for", "subject_label", "reason")
    found = Q(request_id=search)
    for text in texts:
        found |= Q(**{f"{text}__contains": search})
    return found


def _end_of_span(entries: models.QuerySet[Entry]) -> Entry | None:
    """The last entry a search looks at; ``None`` when it reaches the first one there is."""
    edge = list(entries.only("at").order_by("-at", "-id")[SEARCH_SPAN - 1 : SEARCH_SPAN + 1])
    return edge[0] if len(edge) == 2 else None


def _cursor(number: int) -> Entry:
    entry = Entry.objects.only("at").filter(pk=number).first()
    if entry is None:
        raise Missing("没有这一条日志。请从最新一页重新往前翻。")
    return entry


def _older_than(entry: Entry) -> Q:
    return Q(at__lte=entry.at) & (Q(at__lt=entry.at) | Q(pk__lt=entry.pk))


def answers_on_record(*questions: Question) -> tuple[Hashable, list[list[tuple[Any, ...]]]]:
    """The answers, and which entries had been written when they were given, from the same statement.

    Nothing changes without an entry: what was found on one record holds as long as the record is the same. It
    names a set, the sealed entries by their last checkpoint and the others by number and sum, because on
    PostgreSQL entries do not become visible in the order of their ids.
    """
    *found, sealed, unsealed = answers([*questions, _SEALED.asked(), _UNSEALED.asked()])
    return (*map(tuple, sealed), *map(tuple, unsealed)), found


_SEALED = Prepared(lambda: Checkpoint.objects.order_by("-pk").values_list("pk")[:1])
_UNSEALED = Prepared(
    lambda: gathered(Waiting.objects.all()).annotate(n=Count("pk"), sum=Sum("pk")).values_list("n", "sum")
)
