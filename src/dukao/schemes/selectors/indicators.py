"""The indicator library and its versions."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet

from dukao.schemes.models import IndicatorVersion


def current_versions() -> QuerySet[IndicatorVersion]:
    """The newest version of each indicator, by code."""
    newer = IndicatorVersion.objects.filter(indicator=OuterRef("indicator"), number__gt=OuterRef("number"))
    return (
        IndicatorVersion.objects.filter(~Exists(newer))
        .select_related("indicator", "lead")
        .order_by("indicator__code")
    )


def versions_referred_to(references: Iterable[str]) -> dict[str, IndicatorVersion]:
    """Library versions by the references a document makes: "J-15@4" that version, "J-15" the newest.

    References the library does not know are left out.
    """
    wanted = set(references)
    codes = {reference.partition("@")[0] for reference in wanted}
    rows = (
        IndicatorVersion.objects.filter(indicator__code__in=codes)
        .select_related("indicator", "lead")
        .order_by("number")
    )
    known: dict[str, IndicatorVersion] = {}
    for row in rows:
        known[row.indicator.code] = row
        known[f"{row.indicator.code}@{row.number}"] = row
    return {reference: known[reference] for reference in wanted if reference in known}


def indicators_by_code(codes: Iterable[str]) -> dict[str, IndicatorVersion]:
    """The newest version of each of these indicators; codes the library does not know are left out."""
    rows = current_versions().filter(indicator__code__in=set(codes))
    return {row.indicator.code: row for row in rows}
