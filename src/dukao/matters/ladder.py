"""The ladder: which rung comes next, when, and who decides it. The steps are the office's own data.

A climb begins when a lamp comes on and ends when it goes out. It rises by one rung at a time, and only
on working days; days off bring nobody closer to a rung.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.light import COLOURS
from dukao.kernel.roles import Role
from dukao.kernel.workdays import WorkCalendar
from dukao.matters.vocabulary import AUTOMATIC_RUNGS, LADDER, RungKind, RungState

if TYPE_CHECKING:
    from dukao.matters.models import Rung, SupervisionRules

#: Who may be named to decide a rung.
AUTHORITIES = (Role.OFFICE, Role.LEADER)
#: The weakest lamp under which a rung is taken; every other one needs a red lamp.
NEEDS = {RungKind.REMINDER: "blue", RungKind.YELLOW: "yellow"}
#: Nobody waits longer than half a year for a rung, nor has longer to explain.
MOST_WORKDAYS = 120


@dataclass(frozen=True, slots=True)
class Step:
    """One rung of the rules: so many working days after the one before, with time to explain.

    ``by`` is the role of whoever decides it, "" for a rung that is taken by itself.
    """

    rung: str
    after: int
    explain: int = 0
    by: str = ""
    basis: str = ""

    @property
    def label(self) -> str:
        return RungKind(self.rung).label

    @property
    def is_automatic(self) -> bool:
        return self.rung in AUTOMATIC_RUNGS


def steps_of(rules: SupervisionRules) -> tuple[Step, ...]:
    return tuple(Step(**step) for step in rules.ladder)


def step_for(rules: SupervisionRules, kind: str) -> Step:
    """The step of this rung; rules that no longer have it leave it to a leader."""
    return next(
        (step for step in steps_of(rules) if step.rung == kind), Step(kind, after=1, by=str(Role.LEADER))
    )


def checked_steps(steps: Sequence[Step]) -> list[dict[str, Any]]:
    """The steps as the rules keep them, or the sentence that says what is wrong with them."""
    if not steps:
        raise _wrong("督办阶梯至少要有“提醒”一级。")
    if [step.rung for step in steps] != [kind for kind in LADDER if kind in {step.rung for step in steps}]:
        raise _wrong("督办阶梯每级最多一次，次序是" + "、".join(kind.label for kind in LADDER) + "。")
    if steps[0].rung != RungKind.REMINDER or steps[0].after:
        raise _wrong("第一级是“提醒”，亮灯当天发出，间隔填 0。")
    return [_checked(step, is_first=n == 0) for n, step in enumerate(steps)]


def _checked(step: Step, *, is_first: bool) -> dict[str, Any]:
    if not is_first and not 1 <= step.after <= MOST_WORKDAYS:
        raise _wrong(f"“{step.label}”与上一级的间隔应是 1 到 {MOST_WORKDAYS} 个工作日：一天最多上一级。")
    if step.is_automatic:
        if step.by or step.explain:
            raise _wrong(f"“{step.label}”自动发出，不用人决定，也不设说明期。")
        return {"rung": str(step.rung), "after": step.after}
    if step.by not in AUTHORITIES:
        raise _wrong(f"“{step.label}”要由督考办或领导决定，请选一个。")
    if not 1 <= step.explain <= MOST_WORKDAYS:
        raise _wrong(f"“{step.label}”的说明期应是 1 到 {MOST_WORKDAYS} 个工作日：先听单位说明再决定。")
    if not step.basis.strip():
        raise _wrong(f"请写明“{step.label}”的依据，例如《政府督查工作条例》第二十一条。")
    return {
        "rung": str(step.rung), "after": step.after, "explain": step.explain, "by": str(step.by),
        "basis": step.basis.strip(),
    }  # fmt: skip


def _wrong(sentence: str) -> DomainError:
    return DomainError("ladder", sentence)


def is_over(rungs: Sequence[Rung], colour: str) -> bool:
    """Whether the climb ends: its lamp is out, or only says again that the limit is near."""
    return colour not in COLOURS or (colour == "blue" and rungs[-1].kind != RungKind.REMINDER)


def next_step(
    steps: Sequence[Step], rungs: Sequence[Rung], colour: str, calendar: WorkCalendar, day: date
) -> Step | None:
    """The rung that is due on ``day``, if any; ``rungs`` are those of the running climb in their order."""
    if not calendar.is_working_day(day):
        return None
    step = following(steps, rungs)
    if step is None or not _is_bright_enough(step, colour):
        return None
    if rungs:
        last = rungs[-1]
        if last.state == RungState.PROPOSED or day < calendar.add(settled_on(last), step.after):
            return None
    return step


def following(steps: Sequence[Step], rungs: Sequence[Rung]) -> Step | None:
    """The step after the last rung, or the same one again when somebody decided not to climb yet."""
    if not rungs:
        return steps[0] if steps else None
    last = rungs[-1]
    reached = LADDER.index(RungKind(last.kind)) - (last.state == RungState.DECLINED)
    return next((step for step in steps if LADDER.index(RungKind(step.rung)) > reached), None)


def settled_on(rung: Rung) -> date:
    """The day from which the next step is counted."""
    return local_day(rung.decided_at) if rung.decided_at else rung.on


def _is_bright_enough(step: Step, colour: str) -> bool:
    needed = NEEDS.get(RungKind(step.rung), "red")
    return colour in COLOURS and COLOURS.index(colour) <= COLOURS.index(needed)
