"""What the clock says by itself: once before, once afterwards, to whom it concerns, and never what was found."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from dukao.kernel.clock import at_time
from dukao.notifications.models import Notice
from dukao.patrols import services
from dukao.patrols.models import HandOver, PatrolGroup
from dukao.patrols.services import RulesDraft
from dukao.patrols.vocabulary import Half
from tests.conftest import NOW, TODAY, City
from tests.patrols.planting import FACTS, plant_group, plant_issued, plant_reported

pytestmark = pytest.mark.django_db
TUESDAY = date(2026, 9, 29)
#: A Saturday that is worked for the holiday.
MAKE_UP = date(2026, 10, 10)


def said(city: City, at: datetime) -> dict[str, list[str]]:
    """Titles that the clock adds at that moment, by the name of who is told."""
    known = set(Notice.objects.values_list("pk", flat=True))
    services.remind_patrol_clocks(at=at)
    told: dict[str, list[str]] = {}
    for notice in Notice.objects.exclude(pk__in=known).select_related("account").order_by("pk"):
        assert FACTS[:4] not in f"{notice.title}{notice.body}"
        told.setdefault(notice.account.name, []).append(notice.title)
    return told


def answered(city: City) -> PatrolGroup:
    """A group that has answered for the last half-year, so that only the other clocks are heard."""
    group = plant_group(city)
    services.submit_debrief(
        actor=city.actor(city.patroller), group=group, year=2026, half=Half.FIRST, text="走访。", at=NOW
    )
    return group


def test_a_task_that_begins_is_told_the_day_before_and_once(city: City) -> None:
    group = answered(city)
    plant_issued(city, group, starts_on=TUESDAY)
    assert said(city, NOW) == {"梁越": ["巡查任务 XC-2026-001 9 月 29 日开始"]}
    assert said(city, NOW + timedelta(hours=2)) == {}


def test_what_begins_on_a_day_off_is_told_on_the_last_working_day(city: City) -> None:
    group = answered(city)
    plant_issued(city, group, starts_on=date(2026, 10, 5), ends_on=date(2026, 10, 6))
    assert said(city, at_time(TUESDAY, 9)) == {}
    assert said(city, at_time(date(2026, 9, 30), 9)) == {"梁越": ["巡查任务 XC-2026-001 10 月 5 日开始"]}
    assert said(city, at_time(date(2026, 10, 1), 9)) == {}  # the holiday is kept


def test_a_report_is_asked_for_before_and_after_its_limit(city: City) -> None:
    task = plant_issued(city, answered(city))
    assert task.report_by == date(2026, 10, 13)
    assert said(city, at_time(MAKE_UP, 9)) == {"梁越": ["巡查任务 XC-2026-001 10 月 13 日前报告"]}
    late = said(city, at_time(date(2026, 10, 14), 9))
    assert late == {name: ["巡查任务 XC-2026-001 已过报告时限"] for name in ("梁越", "何正")}


def test_the_days_before_are_the_offices_rule(city: City) -> None:
    draft = RulesDraft(
        effective_on=TODAY, source="市督导巡查工作规则", begin_remind_days=0, due_remind_workdays=5
    )
    services.set_patrol_rules(actor=city.actor(city.office), draft=draft, at=NOW)
    group = answered(city)
    plant_issued(city, group, starts_on=TUESDAY)
    assert said(city, NOW) == {}
    assert said(city, at_time(date(2026, 9, 30), 9))["梁越"] == ["巡查任务 XC-2026-001 10 月 13 日前报告"]


def test_findings_of_a_day_are_one_notice_to_the_office(city: City) -> None:
    first = plant_reported(city)
    plant_reported(city, first.visit)
    assert first.settle_by == MAKE_UP
    told = said(city, at_time(date(2026, 10, 9), 9))
    assert "2 条现场发现，10 月 10 日前处理" in told["何正"]
    assert "2 条现场发现，已过处理时限" in said(city, at_time(date(2026, 10, 12), 9))["何正"]


def test_an_urgent_report_nobody_read_is_told_again_past_nobody(city: City) -> None:
    finding = plant_reported(city)
    services.urge_finding(
        actor=city.actor(city.patroller),
        finding=finding,
        leader_id=city.leader.pk,
        reason="有坍塌危险。",
        at=NOW,
    )
    assert not any("急报" in title for titles in said(city, NOW).values() for title in titles)
    told = said(city, at_time(TUESDAY, 9))
    words = f"急报还没有阅看：发现 {finding.number}"
    assert {name for name, titles in told.items() if words in titles} == {"周行", "何正"}


def test_a_clue_without_receipt_is_told_to_both_ends_alone(city: City) -> None:
    finding = plant_reported(city)
    clue = services.hand_over_clue(
        actor=city.actor(city.office),
        finding=finding,
        receiver_id=city.discipline.pk,
        account="虚报。",
        at=NOW,
    )
    assert clue.receive_by == date(2026, 10, 8)
    assert "严明" not in said(city, NOW)
    assert said(city, at_time(TUESDAY, 9))["严明"] == ["移交线索 YJ-2026-001 10 月 8 日前签收"]
    late = said(city, at_time(date(2026, 10, 9), 9))
    words = "移交线索 YJ-2026-001 已过签收时限，还没有回执"
    assert {name for name, titles in late.items() if words in titles} == {"严明", "何正"}
    services.receive_clue(
        actor=city.actor(city.discipline), clue=HandOver.objects.get(), receipt="收到。",
        at=at_time(date(2026, 10, 9), 10),
    )  # fmt: skip
    assert "严明" not in said(city, at_time(date(2026, 10, 12), 9))


def test_the_half_year_is_asked_for_by_its_group_and_later_by_the_office(city: City) -> None:
    plant_group(city)
    assert said(city, at_time(date(2026, 7, 10), 9)) == {}
    due = said(city, at_time(date(2026, 7, 14), 9))
    assert due == {"梁越": ["第三督导巡查组2026 年上半年述职，7 月 15 日前提交"]}
    late = said(city, at_time(date(2026, 7, 16), 9))
    words = "第三督导巡查组2026 年上半年述职，已过时限，还没有提交"
    assert late == {name: [words] for name in ("梁越", "何正")}
