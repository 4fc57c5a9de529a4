"""A simulation carried out: the round's facts, both schemes, and the engine's answers as plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dukao.assessments.computing import inputs_of, is_composed
from dukao.assessments.gathering import gathered
from dukao.assessments.inputs import Inputs
from dukao.assessments.vocabulary import SENSITIVITY_ROWS, RoundState
from dukao.schemes.selectors import document
from dukao.scoring import Scheme, ScoringError
from dukao.scoring.simulation import (
    Facts,
    Model,
    Outcome,
    Spread,
    backtest,
    edited,
    left_out,
    monte_carlo,
    parsed_edit,
    sensitivity,
    standard_choices,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from dukao.assessments.models import Round, Simulation
    from dukao.scoring.simulation import Report

    Tell = Callable[[int, int, str], None]


def tried_scheme(simulation: Simulation) -> Scheme:
    """The version with the changes asked for. Raises SchemeError."""
    scheme = document(simulation.version)
    return edited(scheme, [parsed_edit(scheme, text) for text in simulation.edits])


def facts_of(assessment: Round) -> Facts:
    """The facts a frozen round keeps, else those that stand now."""
    if is_composed(assessment):
        raise ScoringError("这一期由各月汇总，请选其中一个月推演。")
    kept = assessment.state != RoundState.COLLECTING
    inputs: Inputs = (
        inputs_of(assessment) if kept else gathered(assessment.version, assessment.span, is_provisional=True)
    )
    return Facts(inputs.facts, inputs.events, inputs.targets, inputs.roster)


def simulated(simulation: Simulation, tell: Tell) -> dict[str, Any]:
    """Everything the simulation asks for, as plain data. Raises ScoringError with sentences."""
    assessment = simulation.round
    tell(0, 0, "正在读取数据并计分。")
    scheme, period, origin = tried_scheme(simulation), assessment.span, document(assessment.version)
    facts = facts_of(assessment)
    model = Model.of(scheme, facts.carried_to(scheme, origin).blocks(scheme), [period])
    outcome = Outcome(model, period, simulation.seed)
    outcome.backtest = backtest(
        document(simulation.against), scheme, facts, period, origin=origin,
        report=_told(tell, "正在逐单位对照。"),
    )  # fmt: skip
    spread = Spread.parse(simulation.spread)
    choices = standard_choices(scheme, model.run) if simulation.with_choices else ()
    if simulation.runs:
        outcome.monte_carlo = monte_carlo(
            model, runs=simulation.runs, seed=simulation.seed, spread=spread, choices=choices,
            report=_told(tell, "正在随机变动权重，重算名次。"),
        )  # fmt: skip
    if simulation.with_sensitivity:
        outcome.sensitivity = sensitivity(
            model, rows=SENSITIVITY_ROWS, seed=simulation.seed, spread=spread, choices=choices,
            report=_told(tell, "正在计算各项假设的敏感性。"),
        )  # fmt: skip
    outcome.left_out = left_out(model, _told(tell, "正在逐项去掉指标。"))
    return outcome.as_json()


def _told(tell: Tell, sentence: str) -> Report:
    return lambda done, total: tell(done, total, sentence)
