"""What the columns of a table of votes mean, whatever of the three layouts it has."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from dukao.scoring.ballots.document import Ballot
from dukao.scoring.formats.tables import lacking_columns
from dukao.scoring.problems import FactsError, Problem

COLUMNS = {
    "ballot": ("ballot", "票号"),
    "group": ("group", "组别", "投票人分组"),
    "object": ("object", "对象", "对象代码"),
    "question": ("question", "题目"),
    "choice": ("choice", "评价", "grade", "等次", "score", "分数"),
    "count": ("count", "票数"),
}


class Shape(Enum):
    """What a row holds."""

    LONG = "one answer"
    BY_QUESTION = "one voter's answers about one object, a column per question"
    BY_GRADE = "numbers of votes, a column per grade"


@dataclass(frozen=True)
class Layout:
    """Where each column stands; `answers` are those named after a question or a grade."""

    shape: Shape
    columns: dict[str, int]
    answers: dict[int, str]
    width: int

    @property
    def has_counts(self) -> bool:
        return "count" in self.columns or self.shape is Shape.BY_GRADE

    @classmethod
    def of(cls, heads: Sequence[str], ballot: Ballot, line: int) -> Layout:
        """The layout these headings show. Raises FactsError for columns that are unknown or lacking."""
        aliases = {alias: column for column, names in COLUMNS.items() for alias in names}
        columns: dict[str, int] = {}
        others: dict[int, str] = {}
        problems = []
        for position, head in enumerate(heads):
            column = aliases.get(head.lower())
            if column in columns or head in others.values():
                problems.append(Problem("这一列写了两次，请删去一列", head, line))
            elif column is not None:
                columns[column] = position
            else:
                others[position] = head
        layout = cls(_shape(columns, others, ballot), columns, others, len(heads))
        problems += layout._faults(ballot, line)
        if problems:
            raise FactsError(problems)
        return layout

    def _faults(self, ballot: Ballot, line: int) -> list[Problem]:
        named = {Shape.LONG: set(), Shape.BY_QUESTION: _questions(ballot), Shape.BY_GRADE: _words(ballot)}
        found = [
            _unknown_column(head, named[self.shape], line)
            for head in self.answers.values()
            if head not in named[self.shape]
        ]
        if "count" in self.columns and self.shape is not Shape.LONG:
            found.append(Problem("每个等次或题目各有一列时，不再写票数列", "count", line))
        if self.has_counts and ballot.validity.looks_at_whole_ballots:
            sentence = "这是汇总后的票数，看不出每张票，核不了 validity 里的规则；请改用一行一票的表"
            found.append(Problem(sentence, "", line))
        lacking = [column for column in self._needed(ballot) if column not in self.columns]
        if lacking:
            names = [f"{column}（{COLUMNS[column][1]}）" for column in lacking]
            heads = [*self.columns, *self.answers.values()]
            found.insert(0, lacking_columns(names, heads, line))
        return found

    def _needed(self, ballot: Ballot) -> list[str]:
        needed = ["object"]
        if ballot.groups:
            needed.insert(0, "group")
        if ballot.questions and self.shape is not Shape.BY_QUESTION:
            needed.append("question")
        if self.shape is Shape.LONG:
            needed.append("choice")
        if ballot.validity.looks_at_whole_ballots and not self.has_counts:
            needed.append("ballot")
        return needed


def _shape(columns: dict[str, int], others: dict[int, str], ballot: Ballot) -> Shape:
    if "choice" in columns:
        return Shape.LONG
    names = set(others.values())
    if names & _questions(ballot):
        return Shape.BY_QUESTION
    return Shape.BY_GRADE if names & _words(ballot) else Shape.LONG


def _questions(ballot: Ballot) -> set[str]:
    return {name for one in ballot.questions for name in (one.code, one.name)}


def _words(ballot: Ballot) -> set[str]:
    """Everything an answer may be written as in words."""
    graded = [grade.name for grade in ballot.grades]
    return {*graded, *ballot.abstention.words, *ballot.validity.spoilt_words}


def _unknown_column(head: str, allowed: set[str], line: int) -> Problem:
    if not head:
        return Problem("有一列没有列名，请删去或补上", "", line)
    near = difflib.get_close_matches(head, allowed | set(COLUMNS), n=1)
    return Problem(f"不认识的列“{head}”" + (f"，是不是 {near[0]}？" if near else "，请删去或改名"), "", line)
