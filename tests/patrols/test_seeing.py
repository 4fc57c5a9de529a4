"""Upward only, as rows of the database: from both sides."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dukao.identity.models import Account
from dukao.identity.selectors import actor_for
from dukao.kernel.errors import Missing
from dukao.kernel.roles import Role
from dukao.patrols import services
from dukao.patrols.selectors import (
    finding_for,
    task_for,
    visible_findings,
    visible_tasks,
    visible_visits,
)
from tests.conftest import NOW, TODAY, City
from tests.patrols.planting import plant_finding, plant_group, plant_issued, plant_task, plant_visit

pytestmark = pytest.mark.django_db


def test_drafts_are_the_offices_and_the_named_leaders(city: City) -> None:
    task = plant_task(city, reader_ids=(city.leader.pk,))
    assert task in visible_tasks(city.actor(city.office), TODAY)
    assert task in visible_tasks(city.actor(city.leader), TODAY)
    for account in (city.patroller, city.discipline, city.head):
        assert not visible_tasks(city.actor(account), TODAY).exists()
        with pytest.raises(Missing):
            task_for(city.actor(account), task.pk, TODAY)


def test_an_issued_task_is_seen_by_group_office_and_named_leader(
    city: City, make_account: Callable[..., Account]
) -> None:
    other_leader = make_account("zhao", "赵市长", city.city, Role.LEADER, city.city)
    task = plant_issued(city, reader_ids=(city.leader.pk,))
    visit = plant_visit(city, task)
    for account in (city.office, city.patroller, city.leader):
        assert list(visible_tasks(city.actor(account), TODAY)) == [task]
        assert list(visible_visits(city.actor(account), TODAY)) == [visit]
    for account in (other_leader, city.head, city.reporter, city.discipline, city.reviewer, city.audit_admin):
        assert not visible_tasks(city.actor(account), TODAY).exists()
        assert not visible_visits(city.actor(account), TODAY).exists()


def test_a_draft_finding_is_the_groups_alone(city: City) -> None:
    finding = plant_finding(city, plant_visit(city, plant_issued(city, reader_ids=(city.leader.pk,))))
    assert finding in visible_findings(city.actor(city.patroller), TODAY)
    for account in (city.office, city.leader):
        assert not visible_findings(city.actor(account), TODAY).exists()
    services.report_findings(actor=city.actor(city.patroller), findings=[finding], at=NOW)
    for account in (city.office, city.leader, city.patroller):
        assert finding_for(city.actor(account), finding.pk, TODAY)[0] == finding
    for account in (city.head, city.reporter, city.discipline, city.reviewer):
        with pytest.raises(Missing):
            finding_for(city.actor(account), finding.pk, TODAY)


def test_another_group_sees_nothing(city: City, make_account: Callable[..., Account]) -> None:
    rival = make_account("qian", "钱一", city.office_unit, Role.PATROL, city.city)
    plant_group(city, "第五督导巡查组", rival)
    finding = plant_finding(city)
    assert not visible_findings(city.actor(rival), TODAY).exists()
    assert not visible_tasks(city.actor(rival), TODAY).exists()
    assert finding in visible_findings(city.actor(city.patroller), TODAY)


def test_who_left_the_group_sees_nothing_more(city: City) -> None:
    finding = plant_finding(city)
    member = finding.visit.task.group.members.get()
    services.end_membership(actor=city.actor(city.office), member=member, until=TODAY, at=NOW)
    assert not visible_findings(city.actor(city.patroller), TODAY).exists()


def test_an_office_below_the_one_that_sent_sees_nothing(
    city: City, make_account: Callable[..., Account]
) -> None:
    below = make_account("county", "县督", city.county, Role.OFFICE)
    finding = plant_finding(city, plant_visit(city, plant_issued(city, object_ids=(city.county.pk,))))
    services.report_findings(actor=city.actor(city.patroller), findings=[finding], at=NOW)
    assert not visible_findings(actor_for(below, TODAY), TODAY).exists()
    assert not visible_tasks(actor_for(below, TODAY), TODAY).exists()
