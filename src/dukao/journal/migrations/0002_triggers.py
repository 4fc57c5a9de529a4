"""The database queues new entries for the sealer and refuses to change or delete old ones.

A later migration that makes SQLite rebuild ``journal_entry`` drops its triggers: it must install them again.
"""

from django.db import migrations

from dukao.journal import triggers


def install(apps, schema_editor):
    triggers.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
