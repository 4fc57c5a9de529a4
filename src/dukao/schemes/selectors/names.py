"""What the units a document names by code are called."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from dukao.organisations.selectors import versions_by_unit
from dukao.schemes.models import SchemeVersion
from dukao.schemes.selectors.versions import unit_ids
from dukao.scoring import Period, Scheme


def unit_names(codes: Iterable[str], day: date) -> dict[str, str]:
    """Short names by code on that day; a code nobody carries is left out."""
    ids = unit_ids(codes, day)
    versions = versions_by_unit(ids.values(), day)
    return {code: versions[unit_id].short_name for code, unit_id in ids.items() if unit_id in versions}


def codes_in(scheme: Scheme) -> set[str]:
    """Every unit code the document names."""
    members = {code for group in scheme.groups for code in group.members}
    leaves = scheme.leaves()
    return members | {code for item in leaves for code in (item.lead, *item.in_charge, *item.related) if code}


def day_of(version: SchemeVersion, today: date) -> date:
    """The day on which units of a version are looked up: its effective day, else a day of its year."""
    if version.effective_on:
        return version.effective_on
    year = Period.parse(str(version.scheme.scheme_set.year))
    return min(max(today, year.first_day), year.last_day)
