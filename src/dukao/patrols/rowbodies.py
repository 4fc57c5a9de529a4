"""What a row says, in the words of a device."""

from __future__ import annotations

from typing import Any

from dukao.patrols.models import ChecklistAnswer, Finding, Visit


def body_of(row: Visit | ChecklistAnswer | Finding) -> dict[str, Any]:
    """The body of a change that would have written this row; times in the zone of the database."""
    if isinstance(row, Visit):
        return {
            "place": row.place, "manner": row.manner, "unit": row.unit_id, "note": row.note,
            "started_at": row.started_at.isoformat(), "ended_at": row.ended_at.isoformat(),
            "minutes": {str(one.member_id): one.minutes for one in row.hours.all()},
        }  # fmt: skip
    if isinstance(row, ChecklistAnswer):
        return {"mark": row.mark, "note": row.note}
    return {"facts": row.facts, "severity": row.severity, "clause": row.clause, "unit": row.unit_id}
