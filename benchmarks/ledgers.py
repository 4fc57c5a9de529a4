"""The course of the benchmarks of ledgers: a city, rows by one statement, pages small and large, over HTTP.

W1 against fifty rows by a raw query as a page with nothing else, served beside it, as one waits for it; and
in the processor's time, which neighbours do not lengthen and in which a database server's work is not. W4
against the same pages of ten thousand rows, in the processor's time. On SQLite; on PostgreSQL too when
``DUKAO_BENCH_POSTGRES`` names an empty database.
"""

# The statements are put together from words of these files alone.
# ruff: noqa: S608
from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from benchmarks.interleaved import Case, Ratio, counted, ratio, report
from benchmarks.served import Served, both_times, queries_of

SMALL, LARGE = 10_000, int(os.environ.get("DUKAO_BENCH_ROWS", "100000"))
UNITS = 250
#: One page after another is asked for, as somebody who works asks for them.
BURST = 10
#: Open of ten; the others are signed off.
OPEN = 3
#: Who looks at which address.
Page = tuple[str, str]


@dataclass(frozen=True)
class Course:
    """What differs: the table, its columns as SQL over ``i`` (given the first unit), pages and the floor."""

    noun: str
    table: str
    columns: Callable[[int], Mapping[str, str]]
    pages: Callable[[], dict[str, Page]]
    floor: str
    most_queries: int
    afterwards: tuple[Callable[[int], str], ...] = ()


def run(module: str) -> bool:
    """Each database in a process of its own."""
    postgres = os.environ.get("DUKAO_BENCH_POSTGRES")
    return all(_run(module, url) for url in ("", postgres) if url is not None)


def _run(module: str, url: str) -> bool:
    with tempfile.TemporaryDirectory(prefix="dukao-bench-") as home:
        place = {"DUKAO_DATABASE_URL": url} if url else {}
        settings = {"DUKAO_HOME": home, "DJANGO_SETTINGS_MODULE": "dukao.config.settings", **place}
        return subprocess.run(
            [sys.executable, "-m", module], env={**os.environ, **settings}, check=False
        ).returncode == 0  # fmt: skip


def measure(course: Course) -> bool:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    _found()
    _grow(course, 0, SMALL)
    with Served(course.floor) as served:
        _, before = both_times(_cases(course, served), served, burst=BURST)
    _grow(course, SMALL, LARGE)
    asked = {name: queries_of(*page) for name, page in course.pages().items()}
    with Served(course.floor) as served:
        waited, worked = both_times(_cases(course, served), served, burst=BURST)
        # By itself: the page after it would have to find anew what it made the server forget.
        changed = _just_after_a_change(course, served)
        times = both_times(changed, served, burst=BURST)
    ratios: list[Ratio] = []
    for metric, each in zip(("W1", "W1 processor"), times, strict=True):
        ratios.append(ratio(each, metric, list(changed)[-1], "fifty rows"))
    for name, queries in asked.items():
        ratios.append(ratio(waited, "W1", name, "fifty rows", at_most=6))
        ratios.append(ratio(worked, "W1 processor", name, "fifty rows"))
        ratios.append(counted("W3", name, "queries", queries, at_most=course.most_queries))
        growth = median(worked[name]) / median(before[name])
        ratios.append(counted("W4", f"{name}, {LARGE:,}", f"{SMALL:,}", growth, at_most=1.5))
    ratios.sort(key=lambda one: one.metric)
    return report(f"the ledger of {LARGE:,} {course.noun}, {connection.vendor}", worked, ratios)


def _found() -> None:
    """A city, its units, the office and one unit's reporter."""
    from django.utils import timezone

    from dukao.identity.models import Account, Grant
    from dukao.kernel.roles import Role
    from dukao.organisations.models import Unit, UnitVersion

    since, now = date(2020, 1, 1), timezone.now()
    units = []
    for number in range(UNITS + 1):
        unit = Unit.objects.create(code=f"B{number:03}", since=since, tree="administrative")
        path = f"/{units[0].pk}/{unit.pk}/" if units else f"/{unit.pk}/"
        UnitVersion.objects.create(
            unit=unit, since=since, name=f"单位 {number}", short_name=f"单位 {number}", level="city",
            category="state_organ", path=path, parent=units[0] if units else None,
        )  # fmt: skip
        units.append(unit)
    for username, role, unit in (("office", Role.OFFICE, units[0]), ("reporter", Role.REPORTER, units[7])):
        account = Account.objects.create(
            username=username, name=username, unit=unit, created_at=now, password_changed_at=now
        )
        Grant.objects.create(account=account, role=role, unit=unit, since=since, granted_at=now)


def _grow(course: Course, first: int, last: int) -> None:
    """Rows by one statement."""
    from django.db import connection

    from dukao.organisations.models import Unit

    root = Unit.objects.order_by("pk").values_list("pk", flat=True)[0]
    values = course.columns(root)
    numbers = f"n(i) AS (SELECT {first + 1} UNION ALL SELECT i + 1 FROM n WHERE i < {last})"
    columns, cells = ", ".join(values), ", ".join(values.values())
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE {numbers} INSERT INTO {course.table} ({columns}) SELECT {cells} FROM n"
        )
        for statement in course.afterwards:
            cursor.execute(statement(root))
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _cases(course: Course, served: Served) -> dict[str, Case]:
    pages = {name: served.page(*page) for name, page in course.pages().items()}
    return {"fifty rows": served.floor(), **pages}


def _just_after_a_change(course: Course, served: Served) -> dict[str, Case]:
    name, page = next(iter(course.pages().items()))
    return {"fifty rows": served.floor(), f"{name}, just after a change": served.page_after_a_change(*page)}


IS_OPEN = f"i % 10 < {OPEN}"


def long_ago() -> str:
    return plus(-800, "i % 700")


def open_only(ahead: int) -> str:
    """Days from ``ahead`` on for what is open: between three weeks ago and in eight months."""
    return f"CASE WHEN {IS_OPEN} THEN {plus(ahead, 'i % 250')} END"


def plus(ahead: int, days: str) -> str:
    """The day so many days from today, and as many more."""
    from django.db import connection

    from dukao.kernel.clock import today

    day = today() + timedelta(days=ahead)
    if connection.vendor == "postgresql":
        return f"(DATE '{day}' + ({days})::int)"
    return f"date('{day}', '+' || ({days}) || ' days')"


def in_the_middle(table: str) -> str:
    """The place of the row in the middle of what is open, as the address of a page says it."""
    from django.db import connection

    with connection.cursor() as cursor:
        # A column that is 1 or true, whatever the database.
        cursor.execute(f"SELECT COUNT(*) FROM {table} WHERE CAST(is_open AS INTEGER) = 1")
        half = cursor.fetchone()[0] // 2
        cursor.execute(
            f"SELECT due_on, id FROM {table} WHERE CAST(is_open AS INTEGER) = 1"
            f" ORDER BY due_on, id LIMIT 1 OFFSET {half}"
        )
        day, pk = cursor.fetchone()
    return f"_{day}_{pk}"
