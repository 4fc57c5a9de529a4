"""Which rounds there should be by now: every period of every scheme that has begun."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet

from dukao.assessments.spans import spans_of
from dukao.reporting.selectors import valued_periods
from dukao.schemes.selectors import document, published_versions
from dukao.schemes.vocabulary import Supply
from dukao.scoring import Period

if TYPE_CHECKING:
    from dukao.schemes.models import SchemeVersion


def versions_with_terms() -> QuerySet[SchemeVersion]:
    """What :func:`terms_of` is asked about."""
    return published_versions().annotate(shared=_items(Supply.SHARED), asked=_items(Supply.UNIT))


def terms_of(published: Iterable[Any], day: date) -> Iterator[tuple[SchemeVersion, Period]]:
    """Every version with the periods it is the scheme's answer for, as far as they have begun.

    The version in force on the last day of a period answers for all of it. A scheme that lives from
    shared values alone is also scored for every other period its values cover, such as past years of a
    published index.
    """
    by_scheme: dict[int, list[Any]] = {}
    for version in published:
        by_scheme.setdefault(version.scheme_id, []).append(version)
    newest = [versions[-1] for versions in by_scheme.values()]
    from_shared = {
        version.pk: document(version).year for version in newest if version.shared and not version.asked
    }
    valued = valued_periods(from_shared) if from_shared else {}
    for versions in by_scheme.values():
        for period in _begun(versions[-1], day):
            answering = _answering(versions, period)
            if answering is not None:
                yield answering, period
        for period in _other_years(versions[-1], valued):
            yield _answering(versions, period) or versions[0], period


def _items(supply: Supply) -> Count:
    return Count("items", filter=Q(items__supply=supply))


def _other_years(version: SchemeVersion, valued: dict[int, list[Period]]) -> Iterator[Period]:
    spans = spans_of(document(version))
    yield from (each for each in valued.get(version.pk, ()) if each.span in spans)


def _begun(version: SchemeVersion, day: date) -> Iterator[Period]:
    scheme = document(version)
    year = Period.parse(str(scheme.year))
    for span in spans_of(scheme):
        yield from (period for period in year.split(span) if period.first_day <= day)


def _answering(versions: list[SchemeVersion], period: Period) -> SchemeVersion | None:
    """The newest version in force on the period's last day."""
    held = [
        version for version in versions if version.effective_on and version.effective_on <= period.last_day
    ]
    return held[-1] if held else None
