"""What the command lines have in common: refusals in Chinese sentences and one exit code for wrong input."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn

from dukao.scoring.facts import Target
from dukao.scoring.formats.facts import FactSheet, read_facts
from dukao.scoring.periods import Period
from dukao.scoring.problems import FactsError, ScoringError, why

WRONG_INPUT = 2
_SHOWN_PROBLEMS = 1000

Command = Callable[[Sequence[str]], int]


#: What argparse says, and how it is said here.
_SENTENCES = tuple(
    (re.compile(pattern), sentence)
    for pattern, sentence in (
        (r"the following arguments are required: (.*)", r"缺少 \1"),
        (r"unrecognized arguments: (.*)", r"不认识 \1"),
        (r"argument (.*?): expected one argument", r"\1 后面要写一个值"),
        (r"argument (.*?): expected at least one argument", r"\1 后面至少要写一个值"),
        (r"argument (.*?): ignored explicit argument (.*)", r"\1 后面不写值，多了 \2"),
        (r"argument (.*?): invalid choice: '(.*?)' \(choose from (.*)\)", r"\1 没有“\2”这一种，可以写：\3"),
        (r"argument (.*?): invalid int value: '(.*)'", r"\1 的“\2”应为整数"),
        (r"argument (.*?): not allowed with argument (.*)", r"\1 和 \2 只能写一个"),
        (r"ambiguous option: (.*?) could match (.*)", r"\1 不完整，可能是 \2"),
        (r"argument (.*?): (.*)", r"\1：\2"),
    )
)


class Parser(argparse.ArgumentParser):
    """Explains itself in Chinese; arguments that do not parse are told in a sentence, with exit code 2."""

    def __init__(self, **options: Any):
        super().__init__(add_help=False, **options)
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", help="显示这段说明")

    def format_usage(self) -> str:
        return super().format_usage().replace("usage: ", "用法：", 1)

    def format_help(self) -> str:
        return super().format_help().replace("usage: ", "用法：", 1)

    def error(self, message: str) -> NoReturn:
        sys.stderr.write(f"{self.refusal(message)}\n")
        raise SystemExit(WRONG_INPUT)

    def refusal(self, message: str) -> str:
        """What argparse found wrong, and how it is used."""
        for pattern, sentence in _SENTENCES:
            found = pattern.fullmatch(message)
            if found:
                message = found.expand(sentence).replace("'", "")
                break
        return f"参数不对：{message}\n{self.format_usage().rstrip()}"


def told(command: Command) -> Command:
    """The command with every fault of its input told on stderr, place and remedy, and exit code 2."""

    @wraps(command)
    def run(argv: Sequence[str]) -> int:
        try:
            return command(argv)
        except ScoringError as error:
            for problem in error.problems[:_SHOWN_PROBLEMS]:
                sys.stderr.write(f"{problem}\n")
            if len(error.problems) > _SHOWN_PROBLEMS:
                sys.stderr.write(f"……还有 {len(error.problems) - _SHOWN_PROBLEMS} 处\n")
        except OSError as error:
            sys.stderr.write(f"读写不了文件 {error.filename}：{why(error)}\n")
        return WRONG_INPUT

    return run


def period_named(text: str | None) -> Period | None:
    """The period an option names. Raises FactsError."""
    try:
        return None if text is None else Period.parse(text)
    except ValueError as error:
        raise FactsError(str(error)) from error


def targets_in(path: str | Path | None, period: Period | None = None) -> list[Target]:
    """The targets in the file an option names, none without one; faults say that they are in this file."""
    if path is None:
        return []
    try:
        return read_facts(path, period=period, what="目标值文件").targets
    except FactsError as error:
        raise error.in_file(str(path), lines_too=True) from error


def warn_of_silence(sheet: FactSheet, period: Period | None) -> None:
    """Say so where nothing is reported for the period asked for; every item is then missing."""
    if period is not None and not sheet.touches(period):
        sys.stderr.write(f"提示：数据里没有 {period.label}的行，各项都按缺报处理\n")
