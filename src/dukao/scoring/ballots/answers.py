"""From the text of an answer to its number, whatever is written: a grade, a score, an abstention."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from dukao.scoring.ballots.document import Ballot
from dukao.scoring.ballots.votes import Answers as AnswerNumbers
from dukao.scoring.ballots.votes import Choices
from dukao.scoring.numbers import decimal_places, normal, parse_decimal

#: While votes are read not all scores are known yet, so an answer is first a position in the order of
#: appearance, or one of these; counted from the end they index the table that settles them.
_ABSTAINED, _SPOILT, _BLANK, _TOO_PRECISE, ABSENT = -1, -2, -3, -4, -5
_MARKS = 5
_MOST_SCORES = 60_000


class Answers(dict[str, int]):
    """From the text of an answer to its number; a score seen for the first time gets the next one."""

    def __init__(self, ballot: Ballot):
        super().__init__({grade.name: number for number, grade in enumerate(ballot.grades)})
        self.update(dict.fromkeys(ballot.abstention.words, _ABSTAINED))
        self.update(dict.fromkeys(ballot.validity.spoilt_words, _SPOILT))
        blank = {"abstain": _ABSTAINED, "invalid": _BLANK}.get(ballot.validity.blank)
        if blank is not None:
            self[""] = blank
        self._ballot = ballot
        self.scores: dict[Decimal, int] = {}

    def __missing__(self, text: str) -> int:
        self[text] = number = self._read(text)
        return number

    def _read(self, text: str) -> int:
        if not text:
            raise ValueError("没有填评价；空白算弃权或废票的，请在 validity.blank 里写明")
        scale = self._ballot.scores
        if scale is None:
            listed = "、".join(grade.name for grade in self._ballot.grades)
            raise ValueError(f"没有“{text}”这个等次，可以填：{listed}")
        score = parse_decimal(text)
        if not scale.low <= score <= scale.high:
            raise ValueError(f"分数 {text} 不在 {normal(scale.low)} 到 {normal(scale.high)} 之间")
        if decimal_places(score) > scale.places:
            return _TOO_PRECISE
        if len(self.scores) >= _MOST_SCORES:
            raise ValueError("不同的分值太多，数不下：请减少 scores.places（小数位数）")
        return self.scores.setdefault(score, len(self.scores))

    def settled(self) -> tuple[Choices, AnswerNumbers]:
        """The choices, scores from low to high, and the final number of every first one."""
        scores = tuple(sorted(self.scores))
        choices = Choices(self._ballot, scores)
        final = np.zeros(choices.abstained + _MARKS, dtype=np.uint16)
        final[: choices.abstained] = np.arange(choices.abstained)  # grades keep their order
        for number, score in enumerate(scores):
            final[self.scores[score]] = number
        final[_ABSTAINED], final[_SPOILT], final[_BLANK] = choices.abstained, choices.spoilt, choices.blank
        final[_TOO_PRECISE], final[ABSENT] = choices.too_precise, choices.absent
        return choices, final
