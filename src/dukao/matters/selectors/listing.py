"""Matters as rows of a table: each with the names of its units and its lamp."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from dukao.kernel.light import Light
from dukao.matters.models import Matter
from dukao.matters.selectors.rules import rules_on
from dukao.matters.selectors.seeing import course_of, light_of
from dukao.organisations.selectors import versions_by_unit, work_calendar


@dataclass(frozen=True, slots=True)
class MatterRow:
    matter: Matter
    lead: str
    assisting: tuple[str, ...]
    light: Light
    planned: int


def matter_rows(matters: Any, day: date) -> list[MatterRow]:
    """The rows of a queryset, or a page of one, with names and lamps in a few queries."""
    found = list(
        matters.select_related(
            "field", "leader", "closed_by", "paragraph__decision__leader"
        ).prefetch_related("milestones", "assisting")
    )
    names = _names(found, day)
    rules, calendar = rules_on(day), work_calendar()
    return [
        MatterRow(
            matter, names[matter.lead_unit_id],
            tuple(names[unit.pk] for unit in matter.assisting.all()),
            light_of(matter, rules, calendar, day), course_of(matter).planned(day),
        )
        for matter in found
    ]  # fmt: skip


def _names(matters: Iterable[Matter], day: date) -> dict[int, str]:
    units = {
        unit
        for matter in matters
        for unit in (matter.lead_unit_id, *(one.pk for one in matter.assisting.all()))
    }
    return {unit: version.short_name for unit, version in versions_by_unit(units, day).items()}
