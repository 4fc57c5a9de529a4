"""One check in full: what was approved, what limits and overlaps say of it, and everything that happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from dukao.checks.models import Amendment, Check, Citation, Designation, QuotaException
from dukao.checks.policies import Places, can_see_burden_of, sees_whole
from dukao.checks.selectors.amendments import PartChange, part_changes, units_in
from dukao.checks.selectors.conclusions import visible_conclusions
from dukao.checks.selectors.fielddays import NO_DAYS, FieldDays, field_days
from dukao.checks.selectors.levels import needs_designation
from dukao.checks.selectors.overlaps import Overlap, overlaps_with
from dukao.checks.selectors.quota import Finding, Load, findings, loads
from dukao.checks.selectors.reuse import Offer, results_for
from dukao.checks.selectors.rules import rules_on
from dukao.checks.selectors.seeing import check_for, joint_ids, visible_checks
from dukao.checks.vocabulary import IN_FORCE, OFFICIAL_EVENTS, PLANNED, BasisLevel, CheckState
from dukao.journal.selectors import entries_of
from dukao.journal.sentences import words_of
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.prepared import at_once
from dukao.organisations.selectors import versions_by_unit

if TYPE_CHECKING:
    from dukao.checks.models import CheckObject, Conclusion
    from dukao.journal.models import Entry
    from dukao.organisations.models import UnitVersion

HAPPENINGS_SHOWN = 200
OFFERS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Happening:
    entry: Entry
    words: str
    tone: str


@dataclass(frozen=True, slots=True)
class ObjectRow:
    """One object with its place, how often checks come to it this year, and its conclusion."""

    target: CheckObject
    place: UnitVersion
    load: Load
    conclusion: Conclusion | None
    days: FieldDays
    may_see_burden: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What became of it, asked together: there is mostly little of each."""

    targets: list[CheckObject]
    conclusions: list[Conclusion]
    citations: list[Citation]
    amendments: list[Amendment]
    exceptions: list[QuotaException]
    designations: list[Designation]
    merged: list[Check]
    entries: list[Entry]


@dataclass(frozen=True)
class Course:
    """What the page shows of one check to one person."""

    check: Check
    places: Places
    actor: Actor
    at: datetime

    @property
    def day(self) -> date:
        return local_day(self.at)

    @cached_property
    def is_whole(self) -> bool:
        return sees_whole(self.actor, self.places)

    @cached_property
    def _told(self) -> Told:
        check = self.check
        return Told(
            *at_once(
                check.targets.order_by("pk"),
                visible_conclusions(self.actor, self.day).filter(check_of=check).defer("text"),
                check.citations.select_related("cited", "by").order_by("pk"),
                check.amendments.select_related("asked_by", "decided_by").order_by("-pk"),
                check.exceptions.select_related("by").order_by("pk"),
                check.designations.select_related("by").order_by("-pk"),
                visible_checks(self.actor, self.day).filter(merged_into=check).order_by("number"),
                entries_of(check)[:HAPPENINGS_SHOWN],
            )
        )

    @cached_property
    def _units(self) -> dict[int, UnitVersion]:
        targets = [target.unit_id for target in self._told.targets]
        changed = [unit for one in self.amendments for unit in units_in(one)]
        return versions_by_unit(
            [self.check.organiser_id, *joint_ids(self.check), *targets, *changed], self.day
        )

    @property
    def organiser(self) -> UnitVersion:
        return self._units[self.check.organiser_id]

    @property
    def joint(self) -> list[UnitVersion]:
        return [self._units[unit] for unit in joint_ids(self.check)]

    @cached_property
    def objects(self) -> list[ObjectRow]:
        """Objects the actor may know of: all of them, or the actor's own and those below."""
        shown = [
            target for target in self._told.targets
            if self.is_whole
            or any(grant.covers(self._units[target.unit_id].path) for grant in self.actor.grants)
        ]  # fmt: skip
        load = loads([target.unit_id for target in shown], self.check.year)
        conclusions = {one.unit_id: one for one in self._told.conclusions}
        days = field_days(self.actor, [self.check], self.day)[self.check.pk] if shown else {}
        return [
            ObjectRow(
                target, self._units[target.unit_id], load[target.unit_id], conclusions.get(target.unit_id),
                days[target.unit_id],
                can_see_burden_of(self.actor, self._units[target.unit_id].path).allowed,
            )
            for target in shown
        ]  # fmt: skip

    @property
    def days(self) -> FieldDays:
        """Of the objects the actor may know of, together."""
        return sum((row.days for row in self.objects), NO_DAYS)

    @property
    def living(self) -> list[ObjectRow]:
        return [row for row in self.objects if row.target.dropped_at is None]

    @cached_property
    def quota(self) -> int | None:
        return rules_on(self.day).unit_quota

    @cached_property
    def findings(self) -> list[Finding]:
        """What limits say while it is planned; what stands is not judged again."""
        if self.check.state not in PLANNED or not self.is_whole:
            return []
        ids = [target.unit_id for target in self._told.targets if target.dropped_at is None]
        return [*findings(self.check, ids, self.day), *self._remarks]

    @property
    def _remarks(self) -> list[Finding]:
        found = []
        if self.needs_designation and self.check.basis_level not in (
            BasisLevel.NATIONAL,
            BasisLevel.PROVINCE,
        ):
            found.append(
                Finding(
                    "部门检查的依据", "部门开展的检查一般要有省级以上文件依据，请核对。",
                    "中办 2018 年《关于统筹规范督查检查考核工作的通知》", False,
                )
            )  # fmt: skip
        return found

    @property
    def stopping(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.stops]

    @cached_property
    def overlaps(self) -> list[Overlap]:
        if not self.is_whole:
            return []
        return overlaps_with(self.check, visible_checks(self.actor, self.day))

    def names(self, units: tuple[int, ...]) -> str:
        """Shared objects of an overlap by name, the first few."""
        listed = "、".join(self._units[unit].short_name for unit in units[:5] if unit in self._units)
        return f"{listed}等 {len(units)} 个" if len(units) > 5 else listed

    @cached_property
    def offers(self) -> list[Offer]:
        """Results that may be cited: offered to those who plan and run it, until it is over."""
        if not self.is_whole or self.check.state not in (*PLANNED, *IN_FORCE[:2]):
            return []
        return results_for(self.check, self.day)

    @property
    def offers_by_check(self) -> list[tuple[Check, list[Offer]]]:
        """One check looked at many of the objects: it is named once, the newest first."""
        found: dict[int, tuple[Check, list[Offer]]] = {}
        for offer in self.offers:
            found.setdefault(offer.cited.pk, (offer.cited, []))[1].append(offer)
        return list(found.values())[:OFFERS_SHOWN]

    @cached_property
    def citations(self) -> list[Citation]:
        shown = {row.target.unit_id for row in self.objects}
        return [one for one in self._told.citations if one.unit_id in shown]

    @property
    def amendments(self) -> list[Amendment]:
        return self._told.amendments

    def changes(self, amendment: Amendment) -> list[PartChange]:
        names = {unit: place.short_name for unit, place in self._units.items()}
        return part_changes(amendment, names)

    @property
    def exceptions(self) -> list[QuotaException]:
        return self._told.exceptions

    @property
    def designations(self) -> list[Designation]:
        return self._told.designations

    @cached_property
    def needs_designation(self) -> bool:
        return needs_designation(self.check.regime, [self.check.organiser_id], self.day)

    @property
    def designation(self) -> Designation | None:
        return next((one for one in self.designations if one.since <= self.day <= one.until), None)

    @property
    def awaits_designation(self) -> bool:
        """Whether a leader still has to charge the department with it, for the whole of its period."""
        first, last = self.check.starts_on, max(self.check.ends_on, self.day)
        covered = any(one.since <= first and one.until >= last for one in self.designations)
        return self.needs_designation and not covered

    @property
    def merged(self) -> list[Check]:
        return self._told.merged

    @cached_property
    def open_checks(self) -> set[int]:
        """Of the checks whose results are cited or offered, those the reader may open."""
        named = {one.cited_id for one in self.citations} | {one.cited.pk for one in self.offers}
        return set(visible_checks(self.actor, self.day).filter(pk__in=named).values_list("pk", flat=True))

    @cached_property
    def happenings(self) -> list[Happening]:
        """For those who follow it; the objects read what was approved and what was changed."""
        if not self.is_whole:
            return []
        return [
            Happening(entry, words_of(entry.event), "official" if entry.event in OFFICIAL_EVENTS else "")
            for entry in self._told.entries
        ]

    @property
    def may_conclude(self) -> bool:
        return self.check.state in (CheckState.ONGOING, CheckState.DONE)


def course_of(actor: Actor, check_id: int, at: datetime) -> Course:
    """The check as this actor may see it now."""
    check, places = check_for(actor, check_id, local_day(at))
    return Course(check, places, actor, at)


def current_designation(check: Check, day: date) -> Designation | None:
    """第七条: it ends by itself; no job has to end it."""
    return check.designations.filter(since__lte=day, until__gte=day).order_by("-pk").first()
