"""Upgrades lose no row: a database as it was before the later migrations of every room is brought forward.

``releases/`` holds a backup of the example city for every release, made by that release (docs/operations.md).
There has been none yet.
"""

from __future__ import annotations

import sqlite3
import textwrap
from contextlib import closing, suppress
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django import Settings

from dukao.journal import jobs, triggers
from tests.access import tables as rooms
from tests.conftest import City
from tests.operations import processes

RELEASES = Path(__file__).parent / "releases"
Rows = dict[str, list[dict[str, object]]]
#: As the rooms were when the last of them got its first tables; notes how many steps that is.
TAKE_BACK = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    import django
    django.setup()
    from django.apps import apps
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor
    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    ours = [config.label for config in apps.get_app_configs() if config.name.startswith("dukao.")]
    firsts = [min(graph.root_nodes(label)) for label in ours if graph.root_nodes(label)]
    kept = {node for first in firsts for node in graph.forwards_plan(first)}
    targets = [max(node for node in kept if node[0] == label) for label, _ in firsts]
    Path(sys.argv[1]).write_text(str(len(executor.migration_plan(targets))))
    executor.migrate(targets)
    """
)


@pytest.fixture
def city_of_every_room(city: City, tmp_path: Path, settings: Settings) -> Path:
    """A home with what the crawl plants in each room, its journal sealed."""
    path = tmp_path / "home" / "dukao.sqlite3"
    path.parent.mkdir()
    # Tests share a folder of files, and some damage what they put there; a backup would tell of it.
    settings.MEDIA_ROOT = path.parent / "files"
    for room in rooms():
        # Some plant what others have planted before them: those leave nothing of their own.
        with suppress(IntegrityError), transaction.atomic():
            room.objects(city)
    jobs.seal_waiting()
    with closing(sqlite3.connect(path)) as target:
        connection.connection.backup(target)
    copy = connection.copy()
    copy.settings_dict = {**copy.settings_dict, "NAME": str(path), "OPTIONS": {}}
    triggers.install(copy)
    copy.close()
    return path


def rows(path: Path) -> Rows:
    with closing(sqlite3.connect(path)) as database:
        database.row_factory = sqlite3.Row
        names = database.execute(
            "select name from sqlite_master where type = 'table' and name not like 'sqlite%'"
        )
        return {
            name: [dict(row) for row in database.execute(f'select * from "{name}" order by 1')]  # noqa: S608
            for (name,) in names.fetchall()
        }


def guards(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as database:
        return {name for (name,) in database.execute("select name from sqlite_master where type = 'trigger'")}


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)  # the copy is of what is committed
def test_an_older_database_comes_forward_without_losing_a_row_or_changing_one(
    city_of_every_room: Path, tmp_path: Path
) -> None:
    expected = guards(city_of_every_room)
    processes.python(city_of_every_room.parent, TAKE_BACK, str(tmp_path / "steps"))
    steps = int((tmp_path / "steps").read_text())
    assert steps > 3
    old = rows(city_of_every_room)
    assert sum(map(bool, old.values())) > 60, "most tables have something to lose"

    home, fresh = city_of_every_room.parent, tmp_path / "fresh"
    made = processes.dukao(home, "backup", str(tmp_path / "data"), "--no-check")
    assert made.returncode == 0, made.stderr
    (backup,) = (tmp_path / "data").glob("dukao-*")
    fresh.mkdir()
    restored = processes.dukao(fresh, "restore", str(backup), "--without-keys")
    assert restored.returncode == 0, restored.stderr
    assert f"升级 {steps} 步，没有少一行" in restored.stdout

    new = rows(fresh / "dukao.sqlite3")
    for table, kept in old.items():
        found = [{name: row[name] for name in kept[0]} for row in new[table]] if kept else []
        assert [row for row in kept if row not in found] == [], table
    assert guards(fresh / "dukao.sqlite3") == expected, "and nobody changes a row of the journal afterwards"


@pytest.mark.nightly
def test_the_backup_of_each_release_comes_forward(tmp_path: Path) -> None:
    releases = sorted(path.parent for path in RELEASES.glob("*/manifest.json"))
    if not releases:
        pytest.skip("there has been no release yet")
    for release in releases:
        home = tmp_path / release.name
        home.mkdir()
        restored = processes.dukao(home, "restore", str(release), "--without-keys")
        assert restored.returncode == 0, f"{release.name}: {restored.stderr}"
