"""The linter's report on a version, with everything it has to know gathered in a fixed number of queries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef

from dukao.schemes.linter import LibraryEntry, Report, Sibling, Surroundings, lint
from dukao.schemes.models import IndicatorVersion, SchemePolicy, SchemeVersion
from dukao.schemes.selectors.versions import document, unit_ids
from dukao.schemes.vocabulary import Supply
from dukao.scoring import Item, Scheme

#: Holds until the office enters its own; X-06 of the practice it follows.
DEFAULT_POLICY = SchemePolicy(
    effective_on=date(2020, 1, 1),
    hard_share=Decimal(60),
    source="督考监一体化平台的通行做法：可量化的硬性指标占总权重 60%",
)


def policy_on(day: date) -> SchemePolicy:
    """What every scheme must satisfy on that day."""
    return (
        SchemePolicy.objects.filter(effective_on__lte=day).order_by("effective_on").last() or DEFAULT_POLICY
    )


def report_on(version: SchemeVersion, day: date) -> Report:
    """Every finding on the version as it stands, judged by units and policy of ``day``."""
    return report_with(version, document(version), day)


def report_with(version: SchemeVersion, scheme: Scheme, day: date) -> Report:
    """What would be found if the version held this document instead."""
    return lint(scheme, surroundings(version, scheme, day))


def surroundings(version: SchemeVersion, scheme: Scheme, day: date) -> Surroundings:
    leaves = list(scheme.leaves())
    named = {code for item in leaves for code in (item.lead, *item.in_charge, *item.related) if code}
    members = {code for group in scheme.groups for code in group.members}
    units = unit_ids(named | members, day)
    policy = policy_on(day)
    rosters = {item.code: _answering(scheme, item, units) for item in leaves}
    return Surroundings(
        hard_share=policy.hard_share,
        hard_share_source=policy.source,
        library=_library(item.indicator for item in leaves if item.indicator),
        units=frozenset(units),
        expected={code: len(answering) for code, answering in rosters.items()},
        targets=_target_counts(version, rosters),
        siblings=_siblings(version),
        last_year_items=last_year_items(version),
    )


def _answering(scheme: Scheme, item: Item, units: dict[str, int]) -> frozenset[int]:
    """Units that answer for the item: members of the groups it applies to."""
    groups = [group for group in scheme.groups if item.applies_in(group.code)]
    return frozenset(units[code] for group in groups for code in group.members if code in units)


def _library(references: Iterable[str]) -> dict[str, LibraryEntry]:
    """What the library says about each reference it knows, without building its objects."""
    wanted = set(references)
    rows = IndicatorVersion.objects.filter(
        indicator__code__in={reference.partition("@")[0] for reference in wanted}
    ).values_list("indicator__code", "number", "name", "definition", "source_organ", "lead_id", "supply")
    versions: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for code, *rest in rows.order_by("number"):
        versions[code].append(tuple(rest))
    found = {}
    for reference in wanted:
        code, _, number = reference.partition("@")
        known = versions.get(code, [])
        named = [row for row in known if not number or str(row[0]) == number]
        if named:
            found[reference] = _entry(named[-1], known[-1][0])
    return found


def _entry(row: tuple[Any, ...], newest: int) -> LibraryEntry:
    number, name, definition, source_organ, lead_id, supply = row
    return LibraryEntry(
        number=number, newest=newest, name=name, definition=definition, source_organ=source_organ,
        has_lead=lead_id is not None, is_shared=supply != Supply.UNIT,
    )  # fmt: skip


def _target_counts(version: SchemeVersion, rosters: dict[str, frozenset[int]]) -> dict[tuple[str, str], int]:
    """How many of the answering units have a target, by item and quarter's last month.

    One grouped query counts for the items all units answer for; rows are read only for the others.
    """
    months = [f"{version.scheme.scheme_set.year}-{month:02d}" for month in (3, 6, 9, 12)]
    rows = version.targets.filter(period__in=months)
    everybody = frozenset().union(*rosters.values())
    partly = [code for code, answering in rosters.items() if answering != everybody]
    counts: Counter[tuple[str, str]] = Counter()
    whole = rows.filter(unit_id__in=everybody).exclude(item__in=partly)
    for item, period, number in whole.values_list("item", "period").annotate(number=Count("id")).order_by():
        counts[(item, period)] = number
    if partly:
        for item, period, unit_id in rows.filter(item__in=partly).values_list("item", "period", "unit_id"):
            counts[(item, period)] += unit_id in rosters[item]
    return dict(counts)


def _siblings(version: SchemeVersion) -> tuple[Sibling, ...]:
    """The other schemes of the same set, each by its newest version."""
    newer = SchemeVersion.objects.filter(scheme=OuterRef("scheme"), number__gt=OuterRef("number"))
    others = (
        SchemeVersion.objects.filter(~Exists(newer), scheme__scheme_set=version.scheme.scheme_set_id)
        .exclude(scheme=version.scheme_id)
        .select_related("scheme")
    )
    return tuple(_sibling(other.scheme.name, document(other)) for other in others)


def _sibling(name: str, scheme: Scheme) -> Sibling:
    return Sibling(
        name,
        {item.fact_code: item.name for item in scheme.leaves()},
        frozenset(code for group in scheme.groups for code in group.members),
    )


def last_year_items(version: SchemeVersion) -> int | None:
    """How many items the scheme had last year; ``None`` when there was none."""
    former = last_year(version)
    return len(list(document(former).leaves())) if former else None


def last_year(version: SchemeVersion) -> SchemeVersion | None:
    """The last published version of the scheme this one follows."""
    if version.scheme.follows_id is None:
        return None
    published = SchemeVersion.objects.filter(scheme=version.scheme.follows_id, published_at__isnull=False)
    return published.order_by("number").last()
