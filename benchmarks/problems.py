"""The ledger of problems, fifty of 100,000: the whole city's, by unit, deep in it, and one unit's own."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from benchmarks.ledgers import (
    IS_OPEN,
    UNITS,
    Course,
    Page,
    in_the_middle,
    long_ago,
    measure,
    open_only,
    run,
)

TABLE = "issues_problem"


def main() -> bool:
    return run("benchmarks.problems")


def _columns(root: int) -> Mapping[str, str]:
    settled = f"CASE WHEN {IS_OPEN} THEN NULL ELSE"
    return {
        "number": "'WT-' || i", "year": "2026", "title": "'路面开挖后恢复超期 ' || i",
        "source": "CASE i % 3 WHEN 0 THEN 'patrol' WHEN 1 THEN 'audit' ELSE 'hotline' END",
        "source_text": "''", "source_url": "''", "source_key": "''", "regime": "'government'",
        "label": "'internal'", "severity": "'ordinary'", "kind": "'common'", "facts": "'碎石便道'",
        "clause": "'条例'", "duty": "''", "demand": "'恢复'", "found_on": long_ago(), "scope_id": str(root),
        "unit_id": f"{root} + 1 + i % {UNITS}", "due_on": f"COALESCE({open_only(-20)}, {long_ago()})",
        "state": f"CASE WHEN i % 100 = 0 THEN 'submitted' WHEN {IS_OPEN} THEN 'rectifying' ELSE 'closed' END",
        "needs_proof": "false", "assigned_on": long_ago(), "word_days": "15", "last_word_on": long_ago(),
        "returns": "0", "rebounds": "i % 40 / 39", "action_taken": "'已恢复'", "proofs": "1",
        "verdict": "''", "opinion": "'属实'", "registered_at": "CURRENT_TIMESTAMP", "revision": "0",
        "submitted_by_id": "2", "verified_by_id": f"{settled} 1 END", "closed_by_id": f"{settled} 1 END",
        "closed_at": f"{settled} CURRENT_TIMESTAMP END", "closed_on": f"{settled} {long_ago()} END",
        "red_from": open_only(-19), "blue_from": open_only(-24),
        "yellow_from": f"CASE WHEN i % 4 = 0 THEN {open_only(-40)} END",
    }  # fmt: skip


def _pages() -> dict[str, Page]:
    return {
        "whole city, by limit": ("office", "/problems/"),
        "whole city, by unit": ("office", "/problems/?group=unit"),
        "deep in it": ("office", f"/problems/?after={in_the_middle(TABLE)}"),
        "yellow lamps": ("office", "/problems/?lamp=yellow"),
        "a unit's own": ("reporter", "/problems/"),
    }


COURSE = Course(
    noun="problems", table=TABLE, columns=_columns, pages=_pages, most_queries=8,
    floor="SELECT p.id, p.number, p.title, p.state, p.source, p.due_on, v.short_name FROM issues_problem p"
    " JOIN organisations_unitversion v ON v.unit_id = p.unit_id"
    " WHERE p.is_open = 1 ORDER BY p.due_on, p.id LIMIT 50",
)  # fmt: skip

if __name__ == "__main__":
    sys.exit(0 if measure(COURSE) else 1)
