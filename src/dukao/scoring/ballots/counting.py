"""The counting kernel: how often each answer was given, by cell and question."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dukao.scoring.ballots.document import Ballot, Trim
from dukao.scoring.ballots.votes import Answers, Choices, Counts, Index, Votes
from dukao.scoring.problems import FactsError

#: Counts kept at once; a table larger than this has more different scores than any ballot needs.
MAX_COUNTS = 200_000_000
#: Counts that stay in a core's cache, where adding to them at random costs little.
CACHED_COUNTS = 2**17


def count_answers(
    cells: Index, answers: Answers, *, cell_count: int, answer_count: int, times: Counts | None = None
) -> Counts:
    """Counts by cell, question and answer; `cells` gives the cell of each row of `answers`.

    >>> answers = np.array([[0, 1], [0, 0], [1, 1]], dtype=np.uint16)
    >>> count_answers(np.array([0, 0, 1]), answers, cell_count=2, answer_count=2).tolist()
    [[[2, 0], [1, 1]], [[0, 1], [0, 1]]]
    """
    questions = answers.shape[1]
    counts = np.zeros((cell_count, questions, answer_count), dtype=np.int64)
    used = int(answers.max(initial=0)) + 1
    together = _together(cell_count, used, questions)
    for start in range(0, questions, together):
        columns = answers[:, start : start + together].T
        joint = np.zeros(cell_count * used ** len(columns), dtype=np.int64)
        # In stretches, so that what is worked out on the way stays in the cache as well.
        for rows in _stretches(len(cells), max(CACHED_COUNTS, 8 * len(joint))):
            places = _combined(cells[rows], columns[:, rows], used)
            if times is None:
                joint += np.bincount(places, minlength=len(joint))
            else:
                np.add.at(joint, places, times[rows])  # bincount would weigh with binary floats
        by_question = joint.reshape(cell_count, *[used] * len(columns))
        for number in range(len(columns)):
            others = tuple(axis + 1 for axis in range(len(columns)) if axis != number)
            counts[:, start + number, :used] = by_question.sum(axis=others)
    return counts


def _stretches(rows: int, length: int) -> list[slice]:
    return [slice(start, start + length) for start in range(0, rows, length)]


def _together(cells: int, used: int, questions: int) -> int:
    """How many questions are counted in one pass: as many as leave a table that stays in the cache."""
    together = 1
    while together < questions and cells * used ** (together + 1) <= CACHED_COUNTS:
        together += 1
    return together


def _combined(cells: Index, columns: Answers, used: int) -> Index:
    """The cell and the combination of answers to these questions as one number."""
    combined = columns[0].astype(np.uint32)
    for column in columns[1:]:
        combined *= np.uint32(used)
        combined += column
    return cells * used ** len(columns) + combined


@dataclass(frozen=True)
class Counted:
    """Counts by object, group and question; the last axis are the answers of `choices`."""

    choices: Choices
    counts: Counts

    @property
    def expressed(self) -> Counts:
        """Votes for a grade or a score."""
        return self.counts[..., : self.choices.abstained]

    @property
    def abstained(self) -> Counts:
        return self.counts[..., self.choices.abstained]

    def trimmed(self, trim: Trim | None) -> Counts:
        """The expressed votes without the highest and lowest, where there are more than `trim.above`."""
        if trim is None:
            return self.expressed
        order = np.argsort(np.array(self.choices.values, dtype=object), kind="stable")
        below = np.cumsum(self.expressed[..., order], axis=-1)
        number = below[..., -1:]
        kept_below = np.clip(below - trim.drop, 0, np.maximum(number - 2 * trim.drop, 0))
        kept = np.empty_like(self.expressed)
        kept[..., order] = np.diff(kept_below, axis=-1, prepend=0)
        return np.where(number > trim.above, kept, self.expressed)


def count_votes(ballot: Ballot, votes: Votes) -> Counted:
    """Every answer of these votes counted; a ballot without declared groups has one."""
    shape = (len(ballot.objects), max(len(ballot.groups), 1))
    cell_count, answer_count = shape[0] * shape[1], votes.choices.total
    if cell_count * votes.answers.shape[1] * answer_count > MAX_COUNTS:
        raise FactsError("不同的分值太多，数不下：请减少 scores.places（小数位数）")
    counts = count_answers(
        votes.objects * shape[1] + votes.groups,
        votes.answers,
        cell_count=cell_count,
        answer_count=answer_count,
        times=votes.times,
    )
    return Counted(votes.choices, counts.reshape(*shape, *counts.shape[1:]))
