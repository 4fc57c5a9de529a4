"""Quotas and overlaps as tables: what is there, what is asked, what is said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from dukao.checks import services
from dukao.checks.models import Check, CheckRules, Topic
from dukao.checks.selectors.overlaps import overlaps_among, overlaps_with
from dukao.checks.selectors.quota import findings, loads
from dukao.checks.selectors.seeing import object_ids
from dukao.checks.vocabulary import CheckForm, CheckState
from dukao.kernel.errors import DomainError, Refused
from tests.conftest import NOW, TODAY, City

pytestmark = pytest.mark.django_db
Plant = Callable[..., Check]


def said(check: Check) -> list[tuple[str, bool]]:
    return [(one.rule, one.stops) for one in findings(check, object_ids(check), TODAY)]


UNIT, CITY, ORGANISER = "一个单位一年最多 8 次", "全部计划一年最多 42 项", "一个单位一年最多组织 1 项综合督查"


@pytest.mark.parametrize(
    ("in_force", "planned", "times", "expected"),
    [
        # approved, planned, how often this one comes: what is said
        (0, 0, 1, []),
        (6, 0, 1, []),
        (7, 0, 1, [(UNIT, False)]),
        (8, 0, 1, [(UNIT, True)]),
        (5, 0, 3, [(UNIT, False)]),
        (6, 0, 3, [(UNIT, True)]),
        (2, 5, 1, [(UNIT, False)]),
        (2, 9, 1, [(UNIT, False)]),
    ],
)
def test_a_unit_is_visited_eight_times_a_year(
    plant: Plant, in_force: int, planned: int, times: int, expected: list[tuple[str, bool]]
) -> None:
    """W-27. What is only planned warns, what is in force stands against approval."""
    if in_force:
        plant("approved", name="已批准的", times=in_force)
    if planned:
        plant("proposed", name="拟列入的", times=planned)
    assert said(plant("sent", times=times)) == expected


@pytest.mark.parametrize(
    ("quota", "in_force", "planned", "expected"),
    [
        (3, 1, 0, []),
        (3, 2, 0, []),
        (3, 3, 0, [("全部计划一年最多 3 项", True)]),
        (3, 1, 2, [("全部计划一年最多 3 项", False)]),
        (None, 3, 0, []),
    ],
)
def test_the_plan_of_a_city_has_a_limit(
    plant: Plant, quota: int | None, in_force: int, planned: int, expected: list[tuple[str, bool]]
) -> None:
    for number in range(in_force):
        plant("approved", name=f"已批准 {number}")
    for number in range(planned):
        plant("proposed", name=f"拟列入 {number}")
    CheckRules.objects.update(city_quota=quota)
    assert said(plant("sent")) == expected


@pytest.mark.parametrize(
    ("first", "second", "jointly", "expected"),
    [
        (CheckForm.COMPREHENSIVE, CheckForm.COMPREHENSIVE, False, [(ORGANISER, True)]),
        (CheckForm.COMPREHENSIVE, CheckForm.COMPREHENSIVE, True, [(ORGANISER, True)]),
        (CheckForm.SPECIAL, CheckForm.COMPREHENSIVE, False, []),
        (CheckForm.COMPREHENSIVE, CheckForm.SPECIAL, False, []),
    ],
)
def test_who_organises_runs_one_comprehensive_check_a_year(
    city: City, plant: Plant, first: str, second: str, jointly: bool, expected: list[tuple[str, bool]]
) -> None:
    as_joint = {"organiser_id": city.city.pk, "joint_ids": (city.office_unit.pk,)} if jointly else {}
    plant("approved", form=first, **as_joint)
    assert said(plant("sent", form=second)) == expected


def test_who_is_dropped_merged_or_withdrawn_fills_no_quota(city: City, plant: Plant) -> None:
    kept, gone = plant("approved"), plant("approved")
    into, merged = plant("proposed"), plant("proposed")
    office = city.actor(city.office)
    services.withdraw_check(actor=office, check=gone, reason="不做了。", at=NOW)
    services.merge_check(actor=office, check=merged, into=into, reason="同一件事。", at=NOW)
    kept.targets.filter(unit=city.other).update(dropped_at=NOW, dropped_reason="引用")
    load = loads([city.housing.pk, city.other.pk, city.county.pk], 2026)
    assert [(load[unit.pk].in_force, load[unit.pk].planned) for unit in (city.housing, city.other, city.county)] == [
        (1, 1), (0, 1), (0, 0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "topic", "objects", "expected"),
    [
        # against 9 月 28 日至 10 月 31 日, 城建民生, 市住建局 and 市水利局
        (date(2026, 10, 10), date(2026, 10, 20), "城建民生", ("housing",), ["housing"]),
        (date(2026, 10, 31), date(2026, 11, 5), "城建民生", ("housing", "other"), ["housing", "other"]),
        (date(2026, 11, 1), date(2026, 11, 5), "城建民生", ("housing",), None),
        (date(2026, 10, 10), date(2026, 10, 20), "安全生产", ("housing",), None),
        (date(2026, 10, 10), date(2026, 10, 20), "城建民生", ("planning",), None),
        (date(2026, 10, 10), date(2026, 10, 20), "城建民生", ("planning", "other"), ["other"]),
    ],
)
def test_an_overlap_is_one_object_one_topic_and_a_day_in_common(
    city: City, plant: Plant, starts_on: date, ends_on: date, topic: str, objects: tuple[str, ...],
    expected: list[str] | None,
) -> None:  # fmt: skip
    first = plant("approved")
    second = plant(
        starts_on=starts_on, ends_on=ends_on, topic_id=Topic.objects.get(name=topic).pk,
        object_ids=tuple(getattr(city, name).pk for name in objects),
    )  # fmt: skip
    pairs = overlaps_among(Check.objects.filter(year=2026))
    if expected is None:
        assert pairs == []
        assert overlaps_with(second) == []
        return
    (pair,) = pairs
    assert (pair.first, pair.second, pair.can_merge) == (first, second, False)
    assert set(pair.units) == {getattr(city, name).pk for name in expected}
    assert [one.other(second) for one in overlaps_with(second)] == [first]


def test_two_drafts_become_one_visit(city: City, plant: Plant) -> None:
    office = city.actor(city.office)
    into = plant(object_ids=(city.housing.pk,), evidence_asked=2, field_days=2)
    other = plant(
        "sent", name="排水设施检查", organiser_id=city.planning.pk, object_ids=(city.housing.pk, city.other.pk),
        starts_on=date(2026, 10, 8), ends_on=date(2026, 11, 20), evidence_asked=5, field_days=1,
        scope="泵站和闸门。",
    )  # fmt: skip
    (pair,) = overlaps_among(Check.objects.filter(year=2026))
    assert pair.can_merge
    services.merge_check(actor=office, check=other, into=into, reason="同一主题，合并开展。", at=NOW)
    into, other = Check.objects.get(pk=into.pk), Check.objects.get(pk=other.pk)
    assert (other.state, other.merged_into) == (CheckState.MERGED, into)
    assert set(object_ids(into)) == {city.housing.pk, city.other.pk}
    assert list(into.joint.all()) == [city.planning]
    assert (into.starts_on, into.ends_on) == (TODAY, date(2026, 11, 20))
    assert (into.evidence_asked, into.field_days) == (5, 2)
    assert "泵站和闸门" in into.scope
    assert overlaps_among(Check.objects.filter(year=2026)) == []


def test_what_is_in_force_takes_nothing_in(city: City, plant: Plant) -> None:
    approved, draft = plant("approved"), plant()
    office = city.actor(city.office)
    with pytest.raises(DomainError, match="已经批准，不能再并入"):
        services.merge_check(actor=office, check=draft, into=approved, reason="同一件事。", at=NOW)
    with pytest.raises(DomainError, match="现在是“已批准”"):
        services.merge_check(actor=office, check=approved, into=draft, reason="同一件事。", at=NOW)
    with pytest.raises(DomainError, match="不能并入自己"):
        services.merge_check(actor=office, check=draft, into=draft, reason="同一件事。", at=NOW)
    with pytest.raises(Refused):
        services.merge_check(actor=city.actor(city.head), check=draft, into=plant(), reason="合", at=NOW)
    assert Check.objects.get(pk=draft.pk).state == CheckState.PROPOSED


def test_merging_does_not_make_anybody_its_own_object(city: City, plant: Plant) -> None:
    into = plant(object_ids=(city.housing.pk,))
    own = plant(organiser_id=city.housing.pk, object_ids=(city.other.pk,))
    with pytest.raises(DomainError, match="既是组织单位又是对象"):
        services.merge_check(actor=city.actor(city.office), check=own, into=into, reason="合。", at=NOW)
    assert object_ids(Check.objects.get(pk=into.pk)) == [city.housing.pk]
