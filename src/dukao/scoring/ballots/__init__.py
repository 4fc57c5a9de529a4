"""Votes tallied exactly: qualitative grades or scores, weighted voter groups, validity, trimming."""

from dukao.scoring.ballots.counting import count_answers
from dukao.scoring.ballots.document import Ballot, MissingGroup, Weighting
from dukao.scoring.ballots.loading import ballot_from_yaml, read_ballot
from dukao.scoring.ballots.reading import read_votes, votes_from_text
from dukao.scoring.ballots.scores import Tally, ranks, tally, vote_score, weighted_score
from dukao.scoring.ballots.writing import write_tally

__all__ = [
    "Ballot",
    "MissingGroup",
    "Tally",
    "Weighting",
    "ballot_from_yaml",
    "count_answers",
    "ranks",
    "read_ballot",
    "read_votes",
    "tally",
    "vote_score",
    "votes_from_text",
    "weighted_score",
    "write_tally",
]
