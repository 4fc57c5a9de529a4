"""The ledger of problems, fifty of 100,000: the whole city's, by unit, deep in it, and one unit's own.

W1 against the same fifty rows by a raw query as a page with nothing else; W4 against the same pages of ten
thousand problems. On SQLite; on PostgreSQL too when ``DUKAO_BENCH_POSTGRES`` names an empty database.
"""

# The statements are put together from words of this file alone.
# ruff: noqa: S608
from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import timedelta
from statistics import median

from benchmarks.interleaved import Ratio, counted, ratio, report, time_rounds
from benchmarks.matters import UNITS, _found, _plus, _queries, _visitor

SMALL, LARGE = 10_000, int(os.environ.get("DUKAO_BENCH_ROWS", "100000"))
#: Open of ten; the others are signed off.
OPEN = 3


def main() -> bool:
    """Each database in a process of its own."""
    postgres = os.environ.get("DUKAO_BENCH_POSTGRES")
    return all(_run(url) for url in ("", postgres) if url is not None)


def _run(url: str) -> bool:
    with tempfile.TemporaryDirectory(prefix="dukao-bench-") as home:
        place = {"DUKAO_DATABASE_URL": url} if url else {}
        settings = {"DUKAO_HOME": home, "DJANGO_SETTINGS_MODULE": "dukao.config.settings", **place}
        return subprocess.run(
            [sys.executable, "-m", "benchmarks.problems"], env={**os.environ, **settings}, check=False
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
        ratios.append(counted("W3", name, "queries", queries, at_most=12))
        growth = median(times[name]) / median(before[name])
        ratios.append(counted("W4", f"{name}, {LARGE:,}", f"{SMALL:,}", growth, at_most=1.5))
    ratios.sort(key=lambda one: one.metric)
    return report(f"the ledger of {LARGE:,} problems, {connection.vendor}", times, ratios)


def _grow(first: int, last: int) -> None:
    """Rows by one statement; what is open is due between three weeks ago and in eight months."""
    from django.db import connection

    from dukao.kernel.clock import today
    from dukao.organisations.models import Unit

    root = Unit.objects.order_by("pk").values_list("pk", flat=True)[0]
    is_open, long_ago = f"i % 10 < {OPEN}", _plus(today() - timedelta(days=800), "i % 700")

    def open_only(ahead: int) -> str:
        return f"CASE WHEN {is_open} THEN {_plus(today() + timedelta(days=ahead), 'i % 250')} END"

    state = f"CASE WHEN i % 100 = 0 THEN 'submitted' WHEN {is_open} THEN 'rectifying' ELSE 'closed' END"
    settled = f"CASE WHEN {is_open} THEN NULL ELSE"
    values = {
        "number": "'WT-' || i", "year": "2026", "title": "'路面开挖后恢复超期 ' || i",
        "source": "CASE i % 3 WHEN 0 THEN 'patrol' WHEN 1 THEN 'audit' ELSE 'hotline' END",
        "source_text": "''", "source_url": "''", "source_key": "''", "regime": "'government'",
        "label": "'internal'", "severity": "'ordinary'", "kind": "'common'", "facts": "'碎石便道'",
        "clause": "'条例'", "duty": "''", "demand": "'恢复'", "found_on": long_ago, "scope_id": str(root),
        "unit_id": f"{root} + 1 + i % {UNITS}", "due_on": f"COALESCE({open_only(-20)}, {long_ago})",
        "state": state, "needs_proof": "false", "assigned_on": long_ago, "word_days": "15",
        "last_word_on": long_ago, "returns": "0", "rebounds": "i % 40 / 39", "action_taken": "'已恢复'",
        "proofs": "1", "verdict": "''", "opinion": "'属实'", "registered_at": "CURRENT_TIMESTAMP",
        "revision": "0", "submitted_by_id": "2", "verified_by_id": f"{settled} 1 END",
        "closed_by_id": f"{settled} 1 END", "closed_at": f"{settled} CURRENT_TIMESTAMP END",
        "closed_on": f"{settled} {long_ago} END", "red_from": open_only(-19), "blue_from": open_only(-24),
        "yellow_from": f"CASE WHEN i % 4 = 0 THEN {open_only(-40)} END",
    }  # fmt: skip
    numbers = f"n(i) AS (SELECT {first + 1} UNION ALL SELECT i + 1 FROM n WHERE i < {last})"
    columns, cells = ", ".join(values), ", ".join(values.values())
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE {numbers} INSERT INTO issues_problem ({columns}) SELECT {cells} FROM n"
        )
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _pages() -> dict[str, Callable[[], object]]:
    office, reporter = _visitor("office"), _visitor("reporter")
    return {
        "fifty rows": _floor,
        "whole city, by limit": office("/problems/"),
        "whole city, by unit": office("/problems/?group=unit"),
        "deep in it": office(f"/problems/?after={_in_the_middle()}"),
        "yellow lamps": office("/problems/?lamp=yellow"),
        "a unit's own": reporter("/problems/"),
    }


def _in_the_middle() -> str:
    from dukao.issues.models import Problem

    found = Problem.objects.filter(is_open=1).order_by("due_on", "pk")
    middle = found.values_list("due_on", "pk")[found.count() // 2]
    return f"~{middle[0].isoformat()}~{middle[1]}"


def _floor() -> bytes:
    from django.db import connection
    from django.http import HttpResponse

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.id, p.number, p.title, p.state, p.source, p.due_on, v.short_name FROM issues_problem p"
            " JOIN organisations_unitversion v ON v.unit_id = p.unit_id"
            " WHERE p.is_open = 1 ORDER BY p.due_on, p.id LIMIT 50"
        )
        rows = "".join("<tr><td>" + "<td>".join(map(str, row)) + "</tr>" for row in cursor.fetchall())
    return HttpResponse(f"<table>{rows}</table>").content


if __name__ == "__main__":
    sys.exit(0 if measure() else 1)
