"""The database itself keeps what is published as it is, whichever program asks for a change."""

from django.db import migrations

#: Table, columns that never change, and the rows for which that holds.
FROZEN = (
    (
        "schemes_schemeversion",
        (
            "scheme_id",
            "number",
            "document",
            "digest",
            "effective_on",
            "reason",
            "drafted_by_id",
            "approved_by_id",
            "published_at",
        ),
        "OLD.state IN ('published', 'superseded')",
    ),
    ("schemes_schemeitem", (), "1 = 1"),
    ("schemes_rosterentry", (), "1 = 1"),
    ("schemes_indicatorversion", (), "1 = 1"),
)


def freeze(apps, schema_editor):
    statements = {"sqlite": _sqlite, "postgresql": _postgresql}.get(schema_editor.connection.vendor)
    if statements is None:
        return
    for table, columns, rows in FROZEN:
        for statement in statements(table, columns, rows):
            schema_editor.execute(statement)


def thaw(apps, schema_editor):
    on_table = schema_editor.connection.vendor == "postgresql"
    for table, _, _ in FROZEN:
        schema_editor.execute(f"DROP TRIGGER {table}_frozen" + (f" ON {table}" if on_table else ""))
        if on_table:
            schema_editor.execute(f"DROP FUNCTION {table}_frozen()")


def _sqlite(table, columns, rows):
    yield (
        f"CREATE TRIGGER {table}_frozen BEFORE UPDATE ON {table} "
        f"WHEN {_condition(columns, rows, 'NEW.{0} IS NOT OLD.{0}')} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is frozen once published'); END"
    )


def _postgresql(table, columns, rows):
    yield (
        f"CREATE FUNCTION {table}_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN RAISE EXCEPTION '{table} is frozen once published' USING ERRCODE = 'integrity_constraint_violation'; "
        f"END $$"
    )
    yield (
        f"CREATE TRIGGER {table}_frozen BEFORE UPDATE ON {table} FOR EACH ROW "
        f"WHEN ({_condition(columns, rows, 'NEW.{0} IS DISTINCT FROM OLD.{0}')}) "
        f"EXECUTE FUNCTION {table}_frozen()"
    )


def _condition(columns, rows, differs):
    if not columns:
        return rows
    # What was published can be superseded; it never becomes a draft again.
    back = "NEW.state NOT IN ('published', 'superseded')"
    return f"{rows} AND ({back} OR {' OR '.join(differs.format(column) for column in columns)})"


class Migration(migrations.Migration):
    dependencies = [("schemes", "0001_initial")]

    operations = [migrations.RunPython(freeze, thaw)]
