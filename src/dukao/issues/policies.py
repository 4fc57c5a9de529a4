"""Who may see, assign, put right, verify and close problems.

:class:`Places` holds the present paths of the scope (whose office supervises), of the unit that answers for
the problem and of those that put it right with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dukao.issues.models import Problem
from dukao.issues.vocabulary import IN_HAND, ProblemState
from dukao.kernel.actor import Actor
from dukao.kernel.memo import kept_while_reading
from dukao.kernel.regimes import SecrecyLabel
from dukao.kernel.roles import Role
from dukao.kernel.verdict import ALLOWED, Verdict, allow_if, refuse

#: Who follows the problems of the place they are granted.
ABOVE = (Role.OFFICE, Role.LEADER, Role.DISCIPLINE)
#: Who puts right the problems of their own unit.
DOERS = (Role.REPORTER, Role.UNIT_HEAD)
#: Everybody who does business here may open the pages; rows say what each finds on them.
READERS = (*ABOVE, *DOERS, Role.LEAD_REVIEWER, Role.PATROL)
#: Labels that close a problem to everybody above the unit who does not supervise it.
CLOSE_LABELS = (SecrecyLabel.WORK_SECRET, SecrecyLabel.PERSONAL)


@dataclass(frozen=True, slots=True)
class Places:
    scope: str
    unit: str
    joint: tuple[str, ...] = ()

    @property
    def units(self) -> tuple[str, ...]:
        return (self.unit, *self.joint)


@dataclass(frozen=True, slots=True)
class Standing:
    """What ties an actor to a problem besides place: found by the own group, or a liaison of the unit."""

    found_it: bool = False
    stays_with_unit: bool = False


def can_see_problem(actor: Actor, problem: Problem, places: Places, standing: Standing) -> Verdict:
    """Those who supervise it and those who found it; once assigned, its units and whoever answers for them.

    The same rule as rows of the database is ``selectors.visible_problems``.
    """
    if actor.covers(places.scope, *ABOVE) or standing.found_it:
        return ALLOWED
    if problem.assigned_on is None:
        return refuse("这个问题不在你的查看范围。")
    tied = standing.stays_with_unit or _is_verifier(actor, problem)
    doing = any(_belongs(actor, path, DOERS) for path in places.units)
    above = problem.label not in CLOSE_LABELS and any(
        actor.covers(path, *ABOVE, *DOERS) for path in places.units
    )
    return allow_if(actor.has(*READERS) and (tied or doing or above), "这个问题不在你的查看范围。")


def can_see_ledger(actor: Actor) -> Verdict:
    return allow_if(actor.has(*READERS), "问题清单由督考办、领导、纪检监督、巡查组和有关单位查看。")


def can_see_own(actor: Actor) -> Verdict:
    return allow_if(actor.has(*DOERS), "本单位问题由本单位填报员和负责人查看。")


def can_oversee(actor: Actor) -> Verdict:
    """Statistics, draws and sweeps as a whole: for those who stand above a place."""
    return allow_if(actor.has(*ABOVE), "统计、回头看和举一反三由督考办、领导和纪检监督查看。")


def can_register(actor: Actor, scope_path: str = "") -> Verdict:
    """Register, assign and steer problems; ``scope_path`` is the place they are kept for, "" any place."""
    held = actor.covers(scope_path, Role.OFFICE) if scope_path else actor.has(Role.OFFICE)
    return allow_if(held, "问题的登记、交办和督办由本范围的督考办办理。")


def can_set_rules(actor: Actor) -> Verdict:
    return allow_if(actor.holds_everywhere(Role.OFFICE), "整改规则和挂钩联系服务组由全市督考办制定。")


def can_rectify(actor: Actor, places: Places) -> Verdict:
    """Plan measures and say how far it is: the unit that answers, and those that put it right with it."""
    return allow_if(
        any(_belongs(actor, path, DOERS) for path in places.units),
        "整改措施和进展由责任单位或共同整改单位的填报员、负责人办理。",
    )


def can_submit(actor: Actor, places: Places) -> Verdict:
    return allow_if(_belongs(actor, places.unit, (Role.UNIT_HEAD,)), "申请验收由责任单位负责人办理。")


def can_verify(actor: Actor, problem: Problem, places: Places) -> Verdict:
    """W-03: 验收人不是整改人. The named verifier, or the office where nobody is named."""
    if problem.verifier_id is not None:
        if not _is_verifier(actor, problem):
            return refuse("已指定验收人，由验收人验收。确需换人的，请先重新指定。")
    elif not actor.covers(places.scope, Role.OFFICE):
        return refuse("验收由督考办，或由督考办指定的挂钩联系服务组、巡查组成员办理。")
    return _is_apart(actor, problem, places)


def can_close(actor: Actor, problem: Problem, places: Places) -> Verdict:
    if not actor.covers(places.scope, Role.OFFICE):
        return refuse("销号由督考办办理。")
    if (
        problem.verifier_id is not None
        and problem.verified_by_id is None
        and not _is_verifier(actor, problem)
    ):
        return refuse("已指定验收人，验收通过以后再销号。确需换人的，请先重新指定。")
    return _is_apart(actor, problem, places)


def can_follow(actor: Actor, standing: Standing) -> Verdict:
    return allow_if(standing.stays_with_unit, "跟进由挂钩联系这个单位的服务组成员记录。")


def can_look_back(actor: Actor, problem: Problem, places: Places) -> Verdict:
    """W-03 holds for the second look as well."""
    if not actor.covers(places.scope, Role.OFFICE) and not _is_verifier(actor, problem):
        return refuse("回头看由督考办，或由原来指定的验收人办理。")
    return _is_apart(actor, problem, places)


def can_ask_extension(actor: Actor, places: Places) -> Verdict:
    """Also for taking the request back."""
    return allow_if(_belongs(actor, places.unit, DOERS), "延期由责任单位申请和撤回。")


def is_to_be_assigned(problem: Problem, day: date) -> bool:
    """A limit in days runs from the assignment; one that is a day may be over before."""
    return problem.state == ProblemState.DRAFT and (problem.days is not None or problem.due_on >= day)


def is_in_time_for_extension(problem: Problem, day: date) -> Verdict:
    if problem.state not in IN_HAND:
        return refuse(f"问题现在是“{ProblemState(problem.state).label}”，不用申请延期。")
    return allow_if(day <= problem.due_on, "整改时限已过，不能再申请延期。请尽快整改，并在进展里说明原因。")


def can_decide_extension(actor: Actor, places: Places) -> Verdict:
    if not actor.covers(places.scope, Role.OFFICE):
        return refuse("延期由督考办决定。")
    return allow_if(not _stands_in(actor, places.unit), "不能决定本单位的延期申请，请由其他人办理。")


def is_in_time_for_word(problem: Problem) -> Verdict:
    label = ProblemState(problem.state).label
    return allow_if(problem.state in IN_HAND, f"问题现在是“{label}”，不用反馈整改进展。")


def can_answer_self_check(actor: Actor, unit_path: str) -> Verdict:
    return allow_if(_belongs(actor, unit_path, DOERS), "自查结果由被派发的单位填报员或负责人报送。")


def can_read_practices(actor: Actor) -> Verdict:
    return allow_if(actor.has(*READERS), "典型案例库供办理业务的人员查阅。")


def can_propose_practice(actor: Actor) -> Verdict:
    return allow_if(actor.has(Role.OFFICE, *DOERS), "典型案例由单位或督考办推荐。")


def _belongs(actor: Actor, path: str, roles: Iterable[str]) -> bool:
    """True for a role held on the unit itself: who holds it above reads, but does not do the work."""
    return any(grant.role in roles and grant.path == path for grant in actor.grants)


def _stands_in(actor: Actor, path: str) -> bool:
    """Whether the actor is of that unit, by post or by a role on it."""
    return bool(path) and (actor.unit_path == path or _belongs(actor, path, DOERS))


def _is_verifier(actor: Actor, problem: Problem) -> bool:
    return problem.verifier_id is not None and problem.verifier_id == actor.account_id


def _is_apart(actor: Actor, problem: Problem, places: Places) -> Verdict:
    """Nobody judges their own work: neither whoever put it right nor whoever stands in a unit that did."""
    worked = problem.submitted_by_id == actor.account_id or _answered_on(problem, actor.account_id)
    return allow_if(
        not worked and not any(_stands_in(actor, path) for path in places.units),
        "整改的人和单位不能自己验收、销号和回头看（整改与验收分离）。请由没有经手的人办理。",
    )


@kept_while_reading
def _answered_on(problem: Problem, account_id: int | None) -> bool:
    return problem.words.filter(by_id=account_id).exclude(kind="follow").exists()
