"""Matrices of comparisons and tables of values, checked cell by cell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from dukao.scoring.formats.files import rows_of_file
from dukao.scoring.numbers import parse_decimal
from dukao.scoring.problems import FactsError, Problem
from dukao.scoring.weighting.ahp import LARGEST

_RATIO = re.compile(r"([^/]+)/([^/]+)")
_NARROW = str.maketrans("／", "/")
Line = tuple[int, list[str]]


@dataclass(frozen=True)
class Sheet:
    """Names of rows and columns with the numbers between them."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: tuple[tuple[Fraction, ...], ...]


def read_comparisons(path: str | Path) -> Sheet:
    """A square of comparisons, names along both edges. Raises FactsError for every cell that contradicts.

    Below the diagonal cells may be left empty: there stands the reciprocal.
    """
    heads, lines = _lines(path, "判断矩阵")
    names = [cells[0] for _, cells in lines]
    if names != heads:
        raise FactsError("判断矩阵的第一行和第一列要是同样的名称、同样的顺序")
    if not 1 <= len(heads) <= LARGEST:
        raise FactsError(f"判断矩阵要有 1 到 {LARGEST} 项，现在是 {len(heads)} 项；项目多的请分层比较")
    problems: list[Problem] = []
    found: list[list[Fraction | None]] = []
    for row, (line, cells) in enumerate(lines):
        found.append([_comparison(cells, line, row, column, problems) for column in range(len(heads))])
    for row, (line, _) in enumerate(lines):
        for column in range(row):
            upper, lower = found[column][row], found[row][column]
            if upper is not None and lower is None:
                found[row][column] = 1 / upper
            elif upper is not None and lower is not None and upper * lower != 1:
                sentence = f"与第 {lines[column][0]} 行互为倒数的数应是 {1 / upper}，现在是 {lower}"
                problems.append(Problem(sentence, heads[column], line))
    if problems:
        raise FactsError(problems)
    values = tuple(tuple(value or Fraction(1) for value in row) for row in found)
    return Sheet(tuple(names), tuple(heads), values)


def _comparison(
    cells: Sequence[str], line: int, row: int, column: int, problems: list[Problem]
) -> Fraction | None:
    """The number in the cell; none where its mirror image stands for it."""
    text = cells[column + 1]
    if not text and column < row:
        return None
    try:
        value = _ratio(text)
        if value <= 0:
            raise ValueError(f"“{text}”要大于 0")
        if column == row and value != 1:
            raise ValueError(f"与自己相比应写 1，现在是 {text}")
    except ValueError as error:
        problems.append(Problem(str(error), f"第 {column + 2} 列", line))
        return None
    return value


def read_values(path: str | Path) -> Sheet:
    """A table with a row per unit and a column per indicator. Raises FactsError for every faulty cell."""
    heads, lines = _lines(path, "数据表")
    if len(lines) < 2:
        raise FactsError("数据表至少要有两个单位，只有一个单位看不出差异")
    problems: list[Problem] = []
    values = []
    for line, cells in lines:
        row = []
        for column, text in enumerate(cells[1:]):
            try:
                value = Fraction(parse_decimal(text))
                if value < 0:
                    raise ValueError(f"“{text}”是负数，请先换算成不小于 0、越大越好的数")
                row.append(value)
            except ValueError as error:
                problems.append(Problem(str(error), heads[column], line))
        values.append(tuple(row))
    if problems:
        raise FactsError(problems)
    empty = [head for head, column in zip(heads, zip(*values, strict=True), strict=True) if not any(column)]
    if empty:
        raise FactsError(f"{'、'.join(empty)}全是 0，算不出比重，请去掉这一列")
    return Sheet(tuple(cells[0] for _, cells in lines), tuple(heads), tuple(values))


def _lines(path: str | Path, what: str) -> tuple[list[str], list[Line]]:
    """The names over the columns, and the rows, all as wide as the first."""
    (line, heads), *lines = list(rows_of_file(Path(path), what)) or [(1, [])]
    if len(heads) < 2 or not lines:
        raise FactsError([Problem(f"{what}第一行写列名，第一列写名称，里面写数", "", line)])
    heads = heads[1:]
    twice = [name for name, number in Counter(heads).items() if number > 1 or not name]
    if twice:
        raise FactsError([Problem("列名不能空着，也不能重复", twice[0], line)])
    problems = [
        Problem(f"这一行有 {len(cells)} 格，应有 {len(heads) + 1} 格", "", number)
        for number, cells in lines
        if len(cells) > len(heads) + 1
    ]
    if problems:
        raise FactsError(problems)
    return heads, [(number, cells + [""] * (len(heads) + 1 - len(cells))) for number, cells in lines]


def _ratio(text: str) -> Fraction:
    """A number or a ratio of two: 3, 1/3, 0.5."""
    found = _RATIO.fullmatch(text.translate(_NARROW))
    if found is None:
        return Fraction(parse_decimal(text))
    above, below = (Fraction(parse_decimal(part)) for part in found.groups())
    if not below:
        raise ValueError(f"“{text}”的分母不能是 0")
    return above / below
