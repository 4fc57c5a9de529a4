"""What the journal costs: a submit with its entry, sealed later, against none and against one global chain;
and verifying, with every attestation that was signed on the way, against merely reading.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from multiprocessing import get_context
from threading import Event, Thread
from types import SimpleNamespace

from benchmarks.interleaved import ratio, report, time_rounds

POSTGRES = os.environ.get("DUKAO_BENCH_POSTGRES", "postgres://postgres@127.0.0.1:5432/dukao_bench_journal")
ENTRIES = int(os.environ.get("DUKAO_BENCH_ENTRIES", "100000"))
#: Fewer for a journal so large that one reading takes minutes.
ROUNDS = int(os.environ.get("DUKAO_BENCH_ROUNDS", "7"))
SUBMITS, WRITERS = 100, 8
#: Entries under one checkpoint, and checkpoints between two attestations.
BATCH, A_DAY = 5000, 4
AT = datetime(2026, 9, 30, 9, 0, tzinfo=UTC)
TABLES = (
    "CREATE TABLE bench_line (id bigint PRIMARY KEY, value text NOT NULL)",
    "CREATE TABLE bench_evidence (id serial PRIMARY KEY, line bigint NOT NULL, digest text NOT NULL)",
    "CREATE TABLE bench_head (id int PRIMARY KEY, digest text NOT NULL)",
    "INSERT INTO bench_head VALUES (1, '')",
)


def main() -> bool:
    """Each database in a process of its own; PostgreSQL only where there is one."""
    results = [_run_in_process("sqlite")]
    if _make_postgres_database():
        results.append(_run_in_process("postgres"))
    return all(results)


def _run_in_process(kind: str) -> bool:
    with tempfile.TemporaryDirectory(prefix="dukao-bench-") as home:
        surroundings = {**os.environ, "DUKAO_HOME": home, "DJANGO_SETTINGS_MODULE": "dukao.config.settings"}
        surroundings["DUKAO_DATABASE_URL"] = (
            POSTGRES if kind == "postgres" else f"sqlite:///{home}/bench.sqlite3"
        )
        command = [sys.executable, "-m", "benchmarks.journal", kind]
        return subprocess.run(command, env=surroundings, check=False).returncode == 0


def _make_postgres_database() -> bool:
    import psycopg

    server, _, name = POSTGRES.rpartition("/")
    try:
        with psycopg.connect(f"{server}/postgres", autocommit=True, connect_timeout=2) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}"')
            connection.execute(f'CREATE DATABASE "{name}"')
    except psycopg.Error:
        return False
    return True


def measure(kind: str) -> bool:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        for statement in TABLES:
            cursor.execute(statement)
    held = [_verifying(kind)]
    if kind == "postgres":
        held.append(_submitting())
    return all(held)


def _verifying(kind: str) -> bool:
    from django.conf import settings

    from dukao.journal.models import Entry
    from dukao.journal.verification import verify

    with _without_indexes():
        _fill(ENTRIES)
    sealed = verify()
    assert (sealed.entries, sealed.fault) == (ENTRIES, None)
    assert sealed.attestations == sealed.checkpoints // A_DAY
    cases: dict[str, Callable[[], object]] = {"read only": _scan, "verify": verify}
    times = time_rounds(cases, rounds=ROUNDS)
    goals = [ratio(times, "A1", "verify", "read only", at_most=4)]
    title = (
        f"journal, {kind}: verify {Entry.objects.count():,} entries, {sealed.checkpoints:,} checkpoints, "
        f"{sealed.attestations:,} attestations ({settings.DUKAO_DIGEST})"
    )
    return report(title, times, goals)


def _scan() -> None:
    """The same rows, read and thrown away."""
    from django.db import connection, transaction

    # Inside a transaction PostgreSQL streams from a server-side cursor, as verify does.
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute("SELECT * FROM journal_entry ORDER BY id")
        while cursor.fetchmany(2000):
            pass


@contextmanager
def _without_indexes() -> Iterator[None]:
    """The indexes of readers are made once at the end: row by row they cost more than the rows."""
    from django.db import connection

    from dukao.journal.models import Entry

    with connection.schema_editor() as editor:
        for index in Entry._meta.indexes:
            editor.remove_index(Entry, index)
    yield
    with connection.schema_editor() as editor:
        for index in Entry._meta.indexes:
            editor.add_index(Entry, index)


def _fill(entries: int) -> None:
    from django.conf import settings

    from dukao.journal.models import Entry
    from dukao.journal.services import attest, seal

    for number, start in enumerate(range(0, entries, BATCH), start=1):
        batch = [_entry(n, settings.DUKAO_DIGEST) for n in range(start, min(start + BATCH, entries))]
        Entry.objects.bulk_create(batch)
        seal(at=AT)
        if number % A_DAY == 0:
            attest(at=AT)


def _entry(number: int, algorithm: str):  # type: ignore[no-untyped-def]
    from dukao.journal.models import Entry

    entry = Entry(
        at=AT + timedelta(seconds=number), event="line_saved", actor_id=number % 300,
        actor="陈立（市住建局·填报员）", subject_type="reporting.line", subject_id=str(number),
        subject_label="2026 年 9 月 固定资产投资增速", unit_path="/1/17/",
        before={"value": "44.16", "state": "draft"}, after={"value": "45.2", "state": "draft"},
        request_id="7f9c24e5-0b6e-4c5f-9d0e-3f6f1a2b4c5d", algorithm=algorithm, salt=f"{number:032x}",
    )  # fmt: skip
    entry.content_digest, entry.digest = entry.digests()
    return entry


def _submitting() -> bool:
    """A line, two pieces of evidence and its entry, by writers in processes of their own.

    Every commit reaches the disk. The sealer runs all the while beside them, as it does in the product.
    """
    from django.db import connections

    connections.close_all()
    with ProcessPoolExecutor(WRITERS, get_context("spawn"), initializer=_start_writer) as writers:

        def burst(kind: str) -> Callable[[], None]:
            return lambda: list(writers.map(_submit_many, [kind] * WRITERS)) and None

        with _sealer_beside():
            times = time_rounds({kind: burst(kind) for kind in ("no entry", "sealed later", "one chain")})
    goals = [
        ratio(times, "B1 (time)", "sealed later", "no entry", at_most=1 / 0.7),
        ratio(times, "B2 (time)", "one chain", "sealed later", at_least=2.5),
    ]
    return report(f"journal, postgres: {WRITERS} writers, {SUBMITS} submits each", times, goals)


@contextmanager
def _sealer_beside() -> Iterator[None]:
    from dukao.journal.jobs import seal_waiting

    stop = Event()

    def seal() -> None:
        while not stop.wait(0.5):
            seal_waiting()

    thread = Thread(target=seal)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _start_writer() -> None:
    import django

    django.setup()


def _submit_many(kind: str) -> None:
    for _ in range(SUBMITS):
        _submit(kind)


def _submit(kind: str) -> None:
    """As a service does it: a line upserted, two pieces of evidence, the entry, one commit."""
    from django.db import connection, transaction

    models = _bench_models()
    line = random.randrange(100_000)
    with transaction.atomic():
        models.line.objects.bulk_create(
            [models.line(id=line, value="45.2")],
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=["value"],
        )
        models.evidence.objects.create(line=line, digest="a" * 64)
        models.evidence.objects.create(line=line, digest="b" * 64)
        if kind == "sealed later":
            _record()
        elif kind == "one chain":
            # The head is held until the commit: that is what a global chain costs.
            with connection.cursor() as cursor:
                cursor.execute("SELECT digest FROM bench_head WHERE id = 1 FOR UPDATE")
                cursor.execute("UPDATE bench_head SET digest = %s WHERE id = 1", [_record().digest])


@cache
def _bench_models() -> SimpleNamespace:
    from django.db import models

    class Line(models.Model):
        id = models.BigIntegerField(primary_key=True)
        value = models.TextField()

        class Meta:
            app_label, managed, db_table = "journal", False, "bench_line"

    class Evidence(models.Model):
        line = models.BigIntegerField()
        digest = models.TextField()

        class Meta:
            app_label, managed, db_table = "journal", False, "bench_evidence"

    return SimpleNamespace(line=Line, evidence=Evidence)


def _record():  # type: ignore[no-untyped-def]
    from dukao.journal.services import record
    from dukao.kernel.actor import SYSTEM

    return record(
        actor=SYSTEM, event="line_saved", subject=None, label="2026 年 9 月 固定资产投资增速", at=AT,
        before={"value": "44.16"}, after={"value": "45.2"}, unit_path="/1/17/",
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(0 if measure(sys.argv[1]) else 1)
