"""Look-backs, draws and sweeps as somebody may see them."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet

from dukao.issues.models import Draw, LookBack, Problem, Sweep, SweepItem
from dukao.issues.policies import ABOVE, DOERS, Places, can_see_problem
from dukao.issues.risk import Candidate, weigh
from dukao.issues.selectors.rules import rules_on
from dukao.issues.selectors.seeing import places_of, standing_of
from dukao.issues.vocabulary import LookBackFinding, ProblemState
from dukao.kernel.actor import Actor
from dukao.kernel.clock import at_time
from dukao.kernel.errors import Missing
from dukao.organisations.selectors import unit_ids_under


def quarter_days(year: int, quarter: int) -> tuple[date, date]:
    """From its first day up to, and without, the first day of the next.

    >>> quarter_days(2026, 4)
    (datetime.date(2026, 10, 1), datetime.date(2027, 1, 1))
    """
    begins = date(year, 3 * quarter - 2, 1)
    return begins, date(year + quarter // 4, 3 * (quarter % 4) + 1, 1)


def quarter_ended(year: int, quarter: int, day: date) -> bool:
    return quarter_days(year, quarter)[1] <= day


def candidates(scope_id: int, year: int, quarter: int, day: date) -> list[Candidate]:
    """Problems of the place that were signed off in that quarter and wait for no look-back, by number."""
    begins, ends = quarter_days(year, quarter)
    closed = Problem.objects.filter(
        scope_id=scope_id, state=ProblemState.CLOSED, closed_on__gte=begins, closed_on__lt=ends
    ).exclude(lookbacks__done_at=None, lookbacks__pk__isnull=False)
    problems = list(closed.order_by("number"))
    rates, rules = rebounds_by_unit({problem.unit_id for problem in problems}), rules_on(day)
    found = []
    for problem in problems:
        looked, rebounded = rates.get(problem.unit_id, (0, 0))
        risk, because = weigh(
            rules, severity=problem.severity, kind=problem.kind, rebounds=problem.rebounds,
            unit_looked=looked, unit_rebounded=rebounded,
        )  # fmt: skip
        assert problem.closed_on is not None
        found.append(Candidate(problem.pk, problem.number, problem.closed_on, risk, because))
    return found


def rebounds_by_unit(unit_ids: set[int]) -> dict[int, tuple[int, int]]:
    """How many look-backs were made at each unit, and how many of them found a rebound."""
    done = LookBack.objects.filter(problem__unit__in=unit_ids, done_at__isnull=False)
    rows = done.values("problem__unit").annotate(
        looked=Count("pk"), rebounded=Count("pk", filter=Q(finding=LookBackFinding.REBOUNDED))
    )
    return {row["problem__unit"]: (row["looked"], row["rebounded"]) for row in rows}


def rebounds_by_kind(kind: str, scope_id: int, day: date) -> tuple[int, int]:
    """Look-backs at problems of this kind in the year up to ``day``, and how many found a rebound."""
    done = LookBack.objects.filter(
        problem__kind=kind, problem__scope_id=scope_id, done_at__gte=at_time(day - timedelta(days=365), 0)
    )
    rebounded = Count("pk", filter=Q(finding=LookBackFinding.REBOUNDED))
    counts = done.aggregate(looked=Count("pk"), rebounded=rebounded)
    return counts["looked"], counts["rebounded"]


def lookbacks_seen(actor: Actor, day: date) -> QuerySet[LookBack]:
    """Planned ones are for those who stand above: the unit learns of it when it is done."""
    scopes = unit_ids_under(actor.scopes(*ABOVE), day)
    return LookBack.objects.filter(problem__scope__in=scopes).select_related("problem", "done_by", "draw")


def lookback_for(actor: Actor, lookback_id: int, day: date) -> tuple[LookBack, Places]:
    found = lookbacks_seen(actor, day).filter(pk=lookback_id).first()
    if found is None:
        mine = LookBack.objects.select_related("problem", "done_by", "draw")
        found = mine.filter(pk=lookback_id, problem__verifier_id=actor.account_id or 0).first()
    if found is None:
        raise Missing("没有找到这次回头看，可能已移走，或不在你的查看范围。")
    return found, places_of(found.problem, day)


def draws_seen(actor: Actor, day: date) -> QuerySet[Draw]:
    scopes = unit_ids_under(actor.scopes(*ABOVE), day)
    return Draw.objects.filter(scope__in=scopes).select_related("by").annotate(drawn=Count("lookbacks"))


def draw_for(actor: Actor, draw_id: int, day: date) -> Draw:
    found = draws_seen(actor, day).filter(pk=draw_id).first()
    if found is None:
        raise Missing("没有找到这次抽取，可能不在你的查看范围。")
    return found


def sweeps_seen(actor: Actor, day: date) -> QuerySet[Sweep]:
    """With how many peers answered, and how many of them found the same."""
    scopes = unit_ids_under(actor.scopes(*ABOVE), day)
    return (
        Sweep.objects.filter(scope__in=scopes)
        .select_related("problem")
        .annotate(
            asked=Count("items"), answered=Count("items", filter=~Q(items__state="waiting")),
            found=Count("items", filter=Q(items__state="found")),
        )
    )  # fmt: skip


def sweep_for(actor: Actor, sweep_id: int, day: date) -> Sweep:
    found = sweeps_seen(actor, day).filter(pk=sweep_id).first()
    if found is None:
        raise Missing("没有找到这次举一反三，可能不在你的查看范围。")
    return found


def own_self_checks(actor: Actor) -> QuerySet[SweepItem]:
    """Self-checks asked of the actor's own units, those that wait first."""
    items = SweepItem.objects.filter(unit__in=actor.units(*DOERS)).select_related("sweep", "problem")
    return items.order_by("at", "sweep__due_on", "pk")


def self_check_for(actor: Actor, item_id: int, day: date) -> SweepItem:
    """For the unit that was asked and for those who stand above the sweep."""
    items = SweepItem.objects.select_related("sweep__problem", "problem", "by")
    mine = Q(unit__in=actor.units(*DOERS)) | Q(sweep__scope__in=unit_ids_under(actor.scopes(*ABOVE), day))
    found = items.filter(mine, pk=item_id).first()
    if found is None:
        raise Missing("没有找到这项自查，可能已移走，或不在你的查看范围。")
    return found


def may_see(actor: Actor, problem: Problem, day: date) -> bool:
    """Whether a link to that problem leads anywhere for this actor."""
    return can_see_problem(actor, problem, places_of(problem, day), standing_of(actor, problem, day)).allowed
