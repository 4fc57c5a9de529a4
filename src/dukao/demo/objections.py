"""Objections against the third quarter, which is on notice: one waits, one is in hand, one was upheld."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from dukao.assessments import services
from dukao.assessments.computing import book_of
from dukao.assessments.correcting import correctables
from dukao.assessments.models import Objection, Round
from dukao.assessments.vocabulary import PRESETS, Outcome
from dukao.demo.city import City
from dukao.identity.selectors import actor_for
from dukao.kernel.clock import at_time
from dukao.kernel.errors import DomainError

#: Units beside the persona's own, by what became of their objection.
IN_HAND, UPHELD = "GX", "SW"


def set_clocks(city: City, year: int) -> None:
    at = at_time(date(year - 1, 1, 5), 9)
    services.set_objection_rule(
        actor=actor_for(city.accounts["hezheng"], at.date()), at=at,
        values={
            **PRESETS["hangzhou"].values, "window_days": None, "again_days": 3, "again_decide_days": 10,
            "effective_on": date(year - 1, 1, 1), "source": "督查考核总体办法第二十七条",
        },
    )  # fmt: skip


def plant_objections(city: City, year: int) -> None:
    posted = Round.objects.select_related("version__scheme").get(
        period=f"{year}-Q3", version__scheme__code=f"state-{year}"
    )
    at = at_time(date(year, 12, 25), 9, 40)
    _raise(city, posted, "ZJ", "计分用的是 8 月数，9 月数已经主管部门确认。", "按 9 月数计", at)
    given = _raise(city, posted, IN_HAND, "汇总时漏计一份评议表，应按全部评议表计算。", "补计后重算", at)
    upheld = _raise(city, posted, UPHELD, "汇总时有一份表录错，复核数高于上报数。", "按复核数计", at)
    office, handler = city.accounts["hezheng"], city.accounts["tangtang"]
    for objection in (given, upheld):
        services.assign_objection(
            actor=actor_for(office, at.date()), objection=objection, handler_id=handler.pk,
            at=at + timedelta(hours=2),
        )  # fmt: skip
    _uphold(city, upheld, at + timedelta(days=1))


def _raise(city: City, posted: Round, code: str, grounds: str, wanted: str, at: datetime) -> Objection:
    made = services.raise_objection(
        actor=actor_for(city.heads[code], at.date()), assessment=posted, unit_id=city.units[code].pk,
        item=_dearest(posted, code), grounds=grounds, wanted=wanted, at=at,
    )  # fmt: skip
    assert made is not None
    return made


def _dearest(posted: Round, code: str) -> str:
    """The item that cost the unit most, of those that were reported as a value."""
    book = book_of(posted)
    lost = {
        node.code: node.full - (book.score(code, node.code) or Decimal(0))
        for node in book.nodes.values()
        if node.is_item
        and any(row.now and row.event is None for row in correctables(posted, code, node.code))
    }
    return max(sorted(lost), key=lambda item: lost[item])


def _uphold(city: City, objection: Objection, at: datetime) -> None:
    """The last month's value a little better, in whichever direction is the better one."""
    code = objection.unit.code
    last = [row for row in correctables(objection.round, code, objection.item) if row.now][-1]
    value = Decimal(last.now.replace(",", "").replace("−", "-"))
    for factor in (Decimal("1.03"), Decimal("0.97")):
        try:
            services.decide_objection(
                actor=actor_for(city.accounts["tangtang"], at.date()), objection=objection, at=at,
                outcome=Outcome.UPHELD, reasons="原表核对属实，按复核数更正（督查考核总体办法第九条）。",
                wanted={last.key: format((value * factor).quantize(Decimal("0.01")), "f")},
            )  # fmt: skip
        except DomainError:
            objection.refresh_from_db()
            continue
        return
