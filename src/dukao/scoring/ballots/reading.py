"""Votes from a table: one row per voter and object, or counts; every row that does not fit is named."""

from __future__ import annotations

import difflib
from array import array
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from dukao.scoring.ballots.answers import ABSENT, Answers
from dukao.scoring.ballots.document import Ballot
from dukao.scoring.ballots.layout import Layout, Shape
from dukao.scoring.ballots.votes import Votes
from dukao.scoring.formats.files import rows_of_file
from dukao.scoring.formats.tables import rows
from dukao.scoring.problems import FactsError, Problem

_MOST_DIGITS = 12


def read_votes(path: str | Path, ballot: Ballot) -> Votes:
    """The votes in a CSV, Excel or Parquet file. Raises FactsError that names every faulty row."""
    return _votes(rows_of_file(Path(path), "票数据"), ballot)


def votes_from_text(text: str, ballot: Ballot) -> Votes:
    """The votes in this CSV text, in any of three layouts.

    `group, object, [question,] choice[, count]` has one answer per row; `group, object` and a column for each
    question one row per voter and object; `group, object[, question]` and a column for each grade has counts.
    """
    return _votes(rows(text), ballot)


def _votes(lines: Iterator[tuple[int, list[str]]], ballot: Ballot) -> Votes:
    line, heads = next(lines, (1, []))
    layout = Layout.of(heads, ballot, line)
    reading = _Reading(ballot, layout)
    for number, cells in lines:
        reading.take(number, cells)
    return reading.votes()


class _Reading:
    """Turns rows into arrays, collecting faults."""

    def __init__(self, ballot: Ballot, layout: Layout):
        self._ballot, self._layout = ballot, layout
        self._objects = _Places("对象", [(one.code, one.name) for one in ballot.objects])
        self._groups = _Places("组", [(one.code, one.name) for one in ballot.groups])
        self._questions = _Places("题目", [(one.code, one.name) for one in ballot.questions])
        self._answers = Answers(ballot)
        self._question_count = max(len(ballot.questions), 1)
        self._rows = array("q")  # object, group, sheet, times of each row
        self._given = array("i")  # the answers of each row
        self._sheets: dict[str, tuple[int, int]] = {}
        self._seen: set[tuple[int, int, int]] = set()
        self._problems: list[Problem] = []
        self._columns = self._columns_of_questions()
        self._take = self._way()

    def _columns_of_questions(self) -> list[int | None]:
        """Where the answers to each question stand, in a layout with a column for each."""
        columns: list[int | None] = [None] * self._question_count
        if self._layout.shape is Shape.BY_QUESTION:
            for column, head in self._layout.answers.items():
                question = self._questions(head)
                if columns[question] is not None:
                    raise FactsError(f"题目“{head}”有两列（代码和名称各一列），请删去一列")
                columns[question] = column
        return columns

    def _way(self) -> Callable[[Sequence[str], int, int, int], None]:
        return {
            Shape.LONG: self._take_answer,
            Shape.BY_QUESTION: self._take_questions,
            Shape.BY_GRADE: self._take_counts,
        }[self._layout.shape]

    def take(self, line: int, cells: Sequence[str]) -> None:
        """One row; a fault is kept and the row left out."""
        try:
            if len(cells) > self._layout.width:
                raise ValueError("这一行的格子比列名多，请检查逗号和引号")
            if len(cells) < self._layout.width:
                cells = [*cells, *[""] * (self._layout.width - len(cells))]
            group = self._groups(self._cell(cells, "group")) if self._ballot.groups else 0
            subject = self._objects(self._cell(cells, "object"))
            self._take(cells, subject, group, self._sheet(cells, group))
        except ValueError as error:
            self._problems.append(Problem(str(error), "", line))

    def _cell(self, cells: Sequence[str], column: str) -> str:
        position = self._layout.columns.get(column)
        return "" if position is None else cells[position]

    def _sheet(self, cells: Sequence[str], group: int) -> int:
        """The number of the voter's sheet; without ballot numbers every row is one."""
        if "ballot" not in self._layout.columns:
            return len(self._rows) // 4
        name = self._cell(cells, "ballot")
        if not name:
            raise ValueError("没有填票号")
        sheet, former = self._sheets.setdefault(name, (len(self._sheets), group))
        if former != group:
            raise ValueError(f"票号 {name} 前面属于另一个组，一张票只能属于一个组")
        return sheet

    def _take_answer(self, cells: Sequence[str], subject: int, group: int, sheet: int) -> None:
        question = self._questions(self._cell(cells, "question")) if self._ballot.questions else 0
        times = 1
        if "count" in self._layout.columns:
            times = _number(self._cell(cells, "count"))
            if times > 1 and "ballot" in self._layout.columns:
                raise ValueError("有票号的一行就是一票，票数只能写 1")
        answer = self._answers[self._cell(cells, "choice")]
        self._once(sheet, subject, question)
        self._put(subject, group, sheet, times, self._only(question, answer))

    def _take_questions(self, cells: Sequence[str], subject: int, group: int, sheet: int) -> None:
        answers = self._answers
        given = [ABSENT if column is None else answers[cells[column]] for column in self._columns]
        self._once(sheet, subject, 0)
        self._put(subject, group, sheet, 1, given)

    def _take_counts(self, cells: Sequence[str], subject: int, group: int, sheet: int) -> None:
        question = self._questions(self._cell(cells, "question")) if self._ballot.questions else 0
        numbers = [
            (self._answers[head], _number(cells[position] or "0"))
            for position, head in self._layout.answers.items()
        ]
        for answer, times in numbers:
            if times:
                self._put(subject, group, len(self._rows) // 4, times, self._only(question, answer))

    def _once(self, sheet: int, subject: int, question: int) -> None:
        if "ballot" not in self._layout.columns:
            return
        key = (sheet, subject, question)
        if key in self._seen:
            raise ValueError("这张票对这个对象已经评过一次，请删去重复的一行")
        self._seen.add(key)

    def _only(self, question: int, answer: int) -> list[int]:
        """This answer to this question, and none to the others."""
        given = [ABSENT] * self._question_count
        given[question] = answer
        return given

    def _put(self, subject: int, group: int, sheet: int, times: int, given: Sequence[int]) -> None:
        self._rows.extend((subject, group, sheet, times))
        self._given.extend(given)

    def votes(self) -> Votes:
        """All rows as arrays; FactsError with every fault found."""
        if self._problems:
            raise FactsError(self._problems)
        choices, final = self._answers.settled()
        table = np.frombuffer(self._rows, dtype=np.int64).reshape(-1, 4)
        given = np.frombuffer(self._given, dtype=np.int32).reshape(-1, self._question_count)
        times = table[:, 3].copy() if self._layout.has_counts else None
        objects, groups, sheets = (table[:, column].astype(np.intp) for column in range(3))
        return Votes(choices, objects, groups, sheets, np.asfortranarray(final[given]), times)


class _Places:
    """Where something named by code or name stands in the ballot."""

    def __init__(self, label: str, known: Sequence[tuple[str, str]]):
        self._label = label
        self._places = {name: place for place, (_, name) in enumerate(known)}
        self._places |= {code: place for place, (code, _) in enumerate(known)}

    def __call__(self, text: str) -> int:
        place = self._places.get(text)
        if place is not None:
            return place
        if not text:
            raise ValueError(f"没有填{self._label}")
        near = difflib.get_close_matches(text, self._places, n=1)
        raise ValueError(f"没有“{text}”这个{self._label}" + (f"，是不是 {near[0]}？" if near else "，请核对"))


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > _MOST_DIGITS:
        raise ValueError(f"票数“{text}”应为整数，例如 12")
    return int(text)
