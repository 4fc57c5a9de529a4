"""A task and the year's plan of checks: linked, warned of or refused, cited, recused and counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from dukao.checks import services as check_services
from dukao.checks.burden import Span
from dukao.checks.evidence import references_for
from dukao.checks.fieldwork import errands_for
from dukao.checks.models import Check
from dukao.checks.selectors import taking_part
from dukao.checks.selectors.burden import burden_of
from dukao.checks.selectors.fielddays import FieldDays, field_days
from dukao.checks.vocabulary import Outcome
from dukao.identity.models import Account
from dukao.kernel.errors import DomainError, Refused
from dukao.kernel.roles import Role
from dukao.organisations.models import Unit
from dukao.patrols import services
from dukao.patrols.models import Finding, PatrolTask
from dukao.patrols.selectors import plan_gaps
from dukao.patrols.selectors.for_checks import asked_by_patrols
from dukao.patrols.services import RulesDraft
from dukao.patrols.vocabulary import PlanLink, TaskForm, TaskState
from tests.checks.planting import colleague, plant_check, plant_conclusion
from tests.conftest import NOW, TODAY, City
from tests.patrols.planting import plant_group, plant_issued, plant_reported, plant_task, plant_visit

pytestmark = pytest.mark.django_db
SPAN = {"starts_on": TODAY, "ends_on": date(2026, 9, 30)}


@pytest.fixture
def check(city: City) -> Check:
    """Comes to 市住建局 from 28 September to the end of October."""
    return plant_check(city, "ongoing")


def set_link(city: City, link: str) -> None:
    draft = RulesDraft(effective_on=TODAY, source="市督导巡查工作规则", plan_link=link)
    services.set_patrol_rules(actor=city.actor(city.office), draft=draft, at=NOW)


def release(city: City, finding: Finding) -> None:
    told = services.Release(title="外墙空鼓")
    services.release_finding(actor=city.actor(city.office), finding=finding, release=told, at=NOW)


def close(city: City, task: PatrolTask) -> None:
    services.report_task(actor=city.actor(city.patroller), task=task, report="查了三个小区。", at=NOW)
    services.close_task(actor=city.actor(city.office), task=task, opinion="同意。", at=NOW)


def test_what_the_plan_does_not_hold_is_said(city: City, check: Check) -> None:
    group = plant_group(city)
    assert plan_gaps(plant_task(city, group, check_id=check.pk, **SPAN), TODAY) == []
    assert plan_gaps(plant_task(city, group), TODAY) == ["任务没有对应年度计划里的检查。"]
    both = (city.housing.pk, city.planning.pk)
    wider = plant_task(city, group, check_id=check.pk, object_ids=both, starts_on=date(2026, 9, 21))
    assert [gap[:12] for gap in plan_gaps(wider, TODAY)] == ["市发展改革委不是 JC-", "时间超出 JC-2026"]
    daily = plant_task(city, group, form=TaskForm.DAILY)
    assert plan_gaps(daily, TODAY) == []


def test_a_check_that_ended_holds_no_task(city: City, check: Check) -> None:
    task = plant_task(city, check_id=check.pk, **SPAN)
    Check.objects.filter(pk=check.pk).update(state="withdrawn")
    assert "不在实施" in plan_gaps(PatrolTask.objects.get(pk=task.pk), TODAY)[0]


@pytest.mark.parametrize("link", PlanLink.values)
def test_the_office_decides_whether_it_is_refused(city: City, check: Check, link: str) -> None:
    set_link(city, link)
    group, office = plant_group(city), city.actor(city.office)
    task = plant_task(city, group)
    if link == PlanLink.REFUSE:
        with pytest.raises(DomainError, match="没有对应年度计划里的检查.*请先列入检查计划"):
            services.issue_task(actor=office, task=task, at=NOW)
        assert PatrolTask.objects.get(pk=task.pk).state == TaskState.DRAFT
    else:
        assert services.issue_task(actor=office, task=task, at=NOW).state == TaskState.ISSUED
    linked = plant_task(city, group, check_id=check.pk, **SPAN)
    assert services.issue_task(actor=office, task=linked, at=NOW).state == TaskState.ISSUED


def test_the_form_offers_checks_under_way_and_both_pages_show_the_link(
    client: Client, city: City, check: Check
) -> None:
    planned = plant_check(city, "proposed", name="不该出现的检查")
    task = plant_issued(city, check_id=check.pk, **SPAN)
    client.force_login(city.office)
    form = client.get(reverse("patrols:task_add")).content.decode()
    assert str(check) in form
    assert planned.name not in form
    assert (
        reverse("checks:show", args=[check.pk]) in client.get(f"/patrols/tasks/{task.pk}/").content.decode()
    )
    page = client.get(reverse("checks:show", args=[check.pk])).content.decode()
    assert "现场任务" in page
    assert task.number in page


def test_the_inspected_unit_sees_no_task_on_the_page_of_the_check(
    client: Client, city: City, check: Check, make_account: Callable[..., Account]
) -> None:
    task = plant_issued(city, check_id=check.pk, **SPAN)
    unnamed = make_account("zhao", "赵市长", city.city, Role.LEADER, city.city)
    for account in (city.head, city.reporter, city.discipline, unnamed):
        assert errands_for(city.actor(account), check.pk) == []
        client.force_login(account)
        page = client.get(reverse("checks:show", args=[check.pk]))
        assert page.status_code == 200
        assert task.number not in page.content.decode()
    assert [one.title for one in errands_for(city.actor(city.patroller), check.pk)] == [task.title]


def test_a_conclusion_rests_on_released_findings_alone(client: Client, city: City, check: Check) -> None:
    visit = plant_visit(city, plant_issued(city, check_id=check.pk, **SPAN))
    raw, told = plant_reported(city, visit), plant_reported(city, visit)
    office = city.actor(city.office)
    assert references_for(office, check.pk, city.housing.pk) == []
    release(city, told)
    offered = references_for(office, check.pk, city.housing.pk)
    assert [one.key for one in offered] == [f"finding-{told.pk}"]
    assert raw.number not in offered[0].label
    assert references_for(office, check.pk, city.other.pk) == []
    assert references_for(city.actor(city.head), check.pk, city.housing.pk) == []
    client.force_login(city.office)
    sent = {
        "unit_id": city.housing.pk, "text": "外墙空鼓 12 处。", "severity": "notable", "demands": "返工。",
        "references": [f"finding-{told.pk}"],
    }  # fmt: skip
    answer = client.post(reverse("checks:conclude", args=[check.pk]), sent)
    assert answer.status_code == 302, answer.content.decode()
    made = check.conclusions.get()
    assert made.references == [vars_of(offered[0])]
    # Findings are evidence enough: no file is needed.
    check_services.hear_conclusion(actor=office, conclusion=made, at=NOW)


def vars_of(reference: object) -> dict[str, str]:
    return {name: getattr(reference, name) for name in ("key", "label", "url")}


def test_who_was_in_the_field_does_not_review(client: Client, city: City, check: Check) -> None:
    """By address and by service: another office person who settled a finding is recused, a third is not."""
    drafter, approver = colleague(city, "drafter", "甲"), colleague(city, "approver", "乙", Role.LEADER)
    sender, clean = colleague(city, "sender", "丙"), colleague(city, "clean", "丁")
    made = plant_conclusion(city, check, "reviewed", drafter=drafter, approver=approver)
    assert sender.pk not in taking_part(check)
    visit = plant_visit(city, plant_issued(city, check_id=check.pk, **SPAN))
    finding = plant_reported(city, visit)
    services.decline_finding(actor=city.actor(sender), finding=finding, reason="证据不足。", at=NOW)
    assert {sender.pk, city.patroller.pk, city.office.pk} <= taking_part(check)
    said = {"outcome": Outcome.UPHOLD, "reasons": "维持。", "severity": "", "at": NOW}
    with pytest.raises(Refused, match="应当回避"):
        check_services.decide_review(actor=city.actor(sender), conclusion=made, **said)
    client.force_login(sender)
    assert client.get(reverse("checks:conclusions-review", args=[made.pk])).status_code == 403
    check_services.decide_review(actor=city.actor(clean), conclusion=made, **said)


def test_visits_burden_a_unit_once_they_are_settled(city: City, check: Check) -> None:
    group = plant_group(city)
    task = plant_issued(city, group)
    plant_visit(city, task)
    plant_visit(city, task)
    span = Span(date(2026, 1, 1), TODAY)
    assert list(asked_by_patrols(span)) == []
    close(city, task)
    asked = {(one.unit_id, one.organiser_id, one.measure): one.amount for one in asked_by_patrols(span)}
    assert asked == {
        (city.housing.pk, city.office_unit.pk, "visits"): 2, (city.housing.pk, city.office_unit.pk, "days_spent"): 1,
    }  # fmt: skip
    assert list(asked_by_patrols(replace(span, unit_ids=frozenset([city.other.pk])))) == []
    linked = plant_issued(city, group, check_id=check.pk, **SPAN)
    plant_visit(city, linked)
    close(city, linked)
    figures = {one.measure: one.now for one in burden_of(city.housing.pk, span.since, span.until).figures}
    # two days of the plan; one day outside it and one day of it were spent
    assert (figures["visits"], figures["field_days"], figures["days_spent"]) == (2, 2, 2)


def visited_days(city: City, task: PatrolTask, *days: int) -> None:
    for day in days:
        started = NOW.replace(day=day)
        plant_visit(city, task, started_at=started, ended_at=started + timedelta(hours=2))


WIDE = {"starts_on": date(2026, 9, 21), "ends_on": date(2026, 9, 30)}


def test_days_beyond_the_plan_light_up_where_they_may_be_told(
    client: Client, city: City, check: Check
) -> None:
    """Two days are planned for each object, three were spent at one of them."""
    group = plant_group(city)
    task = plant_issued(city, group, check_id=check.pk, **WIDE)
    visited_days(city, task, 23, 24, 24, 25)

    def days(account: Account) -> dict[int, FieldDays]:
        return field_days(city.actor(account), [check], TODAY)[check.pk]

    def page(account: Account, address: str) -> str:
        client.force_login(account)
        return client.get(address).content.decode()

    show = reverse("checks:show", args=[check.pk])
    told = {city.housing.pk: FieldDays(2, 3, 1), city.other.pk: FieldDays(2, 0, 0)}
    untold = {**told, city.housing.pk: FieldDays(2, 0, 0)}
    # the task is open: the group and the office know of it, the unit and who else may read the check do not
    assert days(city.office) == days(city.patroller) == told
    assert days(city.head) == days(city.discipline) == untold
    assert "计划 4 天，实际 3 天" in page(city.office, show)
    assert "超 1 天" in page(city.office, show)
    assert "超 1 天" not in page(city.head, show)
    assert "超 1 天" in page(city.office, reverse("checks:plan"))
    burden = f"/checks/burden/{city.housing.pk}/"
    assert "比计划多" not in page(city.office, burden)
    close(city, task)
    assert days(city.head) == days(city.discipline) == told
    assert "超 1 天" in page(city.head, show)
    assert "比计划多 1 天" in page(city.head, burden)
    assert "1 个单位超过计划，共多 1 天" in page(city.office, "/checks/burden/")


def test_both_exports_say_planned_and_spent(client: Client, city: City, check: Check) -> None:
    task = plant_issued(city, check_id=check.pk, **WIDE)
    visited_days(city, task, 23, 24, 25)
    close(city, task)

    def row(account: Account, address: str) -> dict[str, Any]:
        client.force_login(account)
        sheet = openpyxl.load_workbook(BytesIO(client.get(address).content)).active
        head, first, *_ = sheet.iter_rows(values_only=True)
        return dict(zip(head, first, strict=True))

    plan = row(city.office, reverse("checks:export"))
    assert [plan[name] for name in ("计划现场合计", "实际现场合计", "超计划天数")] == ["4", "3", "1"]
    mine = row(city.head, reverse("checks:export"))
    assert [mine[name] for name in ("计划现场合计", "实际现场合计", "超计划天数")] == ["2", "3", "1"]
    city_rows = row(city.office, reverse("checks:burden_export"))
    assert city_rows["单位"] == "市住建局"
    assert [city_rows[name] for name in ("计划现场天数（天）", "实际现场天数（天）", "现场超计划（天）")] == [
        2,
        3,
        1,
    ]


def test_a_visit_below_an_object_is_a_day_of_that_object(
    city: City, check: Check, make_unit: Callable[..., Unit]
) -> None:
    below = make_unit("B99", "市质监站", city.housing)
    task = plant_issued(city, check_id=check.pk, object_ids=(below.pk,), **WIDE)
    plant_visit(city, task, unit_id=below.pk)
    close(city, task)
    assert field_days(city.actor(city.office), [check], TODAY)[check.pk][city.housing.pk].spent == 1
    spent = {one.unit_id: one.amount for one in asked_by_patrols(Span(date(2026, 1, 1), TODAY))}
    assert spent == {city.housing.pk: 1}
