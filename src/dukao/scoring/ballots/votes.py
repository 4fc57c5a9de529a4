"""Votes as arrays: who was voted on by whom, and every answer as a small number."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from dukao.scoring.ballots.document import Ballot
from dukao.scoring.numbers import normal

Index = NDArray[np.intp]
Answers = NDArray[np.uint16]
Counts = NDArray[np.int64]


class Choices:
    """The numbers that answers are written in: first what voters may choose, then what else may happen."""

    def __init__(self, ballot: Ballot, scores: tuple[Decimal, ...] = ()):
        graded = [(grade.name, grade.value) for grade in ballot.grades]
        chosen = graded or [(normal(score), score) for score in scores]
        self.names = tuple(name for name, _ in chosen)
        self.values = tuple(value for _, value in chosen)
        self.abstained = len(chosen)
        self.spoilt = self.abstained + 1
        self.blank = self.abstained + 2
        self.too_precise = self.abstained + 3
        self.all_equal = self.abstained + 4
        self.quotas = tuple(range(self.abstained + 5, self.abstained + 5 + len(ballot.validity.quotas)))
        places = ballot.scores.places if ballot.scores else 0
        #: Why a vote is invalid, by its number.
        self.reasons = {
            self.spoilt: "废票",
            self.blank: "空白",
            self.too_precise: f"小数超过 {places} 位",
            self.all_equal: "全部评得一样",
            **{
                number: quota.words for number, quota in zip(self.quotas, ballot.validity.quotas, strict=True)
            },
        }
        self.absent = self.abstained + 5 + len(self.quotas)
        self.total = self.absent + 1


@dataclass(frozen=True)
class Votes:
    """One row per voter and object: positions of object and group in the ballot, the sheet, the answers.

    `answers` has a column per question. `times` says how often a row was cast; none means once.
    """

    choices: Choices
    objects: Index
    groups: Index
    sheets: Index
    answers: Answers
    times: Counts | None = None
