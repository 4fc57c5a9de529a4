"""From 拟列入 to 已结束: every service works, refuses, notices who was faster, and leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from dukao.checks import services
from dukao.checks.models import Check, Designation
from dukao.checks.selectors.course import course_of
from dukao.checks.services import CheckDraft
from dukao.checks.vocabulary import CheckState
from dukao.journal.models import Entry
from dukao.journal.selectors import entries_of
from dukao.kernel.errors import DomainError, Refused, Stale
from dukao.kernel.regimes import Regime
from dukao.notifications.models import Notice
from dukao.organisations.vocabulary import Level
from tests.conftest import NOW, TODAY, City

pytestmark = pytest.mark.django_db
Draft = Callable[..., CheckDraft]
Plant = Callable[..., Check]
#: While the plan of 2026 is made up.
PLANNING = NOW.replace(month=1, day=20)


def told(account: object) -> list[str]:
    return list(Notice.objects.filter(account=account).order_by("pk").values_list("title", flat=True))


def test_a_check_goes_all_the_way(city: City, draft: Draft) -> None:
    office, leader = city.actor(city.office), city.actor(city.leader)
    check = services.register_check(actor=office, draft=draft(), at=NOW)
    assert check is not None
    assert (check.number, check.state, check.added_on) == ("JC-2026-0001", "proposed", TODAY)
    services.send_check(actor=office, check=check, at=NOW)
    services.approve_check(actor=leader, check=check, at=NOW)
    services.start_check(actor=office, check=check, at=NOW)
    done = services.finish_check(actor=office, check=check, opinion="总体符合计划。", at=NOW)
    assert (done.state, done.started_on, done.ended_on) == ("done", TODAY, TODAY)
    assert done.frozen["objects"] == sorted([city.housing.pk, city.other.pk])
    assert list(entries_of(check).order_by("pk").values_list("event", flat=True)) == [
        "check_registered", "check_sent", "check_approved", "check_started", "check_finished",
    ]  # fmt: skip
    assert told(city.reporter) == ["列入年度计划：城市内涝治理专项督查", "开始实施：城市内涝治理专项督查"]
    assert told(city.leader) == ["检查计划待批准：城市内涝治理专项督查"]


def test_the_plan_of_the_year_is_made_at_its_beginning_and_added_to_by_month(
    city: City, draft: Draft
) -> None:
    office = city.actor(city.office)
    planned = services.register_check(actor=office, draft=draft(added_reason=""), at=PLANNING)
    assert planned is not None
    assert planned.added_on is None
    with pytest.raises(DomainError, match="月度增补"):
        services.register_check(actor=office, draft=draft(added_reason=" "), at=NOW)
    ahead = draft(starts_on=date(2027, 3, 1), ends_on=date(2027, 3, 5), added_reason="")
    next_year = services.register_check(actor=office, draft=ahead, at=NOW)
    assert next_year is not None
    assert (next_year.number, next_year.added_on) == ("JC-2027-0001", None)


def test_a_form_sent_twice_registers_once(city: City, draft: Draft) -> None:
    office = city.actor(city.office)
    assert services.register_check(actor=office, draft=draft(), at=NOW, key="k") is not None
    assert services.register_check(actor=office, draft=draft(), at=NOW, key="k") is None
    assert Check.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": " "}, "请写明检查的名称"),
        ({"basis": ""}, "请写明依据"),
        ({"scope": ""}, "请写明检查的内容和范围"),
        ({"methods": ()}, "至少选一种方式"),
        ({"object_ids": ()}, "请选定检查的对象"),
        ({"ends_on": TODAY - timedelta(days=1), "starts_on": TODAY - timedelta(days=9)}, "期间已经过去"),
        ({"ends_on": TODAY - timedelta(days=1)}, "不能早于开始日期"),
        ({"ends_on": date(2027, 1, 8)}, "跨年的请分年度列入"),
        ({"field_days": 90}, "现场天数比检查期间还长"),
        ({"times": 0}, "至少是 1"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    city: City, draft: Draft, changes: dict[str, object], sentence: str
) -> None:
    with pytest.raises(DomainError, match=sentence):
        services.register_check(actor=city.actor(city.office), draft=draft(**changes), at=NOW)
    assert not Check.objects.exists()
    assert not Entry.objects.exists()


def test_nobody_checks_itself_or_upwards_and_levels_are_skipped_with_a_reason(
    city: City, draft: Draft, make_unit: Callable[..., object]
) -> None:
    """第五条: own departments and the next level; further down only where it is necessary."""
    office = city.actor(city.office)
    town = make_unit("X0101", "清溪镇", city.county, level=Level.TOWNSHIP, category="")
    with pytest.raises(DomainError, match="不能是自己的检查对象"):
        services.register_check(actor=office, draft=draft(object_ids=(city.office_unit.pk,)), at=NOW)
    with pytest.raises(DomainError, match="严禁越权督查"):
        services.register_check(
            actor=office, draft=draft(organiser_id=city.county.pk, object_ids=(city.housing.pk,)), at=NOW
        )
    with pytest.raises(DomainError, match="越级检查要写明必要的理由"):
        services.register_check(actor=office, draft=draft(object_ids=(town.pk,)), at=NOW)  # type: ignore[attr-defined]
    allowed = draft(object_ids=(town.pk,), cross_reason="省里指定核查到镇。")  # type: ignore[attr-defined]
    assert services.register_check(actor=office, draft=allowed, at=NOW) is not None
    assert services.register_check(actor=office, draft=draft(object_ids=(city.county.pk,)), at=NOW)


def test_a_department_proposes_its_own_and_no_others(city: City, draft: Draft) -> None:
    head = city.actor(city.head)
    own = draft(organiser_id=city.housing.pk, object_ids=(city.other.pk,))
    made = services.register_check(actor=head, draft=own, at=NOW)
    assert made is not None
    with pytest.raises(Refused, match="部门只能申报自己组织的检查"):
        services.register_check(actor=head, draft=draft(), at=NOW)
    with pytest.raises(Refused, match="统一办理"):
        services.send_check(actor=head, check=made, at=NOW)
    for who in (city.reporter, city.leader, city.discipline, city.patroller, city.stranger):
        with pytest.raises(Refused):
            services.register_check(actor=city.actor(who), draft=draft(), at=NOW)


def test_only_a_leader_approves(city: City, plant: Plant) -> None:
    check = plant("sent")
    for who in (city.office, city.head, city.discipline, city.patroller):
        with pytest.raises(Refused, match="由领导批准"):
            services.approve_check(actor=city.actor(who), check=check, at=NOW)
    services.return_check(actor=city.actor(city.leader), check=check, reason="先与水利局的合并。", at=NOW)
    assert Check.objects.get(pk=check.pk).state == CheckState.PROPOSED
    assert "检查计划退回：城市内涝治理专项督查" in told(city.office)


def test_what_was_approved_is_not_rewritten(city: City, plant: Plant, draft: Draft) -> None:
    check, office = plant("approved"), city.actor(city.office)
    with pytest.raises(DomainError, match="已批准的请申请变更"):
        services.revise_check(actor=office, check=check, revision=0, draft=draft(times=3), at=NOW)
    assert Check.objects.get(pk=check.pk).times == 1


def test_who_was_faster_is_noticed(city: City, plant: Plant, draft: Draft) -> None:
    check, office = plant(), city.actor(city.office)
    services.revise_check(actor=office, check=check, revision=0, draft=draft(name="先改的"), at=NOW)
    with pytest.raises(Stale):
        services.revise_check(actor=office, check=check, revision=0, draft=draft(name="后改的"), at=NOW)
    assert Check.objects.get(pk=check.pk).name == "先改的"


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "approved"}, {"state": "ongoing"}, {"state": "merged"}, {"state": "somewhere"},
        {"times": 0}, {"ends_on": date(2026, 1, 1)},
    ],
)  # fmt: skip
def test_the_database_repeats_the_law(plant: Plant, broken: dict[str, object]) -> None:
    check = plant()
    with pytest.raises(IntegrityError), transaction.atomic():
        Check.objects.filter(pk=check.pk).update(**broken)


def test_a_check_is_carried_out_within_its_period(city: City, plant: Plant) -> None:
    later = {"starts_on": date(2026, 10, 12), "ends_on": date(2026, 10, 30)}
    check = plant("approved", **later)
    with pytest.raises(DomainError, match="今天不能实施"):
        services.start_check(actor=city.actor(city.office), check=check, at=NOW)
    at = NOW.replace(month=10, day=12)
    assert services.start_check(actor=city.actor(city.office), check=check, at=at).state == "ongoing"


def test_a_department_needs_a_designation_which_ends_by_itself(city: City, plant: Plant) -> None:
    """第七条: matters, scope, duties, period."""
    check = plant("approved", organiser_id=city.housing.pk, object_ids=(city.other.pk,))
    head, leader = city.actor(city.head), city.actor(city.leader)
    with pytest.raises(DomainError, match="部门未经政府委托不得开展督查"):
        services.start_check(actor=head, check=check, at=NOW)
    charge = {"matters": "排水管网", "scope": "市区", "duties": "查明进度并报告"}
    with pytest.raises(Refused):
        services.designate(actor=head, check=check, **charge, since=TODAY, until=date(2026, 10, 31), at=NOW)
    with pytest.raises(DomainError, match="要包含检查的期间"):
        services.designate(actor=leader, check=check, **charge, since=TODAY, until=date(2026, 10, 8), at=NOW)
    assert course_of(leader, check.pk, NOW).awaits_designation
    services.designate(actor=leader, check=check, **charge, since=TODAY, until=date(2026, 10, 31), at=NOW)
    assert not course_of(leader, check.pk, NOW).awaits_designation
    Designation.objects.update(until=TODAY + timedelta(days=3))
    with pytest.raises(DomainError, match="或委托已到期"):
        services.start_check(actor=head, check=check, at=NOW + timedelta(days=4))
    assert services.start_check(actor=head, check=check, at=NOW).state == CheckState.ONGOING


@pytest.mark.parametrize(
    ("organiser", "regime", "needed"),
    [
        ("housing", Regime.GOVERNMENT, True),
        ("housing", Regime.PARTY, False),
        ("office_unit", Regime.GOVERNMENT, False),
        ("county", Regime.GOVERNMENT, False),
        ("city", Regime.GOVERNMENT, False),
    ],
)
def test_who_needs_one(city: City, organiser: str, regime: str, needed: bool) -> None:
    from dukao.checks.selectors.levels import needs_designation

    assert needs_designation(regime, [getattr(city, organiser).pk], TODAY) is needed


def test_a_withdrawn_check_stays_on_record_and_its_objects_are_told(city: City, plant: Plant) -> None:
    check, office = plant("approved"), city.actor(city.office)
    with pytest.raises(DomainError, match="要写明原因"):
        services.withdraw_check(actor=office, check=check, reason=" ", at=NOW)
    services.withdraw_check(actor=office, check=check, reason="省里同类督查已覆盖。", at=NOW)
    assert Check.objects.get(pk=check.pk).state == CheckState.WITHDRAWN
    assert "不再检查：城市内涝治理专项督查" in told(city.reporter)
    with pytest.raises(DomainError, match="现在是“已撤销”"):
        services.send_check(actor=office, check=check, at=NOW)


def test_a_quota_exception_carries_a_name(city: City, plant: Plant) -> None:
    from dukao.checks.models import CheckRules

    CheckRules.objects.update(city_quota=0)
    check, leader = plant("sent"), city.actor(city.leader)
    with pytest.raises(DomainError, match="由领导写明例外的理由"):
        services.approve_check(actor=leader, check=check, at=NOW)
    assert Check.objects.get(pk=check.pk).state == CheckState.SENT
    services.approve_check(actor=leader, check=check, exception="省里统一部署，无法合并。", at=NOW)
    exception = check.exceptions.get()
    assert (exception.by, exception.reason) == (city.leader, "省里统一部署，无法合并。")
    assert entries_of(check).filter(event="quota_excepted", reason=exception.reason).exists()
