"""A list page over a million rows: the journal as the auditor reads it, signed in, fifty rows of the newest.

W1 against the same fifty rows by a raw query as a page with nothing else; W4 a page half a million rows back
against the newest.
"""

from __future__ import annotations

import os

from benchmarks.interleaved import counted, ratio, report
from benchmarks.served import Served, both_times, queries_of

ROWS = int(os.environ.get("DUKAO_BENCH_ROWS", "1000000"))
#: All but the number and the key, which are each row's own.
COLUMNS = (
    "at, event, actor_id, actor, acting_for, subject_type, subject_id, subject_label, unit_path, before,"
    " after, reason, request_id, algorithm, salt, content_digest, digest"
)
FLOOR = (
    "SELECT id, at, event, actor, subject_label, reason FROM journal_entry ORDER BY at DESC, id DESC LIMIT 50"
)


def measure() -> bool:
    """In the example city's own database, which is no good for anything else afterwards."""
    _grow()
    asked = queries_of("shenmo", "/journal/")
    with Served(FLOOR) as served:
        cases = {
            "fifty rows": served.floor(),
            "newest page": served.page("shenmo", "/journal/"),
            "page in the middle": served.page("shenmo", f"/journal/?before={_in_the_middle()}"),
        }
        waited, worked = both_times(cases, served)
    return report(
        f"a list of {ROWS:,} rows over HTTP, SQLite",
        worked,
        [
            ratio(waited, "W1", "newest page", "fifty rows", at_most=6),
            ratio(worked, "W1 processor", "newest page", "fifty rows", at_most=6),
            counted("W3", "newest page", "queries", asked, at_most=8),
            ratio(worked, "W4", "page in the middle", "newest page", at_most=1.5),
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
