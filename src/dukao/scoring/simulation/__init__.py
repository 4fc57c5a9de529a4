"""What if: schemes tried on facts. Nothing here changes a scheme or a score."""

from dukao.scoring.simulation.backtest import Backtest, Facts, Move, backtest
from dukao.scoring.simulation.choices import Alternative, Choice, parsed_choice, standard_choices
from dukao.scoring.simulation.draws import Spread
from dukao.scoring.simulation.edits import Edit, edited, parsed_edit
from dukao.scoring.simulation.leaving_out import LeftOut, left_out
from dukao.scoring.simulation.levers import Lever, Levers
from dukao.scoring.simulation.model import Model, Report
from dukao.scoring.simulation.monte_carlo import MonteCarlo, RankRange, monte_carlo
from dukao.scoring.simulation.outcome import Outcome
from dukao.scoring.simulation.reasons import Reason
from dukao.scoring.simulation.sensitivity import Index, Sensitivity, sensitivity

__all__ = [
    "Alternative",
    "Backtest",
    "Choice",
    "Edit",
    "Facts",
    "Index",
    "LeftOut",
    "Lever",
    "Levers",
    "Model",
    "MonteCarlo",
    "Move",
    "Outcome",
    "RankRange",
    "Reason",
    "Report",
    "Sensitivity",
    "Spread",
    "backtest",
    "edited",
    "left_out",
    "monte_carlo",
    "parsed_choice",
    "parsed_edit",
    "sensitivity",
    "standard_choices",
]
