"""Weights of indicators: from comparisons (AHP) or from the data (entropy), published so that they make 1."""

from dukao.scoring.weighting.ahp import RANDOM_INDEX, Judgement, judge
from dukao.scoring.weighting.entropy import EntropyWeight, entropy_weights
from dukao.scoring.weighting.reading import Sheet, read_comparisons, read_values
from dukao.scoring.weighting.shares import published

__all__ = [
    "RANDOM_INDEX",
    "EntropyWeight",
    "Judgement",
    "Sheet",
    "entropy_weights",
    "judge",
    "published",
    "read_comparisons",
    "read_values",
]
