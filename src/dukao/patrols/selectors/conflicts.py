"""Who may not go where, who has not been taught, who should not have been borrowed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from dukao.kernel.validity import holds_on
from dukao.organisations.selectors import versions_by_unit
from dukao.organisations.vocabulary import Level
from dukao.patrols.models import Interest, Member, PatrolRules, PatrolTask, Training
from dukao.patrols.vocabulary import InterestKind

#: 两办《整治形式主义为基层减负若干规定》: no secondment from these levels.
LOW_LEVELS = (Level.COUNTY, Level.TOWNSHIP)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Why this member keeps away from that unit."""

    member: Member
    unit: str
    why: str

    @property
    def sentence(self) -> str:
        return f"{self.member.person.name}须回避{self.unit}：{self.why}"


@dataclass(frozen=True, slots=True)
class _Tie:
    member: Member
    unit_id: int
    why: str


def conflicts_of(
    members: Iterable[Member], unit_ids: Collection[int], day: date, rules: PatrolRules
) -> list[Conflict]:
    """Ties of the members to the objects on ``day``: own unit, declared ties, posts of the last years.

    A tie to a unit below an object is a tie to the object.
    """
    sent = list(members)
    ties = [*_homes(sent), *_declared(sent, day), *_posts(sent, day, rules)]
    if not ties or not unit_ids:
        return []
    places = versions_by_unit({*unit_ids, *(tie.unit_id for tie in ties)}, day)
    found: dict[tuple[int, int], Conflict] = {}
    for tie in ties:
        for unit in unit_ids:
            if places[tie.unit_id].path.startswith(places[unit].path):
                found.setdefault(
                    (tie.member.pk, unit), Conflict(tie.member, places[unit].short_name, tie.why)
                )
    return list(found.values())


def conflicts_of_task(task: PatrolTask, rules: PatrolRules) -> list[Conflict]:
    members = task.sent.select_related("person")
    return conflicts_of(members, list(task.objects_of.values_list("pk", flat=True)), task.starts_on, rules)


def untrained(members: Collection[Member], day: date, rules: PatrolRules) -> list[Member]:
    """Those without a training in the months before ``day`` (《政府督查工作条例》第九条)."""
    since = months_before(day, rules.training_months)
    taught = Training.attended.through.objects.filter(
        member__in=members, training__on__gt=since, training__on__lte=day
    )
    known = set(taught.values_list("member_id", flat=True))
    return [member for member in members if member.pk not in known]


def borrowed_from_below(members: Collection[Member], day: date) -> list[tuple[Member, str]]:
    """Members whose home unit is of county level or below, with its name."""
    places = versions_by_unit({member.home_id for member in members}, day)
    return [
        (member, places[member.home_id].short_name)
        for member in members
        if places[member.home_id].level in LOW_LEVELS
    ]


def months_before(day: date, months: int) -> date:
    """
    >>> months_before(date(2026, 3, 31), 1)
    datetime.date(2026, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def _homes(members: list[Member]) -> list[_Tie]:
    return [_Tie(member, member.home_id, "本人所在单位。") for member in members]


def _declared(members: list[Member], day: date) -> list[_Tie]:
    by_person = {member.person_id: member for member in members}
    ties = Interest.objects.filter(holds_on(day), person__in=by_person, unit__isnull=False)
    return [
        _Tie(by_person[tie.person_id], tie.unit_id, f"已申报{InterestKind(tie.kind).label}。")
        for tie in ties
        if tie.unit_id is not None
    ]


def _posts(members: list[Member], day: date, rules: PatrolRules) -> list[_Tie]:
    """Posts held in the years before ``day``, in one query for all."""
    floor = months_before(day, 12 * rules.recusal_years)
    by_pk = {member.pk: member for member in members}
    recent = Q(person__appointments__until__isnull=True) | Q(person__appointments__until__gt=floor)
    rows = Member.objects.filter(recent, pk__in=by_pk, person__appointments__since__lte=day).values_list(
        "pk", "person__appointments__unit_id", "person__appointments__title"
    )
    return [_Tie(by_pk[pk], unit, f"{rules.recusal_years} 年内任过{title}。") for pk, unit, title in rows]
