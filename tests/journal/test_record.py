"""Entries are written with their change or not at all, and then stay as they are."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from dukao.journal.models import AppendOnly, Checkpoint, Entry, Waiting
from dukao.journal.selectors import entries_of, is_done
from dukao.journal.services import attest, receive_attestation, record, seal
from dukao.kernel.actor import SYSTEM
from dukao.kernel.errors import Refused
from dukao.organisations import services as organisations
from dukao.organisations.models import Unit, UnitVersion
from dukao.organisations.vocabulary import Level
from tests.conftest import NOW, City


def write(city: City, **features: object) -> Entry:
    values = {
        "actor": city.actor(city.office),
        "event": "unit_changed",
        "subject": city.housing,
        "label": "市住建局",
    }
    return record(**{**values, "at": NOW, **features})  # type: ignore[arg-type]


def test_an_entry_says_who_in_words_that_outlive_the_account(city: City) -> None:
    entry = write(city)
    assert entry.actor == "何正（市督考办·督考办）"
    assert list(entries_of(city.housing)) == [entry]
    assert Waiting.objects.get().entry == entry


def test_values_come_back_as_the_text_their_digest_was_taken_over(city: City) -> None:
    write(city, before={"名称": "甲"}, after={"value": Decimal("1.50"), "on": date(2026, 9, 28), "at": NOW})
    entry = Entry.objects.get()
    assert entry.after == {"value": "1.50", "on": "2026-09-28", "at": "2026-09-28T06:30:00+00:00"}
    assert entry.is_intact


@pytest.mark.parametrize("value", [float("nan"), object()])
def test_what_has_no_exact_text_is_not_written(city: City, value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        write(city, after={"value": value})


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        record(actor=SYSTEM, event="x", subject=None, label="x", at=NOW)


def test_a_key_is_used_once(city: City) -> None:
    assert not is_done("k1")
    write(city, key="k1")
    assert is_done("k1")
    with pytest.raises(IntegrityError), transaction.atomic():
        write(city, key="k1")
    write(city, key="")
    write(city, key=None)
    assert not is_done("")


def test_a_service_that_fails_leaves_neither_change_nor_entry(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, units = city.actor(city.office), Unit.objects.count()
    features = {
        "code": "B09",
        "name": "市新局",
        "level": Level.CITY,
        "parent": city.city,
        "since": NOW.date(),
    }
    with monkeypatch.context() as patch:
        patch.setattr(Entry, "save", lambda *_, **__: (_ for _ in ()).throw(OSError("disk full")))
        with pytest.raises(OSError, match="disk full"):
            organisations.add_unit(actor=office, at=NOW, **features)
    assert (Unit.objects.count(), Entry.objects.count(), Waiting.objects.count()) == (units, 0, 0)

    with pytest.raises(Refused):
        organisations.add_unit(actor=city.actor(city.stranger), at=NOW, **features)
    assert (UnitVersion.objects.filter(name="市新局").count(), Entry.objects.count()) == (0, 0)


def test_the_code_cannot_change_or_delete_what_was_written(city: City) -> None:
    entry = write(city)
    seal(at=NOW)
    again = Entry.objects.get()
    attempts = (
        again.save, again.delete,
        lambda: Entry.objects.update(actor="别人"), lambda: Entry.objects.filter(pk=entry.pk).delete(),
        lambda: Entry.objects.bulk_update([again], ["actor"]),
        lambda: Entry.objects.bulk_create([again], update_conflicts=True, update_fields=["actor"]),
        lambda: Entry._base_manager.update(actor="别人"), lambda: Entry._base_manager.all().delete(),
        lambda: Entry.objects.update_or_create(pk=entry.pk, defaults={"actor": "别人"}),
        lambda: Entry.objects.all()._raw_delete(using="default"),
        Checkpoint.objects.get().save, Checkpoint.objects.get().delete, Checkpoint.objects.all().delete,
    )  # fmt: skip
    for attempt in attempts:
        with pytest.raises(AppendOnly):
            attempt()
    assert Entry.objects.get().actor == entry.actor


@pytest.mark.usefixtures("journal_guarded")
@pytest.mark.parametrize(
    "table", ["journal_entry", "journal_checkpoint", "journal_attestation", "journal_receipt"]
)
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = 99", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_database_refuses_raw_statements_too(city: City, table: str, statement: str) -> None:
    if connection.vendor == "sqlite" and statement.startswith("TRUNCATE"):
        pytest.skip("only on PostgreSQL: make test-postgres")
    write(city)
    seal(at=NOW)
    attestation = attest(at=NOW)
    assert attestation
    receive_attestation(actor=city.actor(city.discipline), attestation=attestation, at=NOW)
    with (
        pytest.raises(DatabaseError, match="only ever added"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        if connection.vendor == "postgresql":
            # References are checked at the commit; a table that waits for it cannot be emptied anyway.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement.format(table))
