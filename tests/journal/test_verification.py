"""Whoever changes the journal behind the product's back is found, and where."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command

from dukao.journal import anchor, jobs, services, verification
from dukao.journal.digests import entry_digest
from dukao.journal.models import Checkpoint, Entry, Waiting
from dukao.journal.verification import verify
from tests.conftest import NOW

Write = Callable[[int], list[Entry]]
Raw = Callable[..., None]


@pytest.fixture
def entries(write: Write, monkeypatch: pytest.MonkeyPatch) -> list[Entry]:
    """Twelve entries: ten sealed by fours, two waiting."""
    monkeypatch.setattr(services, "BATCH", 4)
    sealed = write(10)
    jobs.seal_waiting()
    return sealed + write(2)


def checkpoints() -> list[Checkpoint]:
    return list(Checkpoint.objects.order_by("id"))


def place_of_fault() -> str:
    fault = verify(anchor=anchor.noted()).fault
    assert fault is not None, "the change was not found"
    return fault.place


def test_an_untouched_journal_holds(entries: list[Entry]) -> None:
    result = verify(anchor=anchor.noted())
    assert (result.entries, result.checkpoints, result.waiting, result.fault) == (12, 3, 2, None)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor", "别人"), ("acting_for", "别人"), ("subject_label", "别的"), ("reason", "另一个原因"),
        ("before", '{"n":0}'), ("after", '{"n":99}'), ("event", "unit_ended"), ("actor_id", 7),
        ("unit_path", "/9/"), ("subject_id", "7"), ("request_id", "x"), ("key", "x"),
        ("at", NOW.replace(day=1)), ("salt", "0" * 32), ("content_digest", "0" * 64), ("digest", "0" * 64),
    ],
)  # fmt: skip
@pytest.mark.parametrize("index", [5, 11])
def test_a_changed_row_is_named(
    entries: list[Entry], raw: Raw, column: str, value: object, index: int
) -> None:
    statement = f"UPDATE journal_entry SET {column} = %s WHERE id = %s"  # noqa: S608
    raw(statement, value, entries[index].pk)
    assert place_of_fault() == f"日志 {entries[index].pk}"


def test_a_changed_row_with_its_digests_made_anew_is_found_by_the_seal(
    entries: list[Entry], raw: Raw
) -> None:
    forged = Entry.objects.get(pk=entries[5].pk)
    forged.reason = "另一个原因"
    content, own = forged.digests()
    raw(
        "UPDATE journal_entry SET reason = %s, content_digest = %s, digest = %s WHERE id = %s",
        forged.reason, content, own, forged.pk,
    )  # fmt: skip
    assert place_of_fault().startswith(f"封存点 {checkpoints()[1].pk}（")


def test_a_deleted_row_is_named(entries: list[Entry], raw: Raw) -> None:
    raw("DELETE FROM journal_entry WHERE id = %s", entries[6].pk)
    assert place_of_fault() == f"日志 {entries[6].pk}"


def test_a_row_deleted_while_it_waited_is_named(entries: list[Entry], raw: Raw) -> None:
    raw("SET CONSTRAINTS ALL DEFERRED" if _on_postgres() else "PRAGMA defer_foreign_keys = ON")
    raw("DELETE FROM journal_entry WHERE id = %s", entries[11].pk)
    assert place_of_fault() == f"日志 {entries[11].pk}"
    raw("DELETE FROM journal_waiting WHERE entry_id = %s", entries[11].pk)


def test_two_swapped_rows_are_found(entries: list[Entry], raw: Raw) -> None:
    one, other, spare = entries[1].pk, entries[2].pk, 10**9
    for old, new in ((one, spare), (other, one), (spare, other)):
        raw("UPDATE journal_entry SET id = %s WHERE id = %s", new, old)
    assert place_of_fault().startswith(f"封存点 {checkpoints()[0].pk}（")


def test_a_row_slipped_in_is_named(entries: list[Entry], raw: Raw) -> None:
    forged = Entry.objects.get(pk=entries[0].pk)
    forged.pk, forged._state.adding = None, True
    forged.save()
    Waiting.objects.filter(entry=forged).delete()
    assert place_of_fault() == f"日志 {forged.pk}"


def test_a_tail_cut_off_with_its_checkpoint_is_found_by_the_noted_head(
    entries: list[Entry], raw: Raw
) -> None:
    last = checkpoints()[-1].pk
    raw("DELETE FROM journal_waiting")
    raw("DELETE FROM journal_entry WHERE id >= %s", entries[8].pk)
    raw("DELETE FROM journal_checkpoint WHERE id = %s", last)
    assert verify().fault is None, "the rest is whole in itself"
    assert place_of_fault() == f"封存点 {last}"


def test_a_tail_of_rows_cut_off_is_named(entries: list[Entry], raw: Raw) -> None:
    raw("DELETE FROM journal_waiting")
    raw("DELETE FROM journal_entry WHERE id >= %s", entries[9].pk)
    assert place_of_fault() == f"日志 {entries[9].pk}"


@pytest.mark.parametrize("column", ["root", "previous", "digest", "size", "total", "members"])
def test_a_changed_checkpoint_is_named(entries: list[Entry], raw: Raw, column: str) -> None:
    changed = checkpoints()[1].pk
    statement = f"UPDATE journal_checkpoint SET {column} = %s WHERE id = %s"  # noqa: S608
    raw(statement, 9 if column in {"size", "total"} else "99", changed)
    assert place_of_fault() == f"封存点 {changed}"


def test_a_replaced_checkpoint_is_found_by_the_one_after_it(entries: list[Entry], raw: Raw) -> None:
    """Rows, root and digest all made to agree: the chain goes on from another digest."""
    first, second, _ = checkpoints()
    first.sealed_at = NOW.replace(day=1)
    raw(
        "UPDATE journal_checkpoint SET sealed_at = %s, digest = %s WHERE id = %s",
        first.sealed_at, first.own_digest(), first.pk,
    )  # fmt: skip
    assert place_of_fault() == f"封存点 {second.pk}"


def test_a_last_checkpoint_replaced_is_found_by_the_noted_head(entries: list[Entry], raw: Raw) -> None:
    last = checkpoints()[-1]
    last.sealed_at = NOW.replace(day=1)
    raw(
        "UPDATE journal_checkpoint SET sealed_at = %s, digest = %s WHERE id = %s",
        last.sealed_at, last.own_digest(), last.pk,
    )  # fmt: skip
    assert verify().fault is None
    assert place_of_fault() == f"封存点 {last.pk}"


def test_a_deleted_checkpoint_is_found(entries: list[Entry], raw: Raw) -> None:
    _, second, third = checkpoints()
    raw("DELETE FROM journal_checkpoint WHERE id = %s", second.pk)
    assert place_of_fault() == f"封存点 {third.pk}"


def test_the_format_of_digests_stays() -> None:
    """Journals already written are verified by this code for ever: these bytes may never change.

    The expected digests were taken with a hash tool over the texts that docs/domain/journal.md describes.
    """
    entry = Entry(
        at=NOW, event="unit_added", actor_id=7, actor="何正（市督考办·督考办）",
        subject_type="organisations.unit", subject_id="3", subject_label="市住建局", unit_path="/1/3/",
        after={"b": 1, "a": "甲"}, reason="机构改革", salt="00112233445566778899aabbccddeeff",
        algorithm="sha256",
    )  # fmt: skip
    assert entry.digests() == (
        "06c35cd2fba05f1ab2dc76ceb10e5a19e973e0a4648e996cfd3b833c63b854c4",
        "1da3ac501955539068a43ff7a624c95615f69474c795e2af030a98a42c5a7d53",
    )
    assert entry_digest([], "", "sm3") == "c5250459e8ca94040532c8c26eba66909e5886d9926b85fc55efb6a58d72723b"


@pytest.mark.django_db
def test_memory_does_not_grow_with_the_journal(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "BATCH", 50)
    monkeypatch.setattr(verification, "CHUNK", 50)
    peaks = []
    for more in (200, 1400):
        write(more)
        jobs.seal_waiting()
        tracemalloc.start()
        assert verify().fault is None
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.5, (
        f"eight times the entries took {peaks[1] / peaks[0]:.1f} times the memory"
    )


def test_the_number_of_queries_does_not_grow_with_the_journal(
    entries: list[Entry], django_assert_num_queries: Callable[..., object]
) -> None:
    with django_assert_num_queries(4):  # type: ignore[attr-defined]
        verify()


class TestTheCommand:
    def test_says_that_all_is_well(self, entries: list[Entry], capsys: pytest.CaptureFixture[str]) -> None:
        call_command("journal", "verify")
        assert "完整　12 条日志、3 个封存点全部相符，其中 2 条待封存。" in capsys.readouterr().out

    def test_names_the_first_fault_and_exits_with_one(
        self, entries: list[Entry], raw: Raw, capsys: pytest.CaptureFixture[str]
    ) -> None:
        raw("UPDATE journal_entry SET reason = '改' WHERE id IN (%s, %s)", entries[3].pk, entries[7].pk)
        with pytest.raises(SystemExit) as exit_:
            call_command("journal", "verify")
        assert exit_.value.code == 1
        assert f"日志 {entries[3].pk}：“第 3 件”" in capsys.readouterr().out

    def test_compares_with_a_head_somebody_kept(
        self, entries: list[Entry], capsys: pytest.CaptureFixture[str]
    ) -> None:
        head = checkpoints()[-1]
        call_command("journal", "verify", checkpoint=f"{head.pk}:{head.digest}")
        with pytest.raises(SystemExit):
            call_command("journal", "verify", checkpoint=f"{head.pk}:{'0' * 64}")
        assert "封存点被替换" in capsys.readouterr().out
        with pytest.raises(CommandError, match="没有“九月”这个存证文件；封存点要写成"):
            call_command("journal", "verify", checkpoint="九月")

    def test_tells_how_it_stands(self, entries: list[Entry], capsys: pytest.CaptureFixture[str]) -> None:
        call_command("journal", "status")
        told = capsys.readouterr().out
        assert "10 条" in told
        assert "2 条，最早 2026-09-28 14:30:00" in told
        assert told.count(checkpoints()[-1].digest) == 2, "whole, also on a narrow terminal"

    def test_works_on_an_empty_journal(self, db: None, capsys: pytest.CaptureFixture[str]) -> None:
        call_command("journal", "verify")
        call_command("journal", "status")
        assert "没有留存的封存点" in capsys.readouterr().out
        assert not Waiting.objects.exists()


def _on_postgres() -> bool:
    from django.db import connection

    return connection.vendor == "postgresql"
