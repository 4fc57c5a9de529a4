"""The plan as rows of text: columns an import reads back first, then what the plan adds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from dukao.checks.columns import LISTED
from dukao.checks.models import Check
from dukao.checks.selectors.overlaps import units_by_check
from dukao.checks.selectors.plan import check_rows
from dukao.kernel.actor import Actor
from dukao.organisations.selectors import versions_by_unit


def exported_checks(actor: Actor, checks: Iterable[Check], day: date) -> Iterator[tuple[str, ...]]:
    """One row a check; of objects only those the actor may know of."""
    found = list(checks)
    units = units_by_check(check.pk for check in found)
    places = versions_by_unit({unit for ids in units.values() for unit in ids}, day)
    for row in check_rows(actor, found, day, with_days=True):
        check = row.check
        whole = row.count == len(units.get(check.pk, ()))
        known = [
            places[unit] for unit in sorted(units.get(check.pk, ()))
            if whole or any(grant.covers(places[unit].path) for grant in actor.grants)
        ]  # fmt: skip
        yield (
            check.name, check.get_kind_display(), check.get_form_display(), check.topic.name,
            row.organiser, "、".join(row.joint),
            "、".join(f"{place.unit.code} {place.short_name}" for place in known),
            check.starts_on.isoformat(), check.ends_on.isoformat(), str(check.times), str(check.field_days),
            check.basis, check.get_basis_level_display(), check.get_content_kind_display(),
            check.method_words, check.get_regime_display(), check.scope, str(check.lines_asked),
            str(check.characters_asked), str(check.evidence_asked), str(check.hours_asked),
            check.cross_reason, check.added_reason,
            check.number, check.get_state_display(), check.added_on.isoformat() if check.added_on else "",
            str(row.count), "重叠" if row.overlapping else "", str(row.days.planned), str(row.days.spent),
            str(row.days.over) if row.days.over else "",
        )  # fmt: skip


HEAD = (
    *(column.title for column in LISTED),
    "编号",
    "状态",
    "增补日",
    "对象数",
    "查重",
    "计划现场合计",
    "实际现场合计",
    "超计划天数",
)
