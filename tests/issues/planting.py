"""Problems of the standing characters that have gone so many steps."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from dukao.issues import services
from dukao.issues.models import Draw, LiaisonGroup, LookBack, Practice, Problem, Sweep
from dukao.issues.vocabulary import Drawn, problem_ref
from tests.conftest import NOW, TODAY, City
from tests.issues.conftest import problem_draft

STEPS = ("draft", "assigned", "rectifying", "submitted", "closed")


def plant(city: City, state: str = "assigned", **changes: Any) -> Problem:
    """A problem as it stands after the services took it to that state."""
    office, head = city.actor(city.office), city.actor(city.head)
    problem = services.register_problem(actor=office, draft=problem_draft(city, **changes), at=NOW)
    assert problem is not None
    if STEPS.index(state) > 0:
        services.assign_problem(actor=office, problem=problem, at=NOW)
    if STEPS.index(state) > 1:
        services.add_measure(
            actor=head, problem=problem, text="恢复路面。", charged="郑安", due_on=date(2026, 10, 10), at=NOW
        )
    if STEPS.index(state) > 2:
        services.submit_rectification(actor=head, problem=problem, text="路面已恢复，长 42 米。", at=NOW)
    if STEPS.index(state) > 3:
        services.close_problem(actor=office, problem=problem, opinion="现场核对无误。", at=NOW)
    return Problem.objects.get(pk=problem.pk)


def plant_sweep(city: City, problem: Problem) -> Sweep:
    return services.open_sweep(
        actor=city.actor(city.office), problem=problem, title="道路开挖恢复情况", demand="逐处核对恢复日期。",
        unit_ids=(city.planning.pk, city.other.pk), due_on=date(2026, 10, 16), at=NOW,
    )  # fmt: skip


def plant_lookback(problem: Problem, **changes: Any) -> LookBack:
    features: dict[str, Any] = {
        "drawn": Drawn.LOT, "ticket": "0.1", "planned_on": TODAY, "due_on": TODAY + timedelta(days=30)
    }  # fmt: skip
    return LookBack.objects.create(problem=problem, **(features | changes))


def plant_draw(city: City) -> Draw:
    return Draw.objects.create(
        scope=city.city, year=2026, quarter=2, seed="20260701", seed_source="7 月 1 日开奖号码", population=3,
        by=city.office, at=NOW,
    )  # fmt: skip


def plant_practice(city: City, problem: Problem | None = None) -> Practice:
    return services.propose_practice(
        actor=city.actor(city.head), title="路面恢复一次验收", text="开挖当天定恢复日期，逐处销号。",
        unit_id=city.housing.pk, origin_ref=problem_ref(problem.pk) if problem else "", at=NOW,
    )  # fmt: skip


def plant_group(city: City, *members: Any) -> LiaisonGroup:
    return services.set_liaison_group(
        actor=city.actor(city.office), scope_id=city.city.pk, name="第一挂钩联系服务组",
        unit_ids=(city.housing.pk,), account_ids=[one.pk for one in members], basis="市督考办〔2026〕3 号",
        at=NOW,
    )  # fmt: skip
