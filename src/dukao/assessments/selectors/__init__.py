"""Reading rounds and scores: for the pages of this room and for the rooms above."""

from dukao.assessments.computing import book_of
from dukao.assessments.selectors.rounds import visible_rounds
from dukao.assessments.selectors.scores import LatestScore, latest_score, top_losses
from dukao.assessments.selectors.sight import Sight, sight_of

__all__ = [
    "LatestScore",
    "Sight",
    "book_of",
    "latest_score",
    "sight_of",
    "top_losses",
    "visible_rounds",
]
