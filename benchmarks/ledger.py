"""A list page over a million rows: the journal as the auditor reads it, signed in, fifty rows of the newest.

W1 against the same fifty rows by a raw query as a page with nothing else; W4 a page half a million rows back
against the newest.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from benchmarks.interleaved import counted, ratio, report, time_rounds

ROWS = int(os.environ.get("DUKAO_BENCH_ROWS", "1000000"))
#: All but the number and the key, which are each row's own.
COLUMNS = (
    "at, event, actor_id, actor, acting_for, subject_type, subject_id, subject_label, unit_path, before,"
    " after, reason, request_id, algorithm, salt, content_digest, digest"
)


def measure(visitor: Callable[[str, str], Callable[[], object]]) -> bool:
    """In the example city's own database, which is no good for anything else afterwards."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    _grow()
    newest = visitor("shenmo", "/journal/")
    cases = {
        "fifty rows": _floor,
        "newest page": newest,
        "page in the middle": visitor("shenmo", f"/journal/?before={_in_the_middle()}"),
    }
    with CaptureQueriesContext(connection) as queries:
        newest()
    asked = len(queries)
    times = time_rounds(cases, rounds=21)
    return report(
        f"a list of {ROWS:,} rows, SQLite",
        times,
        [
            ratio(times, "W1", "newest page", "fifty rows", at_most=6),
            counted("W3", "newest page", "queries", asked, at_most=8),
            ratio(times, "W4", "page in the middle", "newest page", at_most=1.5),
        ],
    )


def _grow() -> None:
    """The city's own entries again and again, as if sealed; nothing here is ever verified."""
    from django.db import connection

    with connection.cursor() as cursor:
        while (missing := ROWS - cursor.execute("SELECT count(*) FROM journal_entry").fetchone()[0]) > 0:
            cursor.execute(
                f"INSERT INTO journal_entry ({COLUMNS}) SELECT {COLUMNS} FROM journal_entry LIMIT {missing}"  # noqa: S608
            )
            cursor.execute("DELETE FROM journal_waiting")


def _in_the_middle() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM journal_entry ORDER BY at DESC, id DESC LIMIT 1 OFFSET {ROWS // 2}")  # noqa: S608
        return int(cursor.fetchone()[0])


def _floor() -> bytes:
    from django.db import connection
    from django.http import HttpResponse

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, at, event, actor, subject_label, reason FROM journal_entry"
            " ORDER BY at DESC, id DESC LIMIT 50"
        )
        rows = "".join("<tr><td>" + "<td>".join(map(str, row)) + "</tr>" for row in cursor.fetchall())
    return HttpResponse(f"<table>{rows}</table>").content
