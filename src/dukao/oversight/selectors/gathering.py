"""The facts that patterns read, pulled from the rooms that hold them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from dukao.assessments.selectors.traces import totals_of_year
from dukao.documents.selectors import fingerprints_of
from dukao.journal.selectors import entries_named
from dukao.kernel.clock import at_time, local_day
from dukao.matters.selectors.traces import granted_extensions
from dukao.organisations.selectors import versions_by_unit
from dukao.oversight.patterns.facts import Grant, Photo, Reported, Reviewer, TargetChange, Total
from dukao.oversight.selectors.wording import split_cell
from dukao.reporting.selectors.traces import pictures_of_year, reported_in_year, verdicts_of_year
from dukao.schemes.selectors import item_names, lower_is_better, targets_of_nought


def target_changes(year: int) -> list[TargetChange]:
    """Every cell of published targets that was changed in the year, from the journal."""
    entries = list(
        entries_named("targets_set", at_time(date(year, 1, 1), 0), at_time(date(year + 1, 1, 1), 0))
    )
    cells = [
        (entry, key, *split_cell(key), _figure(value), _figure((entry.after or {}).get(key)))
        for entry in entries
        for key, value in (entry.before or {}).items()
    ]
    known = {(int(entry.subject_id), item) for entry, _, _, item, *_ in cells}
    names, lower = item_names(known), lower_is_better(known)
    units = versions_by_unit({unit for _, _, unit, *_ in cells}, date(year, 12, 31))
    return [
        TargetChange(
            entry=entry.pk, at=entry.at, unit=unit, unit_name=units[unit].short_name, item=item,
            item_name=names.get((int(entry.subject_id), item), item), period=period, before=before,
            after=after,
            eases=(after > before) == ((int(entry.subject_id), item) in lower) and after != before,
            who=entry.actor, reason=entry.reason,
        )
        for entry, _, unit, item, period, before, after in cells
        if before is not None and after is not None and unit in units
    ]  # fmt: skip


def reviewers(year: int) -> list[Reviewer]:
    rows = verdicts_of_year(year)
    names = _names({row.lead for row in rows if row.lead}, year)
    return [
        Reviewer(row.account, row.name, row.lead, names.get(row.lead or 0, ""), row.accepted, row.returned)
        for row in rows
    ]


def totals(year: int) -> list[Total]:
    rows = totals_of_year(year)
    names = _names({row.unit for row in rows}, year)
    return [
        Total(row.round, row.label, row.unit, names.get(row.unit, ""), row.total, row.lines) for row in rows
    ]


def reported(year: int) -> list[Reported]:
    nought = targets_of_nought(year)
    rows = list(reported_in_year(year))
    names = _names({row.unit for row in rows}, year)
    return [
        Reported(
            line=row.line, report=row.report, unit=row.unit, unit_name=names.get(row.unit, ""), item=row.item,
            item_name=row.item_name, period=row.period, value=row.value, is_amount=row.is_amount,
            narrative=row.narrative, returns=row.returns,
            target_is_nought=(row.unit, row.item, row.period) in nought,
        )
        for row in rows
    ]  # fmt: skip


def photos(year: int) -> list[Photo]:
    rows = pictures_of_year(year)
    prints = fingerprints_of(row.file for row in rows)
    names = _names({row.unit for row in rows}, year)
    return [
        Photo(
            line=row.line, unit=row.unit, unit_name=names.get(row.unit, ""), item_name=row.item_name,
            period=row.period, name=row.name, file=row.file, fingerprint=prints[row.file],
            added_on=local_day(row.added_at),
        )
        for row in rows
        if row.file in prints
    ]  # fmt: skip


def grants(year: int) -> list[Grant]:
    rows = granted_extensions(year)
    names = _names({row.matter.lead_unit_id for row in rows}, year)
    return list(_grants(rows, names))


def _grants(rows: list[Any], names: dict[int, str]) -> Iterator[Grant]:
    for row in rows:
        yield Grant(
            extension=row.pk, matter=row.matter_id, number=row.matter.number, title=row.matter.title,
            unit=row.matter.lead_unit_id, unit_name=names.get(row.matter.lead_unit_id, ""),
            old_due_on=row.old_due_on, new_due_on=row.new_due_on, asked_on=local_day(row.asked_at),
            granted_on=local_day(row.decided_at), granted_by=row.decided_by.name, reason=row.reason,
        )  # fmt: skip


#: By the name a pattern asks for.
FACTS: dict[str, Callable[[int], list[Any]]] = {
    "target_changes": target_changes, "reviewers": reviewers, "totals": totals, "reported": reported,
    "photos": photos, "grants": grants,
}  # fmt: skip


def _names(units: set[int], year: int) -> dict[int, str]:
    versions = versions_by_unit(units, date(year, 12, 31))
    return {unit: version.short_name for unit, version in versions.items()}


def _figure(text: str | None) -> Decimal | None:
    """A target as the journal writes it; empty and 不适用 are no figures."""
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None
