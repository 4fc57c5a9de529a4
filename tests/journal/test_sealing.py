"""The sealer covers every committed entry once, in one chain, whatever happens around it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.db import connections, transaction
from pytest_django.fixtures import Settings

from dukao.journal import anchor, jobs, services
from dukao.journal.digests import digest
from dukao.journal.models import Checkpoint, Entry, Waiting
from dukao.journal.services import record, seal
from dukao.journal.trees import merkle_root
from dukao.journal.verification import verify
from dukao.kernel.actor import SYSTEM
from dukao.kernel.errors import DomainError
from tests.conftest import NOW

Write = Callable[[int], list[Entry]]


def add_one(label: str = "一件") -> Entry:
    with transaction.atomic():
        return record(actor=SYSTEM, event="unit_changed", subject=None, label=label, at=NOW)


def test_merkle_roots_are_those_of_rfc_6962() -> None:
    """The tree of seven leaves, put together by hand from section 2.1."""
    leaves = [bytes([n]) for n in range(7)]
    d = [digest(b"\x00" + leaf, "sha256") for leaf in leaves]

    def node(left: bytes, right: bytes) -> bytes:
        return digest(b"\x01" + left + right, "sha256")

    four, rest = node(node(d[0], d[1]), node(d[2], d[3])), node(node(d[4], d[5]), d[6])
    assert merkle_root(leaves, "sha256") == node(four, rest)
    assert merkle_root([], "sha256") == digest(b"", "sha256")


def test_batches_follow_each_other_in_one_chain(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "BATCH", 2)
    entries = write(5)
    assert jobs.seal_waiting() == 5
    first, second, third = Checkpoint.objects.order_by("id")
    assert (first.previous, second.previous, third.previous) == ("", first.digest, second.digest)
    assert [one.total for one in (first, second, third)] == [2, 4, 5]
    assert third.members == str(entries[-1].pk)
    assert not Waiting.objects.exists()
    assert jobs.seal_waiting() == 0, "nothing waits, nothing is written"
    assert Checkpoint.objects.count() == 3


def test_an_entry_that_commits_late_is_sealed_late(write: Write) -> None:
    """Ids are given out before transactions commit: a lower one may become visible after a higher one."""
    late = write(3)[0]
    Waiting.objects.filter(entry=late).delete()
    seal(at=NOW)
    Waiting.objects.create(entry=late)
    later = seal(at=NOW)
    assert later is not None
    assert later.members == str(late.pk)
    assert verify().fault is None


def test_a_sealer_killed_midway_leaves_nothing(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    write(3)
    with monkeypatch.context() as patch:
        patch.setattr(Waiting.objects, "filter", lambda **_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            seal(at=NOW)
    assert (Checkpoint.objects.count(), Waiting.objects.count()) == (0, 3)
    assert jobs.seal_waiting() == 3
    assert verify().fault is None


def test_of_two_sealers_with_the_same_head_the_slower_changes_nothing(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(2)
    seal(at=NOW)
    write(2)
    stale = Checkpoint.objects.order_by("id").first()
    seal(at=NOW)
    add_one()
    with monkeypatch.context() as patch:
        patch.setattr(services, "_head", lambda: None)
        assert seal(at=NOW) is None, "somebody else has opened the chain already"
    assert stale is not None
    with monkeypatch.context() as patch:
        patch.setattr(services, "_head", lambda: stale)
        assert seal(at=NOW) is None, "somebody else has gone on from this checkpoint already"
    assert Waiting.objects.count() == 1
    assert verify().fault is None


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_sealers_and_writers_racing_leave_one_unbroken_chain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "BATCH", 7)
    start, sealed = Barrier(6), []

    def write_many() -> None:
        start.wait()
        for n in range(40):
            add_one(str(n))
        connections.close_all()

    def seal_many() -> None:
        start.wait()
        for _ in range(30):
            sealed.append(jobs.seal_waiting())
        connections.close_all()

    threads = [
        Thread(target=work) for work in (write_many, write_many, write_many, seal_many, seal_many, seal_many)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sealed.append(jobs.seal_waiting())
    result = verify()
    assert (sum(sealed), result.entries, result.waiting, result.fault) == (120, 120, 0, None)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_transaction_in_flight_is_neither_waited_for_nor_forgotten() -> None:
    written, go_on = Barrier(2), Barrier(2)

    def write_slowly() -> None:
        with transaction.atomic():
            record(actor=SYSTEM, event="unit_changed", subject=None, label="慢", at=NOW)
            written.wait()
            go_on.wait()
        connections.close_all()

    thread = Thread(target=write_slowly)
    thread.start()
    written.wait()
    quick = add_one("快")
    assert jobs.seal_waiting() == 1
    go_on.wait()
    thread.join()
    assert jobs.seal_waiting() == 1
    slow = Entry.objects.get(subject_label="慢")
    assert slow.pk < quick.pk
    assert verify().fault is None


@pytest.mark.parametrize("algorithm", ["sha256", "sm3"])
def test_the_digest_is_the_one_the_setting_names(write: Write, settings: Settings, algorithm: str) -> None:
    settings.DUKAO_DIGEST = algorithm
    entry, *_ = write(3)
    seal(at=NOW)
    assert entry.algorithm == Checkpoint.objects.get().algorithm == algorithm
    assert verify().fault is None


def test_a_journal_may_change_its_digest_on_the_way(write: Write, settings: Settings) -> None:
    for algorithm in ("sha256", "sm3", "sha256"):
        settings.DUKAO_DIGEST = algorithm
        write(2)
        seal(at=NOW)
    assert verify().fault is None


def test_sm3_is_the_published_one() -> None:
    """The example of GB/T 32905-2016, annex A.1."""
    assert digest(b"abc", "sm3").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_the_head_is_noted_beside_the_database(write: Write, home: Path) -> None:
    assert anchor.noted() is None
    write(1)
    jobs.seal_waiting()
    head = Checkpoint.objects.get()
    assert anchor.noted() == anchor.Anchor(head.pk, head.digest)
    assert (home / "journal-head").read_text() == f"{head.pk}:{head.digest}\n"


@pytest.mark.parametrize("text", ["", "128", ":9f3c", "x:9f3c", "²:9f3c", f"{'9' * 5000}:9f3c"])
def test_what_is_no_checkpoint_is_told(text: str) -> None:
    with pytest.raises(DomainError, match="不是封存点"):
        anchor.parsed(text)


def test_a_head_the_database_no_longer_holds_stays_noted(
    write: Write, raw: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    write(1)
    jobs.seal_waiting()
    noted = anchor.noted()
    raw("DELETE FROM journal_checkpoint")
    write(1)
    with caplog.at_level(logging.CRITICAL):
        jobs.seal_waiting()
    assert anchor.noted() == noted
    assert "is not the one noted" in caplog.text
