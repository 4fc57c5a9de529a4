"""The inspectors are assessed too: hours in the field, what stood, the half-yearly word."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest

from dukao.kernel.clock import at_time
from dukao.kernel.errors import DomainError, Refused, Stale
from dukao.patrols import services
from dukao.patrols.models import Debrief
from dukao.patrols.selectors import figures_of, last_half, patrol_rules_on, span_of
from dukao.patrols.selectors.weeks import field_weeks
from dukao.patrols.vocabulary import Half
from tests.conftest import NOW, TODAY, City
from tests.patrols.planting import plant_group, plant_issued, plant_reported, plant_visit

pytestmark = pytest.mark.django_db
NEXT_YEAR = at_time(date(2027, 1, 5), 10)


def test_the_share_of_the_field_is_counted_from_hours(city: City) -> None:
    task, liang, rules = plant_issued(city), city.actor(city.patroller), patrol_rules_on(TODAY)
    plant_visit(city, task)
    plant_visit(city, task, manner="announced")
    services.set_desk_time(actor=liang, group=task.group, month=date(2026, 9, 15), hours=2, at=NOW)
    figures = figures_of([task.group_id], *span_of(2026, Half.SECOND))[task.group_id]
    assert (figures.unannounced, figures.field, figures.desk) == (120, 240, 120)
    assert figures.share == Fraction(1, 3)
    assert figures.meets(rules) is False
    services.set_desk_time(actor=liang, group=task.group, month=date(2026, 9, 1), hours=0, at=NOW)
    for _ in range(2):
        plant_visit(city, task)
    figures = figures_of([task.group_id], *span_of(2026, Half.SECOND))[task.group_id]
    assert figures.share == Fraction(3, 4)
    assert figures.meets(rules) is True


def test_what_was_overturned_counts_against_the_group(city: City) -> None:
    visit, office = plant_visit(city), city.actor(city.office)
    one, two, _ = (plant_reported(city, visit) for _ in range(3))
    services.decline_finding(actor=office, finding=one, reason="证据不足。", at=NOW)
    services.release_finding(actor=office, finding=two, release=services.Release(), at=NOW)
    group = visit.task.group_id
    figures = figures_of([group], *span_of(2026, Half.SECOND))[group]
    assert (figures.reported, figures.released, figures.overturned, figures.open) == (3, 1, 1, 1)
    assert figures.overturned_share == Fraction(1, 2)


def test_the_half_year_is_answered_for_once_by_the_leader(city: City) -> None:
    group, liang = plant_group(city), city.actor(city.patroller)
    assert last_half(TODAY) == (2026, Half.FIRST)
    said = {"group": group, "year": 2026, "half": Half.SECOND, "text": "走访 30 次。"}
    with pytest.raises(DomainError, match="还没有结束"):
        services.submit_debrief(actor=liang, **said, at=NOW)
    with pytest.raises(Refused, match="组长"):
        services.submit_debrief(actor=city.actor(city.office), **said, at=NEXT_YEAR)
    services.submit_debrief(actor=liang, **said, at=NEXT_YEAR)
    with pytest.raises(Stale):
        services.submit_debrief(actor=liang, **said, at=NEXT_YEAR)
    assert Debrief.objects.get().figures["visits"] == 0


def test_leaders_appraise(city: City) -> None:
    group = plant_group(city)
    debrief = services.submit_debrief(
        actor=city.actor(city.patroller), group=group, year=2026, half=Half.FIRST, text="走访。", at=NOW
    )
    leader = city.actor(city.leader)
    with pytest.raises(Refused):
        services.appraise_debrief(
            actor=city.actor(city.office), debrief=debrief, grade="good", opinion="", at=NOW
        )
    with pytest.raises(DomainError, match="写明理由"):
        services.appraise_debrief(actor=leader, debrief=debrief, grade="poor", opinion="", at=NOW)
    for grade in ("fair", "good"):
        services.appraise_debrief(actor=leader, debrief=debrief, grade=grade, opinion="", at=NOW)
    assert debrief.appraisals.get().grade == "good"


def test_weeks_of_a_leader_in_the_field(city: City) -> None:
    """Of the weeks from 6 July to 27 September one had two days; this week has one; October's holiday is off."""
    task = plant_issued(city)
    for on in (date(2026, 9, 21), date(2026, 9, 22), date(2026, 9, 22), date(2026, 9, 14), date(2026, 9, 28)):
        began = at_time(on, 9)
        plant_visit(city, task, started_at=began, ended_at=began + timedelta(hours=2))
    found = field_weeks([task.group], date(2026, 7, 1), TODAY, 2)[task.group_id]
    assert (found.whole, found.met, found.this_week, found.meets) == (12, 1, 1, False)
    found = field_weeks([task.group], date(2026, 9, 21), TODAY, 1)[task.group_id]
    assert (found.whole, found.met, found.meets) == (1, 1, True)


def test_a_week_without_a_working_day_is_not_asked_for(city: City) -> None:
    group, eve = plant_group(city), date(2026, 2, 24)
    weeks = {
        since: field_weeks([group], since, eve, 2)[group.pk].whole
        for since in (date(2026, 2, 9), date(2026, 2, 16))
    }
    assert weeks == {date(2026, 2, 9): 1, date(2026, 2, 16): 0}
