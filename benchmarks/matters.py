"""The ledger of matters, fifty of 100,000: the whole city's, one lamp, deep in it, and one unit's own."""

# The statements are put together from words of this file alone.
# ruff: noqa: S608
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
    plus,
    run,
)

TABLE = "matters_matter"


def main() -> bool:
    return run("benchmarks.matters")


def _columns(root: int) -> Mapping[str, str]:
    from dukao.matters.models import WorkField

    field = WorkField.objects.order_by("pk").values_list("pk", flat=True)[0]
    return {
        "number": "'DB-' || i", "year": "2026", "title": "'老旧小区改造和配套管网更新 ' || i",
        "kind": "CASE WHEN i % 5 = 0 THEN 'instruction' ELSE 'key_task' END",
        "field_id": f"{field} + i % 9", "owner_id": str(root), "regime": "'government'",
        "legal_basis": "'条例'", "label": "'internal'",
        "due_on": f"COALESCE({open_only(-20)}, {long_ago()})",
        "day_kind": "''", "is_provisional": "false", "path": "''", "standard": "''", "percent": "i % 100",
        "lead_unit_id": f"{root} + 1 + i % {UNITS}", "word_days": "30", "returns": "0", "opinion": "'属实'",
        "state": f"CASE WHEN i % 100 = 0 THEN 'finished' WHEN {IS_OPEN} THEN 'ongoing' ELSE 'closed' END",
        "assigned_on": long_ago(), "last_word_on": plus(-40, "i % 40"), "red_from": open_only(-19),
        "yellow_from": f"CASE WHEN i % 4 = 0 THEN {open_only(-40)} END", "blue_from": open_only(-24),
        "step_by": open_only(-20), "finished_at": "CASE WHEN i % 100 = 0 THEN CURRENT_TIMESTAMP END",
        "registered_at": "CURRENT_TIMESTAMP",
        "closed_at": f"CASE WHEN {IS_OPEN} THEN NULL ELSE CURRENT_TIMESTAMP END", "revision": "0",
    }  # fmt: skip


def _assisting(root: int) -> str:
    helped = f"WHERE id % 3 = 0 AND lead_unit_id < {root + UNITS}"
    return (
        "INSERT INTO matters_matter_assisting (matter_id, unit_id)"
        f" SELECT id, lead_unit_id + 1 FROM matters_matter {helped}"
    )


def _pages() -> dict[str, Page]:
    return {
        "whole city, by lamp": ("office", "/matters/"),
        "whole city, by limit": ("office", "/matters/?group=flat"),
        "deep in it": ("office", f"/matters/?group=flat&after={in_the_middle(TABLE)}"),
        "yellow lamps": ("office", "/matters/?lamp=yellow"),
        "silent, by lamp": ("office", "/matters/?view=silent"),
        "a unit's own": ("reporter", "/matters/"),
    }


COURSE = Course(
    noun="matters", table=TABLE, columns=_columns, pages=_pages, most_queries=8,
    floor="SELECT m.id, m.number, m.title, m.state, m.percent, m.due_on, v.short_name FROM matters_matter m"
    " JOIN organisations_unitversion v ON v.unit_id = m.lead_unit_id"
    " WHERE m.is_open = 1 ORDER BY m.due_on, m.id LIMIT 50",
    afterwards=(lambda _: "DELETE FROM matters_matter_assisting", _assisting),
)  # fmt: skip

if __name__ == "__main__":
    sys.exit(0 if measure(COURSE) else 1)
