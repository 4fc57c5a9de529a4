"""Where two checks would come to the same unit about the same thing at the same time (X-03, 第十五条)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from django.db.models import Exists, F, OuterRef, QuerySet

from dukao.checks.models import Check, CheckObject
from dukao.checks.vocabulary import IN_FORCE, PLANNED, CheckState
from dukao.organisations.selectors import versions_by_unit


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two checks of one topic whose periods meet, and the units both come to."""

    first: Check
    second: Check
    units: tuple[int, ...]
    since: date
    until: date

    @property
    def can_merge(self) -> bool:
        """What is in force is amended or cited; only what is still planned can be put together."""
        return self.first.state in PLANNED and self.second.state in PLANNED

    @property
    def is_over(self) -> bool:
        """Neither can be changed any more."""
        return self.first.state == self.second.state == CheckState.DONE

    def other(self, check: Check) -> Check:
        return self.second if self.first.pk == check.pk else self.first


def overlaps_among(checks: QuerySet[Check]) -> list[Overlap]:
    """Every pair of these checks that overlaps, the earliest first."""
    rows = list(
        checks.filter(state__in=[*IN_FORCE, *PLANNED]).select_related("topic").order_by("starts_on", "pk")
    )
    units = units_by_check(row.pk for row in rows)
    by_topic: dict[int, list[Check]] = defaultdict(list)
    for row in rows:
        by_topic[row.topic_id].append(row)
    pairs = (pair for group in by_topic.values() for pair in combinations(group, 2))
    found = [overlap for pair in pairs if (overlap := overlap_of(*pair, units)) is not None]
    return sorted(found, key=lambda one: (one.since, one.first.pk, one.second.pk))


def overlaps_with(check: Check, among: QuerySet[Check] | None = None) -> list[Overlap]:
    """Those this one check overlaps with; ``among`` narrows them to what somebody may see."""
    near = Check.objects.all() if among is None else among
    others = near.filter(
        topic=check.topic_id, state__in=[*IN_FORCE, *PLANNED], starts_on__lte=check.ends_on,
        ends_on__gte=check.starts_on,
    ).exclude(pk=check.pk).select_related("topic", "organiser").order_by("starts_on", "pk")  # fmt: skip
    rows = list(others)
    units = units_by_check([check.pk, *(row.pk for row in rows)])
    return [found for row in rows if (found := overlap_of(check, row, units)) is not None]


def overlap_of(first: Check, second: Check, units: dict[int, set[int]]) -> Overlap | None:
    since, until = max(first.starts_on, second.starts_on), min(first.ends_on, second.ends_on)
    shared = units.get(first.pk, set()) & units.get(second.pk, set())
    if first.topic_id != second.topic_id or since > until or not shared:
        return None
    return Overlap(first, second, tuple(sorted(shared)), since, until)


def units_by_check(check_ids: Iterable[int]) -> dict[int, set[int]]:
    """Units each check still comes to."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = CheckObject.objects.filter(check_of__in=list(check_ids), dropped_at__isnull=True)
    for check, unit in rows.values_list("check_of_id", "unit_id"):
        found[check].add(unit)
    return found


def names_of(overlaps: Iterable[Overlap], day: date) -> dict[int, str]:
    """Short names of the units overlaps speak of."""
    listed = list(overlaps)
    units = {unit for one in listed for unit in one.units}
    organisers = {check.organiser_id for one in listed for check in (one.first, one.second)}
    return {unit: place.short_name for unit, place in versions_by_unit(units | organisers, day).items()}


def crossing() -> Exists:
    """For ``annotate``: whether the check overlaps with any other, without asking for its pairs."""
    shared = CheckObject.objects.filter(
        check_of=OuterRef("pk"), dropped_at__isnull=True, unit__checked_in__dropped_at__isnull=True,
        unit__checked_in__check_of__state__in=[*IN_FORCE, *PLANNED],
        unit__checked_in__check_of__topic=OuterRef("topic"),
        unit__checked_in__check_of__starts_on__lte=OuterRef("ends_on"),
        unit__checked_in__check_of__ends_on__gte=OuterRef("starts_on"),
    )  # fmt: skip
    return Exists(shared.exclude(unit__checked_in__check_of=F("check_of")))
