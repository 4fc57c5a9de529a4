"""回头看: drawn by risk and by lot after a quarter has closed; what came back is opened again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction

from dukao.issues.models import Draw, LookBack, Problem
from dukao.issues.policies import can_look_back, can_register
from dukao.issues.risk import Candidate, Chosen, choose
from dukao.issues.selectors import candidates, quarter_ended, rules_on
from dukao.issues.services.holding import held_problem, note
from dukao.issues.services.telling import tell_units
from dukao.issues.services.verifying import reopen_held
from dukao.issues.vocabulary import Drawn, LookBackFinding, ProblemState
from dukao.journal.services import record
from dukao.kernel.actor import Actor, account_of
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.verdict import require
from dukao.organisations.selectors import unit_on


@transaction.atomic
def draw_lookbacks(
    *, actor: Actor, scope_id: int, year: int, quarter: int, seed: str, seed_source: str, at: datetime
) -> Draw:
    """Problems signed off in that quarter, some by risk and some by lot, are looked at again.

    The seed becomes public after the quarter has closed: nobody who signed off could aim at it, and
    anybody can draw the same tickets from the same list (``kernel.sampling``).
    """
    place, today = unit_on(scope_id, local_day(at)), local_day(at)
    require(can_register(actor, place.path))
    if not quarter_ended(year, quarter, today):
        raise DomainError("quarter_runs", "这个季度还没有结束。季度结束以后公开种子，再抽取。")
    if not seed.strip() or not seed_source.strip():
        raise DomainError("seed_missing", "请写种子和它的出处，例如季末后第一期公开开奖号码。")
    if Draw.objects.filter(scope_id=scope_id, year=year, quarter=quarter).exists():
        raise DomainError("drawn", "这个季度已经抽取过，不能重抽。", 409)
    pool = candidates(scope_id, year, quarter, today)
    if not pool:
        raise DomainError("nothing_to_draw", "这个季度没有销号的问题，不用抽取。")
    rules = rules_on(today)
    chosen = choose(pool, seed.strip(), risk=rules.lookback_risk, lot=rules.lookback_lot)
    draw = Draw.objects.create(
        scope_id=scope_id, year=year, quarter=quarter, seed=seed.strip(), seed_source=seed_source.strip(),
        population=len(pool), listing=_listed(pool, chosen), by_id=account_of(actor), at=at,
    )  # fmt: skip
    LookBack.objects.bulk_create(_planned(draw, one, at) for one in chosen)
    record(
        actor=actor, event="lookbacks_drawn", subject=draw, label=f"{year} 年第 {quarter} 季度回头看", at=at,
        unit_path=place.path,
        after={"seed": draw.seed, "count": len(chosen), "source_text": draw.seed_source},
    )  # fmt: skip
    return draw


def _listed(pool: Iterable[Candidate], chosen: Iterable[Chosen]) -> str:
    """What the lot was drawn from: whatever the risk had not taken."""
    taken = {one.candidate.number for one in chosen if one.drawn == Drawn.RISK}
    rest = (f"{one.number},{one.closed_on},{one.risk}\n" for one in pool if one.number not in taken)
    return "".join(("编号,销号日期,风险分\n", *rest))


@transaction.atomic
def plan_lookback(*, actor: Actor, problem: Problem, at: datetime) -> LookBack:
    """指定: the office wants to look at this one, whatever the lot says."""
    problem, places = held_problem(problem.pk, at)
    require(can_register(actor, places.scope))
    if problem.state != ProblemState.CLOSED or problem.closed_on is None:
        raise DomainError("not_closed", "只有已销号的问题才安排回头看。", 409)
    if problem.lookbacks.filter(done_at=None).exists():
        raise DomainError("planned", "已经安排了回头看，还没有做。", 409)
    rules, closed = rules_on(local_day(at)), problem.closed_on
    until = max(closed + timedelta(days=rules.lookback_until), local_day(at) + timedelta(days=7))
    lookback = LookBack.objects.create(
        problem=problem, drawn=Drawn.NAMED, planned_on=local_day(at), due_on=until
    )
    after: dict[str, object] = {"due_on": until.isoformat()}
    note(actor, "lookback_planned", problem, places.scope, at, after=after)
    return lookback


@transaction.atomic
def look_back(
    *, actor: Actor, lookback: LookBack, finding: str, opinion: str, due_on: date | None = None, at: datetime
) -> LookBack:
    """Holds: that is on record. Rebounded: the problem is in hand again until ``due_on``."""
    problem, places = held_problem(lookback.problem_id, at)
    require(can_look_back(actor, problem, places))
    lookback = LookBack.objects.get(pk=lookback.pk)
    _check(lookback, finding, opinion, at)
    lookback.finding, lookback.opinion = finding, opinion.strip()
    lookback.done_by_id, lookback.done_at = account_of(actor), at
    lookback.save()
    after: dict[str, object] = {"finding": str(finding)}
    note(actor, "problem_looked_back", problem, places.unit, at, reason=opinion, after=after)
    if finding == LookBackFinding.REBOUNDED:
        if due_on is None:
            raise DomainError("limit_missing", "有反弹的问题要重新整改，请定整改时限。")
        reopen_held(actor, problem, places, opinion, due_on, at)
    else:
        key = f"problem-lookback:{lookback.pk}"
        tell_units(problem, f"回头看已巩固：{problem.title}", body=opinion, key=key, at=at)
    return lookback


def _check(lookback: LookBack, finding: str, opinion: str, at: datetime) -> None:
    if lookback.done_at is not None:
        raise DomainError("done", "这次回头看已经做过了。", 409)
    if local_day(at) < lookback.planned_on:
        raise DomainError("early", f"这次回头看不早于 {lookback.planned_on}，过早看不出是否巩固。")
    if finding not in LookBackFinding.values:
        raise DomainError("finding_missing", "请选结论：已巩固，还是有反弹。")
    if not opinion.strip():
        raise DomainError("opinion_missing", "请写明看了什么、情况怎样。")


def _planned(draw: Draw, one: Chosen, at: datetime) -> LookBack:
    """Within the window the rules give; what was closed early in the quarter is not looked at in the past."""
    candidate: Candidate = one.candidate
    rules, today = rules_on(local_day(at)), local_day(at)
    begins = max(candidate.closed_on + timedelta(days=rules.lookback_from), today)
    ends = max(candidate.closed_on + timedelta(days=rules.lookback_until), begins + timedelta(days=14))
    return LookBack(
        problem_id=candidate.problem_id, draw=draw, drawn=one.drawn, ticket=one.ticket, risk=candidate.risk,
        because=candidate.because, planned_on=begins, due_on=ends,
    )  # fmt: skip
