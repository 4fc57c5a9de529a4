"""The ledger of matters, fifty of 100,000: the whole city's, one lamp, deep in it, and one unit's own.

W1 against the same fifty rows by a raw query as a page with nothing else; W4 against the same pages of ten
thousand matters. On SQLite; on PostgreSQL too when ``DUKAO_BENCH_POSTGRES`` names an empty database.
"""

# The statements are put together from words of this file alone.
# ruff: noqa: S608
from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from statistics import median

from benchmarks.interleaved import Ratio, counted, ratio, report, time_rounds

SMALL, LARGE = 10_000, int(os.environ.get("DUKAO_BENCH_ROWS", "100000"))
UNITS = 250
#: In hand of ten; the others are signed off.
IN_HAND = 3


def main() -> bool:
    """Each database in a process of its own."""
    postgres = os.environ.get("DUKAO_BENCH_POSTGRES")
    return all(_run(url) for url in ("", postgres) if url is not None)


def _run(url: str) -> bool:
    with tempfile.TemporaryDirectory(prefix="dukao-bench-") as home:
        place = {"DUKAO_DATABASE_URL": url} if url else {}
        settings = {"DUKAO_HOME": home, "DJANGO_SETTINGS_MODULE": "dukao.config.settings", **place}
        return subprocess.run(
            [sys.executable, "-m", "benchmarks.matters"], env={**os.environ, **settings}, check=False
        ).returncode == 0  # fmt: skip


def measure() -> bool:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    _found()
    _grow(0, SMALL)
    before = time_rounds(_pages(), rounds=9)
    _grow(SMALL, LARGE)
    cases = _pages()
    asked = {name: _queries(page) for name, page in cases.items() if name != "fifty rows"}
    times = time_rounds(cases, rounds=9)
    ratios: list[Ratio] = []
    for name, queries in asked.items():
        ratios.append(ratio(times, "W1", name, "fifty rows", at_most=6))
        ratios.append(counted("W3", name, "queries", queries, at_most=8))
        growth = median(times[name]) / median(before[name])
        ratios.append(counted("W4", f"{name}, {LARGE:,}", f"{SMALL:,}", growth, at_most=1.5))
    ratios.sort(key=lambda one: one.metric)
    return report(f"the ledger of {LARGE:,} matters, {connection.vendor}", times, ratios)


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


def _grow(first: int, last: int) -> None:
    """Rows by one statement; what is open ends between three weeks ago and in eight months."""
    from django.db import connection

    from dukao.kernel.clock import today
    from dukao.matters.models import WorkField
    from dukao.organisations.models import Unit

    root = Unit.objects.order_by("pk").values_list("pk", flat=True)[0]
    field = WorkField.objects.order_by("pk").values_list("pk", flat=True)[0]
    is_open = f"i % 10 < {IN_HAND}"

    def open_only(ahead: int) -> str:
        return f"CASE WHEN {is_open} THEN {_plus(today() + timedelta(days=ahead), 'i % 250')} END"

    long_ago = _plus(today() - timedelta(days=800), "i % 700")
    kind = "CASE WHEN i % 5 = 0 THEN 'instruction' ELSE 'key_task' END"
    state = f"CASE WHEN i % 100 = 0 THEN 'finished' WHEN {is_open} THEN 'ongoing' ELSE 'closed' END"
    behind = f"CASE WHEN i % 4 = 0 THEN {open_only(-40)} END"
    values = {
        "number": "'DB-' || i", "year": "2026", "title": "'老旧小区改造和配套管网更新 ' || i",
        "kind": kind, "field_id": f"{field} + i % 9", "owner_id": str(root), "regime": "'government'",
        "legal_basis": "'条例'", "label": "'internal'", "due_on": f"COALESCE({open_only(-20)}, {long_ago})",
        "day_kind": "''", "is_provisional": "false", "path": "''", "standard": "''", "percent": "i % 100",
        "lead_unit_id": f"{root} + 1 + i % {UNITS}", "word_days": "30", "returns": "0", "opinion": "'属实'",
        "state": state, "assigned_on": long_ago,
        "last_word_on": _plus(today() - timedelta(days=40), "i % 40"), "red_from": open_only(-19),
        "yellow_from": behind, "blue_from": open_only(-24),
        "step_by": open_only(-20), "finished_at": "CASE WHEN i % 100 = 0 THEN CURRENT_TIMESTAMP END",
        "registered_at": "CURRENT_TIMESTAMP",
        "closed_at": f"CASE WHEN {is_open} THEN NULL ELSE CURRENT_TIMESTAMP END", "revision": "0",
    }  # fmt: skip
    numbers = f"n(i) AS (SELECT {first + 1} UNION ALL SELECT i + 1 FROM n WHERE i < {last})"
    columns, cells = ", ".join(values), ", ".join(values.values())
    table = "matters_matter_assisting (matter_id, unit_id)"
    helped = f"WHERE id % 3 = 0 AND lead_unit_id < {root + UNITS}"
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE {numbers} INSERT INTO matters_matter ({columns}) SELECT {cells} FROM n"
        )
        cursor.execute("DELETE FROM matters_matter_assisting")
        cursor.execute(f"INSERT INTO {table} SELECT id, lead_unit_id + 1 FROM matters_matter {helped}")
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _plus(day: date, days: str) -> str:
    from django.db import connection

    if connection.vendor == "postgresql":
        return f"(DATE '{day}' + ({days})::int)"
    return f"date('{day}', '+' || ({days}) || ' days')"


def _pages() -> dict[str, Callable[[], object]]:
    office, reporter = _visitor("office"), _visitor("reporter")
    return {
        "fifty rows": _floor,
        "whole city, by lamp": office("/matters/"),
        "whole city, by limit": office("/matters/?group=flat"),
        "deep in it": office(f"/matters/?group=flat&after={_in_the_middle()}"),
        "yellow lamps": office("/matters/?lamp=yellow"),
        "a unit's own": reporter("/matters/"),
    }


def _visitor(username: str) -> Callable[[str], Callable[[], object]]:
    from django.test import Client

    from dukao.identity.models import Account

    client = Client(headers={"host": "localhost"})
    client.force_login(
        Account.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend"
    )

    def visit(address: str) -> Callable[[], object]:
        answer = client.get(address)
        if answer.status_code != 200:
            raise SystemExit(f"{address} answers {answer.status_code}")
        return lambda: client.get(address)

    return visit


def _queries(page: Callable[[], object]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        page()
    return len(queries)


def _in_the_middle() -> str:
    from dukao.matters.models import Matter

    found = Matter.objects.filter(is_open=True).order_by("due_on", "pk")
    middle = found.values_list("due_on", "pk")[found.count() // 2]
    return f"_{middle[0].isoformat()}_{middle[1]}"


def _floor() -> bytes:
    from django.db import connection
    from django.http import HttpResponse

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT m.id, m.number, m.title, m.state, m.percent, m.due_on, v.short_name FROM matters_matter m"
            " JOIN organisations_unitversion v ON v.unit_id = m.lead_unit_id"
            " WHERE m.is_open = 1 ORDER BY m.due_on, m.id LIMIT 50"
        )
        rows = "".join("<tr><td>" + "<td>".join(map(str, row)) + "</tr>" for row in cursor.fetchall())
    return HttpResponse(f"<table>{rows}</table>").content


if __name__ == "__main__":
    sys.exit(0 if measure() else 1)
