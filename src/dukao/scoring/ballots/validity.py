"""Which ballots are invalid as a whole: too many high or too few low votes, or the same for everybody."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from dukao.scoring.ballots.document import Ballot
from dukao.scoring.ballots.votes import Index, Votes

Mask = NDArray[np.bool_]


def without_invalid(ballot: Ballot, votes: Votes) -> Votes:
    """The votes with the answers of invalid ballots turned into the reason why.

    With `per: question` each question of a ballot is judged by itself, otherwise the ballot stands or falls
    as a whole. What abstains is not judged; a ballot with nothing but abstentions is valid.
    """
    if not ballot.validity.looks_at_whole_ballots or not len(votes.sheets):
        return votes
    answers = votes.answers.copy(order="F")
    columns = range(answers.shape[1])
    parts = [[column] for column in columns] if ballot.validity.per == "question" else [list(columns)]
    for part in parts:
        verdict = _verdict(ballot, votes, part)[votes.sheets]
        for column in part:
            struck = (verdict > 0) & (votes.answers[:, column] <= votes.choices.abstained)
            answers[struck, column] = verdict[struck]
    return replace(votes, answers=answers)


def _verdict(ballot: Ballot, votes: Votes, part: list[int]) -> Index:
    """By sheet the number of the first reason that makes it invalid; nought for a valid one."""
    choices, sheets = votes.choices, int(votes.sheets.max()) + 1
    chosen = np.arange(choices.total) < choices.abstained
    expressed = _per_sheet(votes, part, chosen)
    verdict = np.zeros(sheets, dtype=np.intp)
    # From the last rule to the first, so that the first one declared is the one told.
    if ballot.validity.all_equal == "invalid":
        verdict[_all_equal(votes, part, sheets) & (expressed > 1)] = choices.all_equal
    for number, quota in reversed(list(zip(choices.quotas, ballot.validity.quotas, strict=True))):
        inside = chosen.copy()
        inside[: choices.abstained] = [quota.range.holds(value) for value in choices.values]
        found = _per_sheet(votes, part, inside)
        broken: Mask = np.zeros(sheets, dtype=bool)
        if quota.at_most is not None:
            broken |= found > quota.at_most
        if quota.at_least is not None:
            broken |= found < quota.at_least
        verdict[broken & (expressed > 0)] = number
    return verdict


def _per_sheet(votes: Votes, part: list[int], wanted: Mask) -> Index:
    """How many of each sheet's answers are wanted ones."""
    sheets = int(votes.sheets.max()) + 1
    found = np.zeros(sheets, dtype=np.intp)
    for column in part:
        found += np.bincount(votes.sheets[wanted[votes.answers[:, column]]], minlength=sheets)
    return found


def _all_equal(votes: Votes, part: list[int], sheets: int) -> Mask:
    """Sheets whose expressed votes are all for the same."""
    least = np.full(sheets, votes.choices.total)
    most = np.full(sheets, -1)
    for column in part:
        answers = votes.answers[:, column].astype(np.intp)
        given = answers < votes.choices.abstained
        np.minimum.at(least, votes.sheets[given], answers[given])
        np.maximum.at(most, votes.sheets[given], answers[given])
    return np.asarray(least == most, dtype=bool)
