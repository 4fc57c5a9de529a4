"""Starting a simulation and keeping what came out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from dukao.assessments.inputs import squeeze
from dukao.assessments.models import Round, Simulation
from dukao.assessments.policies import can_simulate
from dukao.assessments.simulating import facts_of, simulated, tried_scheme
from dukao.assessments.vocabulary import MOST_RUNS, SIMULATE_KIND
from dukao.background.services import start_task
from dukao.kernel.actor import Actor
from dukao.kernel.errors import DomainError
from dukao.kernel.verdict import require
from dukao.scoring import ScoringError
from dukao.scoring.simulation import Spread

if TYPE_CHECKING:
    from dukao.schemes.models import SchemeVersion


@dataclass(frozen=True, slots=True)
class Wish:
    """What to try: changes to the scheme, and how far weights are let go astray how often."""

    edits: tuple[str, ...] = ()
    runs: int = 0
    seed: int = 42
    spread: str = "±20%"
    with_choices: bool = False
    with_sensitivity: bool = False


@transaction.atomic
def start_simulation(
    *,
    actor: Actor,
    version: SchemeVersion,
    against: SchemeVersion,
    assessment: Round,
    wish: Wish,
    at: datetime,
) -> Simulation:
    """The simulation waits in the queue. Version, round and base were found with the right to see them.

    Refuses, with the engine's own sentences, what cannot be tried at all.
    """
    require(can_simulate(actor))
    if not 0 <= wish.runs <= MOST_RUNS:
        raise DomainError("runs", f"随机变动次数应在 0 和 {MOST_RUNS} 之间。")
    simulation = Simulation(
        version=version, against=against, round=assessment, edits=list(wish.edits), runs=wish.runs,
        seed=wish.seed, spread=wish.spread, with_choices=wish.with_choices,
        with_sensitivity=wish.with_sensitivity, made_by_id=actor.account_id, made_at=at,
    )  # fmt: skip
    try:
        Spread.parse(wish.spread)
        scheme = tried_scheme(simulation)
        facts_of(assessment)
    except ScoringError as error:
        raise DomainError("simulation", "；".join(one.sentence for one in error.problems)) from error
    simulation.save()
    task = start_task(
        actor=actor, kind=SIMULATE_KIND, label=f"推演《{scheme.name}》", at=at,
        arguments={"simulation": simulation.pk},
    )  # fmt: skip
    simulation.task_id = task.pk
    simulation.save(update_fields=["task_id"])
    return simulation


def carry_out_simulation(*, simulation_id: int, progress: Callable[[int, int, str], None]) -> str:
    """The simulation has its result, or a sentence that says why not; returns what to tell."""
    wanted = Simulation.objects.select_related("version__scheme", "against", "round__version__scheme")
    simulation = wanted.get(pk=simulation_id)
    try:
        found = simulated(simulation, progress)
    except ScoringError as error:
        sentence = "；".join(str(one) for one in error.problems)[:500]
        Simulation.objects.filter(pk=simulation_id).update(problem=sentence)
        raise DomainError("simulation", f"没有算成：{sentence}") from error
    Simulation.objects.filter(pk=simulation_id).update(problem="", result=squeeze(found))
    moved = sum(bool(row["rise"]) for row in found["units"])
    return f"推演完毕，{len(found['units'])} 个单位中 {moved} 个名次有变动。"
