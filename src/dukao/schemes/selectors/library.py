"""Pages of the indicator library: the list, one indicator through its versions, where it is used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from dukao.kernel.errors import Missing
from dukao.organisations.selectors import versions_by_unit
from dukao.schemes.models import Indicator, IndicatorVersion, SchemeItem
from dukao.schemes.selectors.indicators import current_versions
from dukao.schemes.vocabulary import IN_FORCE_STATES, INDICATOR_FIELDS


@dataclass(frozen=True, slots=True)
class Change:
    """One field that differs from the version before, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Stage:
    """A version of an indicator with what it changed."""

    version: IndicatorVersion
    lead: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class IndicatorPage:
    indicator: Indicator
    current: Stage
    stages: tuple[Stage, ...]
    uses: tuple[SchemeItem, ...]


def library(chosen: Mapping[str, list[str]], search: str) -> QuerySet[IndicatorVersion]:
    """Present versions that meet the conditions of the list."""
    rows = current_versions()
    if search:
        rows = rows.filter(
            Q(indicator__code__icontains=search) | Q(name__icontains=search) | Q(definition__icontains=search)
        )
    if "hard" in chosen:
        rows = rows.filter(is_hard=chosen["hard"] == ["yes"])
    for key, field in (
        ("frequency", "frequency"),
        ("source", "source_organ"),
        ("lead", "lead_id"),
        ("supply", "supply"),
    ):
        if key in chosen:
            rows = rows.filter(**{f"{field}__in": chosen[key]})
    return rows


def leads_and_sources(day: date) -> tuple[dict[int, str], list[str]]:
    """Lead units with their short names, and source organs, that occur in the library."""
    known = set(current_versions().order_by().values_list("lead_id", "source_organ").distinct())
    names = versions_by_unit((lead for lead, _ in known if lead), day)
    leads = {unit_id: version.short_name for unit_id, version in sorted(names.items())}
    return leads, sorted({source for _, source in known if source})


def lead_names(versions: list[IndicatorVersion], day: date) -> dict[int, str]:
    """Short names of the lead units of these rows, in one query."""
    found = versions_by_unit({version.lead_id for version in versions if version.lead_id}, day)
    return {unit_id: version.short_name for unit_id, version in found.items()}


def indicator_for(indicator_id: int) -> Indicator:
    found = Indicator.objects.filter(pk=indicator_id).first()
    if found is None:
        raise Missing("指标库里没有这个指标，请从指标库列表查找。")
    return found


def indicator_page(indicator_id: int, day: date) -> IndicatorPage:
    """Everything about one indicator: five queries."""
    indicator = indicator_for(indicator_id)
    versions = list(indicator.versions.select_related("created_by").order_by("number"))
    names = lead_names(versions, day)
    stages = tuple(
        _stage(version, versions[place - 1] if place else None, names)
        for place, version in enumerate(versions)
    )
    uses = SchemeItem.objects.filter(
        indicator__indicator=indicator, version__state__in=IN_FORCE_STATES
    ).select_related("version__scheme__scheme_set", "indicator")
    return IndicatorPage(indicator, stages[-1], stages[::-1], tuple(uses.order_by("-version_id")[:20]))


def _stage(version: IndicatorVersion, before: IndicatorVersion | None, names: dict[int, str]) -> Stage:
    changes = []
    for field, label in INDICATOR_FIELDS.items():
        was, now = (_words(each, field, names) if each else "" for each in (before, version))
        if before is not None and was != now:
            changes.append(Change(label if isinstance(label, str) else label[0], was, now))
    return Stage(version, names.get(version.lead_id or 0, ""), tuple(changes))


def _words(version: IndicatorVersion, field: str, names: dict[int, str]) -> str:
    value = getattr(version, field)
    if field == "lead_id":
        return names.get(value, "")
    if isinstance(value, bool):
        return "是" if value else "否"
    display = getattr(version, f"get_{field}_display", None)
    return str(display() if display else value)
