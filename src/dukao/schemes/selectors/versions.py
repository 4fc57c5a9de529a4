"""Versions of schemes: which one holds when, and what stands in it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from django.db.models import Exists, OuterRef, Q, QuerySet

from dukao.kernel.actor import Actor
from dukao.kernel.errors import Missing
from dukao.kernel.verdict import require
from dukao.organisations.selectors import unit_ids_by_code
from dukao.organisations.vocabulary import Tree
from dukao.schemes.models import RosterEntry, SchemeVersion
from dukao.schemes.policies import can_see_drafts, can_see_schemes, can_see_version
from dukao.schemes.vocabulary import IN_FORCE_STATES, VersionState
from dukao.scoring import Scheme, scheme_from_data


def versions_in_force(day: date) -> QuerySet[SchemeVersion]:
    """The version of each scheme of that year that held on ``day``, in the order of the year's tree.

    A version holds from its effective day until that of the next one, whenever the next was published:
    a superseded version is therefore still the answer for a day in its own time.
    """
    published = SchemeVersion.objects.filter(
        state__in=IN_FORCE_STATES, effective_on__lte=day, scheme__scheme_set__year=day.year
    )
    later = published.filter(scheme=OuterRef("scheme"), number__gt=OuterRef("number"))
    return (
        published.filter(~Exists(later))
        .select_related("scheme__scheme_set")
        .order_by("scheme__code", "number")
    )


def published_versions() -> QuerySet[SchemeVersion]:
    """Every version that is or was in force, scheme by scheme, the oldest first."""
    return (
        SchemeVersion.objects.filter(state__in=IN_FORCE_STATES)
        .select_related("scheme__scheme_set")
        .defer("document")
        .order_by("scheme__code", "number")
    )


def document(version: SchemeVersion) -> Scheme:
    """The scheme the version holds; a draft may still contradict itself."""
    if version.digest:
        return _published(version.pk, version.digest)
    return _parsed(json.dumps(version.document, sort_keys=True))


@lru_cache(maxsize=64)
def _published(version_id: int, digest: str) -> Scheme:
    """A published document never changes, so it is neither read nor parsed again."""
    return scheme_from_data(
        SchemeVersion.objects.values_list("document", flat=True).get(pk=version_id), draft=True
    )


@lru_cache(maxsize=64)
def _parsed(text: str) -> Scheme:
    return scheme_from_data(json.loads(text), draft=True)


def roster(version: SchemeVersion) -> list[RosterEntry]:
    """Units assessed under a published version, group by group in the order of the document."""
    order = {group.code: place for place, group in enumerate(document(version).groups)}
    entries = version.roster.select_related("unit").order_by("id")
    return sorted(entries, key=lambda entry: order.get(entry.group, len(order)))


def version_for(actor: Actor, version_id: int) -> SchemeVersion:
    """The version with the right to see it; a draft nobody may see does not exist for them."""
    require(can_see_schemes(actor))
    found = SchemeVersion.objects.select_related(
        "scheme__scheme_set", "drafted_by", "approved_by"
    ).filter(pk=version_id).first()  # fmt: skip
    if found is None or not can_see_version(actor, found):
        raise Missing("没有这一版办法，可能还没有发布。")
    return found


def visible_versions(actor: Actor) -> QuerySet[SchemeVersion]:
    """Versions the actor may open."""
    shown = Q(state__in=IN_FORCE_STATES) if can_see_schemes(actor) else Q(pk__in=())
    return SchemeVersion.objects.all() if can_see_drafts(actor) else SchemeVersion.objects.filter(shown)


def base_of_comparison(version: SchemeVersion) -> SchemeVersion | None:
    """The version before this one, against which its changes are told."""
    return version.scheme.versions.filter(number__lt=version.number).order_by("-number").first()


def possible_bases() -> list[tuple[str, str]]:
    """Published versions a new scheme may start from, the newest year first, as choices."""
    current = SchemeVersion.objects.filter(state=VersionState.PUBLISHED).select_related("scheme__scheme_set")
    rows = current.defer("document").order_by("-scheme__scheme_set__year", "scheme__code")
    return [(str(row.pk), _with_year(row.scheme.scheme_set.year, str(row))) for row in rows]


def _with_year(year: int, words: str) -> str:
    """A name that begins with its year has it already."""
    return words if words.replace(" ", "").startswith(f"{year}年") else f"{year} 年 {words}"


def unit_ids(codes: Iterable[str], day: date) -> dict[str, int]:
    """Ids of units by the codes a document names; administrative units come before other trees."""
    wanted = set(codes)
    return {**unit_ids_by_code(wanted, day), **unit_ids_by_code(wanted, day, Tree.ADMINISTRATIVE)}
