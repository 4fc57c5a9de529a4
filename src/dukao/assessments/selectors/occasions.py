"""What supervision decided about units and a scheme would score (W-12), with what was said to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.urls import reverse

from dukao.assessments.models import AssessmentPolicy, OccasionAnswer
from dukao.assessments.policies import can_see_sheet
from dukao.assessments.selectors.countables import Countable, countables
from dukao.assessments.selectors.events import visible_events
from dukao.assessments.selectors.policy import explain_workdays
from dukao.assessments.vocabulary import AnswerState, EventKind
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.errors import Missing
from dukao.kernel.prepared import at_once
from dukao.matters.scores import ScorePart
from dukao.matters.selectors.occasions import Occasion, occasions
from dukao.organisations.selectors import versions_by_unit, work_calendar
from dukao.schemes.selectors import document, published_versions
from dukao.scoring.parts.methods import OCCASIONS
from dukao.ui.formats import number

if TYPE_CHECKING:
    from dukao.matters.models import Matter
    from dukao.organisations.models import UnitVersion
    from dukao.schemes.models import SchemeVersion


@dataclass(frozen=True, slots=True)
class Rule:
    """The entry of a scheme, and its level, that one kind of occasion is scored by."""

    entry: Countable
    level: str

    @property
    def name(self) -> str:
        level = self.entry.level_name(self.level)
        return f"{self.entry.name}·{level}" if level else self.entry.name

    @property
    def points(self) -> Decimal | None:
        return self.entry.price(self.level)


@dataclass(frozen=True, slots=True)
class Proposal:
    """One occasion under one scheme. ``explain_by`` is the last day on which the unit is waited for."""

    version: SchemeVersion
    occasion: Occasion
    rule: Rule
    place: UnitVersion
    explain_by: date
    answer: OccasionAnswer | None

    @property
    def what(self) -> str:
        """通报：DB-2026-0294 城市燃气管网更新改造 70 公里"""
        return f"{OCCASIONS[self.occasion.kind]}：{self.occasion.number} {self.occasion.title}"

    @property
    def state(self) -> str:
        return self.answer.state if self.answer else AnswerState.OPEN

    @property
    def is_explained(self) -> bool:
        return bool(self.answer and self.answer.explanation)

    def may_be_decided(self, today: date) -> bool:
        """The unit has explained itself, or its time to do so is over."""
        return self.is_explained or today > self.explain_by


def rules_of(version: SchemeVersion) -> dict[str, Rule]:
    """By kind of occasion; of several entries for one kind the first of the scheme."""
    rules: dict[str, Rule] = {}
    for entry in countables(version).values():
        for level in entry.levels:
            if level.occasion:
                rules.setdefault(level.occasion, Rule(entry, level.code))
        if entry.occasion:
            rules.setdefault(entry.occasion, Rule(entry, ""))
    return rules


def proposals(actor: Actor, at: datetime) -> list[Proposal]:
    """Everything of this year that concerns units the actor oversees or answers for, the newest first."""
    today = local_day(at)
    found = [
        proposal
        for proposal in _of_versions(_versions_in_force(today), today)
        if can_see_sheet(actor, proposal.place)
    ]
    return sorted(found, key=lambda each: (each.occasion.on, each.occasion.fact_key), reverse=True)


def proposal_for(actor: Actor, version_id: int, fact_key: str, at: datetime) -> Proposal:
    today = local_day(at)
    asked = [version for version in _versions_in_force(today) if version.pk == version_id]
    for proposal in _of_versions(asked, today):
        if proposal.occasion.fact_key == fact_key and can_see_sheet(actor, proposal.place):
            return proposal
    raise Missing("没有这一条督办结果，可能不在你的查看范围，或办法已换新版。")


def score_parts(actor: Actor, matters: Sequence[Matter], day: date) -> dict[int, list[ScorePart]]:
    """What these matters cost or gave, for the picture of a decision: events that name them as their fact."""
    by_number = {matter.number: matter.pk for matter in matters}
    found: dict[int, list[ScorePart]] = {}
    for event in visible_events(actor).filter(fact_key__in=by_number, revoked_at__isnull=True):
        entry = countables(event.version).get(event.item)
        price = entry.price(event.level) if entry else None
        is_loss = event.kind != EventKind.BONUS
        words = f"{'扣' if is_loss else '加'} {number(price)} 分" if price is not None else event.item
        url = reverse("assessments:unit", args=[event.unit_id])
        found.setdefault(by_number[event.fact_key], []).append(ScorePart(words, url, is_loss))
    return found


def _versions_in_force(day: date) -> list[SchemeVersion]:
    """The newest published version of every scheme of the year."""
    newest = {version.scheme_id: version for version in published_versions()}
    return [version for version in newest.values() if document(version).year == day.year]


def _of_versions(versions: Sequence[SchemeVersion], today: date) -> Iterator[Proposal]:
    """All that these versions would score; as many queries for many as for one."""
    schemes = [version.scheme_id for version in versions]
    roster, answered, policies = at_once(
        published_versions().filter(pk__in=[version.pk for version in versions]).order_by()
        .values_list("pk", "roster__unit_id"),
        OccasionAnswer.objects.filter(scheme__in=schemes)
        .select_related("explained_by", "decided_by", "event"),
        AssessmentPolicy.objects.filter(effective_on__lte=today)
        .only("scheme", "effective_on", "explain_workdays"),
    )  # fmt: skip
    answers = {(answer.scheme_id, answer.fact_key): answer for answer in answered}
    assessed, calendar = set(roster), work_calendar()
    happened = occasions(date(today.year, 1, 1), today)
    places = versions_by_unit((occasion.unit_id for occasion in happened), today)
    for version in versions:
        rules, workdays = rules_of(version), explain_workdays(policies, version.scheme_id)
        for occasion in happened:
            if occasion.kind not in rules or (version.pk, occasion.unit_id) not in assessed:
                continue
            yield Proposal(
                version=version,
                occasion=occasion,
                rule=rules[occasion.kind],
                place=places[occasion.unit_id],
                explain_by=(
                    calendar.add(occasion.on, workdays) if workdays else occasion.on - timedelta(days=1)
                ),
                answer=answers.get((version.scheme_id, occasion.fact_key)),
            )
