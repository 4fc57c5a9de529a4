"""What is wrong with a scheme or with facts, said so that the writer knows where and what to do."""

from __future__ import annotations

import errno
from dataclasses import dataclass, replace
from typing import Self

_IN_A_LINE = 3


_WHY = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EISDIR: "这是一个文件夹",
    errno.EEXIST: "已有同名的文件",
    errno.ENOTDIR: "路径里有一段不是文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "磁盘只读",
    errno.ENOSPC: "磁盘已满",
}


def why(error: OSError) -> str:
    """What kept a file from being read or written, in words."""
    return _WHY.get(error.errno or 0, error.strerror or "原因不明")


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: a Chinese sentence, the key it concerns, and the place in the file where known (from 1).

    The `file` is named where several are read, and where no line says what the fault is about.
    """

    sentence: str
    key: str = ""
    line: int | None = None
    column: int | None = None
    file: str = ""

    def __str__(self) -> str:
        place = f"第 {self.line} 行" if self.line else ""
        if self.line and self.column:
            place += f"第 {self.column} 列"
        place = " ".join(part for part in (self.file, place) if part)
        return "：".join(part for part in (place, self.key, self.sentence) if part)


class ScoringError(Exception):
    """Input that cannot be scored; `problems` names every fault found, not only the first."""

    def __init__(self, problems: tuple[Problem, ...] | list[Problem] | str):
        self.problems = (Problem(problems),) if isinstance(problems, str) else tuple(problems)
        super().__init__("；".join(str(problem) for problem in self.problems))

    @property
    def sentence(self) -> str:
        """The first faults, short enough for a line on a page."""
        more = " 等" if len(self.problems) > _IN_A_LINE else ""
        return "；".join(map(str, self.problems[:_IN_A_LINE])) + more

    def in_file(self, name: str, *, lines_too: bool = False) -> Self:
        """The same, with the file named where no place is known, and with `lines_too` before every line."""
        unplaced = [
            name not in one.sentence and (lines_too if one.line else not one.key) for one in self.problems
        ]
        return type(self)([
            replace(one, file=name) if alone else one
            for one, alone in zip(self.problems, unplaced, strict=True)
        ])  # fmt: skip


class SchemeError(ScoringError):
    """The scheme document is not valid."""


class FactsError(ScoringError):
    """The facts or targets do not fit the scheme or cannot be read."""
