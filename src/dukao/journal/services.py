"""Writing to the journal, and sealing what was written."""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from django.conf import settings
from django.db import IntegrityError, models, transaction

from dukao.journal import ranges, signing
from dukao.journal.context import current_request_id
from dukao.journal.models import Attestation, Checkpoint, Entry, Receipt, Waiting
from dukao.journal.policies import can_read_journal, can_receive
from dukao.journal.selectors import is_done
from dukao.journal.statements import Statement
from dukao.journal.trees import GrowingTree, merkle_root
from dukao.journal.vocabulary import BATCH
from dukao.journal.watching import watchers
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.verdict import require

Rules = TypeVar("Rules", bound=models.Model)


def record(
    *,
    actor: Actor,
    event: str,
    subject: models.Model | None,
    label: str,
    at: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
    unit_path: str = "",
    key: str | None = None,
) -> Entry:
    """Add one entry in the transaction of the caller, which must have opened one; it waits to be sealed.

    ``key`` makes the action idempotent: a second entry with the same key cannot be written, so nothing
    is done twice. Somebody acting in another's place is written down with that other's name.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("journal.record needs the transaction of the change it records")
    entry = Entry(
        at=at,
        event=event,
        actor_id=actor.account_id,
        actor=f"{actor.name}（{actor.title}）" if actor.title else actor.name,
        acting_for=actor.acting_for,
        subject_type=subject._meta.label_lower if subject else "",
        subject_id=str(subject.pk) if subject else "",
        subject_label=label,
        unit_path=unit_path,
        before=before,
        after=after,
        reason=reason,
        request_id=current_request_id(),
        key=key or None,
        algorithm=settings.DUKAO_DIGEST,
        salt=secrets.token_hex(16),
    )
    entry.content_digest, entry.digest = entry.digests()
    entry.save()
    for watcher in watchers.get(event, ()):
        watcher(entry)
    return entry


def set_version(
    rules: type[Rules], *, actor: Actor, event: str, label: str, effective_on: date, source: str,
    values: dict[str, Any], at: datetime, words: tuple[str, str], key: str = "",
    of: dict[str, Any] | None = None,
) -> Rules | None:  # fmt: skip
    """``values`` hold from a later day on, with their source and their entry, in the caller's transaction.

    ``None`` when this very form was sent before. ``of`` names what is ruled, where the table holds several.
    ``words`` say why no earlier day will do, after 施行日期从明天起, and what a source is called here.
    """
    if is_done(key, event):
        return None
    because, such_as = words
    if effective_on <= local_day(at):
        raise DomainError("starts_late", f"施行日期从明天起{because}。")
    if not source.strip():
        raise DomainError("source_missing", f"请写明依据，例如{such_as}。")
    values = {**values, "source": source.strip()}
    version, _ = rules._default_manager.update_or_create(
        **(of or {}), effective_on=effective_on, defaults=values
    )
    record(
        actor=actor, event=event, subject=version, label=label, at=at, key=key,
        after={"effective_on": effective_on.isoformat(), **values},
    )  # fmt: skip
    return version


def record_once(*, key: str, **entry: Any) -> None:
    """Like :func:`record`, for what is noted once however often it happens; opens its own transaction."""
    if Entry.objects.filter(key=key).exists():
        return
    try:
        with transaction.atomic():
            record(key=key, **entry)
    except IntegrityError:
        # Two windows opened at the same moment: one entry says it.
        return


def note_look(*, actor: Actor, subject: models.Model, label: str, page: str, at: datetime) -> None:
    """Who opened a page about a person, once a day: the person is shown it, and auditors read it."""
    kind = subject._meta.label_lower
    record_once(
        actor=actor, event="personal_page_opened", subject=subject, label=label, at=at, after={"page": page},
        key=f"looked:{kind}:{subject.pk}:{actor.account_id}:{local_day(at)}",
    )  # fmt: skip


def seal(*, at: datetime) -> Checkpoint | None:
    """Append one checkpoint over the committed entries that have none; ``None`` when there are none.

    Two sealers at the same moment want the same ``previous``: the slower one changes nothing.
    """
    try:
        with transaction.atomic():
            return _seal_batch(at)
    except IntegrityError:
        return None


def _seal_batch(at: datetime) -> Checkpoint | None:
    # The head is read before the queue. Whoever reads an old head collides on ``previous`` below; whoever
    # reads the new one no longer finds in the queue what it covers.
    head = _head()
    waiting = Waiting.objects.order_by("entry_id").values("entry_id")[:BATCH]
    leaves = dict(Entry.objects.filter(pk__in=waiting).order_by("pk").values_list("pk", "digest"))
    if not leaves:
        return None
    root = merkle_root([bytes.fromhex(leaf) for leaf in leaves.values()], settings.DUKAO_DIGEST)
    checkpoint = Checkpoint(
        sealed_at=at,
        size=len(leaves),
        total=len(leaves) + (head.total if head else 0),
        members=ranges.written(leaves),
        first=min(leaves),
        last=max(leaves),
        root=root.hex(),
        previous=head.digest if head else "",
        algorithm=settings.DUKAO_DIGEST,
    )
    checkpoint.digest = checkpoint.own_digest()
    checkpoint.save()
    Waiting.objects.filter(pk__in=list(leaves)).delete()
    return checkpoint


def _head() -> Checkpoint | None:
    return Checkpoint.objects.order_by("id").last()


def attest(*, at: datetime) -> Attestation | None:
    """Sign the tree over all checkpoints there are; ``None`` when nothing was sealed since the last time.

    Of two at the same moment one signs.
    """
    head = _head()
    if head is None or Attestation.objects.filter(head=head).exists():
        return None
    tree = GrowingTree(settings.DUKAO_DIGEST)
    digests = Checkpoint.objects.filter(pk__lte=head.pk).order_by("id").values_list("digest", flat=True)
    for digest in digests.iterator(chunk_size=10_000):
        tree.add(bytes.fromhex(digest))
    key = signing.own_key(settings.DUKAO_SIGNATURE, settings.HOME)
    statement = Statement(
        place=settings.DUKAO_PLACE, signed_at=at.astimezone(UTC).isoformat(timespec="seconds"),
        checkpoints=tree.size, entries=head.total, head=head.pk, root=tree.root().hex(),
        algorithm=settings.DUKAO_DIGEST, signature_kind=key.kind, public_key=signing.as_text(key.public),
    )  # fmt: skip
    try:
        with transaction.atomic():
            return Attestation.objects.create(
                head=head, signed_at=at, checkpoints=statement.checkpoints, entries=statement.entries,
                root=statement.root, algorithm=statement.algorithm, signature_kind=statement.signature_kind,
                public_key=statement.public_key, text=statement.signed_text(key.sign),
            )  # fmt: skip
    except IntegrityError:
        return None


@transaction.atomic
def receive_attestation(*, actor: Actor, attestation: Attestation, at: datetime) -> Receipt:
    """The discipline side has this attestation in its own hands from now on; receiving it twice is once."""
    require(can_receive(actor))
    held = Receipt.objects.filter(attestation=attestation, account_id=actor.account_id).first()
    if held:
        return held
    record(
        actor=actor, event="attestation_received", subject=attestation, at=at,
        label=f"第 1 至 {attestation.entries} 条", after={"root": attestation.root},
    )  # fmt: skip
    return Receipt.objects.create(
        attestation=attestation, account_id=actor.account_id, name=actor.name, received_at=at
    )


@transaction.atomic
def note_export(*, actor: Actor, conditions: str, count: int, purpose: str, at: datetime) -> Entry:
    """The journal itself says who took which part of it out of the product, and what for."""
    require(can_read_journal(actor))
    if not purpose.strip():
        raise DomainError("purpose_missing", "请写明导出用途，它会记入日志。")
    return record(
        actor=actor, event="journal_exported", subject=None, label=conditions, at=at,
        after={"count": count}, reason=purpose.strip(),
    )  # fmt: skip
