"""The year's results: two quarters final, one on notice, the last one still collecting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import Random

from dukao.assessments import services
from dukao.assessments.models import Round
from dukao.assessments.services import Happening
from dukao.assessments.vocabulary import RoundState
from dukao.demo.city import City
from dukao.identity.selectors import actor_for
from dukao.kernel.actor import Actor
from dukao.kernel.clock import at_time
from dukao.schemes.models import SchemeVersion
from dukao.scoring import Period

#: Item, level, reason, basis of what may happen to a unit.
_HAPPENINGS = (
    ("N-01", "", "督办事项逾期且经两次催办仍未反馈", "督查通报第 {n} 期"),
    ("N-01", "", "报送的进展与现场核查不一致", "督查通报第 {n} 期"),
    ("N-02", "", "季度重点任务连续两月落后，被约谈", "约谈记录第 {n} 号"),
    ("B-01", "city", "做法在全市现场会上推广", "推广通知第 {n} 号"),
    ("B-01", "province", "做法被省级部门发文推广", "推广通知第 {n} 号"),
)


def plant_events(city: City, year: int, seed: int) -> None:
    """A dozen and a half deductions and bonuses over the year, the reporter's own unit among them."""
    random = Random(seed)  # noqa: S311 - demo data
    version = SchemeVersion.objects.get(scheme__code=f"state-{year}")
    members = city.groups["ECONOMY"] + city.groups["SOCIETY"]
    chosen = ["ZJ", "ZJ", *random.sample([code for code in members if code != "ZJ"], 16)]
    for number, code in enumerate(chosen, start=1):
        kind = (0, 3)[number - 1] if number <= 2 else random.randrange(len(_HAPPENINGS))
        item, level, reason, basis = _HAPPENINGS[kind]
        day = (
            date(year, random.randint(7, 11), random.randint(2, 27))
            if number > 2
            else date(year, 8, 3 * number)
        )
        at = at_time(day + timedelta(days=2), 10)
        services.record_event(
            actor=actor_for(city.accounts["hezheng"], at.date()),
            version=version,
            unit_id=city.units[code].pk,
            happening=Happening(
                item=item, level=level, happened_on=day, reason=reason, basis=basis.format(n=number)
            ),
            at=at,
        )


def plant_rounds(city: City, year: int, report: Callable[[str], None]) -> None:
    """Freeze, post and finalise what was due by then, each by the person who may."""
    opening = at_time(date(year - 1, 1, 5), 9)
    office = actor_for(city.accounts["hezheng"], opening.date())
    leader = actor_for(city.accounts["zhouxing"], opening.date())
    services.set_notice_policy(
        actor=office,
        effective_on=date(year - 1, 1, 1),
        notice_days=5,
        source="督查考核总体办法第二十六条",
        at=opening,
    )
    services.open_rounds(at=at_time(date(year, 12, 28), 8))
    report(f"{year - 1} 年度结果")
    _close(office, leader, f"{year - 1}", frozen=at_time(date(year, 1, 26), 10), is_final=True)
    for quarter, day in ((1, date(year, 4, 27)), (2, date(year, 7, 27)), (3, date(year, 12, 23))):
        report(f"{year} 年第 {quarter} 季度结果")
        _close(office, leader, f"{year}-Q{quarter}", frozen=at_time(day, 10), is_final=quarter < 3)


def _close(office: Actor, leader: Actor, period: str, *, frozen: datetime, is_final: bool) -> None:
    for assessment in _rounds_of(period):
        for month in Period.parse(period).months():
            for source in Round.objects.filter(version=assessment.version, period=str(month)):
                services.freeze_round(actor=office, assessment=source, at=frozen)
        services.freeze_round(actor=office, assessment=assessment, at=frozen)
        services.post_round(actor=office, assessment=assessment, at=frozen + timedelta(days=1))
        if is_final:
            services.finalise_round(
                actor=leader, assessment=assessment, at=frozen + timedelta(days=12), opinion="同意定案。"
            )


def _rounds_of(period: str) -> list[Round]:
    """The city's own rounds of the period; the published index stays as it is computed."""
    return list(
        Round.objects.filter(
            period=period, state=RoundState.COLLECTING, version__roster__unit__tree="administrative"
        )
        .select_related("version__scheme")
        .distinct()
    )


def compute_live_rounds(year: int, at: datetime) -> None:
    """The year's provisional scores are there before anybody looks."""
    live = Round.objects.filter(state=RoundState.COLLECTING, version__scheme__scheme_set__year=year)
    for assessment in live.order_by("period", "pk"):
        services.refresh_round(assessment=assessment, at=at)
