"""What the database itself does on the journal's tables, whoever writes to them.

Every new entry is put into the queue of the sealer: one statement less for each change of the product, and
no path that writes entries can forget it. And nobody changes or deletes a row.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

GUARDED = ("journal_entry", "journal_checkpoint", "journal_attestation", "journal_receipt")
WORDS = "journal rows are only ever added"

_POSTGRES = (
    """
    CREATE OR REPLACE FUNCTION journal_queue() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN INSERT INTO journal_waiting (entry_id) VALUES (NEW.id); RETURN NULL; END $$
    """,
    """
    CREATE OR REPLACE TRIGGER journal_entry_queue AFTER INSERT ON journal_entry
    FOR EACH ROW EXECUTE FUNCTION journal_queue()
    """,
    f"""
    CREATE OR REPLACE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{WORDS}'; END $$
    """,
)
_SQLITE = (
    """
    CREATE TRIGGER IF NOT EXISTS journal_entry_queue AFTER INSERT ON journal_entry
    BEGIN INSERT INTO journal_waiting (entry_id) VALUES (NEW.id); END
    """,
)


def install(connection: BaseDatabaseWrapper) -> None:
    """From now on entries are queued as they are written, and every UPDATE, DELETE and TRUNCATE fails.

    Tables that a later migration adds are left to that migration, which installs again.
    """
    on_postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        for statement in _POSTGRES if on_postgres else _SQLITE:
            cursor.execute(statement)
        for table, act in _guards(connection.vendor):
            if table in there:
                cursor.execute(_postgres_guard(table, act) if on_postgres else _sqlite_guard(table, act))


def remove_guards(connection: BaseDatabaseWrapper) -> None:
    """Take the refusals away, as only the owner of the database can; the queue goes on."""
    with connection.cursor() as cursor:
        for table, act in _guards(connection.vendor):
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {_name(table, act)}{on}")


def _guards(vendor: str) -> list[tuple[str, str]]:
    """TRUNCATE passes every trigger on DELETE; SQLite does not know it."""
    acts = ("UPDATE", "DELETE", "TRUNCATE") if vendor == "postgresql" else ("UPDATE", "DELETE")
    return [(table, act) for table in GUARDED for act in acts]


def _name(table: str, act: str) -> str:
    return f"{table}_no_{act.lower()}"


def _postgres_guard(table: str, act: str) -> str:
    return (
        f"CREATE OR REPLACE TRIGGER {_name(table, act)} BEFORE {act} ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()"
    )


def _sqlite_guard(table: str, act: str) -> str:
    return (
        f"CREATE TRIGGER IF NOT EXISTS {_name(table, act)} BEFORE {act} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
    )
