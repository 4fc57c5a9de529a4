"""The ladder under a simulated year, day by day, with its holidays; and each of its rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

import pytest

from dukao.identity.models import Grant
from dukao.kernel.clock import at_time
from dukao.kernel.errors import DomainError, Refused
from dukao.kernel.roles import Role
from dukao.matters import services
from dukao.matters.ladder import Step, checked_steps, steps_of
from dukao.matters.models import Matter, Rung
from dukao.matters.models.rules import usual_ladder
from dukao.matters.policies import is_ripe
from dukao.matters.selectors import occasions, rules_on
from dukao.matters.services import MatterDraft, climbing
from dukao.matters.vocabulary import RungKind, RungState
from tests.conftest import FOUNDED, NOW, TODAY, City
from tests.matters.test_flow import events, told

pytestmark = pytest.mark.django_db
START = date(2026, 1, 5)


def days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def morning(day: date) -> datetime:
    return at_time(day, 8, 40)


@pytest.fixture
def plant(city: City, draft: Callable[..., MatterDraft]) -> Callable[..., Matter]:
    """A matter in hand that is far enough at once, so that only limit and silence are judged."""

    def make(title: str, due_on: date, spoken_on: date = START) -> Matter:
        office, reporter, at = city.actor(city.office), city.actor(city.reporter), at_time(START, 9)
        made = services.register_matter(
            actor=office, draft=draft(title=title, due_on=due_on, milestones=()), at=at
        )
        assert made is not None
        services.assign_matter(actor=office, matter=made, at=at)
        services.receive_matter(actor=reporter, matter=made, at=at)
        services.report_progress(
            actor=reporter, matter=made, percent=95, text="只差验收。", at=at_time(spoken_on, 9)
        )
        return Matter.objects.get(pk=made.pk)

    return make


def way(matter: Matter) -> list[tuple[str, str, date]]:
    rungs = Rung.objects.filter(matter=matter).order_by("pk")
    return [(str(rung.kind), str(rung.state), rung.on) for rung in rungs]


def decide_what_is_ripe(city: City, day: date) -> None:
    for rung in Rung.objects.filter(state=RungState.PROPOSED).select_related("matter"):
        if is_ripe(rung, rung.matter, day):
            who = city.office if rung.kind in (RungKind.SLIP, RungKind.CIRCULAR) else city.leader
            services.decide_rung(
                actor=city.actor(who),
                rung=rung,
                reason="多次提醒无效。",
                basis=rung.basis,
                at=at_time(day, 16),
            )


def test_a_silent_matter_climbs_the_whole_ladder_over_spring_and_may(
    city: City, plant: Callable[..., Matter]
) -> None:
    """Silent from 12 January: yellow from 12 February, red from the 26th. 春节 15–23 February is off and
    14 and 28 February are worked (国办发明电〔2025〕7号), as are 清明 4–6 April and 劳动节 1–5 May off, 9 May
    worked. The job runs twice a day; every ripe proposal is decided in the afternoon."""
    matter = plant("沉默", date(2026, 12, 31), spoken_on=date(2026, 1, 12))
    busy = plant("正常", date(2026, 12, 31), spoken_on=date(2026, 6, 1))
    for day in days(START, date(2026, 6, 30)):
        services.climb_ladder(at=morning(day))
        assert services.climb_ladder(at=at_time(day, 13, 40)) == 0
        decide_what_is_ripe(city, day)
    assert way(matter) == [
        ("reminder", "taken", date(2026, 2, 12)),
        ("yellow", "taken", date(2026, 2, 13)),
        ("red", "taken", date(2026, 2, 26)),
        ("slip", "decided", date(2026, 3, 2)),
        ("circular", "decided", date(2026, 3, 19)),
        ("talk", "decided", date(2026, 4, 9)),
        ("listing", "decided", date(2026, 4, 29)),
        ("deduction", "decided", date(2026, 5, 21)),
    ]
    by = dict(Rung.objects.filter(matter=matter).values_list("kind", "explain_by"))
    assert (by["slip"], by["listing"], by["deduction"]) == (
        date(2026, 3, 4), date(2026, 5, 7), date(2026, 5, 28),
    )  # fmt: skip
    assert way(busy) == []
    pulled = occasions(date(2026, 1, 1), date(2026, 12, 31))
    assert [(o.kind, o.on, o.decided_by) for o in pulled] == [
        ("circular", date(2026, 3, 25), "何正"), ("talk", date(2026, 4, 15), "周行"),
        ("listing", date(2026, 5, 8), "周行"), ("deduction", date(2026, 5, 29), "周行"),
    ]  # fmt: skip
    assert {(o.unit_id, o.number) for o in pulled} == {(city.housing.pk, matter.number)}


def test_an_overdue_matter_over_national_day(city: City, plant: Callable[..., Matter]) -> None:
    """Due on 28 September: blue from the 23rd (中秋 25–27 off), red from the 29th. 国庆 1–7 October is off,
    Saturday the 10th is worked. Declined, the slip comes again; reported as done, the climb rests; signed
    off, it ends and its proposal lapses."""
    matter = plant("逾期", date(2026, 9, 28), spoken_on=date(2026, 9, 10))
    office, head = city.actor(city.office), city.actor(city.head)

    def run(first: date, last: date) -> None:
        for day in days(first, last):
            services.climb_ladder(at=morning(day))
            assert services.climb_ladder(at=at_time(day, 13, 40)) == 0

    run(date(2026, 9, 10), date(2026, 10, 10))
    assert way(matter) == [
        ("reminder", "taken", date(2026, 9, 23)),
        ("yellow", "taken", date(2026, 9, 29)),
        ("red", "taken", date(2026, 9, 30)),
        ("slip", "proposed", date(2026, 10, 10)),
    ]
    slip = Rung.objects.get(kind=RungKind.SLIP)
    services.explain_rung(
        actor=head, rung=slip, text="台风停工，15 日复工。", at=at_time(date(2026, 10, 10), 15)
    )
    services.decline_rung(actor=office, rung=slip, reason="确有台风。", at=at_time(date(2026, 10, 12), 9))
    run(date(2026, 10, 12), date(2026, 10, 15))
    assert way(matter)[3:] == [
        ("slip", "declined", date(2026, 10, 10)), ("slip", "proposed", date(2026, 10, 15)),
    ]  # fmt: skip
    services.finish_matter(actor=head, matter=matter, text="已验收。", at=at_time(date(2026, 10, 16), 9))
    run(date(2026, 10, 16), date(2026, 10, 18))
    assert way(matter)[-1] == ("slip", "proposed", date(2026, 10, 15))
    services.close_matter(actor=office, matter=matter, opinion="属实。", at=at_time(date(2026, 10, 19), 9))
    run(date(2026, 10, 19), date(2026, 12, 31))
    assert way(matter)[-1] == ("slip", "lapsed", date(2026, 10, 15))
    assert set(Rung.objects.values_list("ended_on", flat=True)) == {date(2026, 10, 19)}
    assert events(matter)[-1] == "climb_ended"
    assert [o.kind for o in occasions(date(2026, 10, 1), date(2026, 10, 31))] == ["late_closed"]


def test_the_climb_ends_with_the_lamp_and_the_next_begins_below(
    city: City, plant: Callable[..., Matter]
) -> None:
    matter = plant("沉默", date(2026, 12, 31), spoken_on=date(2026, 1, 12))
    for day in days(date(2026, 2, 12), date(2026, 3, 2)):
        services.climb_ladder(at=morning(day))
    services.report_progress(
        actor=city.actor(city.reporter),
        matter=matter,
        percent=96,
        text="复工。",
        at=at_time(date(2026, 3, 2), 15),
    )
    assert services.climb_ladder(at=morning(date(2026, 3, 3))) == 1
    assert Rung.objects.get(kind=RungKind.SLIP).state == RungState.LAPSED
    assert not Rung.objects.filter(ended_on=None).exists()
    for day in days(date(2026, 3, 4), date(2026, 4, 3)):
        services.climb_ladder(at=morning(day))
    assert [(r.climb, r.kind, r.on) for r in Rung.objects.filter(ended_on=None).order_by("pk")] == [
        (2, "reminder", date(2026, 4, 2)), (2, "yellow", date(2026, 4, 3))
    ]  # fmt: skip


def test_a_crash_between_two_matters_loses_nothing(
    plant: Callable[..., Matter], monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(3):
        plant(f"沉默{n}", date(2026, 12, 31), spoken_on=date(2026, 1, 12))
    told_of, real = [], climbing.tell_unit

    def failing(*args: object, **words: object) -> None:
        told_of.append(args)
        if len(told_of) == 2:
            raise OSError("power cut")
        real(*args, **words)  # type: ignore[arg-type]

    monkeypatch.setattr(climbing, "tell_unit", failing)
    day = morning(date(2026, 2, 12))
    with pytest.raises(OSError, match="power cut"):
        services.climb_ladder(at=day)
    assert Rung.objects.count() == 1
    assert [services.climb_ladder(at=day), services.climb_ladder(at=day)] == [2, 0]
    assert Rung.objects.count() == 3


@pytest.fixture
def slip(city: City, plant: Callable[..., Matter]) -> Rung:
    """Proposed on 10 October, to be explained until the 13th."""
    plant("逾期", date(2026, 9, 28), spoken_on=date(2026, 9, 10))
    for day in days(date(2026, 9, 23), date(2026, 10, 10)):
        services.climb_ladder(at=morning(day))
    return Rung.objects.get(kind=RungKind.SLIP)


MONDAY = at_time(date(2026, 10, 12), 10)


def test_the_unit_is_heard_before_anybody_decides(city: City, slip: Rung) -> None:
    facts = {"rung": slip, "reason": "逾期。", "basis": slip.basis}
    office = city.actor(city.office)
    assert slip.explain_by == date(2026, 10, 13)
    with pytest.raises(Refused, match="单位可在 10 月 13 日前说明情况"):
        services.decide_rung(actor=office, **facts, at=MONDAY)
    services.waive_explanation(actor=city.actor(city.reporter), rung=slip, at=MONDAY)
    services.decide_rung(actor=office, **facts, at=MONDAY)
    stored = Rung.objects.get(pk=slip.pk)
    assert (stored.state, stored.decided_by, stored.explanation) == (
        "decided",
        city.office,
        "单位表示不作说明",
    )
    with pytest.raises(DomainError, match="现在是“已决定”"):
        services.decline_rung(actor=office, rung=slip, reason="不用。", at=MONDAY)


def test_after_the_clock_has_run_out_silence_is_an_answer(city: City, slip: Rung) -> None:
    later = at_time(date(2026, 10, 14), 9)
    with pytest.raises(Refused, match="说明截止 10 月 13 日，已经过了"):
        services.explain_rung(actor=city.actor(city.head), rung=slip, text="台风。", at=later)
    services.decide_rung(
        actor=city.actor(city.office),
        rung=slip,
        reason="逾期。",
        basis="《政府督查工作条例》第十八条",
        at=later,
    )
    assert "已决定督办单：逾期" in told(city.head)


def test_a_decision_says_why_and_on_what_basis(city: City, slip: Rung) -> None:
    later, office = at_time(date(2026, 10, 14), 9), city.actor(city.office)
    for reason, basis, sentence in ((" ", "条例", "要写明原因"), ("逾期。", " ", "请写明依据")):
        with pytest.raises(DomainError, match=sentence):
            services.decide_rung(actor=office, rung=slip, reason=reason, basis=basis, at=later)
    assert Rung.objects.get(pk=slip.pk).state == RungState.PROPOSED


def test_each_rung_is_decided_by_whom_the_rules_name(city: City, slip: Rung) -> None:
    later = at_time(date(2026, 10, 14), 9)
    for who in (city.leader, city.reporter, city.head, city.discipline, city.stranger):
        with pytest.raises(Refused, match="这一级由督考办决定"):
            services.decide_rung(actor=city.actor(who), rung=slip, reason="逾期。", basis="条例", at=later)
    Rung.objects.filter(pk=slip.pk).update(kind=RungKind.TALK)
    with pytest.raises(Refused, match="这一级由领导决定"):
        services.decide_rung(
            actor=city.actor(city.office), rung=slip, reason="逾期。", basis="条例", at=later
        )


def test_nobody_decides_about_their_own_unit(city: City, slip: Rung) -> None:
    Grant.objects.create(
        account=city.office, role=Role.UNIT_HEAD, unit=city.housing, since=FOUNDED, granted_at=NOW
    )
    with pytest.raises(Refused, match="不能决定本单位"):
        services.decline_rung(
            actor=city.actor(city.office), rung=slip, reason="自己人。", at=at_time(date(2026, 10, 14), 9)
        )


def test_who_is_told_of_a_rung(city: City, slip: Rung) -> None:
    assert [t for t in told(city.head) if t.endswith("：逾期")][-4:] == [
        "提醒：逾期", "黄灯：逾期", "红灯：逾期", "拟升级为督办单，10 月 13 日前可以说明：逾期",
    ]  # fmt: skip
    assert told(city.leader) == ["红灯：逾期"]
    assert told(city.office) == ["提请决定督办单：逾期"]


def test_praise_is_given_once_and_not_to_oneself(city: City, received: Matter) -> None:
    facts = {"matter": received, "reason": "提前三个月通气。", "basis": "本地督办规定第九条", "at": NOW}
    office = city.actor(city.office)
    services.praise_unit(actor=office, unit_id=city.other.pk, **facts)
    for who, unit, sentence in (
        (city.office, city.other, "已因这个事项受过表扬"),
        (city.office, city.planning, "只能表扬这个事项的牵头或协办单位"),
        (city.leader, city.housing, "表扬由督考办提出"),
    ):
        with pytest.raises(DomainError, match=sentence):
            services.praise_unit(actor=city.actor(who), unit_id=unit.pk, **facts)
    (found,) = occasions(TODAY, TODAY)
    assert (found.kind, found.unit_id, found.decided_by) == ("praise", city.other.pk, "何正")
    assert occasions(TODAY + timedelta(days=1), date(2026, 12, 31)) == []
    assert "表扬：城市燃气管网更新改造 70 公里" in told(city.stranger)


USUAL = tuple(Step(**step) for step in usual_ladder())


def test_the_usual_ladder_is_one_the_rules_accept(db: None) -> None:
    assert checked_steps(USUAL) == usual_ladder()
    assert steps_of(rules_on(TODAY)) == USUAL


@pytest.mark.parametrize(
    ("steps", "sentence"),
    [
        ((), "至少要有“提醒”一级"),
        ((USUAL[0], USUAL[3], USUAL[2]), "次序是提醒、黄灯、红灯、督办单"),
        ((USUAL[0], USUAL[3], USUAL[3]), "每级最多一次"),
        (USUAL[1:], "第一级是“提醒”"),
        ((Step("reminder", 1),), "间隔填 0"),
        ((USUAL[0], Step("yellow", 0)), "“黄灯”与上一级的间隔应是 1 到 120 个工作日"),
        ((USUAL[0], Step("red", 1, by="office")), "“红灯”自动发出"),
        ((USUAL[0], Step("slip", 3, 2, "reporter", "条例")), "要由督考办或领导决定"),
        ((USUAL[0], Step("slip", 3, 0, "office", "条例")), "“督办单”的说明期应是 1 到 120 个工作日"),
        ((USUAL[0], Step("slip", 3, 2, "office", " ")), "请写明“督办单”的依据"),
    ],
)
def test_a_ladder_that_cannot_be_is_refused_in_words(steps: tuple[Step, ...], sentence: str) -> None:
    with pytest.raises(DomainError, match=sentence):
        checked_steps(steps)
