"""中止, 重新办理, 合并, 拆分, 定期, 结转, 回头看, and the limits a holiday notice confirms."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from dukao.kernel.clock import at_time
from dukao.kernel.errors import DomainError, Refused
from dukao.matters import services
from dukao.matters.models import CarryOver, LookBack, Matter, Recurrence
from dukao.matters.selectors import life_of, matter_for, occasions
from dukao.matters.services import MatterDraft, Part
from dukao.matters.services.recurring import next_after
from dukao.matters.vocabulary import LookBackFinding, MatterKind, MatterState, Rhythm
from dukao.organisations.models import UnitVersion
from dukao.organisations.services import enter_notice
from dukao.organisations.vocabulary import FIXED_HOLIDAYS
from tests.conftest import NOW, TODAY, City
from tests.matters.conftest import DUE
from tests.matters.test_flow import events, told

pytestmark = pytest.mark.django_db
MAY = date(2027, 5, 31)


@pytest.fixture
def closed(city: City, finished: Matter) -> Matter:
    return services.close_matter(
        actor=city.actor(city.office), matter=finished, opinion="属实，销号。", at=NOW
    )


def test_clocks_stand_still_while_suspended(city: City, received: Matter) -> None:
    office = city.actor(city.office)
    services.suspend_matter(actor=office, matter=received, reason="规划调整。", at=NOW)
    stored = Matter.objects.get()
    assert (stored.blue_from, stored.yellow_from, stored.red_from) == (None, None, None)
    late = at_time(date(2027, 2, 26), 9)
    with pytest.raises(DomainError, match="已经过去，请定一个新的完成时限"):
        services.resume_matter(actor=office, matter=received, reason="规划已定。", at=late)
    services.resume_matter(actor=office, matter=received, reason="规划已定。", due_on=MAY, at=late)
    stored = Matter.objects.get()
    assert (stored.state, stored.due_on, stored.last_word_on) == ("ongoing", MAY, date(2027, 2, 26))
    assert stored.red_from is not None
    assert events(stored)[-2:] == ["matter_suspended", "matter_resumed"]


def test_a_closed_matter_is_opened_again(city: City, received: Matter) -> None:
    office, head = city.actor(city.office), city.actor(city.head)
    services.report_progress(actor=head, matter=received, percent=60, text="过半。", at=NOW)
    services.finish_matter(actor=head, matter=received, text="完成。", at=NOW + timedelta(hours=1))
    services.close_matter(actor=office, matter=received, opinion="销号。", at=NOW)
    bar = life_of(office, received.pk, at_time(MAY, 9)).bar
    assert bar.done == bar.length == "100.00"
    services.reopen_matter(actor=office, matter=received, reason="抽查发现未通气。", due_on=MAY, at=NOW)
    stored = Matter.objects.get()
    assert (stored.state, stored.percent, stored.due_on) == ("ongoing", 60, MAY)
    assert (stored.closed_at, stored.closed_by, stored.finished_by) == (None, None, None)
    assert list(stored.milestones.values_list("reached_on", flat=True)) == [TODAY, None]
    assert not LookBack.objects.exists()
    assert occasions(TODAY, TODAY) == []


def test_merging_keeps_the_words_and_brings_the_units(
    city: City, received: Matter, draft: Callable[..., MatterDraft]
) -> None:
    office = city.actor(city.office)
    services.report_progress(
        actor=city.actor(city.reporter), matter=received, percent=20, text="开工。", at=NOW
    )
    target = services.register_matter(
        actor=office, draft=draft(title="城市更新", lead_unit_id=city.planning.pk, assisting_ids=()), at=NOW
    )
    assert target is not None
    services.assign_matter(actor=office, matter=target, at=NOW)
    services.merge_matter(actor=office, matter=received, into=target, reason="同一工程。", at=NOW)
    assert set(target.assisting.all()) == {city.housing, city.other}
    stored, _ = matter_for(city.actor(city.reporter), received.pk, TODAY)
    assert (stored.state, stored.merged_into) == (MatterState.MERGED, target)
    assert stored.words.get().text == "开工。"
    assert matter_for(city.actor(city.reporter), target.pk, TODAY)[0] == target
    assert "DB-2026-0001 并入 DB-2026-0002：城市更新" in told(city.stranger)


def test_a_matter_is_not_merged_into_itself_nor_into_what_is_settled(
    city: City, closed: Matter, draft: Callable[..., MatterDraft]
) -> None:
    office = city.actor(city.office)
    other = services.register_matter(actor=office, draft=draft(), at=NOW)
    assert other is not None
    for into, sentence in ((other, "不能并入自己"), (closed, "现在是“已销号”")):
        with pytest.raises(DomainError, match=sentence):
            services.merge_matter(actor=office, matter=other, into=into, reason="同一件。", at=NOW)
    assert Matter.objects.get(pk=other.pk).state == MatterState.DRAFT


def test_splitting_gives_each_part_its_unit_and_limit(city: City, received: Matter) -> None:
    Matter.objects.filter(pk=received.pk).update(path="先主后支", standard="验收合格")
    parts = [Part("主干管网", city.housing.pk, DUE), Part("穿河段", city.other.pk, MAY, path="先勘后挖")]
    made = services.split_matter(
        actor=city.actor(city.office), matter=received, parts=parts, reason="分段施工。", at=NOW
    )
    assert [(m.number, m.state, m.lead_unit, m.due_on) for m in made] == [
        ("DB-2026-0002", "assigned", city.housing, DUE), ("DB-2026-0003", "assigned", city.other, MAY),
    ]  # fmt: skip
    assert {m.split_from_id for m in made} == {received.pk}
    assert {(m.legal_basis, m.leader_id) for m in made} == {(received.legal_basis, received.leader_id)}
    assert [(m.path, m.standard) for m in made] == [("先主后支", "验收合格"), ("先勘后挖", "验收合格")]
    assert Matter.objects.get(pk=received.pk).state == MatterState.SPLIT
    assert "新交办：穿河段" in told(city.stranger)


def test_a_bad_part_leaves_the_whole(city: City, received: Matter) -> None:
    office, good = city.actor(city.office), Part("主干管网", city.housing.pk, DUE)
    for parts, sentence in (
        ([good], "至少要分成两个"),
        ([good, Part(" ", city.other.pk, DUE)], "请写明事项"),
        ([good, Part("穿河段", city.other.pk, TODAY - timedelta(days=1))], "已经过去"),
    ):
        with pytest.raises(DomainError, match=sentence):
            services.split_matter(actor=office, matter=received, parts=parts, reason="分段。", at=NOW)
    assert Matter.objects.get().state == MatterState.RECEIVED


@pytest.mark.parametrize(
    ("rhythm", "first_on", "days"),
    [
        (Rhythm.WEEK, date(2026, 12, 28), [date(2027, 1, 4), date(2027, 1, 11)]),
        (Rhythm.MONTH, date(2027, 1, 31), [date(2027, 2, 28), date(2027, 3, 31)]),
        (Rhythm.QUARTER, date(2026, 11, 30), [date(2027, 2, 28), date(2027, 5, 30)]),
        (Rhythm.HALF_YEAR, date(2026, 8, 31), [date(2027, 2, 28), date(2027, 8, 31)]),
        (Rhythm.YEAR, date(2024, 2, 29), [date(2025, 2, 28), date(2026, 2, 28)]),
    ],
)
def test_rhythms_count_from_the_first_day(rhythm: Rhythm, first_on: date, days: list[date]) -> None:
    first = next_after(rhythm, first_on, first_on)
    assert [first, next_after(rhythm, first_on, first)] == days


def test_a_recurring_matter_comes_again_on_its_day_and_once(city: City, received: Matter) -> None:
    """1 October is a holiday: the instance comes on the 8th, with limit and milestones moved along."""
    services.set_recurrence(
        actor=city.actor(city.office),
        matter=received,
        rhythm=Rhythm.QUARTER,
        first_on=date(2026, 10, 1),
        at=NOW,
    )
    assert services.assign_recurring(at=at_time(date(2026, 10, 7), 9)) == 0
    morning = at_time(date(2026, 10, 8), 9)
    assert [services.assign_recurring(at=morning) for _ in range(2)] == [1, 0]
    new = Matter.objects.exclude(pk=received.pk).get()
    assert (new.state, new.assigned_on, new.due_on) == ("assigned", date(2026, 10, 8), date(2026, 12, 30))
    assert list(new.milestones.values_list("due_on", "percent")) == [
        (date(2026, 11, 10), 40), (date(2026, 12, 10), 80)
    ]  # fmt: skip
    assert set(new.assisting.all()) == {city.other}
    assert Recurrence.objects.get().next_on == date(2027, 1, 1)
    assert events(new) == ["matter_registered", "matter_recurred", "matter_assigned"]


def test_after_a_standstill_only_the_newest_instance_is_made(city: City, received: Matter) -> None:
    office = city.actor(city.office)
    services.set_recurrence(
        actor=office, matter=received, rhythm=Rhythm.MONTH, first_on=date(2026, 10, 15), at=NOW
    )
    assert services.assign_recurring(at=at_time(date(2026, 12, 21), 9)) == 1
    assert Recurrence.objects.get().next_on == date(2027, 1, 15)
    services.stop_recurrence(actor=office, matter=Matter.objects.get(pk=received.pk), at=NOW)
    assert services.assign_recurring(at=at_time(date(2027, 3, 1), 9)) == 0


def test_what_recurs_to_a_unit_that_ended_waits_for_the_office(city: City, received: Matter) -> None:
    services.set_recurrence(
        actor=city.actor(city.office),
        matter=received,
        rhythm=Rhythm.MONTH,
        first_on=date(2026, 10, 15),
        at=NOW,
    )
    UnitVersion.objects.filter(unit=city.housing).update(until=date(2026, 10, 10))
    assert services.assign_recurring(at=at_time(date(2026, 10, 15), 9)) == 1
    assert Matter.objects.exclude(pk=received.pk).get().state == MatterState.DRAFT
    assert any(title.startswith("定期事项的牵头单位已撤并") for title in told(city.office))


def test_the_year_is_carried_over(city: City, received: Matter) -> None:
    office, december = city.actor(city.office), at_time(date(2026, 12, 28), 9)
    with pytest.raises(DomainError, match="12 月起办理"):
        services.carry_over(actor=office, matter=received, year=2027, reason="未完。", at=NOW)
    services.carry_over(
        actor=office, matter=received, year=2027, reason="机构改革，由市水利局接办。", lead_unit_id=city.other.pk,
        at=december,
    )  # fmt: skip
    stored = Matter.objects.get()
    assert (stored.year, stored.lead_unit, stored.due_on, stored.number) == (
        2027, city.other, DUE, "DB-2026-0001",
    )  # fmt: skip
    assert not stored.assisting.exists()
    assert CarryOver.objects.get().from_year == 2026
    for who in (city.reporter, city.stranger):
        assert "结转 2027 年：城市燃气管网更新改造 70 公里" in told(who)


def test_what_is_open_is_carried_over_in_bulk(
    city: City, closed: Matter, draft: Callable[..., MatterDraft]
) -> None:
    office, january = city.actor(city.office), at_time(date(2027, 1, 4), 9)
    other = services.register_matter(actor=office, draft=draft(), at=NOW)
    assert other is not None
    with pytest.raises(Refused):
        services.carry_year_over(actor=city.actor(city.leader), from_year=2026, reason="跨年。", at=january)
    made = services.carry_year_over(actor=office, from_year=2026, reason="跨年续办。", at=january)
    assert [carried.matter_id for carried in made] == [other.pk]
    assert services.carry_year_over(actor=office, from_year=2026, reason="跨年续办。", at=january) == []
    assert Matter.objects.get(pk=closed.pk).year == 2026


def test_a_look_back_finds_that_it_holds(city: City, closed: Matter) -> None:
    look, then = LookBack.objects.get(), NOW + timedelta(days=91)
    services.look_back(
        actor=city.actor(city.office),
        lookback=look,
        finding=LookBackFinding.HOLDS,
        opinion="通气正常。",
        at=then,
    )
    assert Matter.objects.get().state == MatterState.CLOSED
    with pytest.raises(DomainError, match="已经做过了"):
        services.look_back(
            actor=city.actor(city.office),
            lookback=look,
            finding=LookBackFinding.HOLDS,
            opinion="再看。",
            at=then,
        )


def test_what_came_back_is_taken_up_again(city: City, closed: Matter) -> None:
    look, office = LookBack.objects.get(), city.actor(city.office)
    facts = {"lookback": look, "finding": LookBackFinding.REBOUNDED, "opinion": "两处又漏气。", "at": NOW}
    with pytest.raises(DomainError, match="请定完成时限"):
        services.look_back(actor=office, **facts)
    assert LookBack.objects.get().done_at is None
    services.look_back(actor=office, **facts, due_on=MAY)
    assert Matter.objects.get().state == MatterState.ONGOING
    assert LookBack.objects.get().finding == LookBackFinding.REBOUNDED
    assert events(closed)[-2:] == ["lookback_done", "matter_reopened"]


def test_the_doer_does_not_look_back(city: City, closed: Matter) -> None:
    for who in (city.reporter, city.head, city.leader, city.discipline):
        with pytest.raises(Refused):
            services.look_back(
                actor=city.actor(who), lookback=LookBack.objects.get(), finding=LookBackFinding.HOLDS,
                opinion="好。", at=NOW,
            )  # fmt: skip


def test_the_holiday_notice_moves_provisional_limits(city: City, draft: Callable[..., MatterDraft]) -> None:
    """A term that ends in a year without a notice may move once; afterwards nothing does."""
    office, then = city.actor(city.office), at_time(date(2027, 1, 28), 9)
    matter = services.register_matter(
        actor=office, draft=draft(kind=MatterKind.DOCUMENT, due_on=None, milestones=()), at=then
    )
    assert matter is not None
    services.assign_matter(actor=office, matter=matter, at=then)
    stored = Matter.objects.get()
    assert (stored.due_on, stored.is_provisional) == (date(2027, 3, 1), True)
    assert services.confirm_limits(at=then) == 0
    enter_notice(
        actor=office,
        year=2027,
        notice="示例通知",
        days_off=[date(2027, 3, 1), *(date(2027, *fixed) for fixed in FIXED_HOLIDAYS)],
        work_days=[],
        at=then,
    )
    assert [services.confirm_limits(at=then) for _ in range(2)] == [1, 0]
    stored = Matter.objects.get()
    assert (stored.due_on, stored.is_provisional) == (date(2027, 3, 2), False)
    assert any(title.startswith("时限按放假通知核定为 3 月 2 日") for title in told(city.reporter))


def test_clocks_to_receive_and_to_speak_are_told_once(city: City, assigned: Matter) -> None:
    assert assigned.receive_by == date(2026, 9, 30)
    for ahead in (0, 1, 1):
        services.remind_clocks(at=NOW + timedelta(days=ahead))
    assert [t for t in told(city.reporter) if "签收截止" in t] == [
        "签收截止 9 月 30 日：城市燃气管网更新改造 70 公里"
    ]
    services.receive_matter(actor=city.actor(city.reporter), matter=assigned, at=NOW)
    for day in (date(2026, 10, 22), date(2026, 10, 23), date(2026, 10, 26)):
        services.remind_clocks(at=at_time(day, 9))
    assert [t for t in told(city.head) if "前反馈" in t] == [
        "10 月 28 日前反馈进展：城市燃气管网更新改造 70 公里"
    ]


def test_a_day_off_reminds_nobody(city: City, assigned: Matter) -> None:
    assert services.remind_clocks(at=at_time(date(2026, 10, 3), 9)) == 0
