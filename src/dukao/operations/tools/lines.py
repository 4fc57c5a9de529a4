"""Standard input and output of the small commands: any usual encoding in, UTF-8 out."""

from __future__ import annotations

import csv
import io
import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence

from dukao.scoring.formats.tables import decoded
from dukao.scoring.problems import FactsError

_NAME = "标准输入"


def bytes_given() -> bytes:
    """All of standard input. Raises FactsError when there is none."""
    if sys.stdin is None:
        raise FactsError(f"没有{_NAME}，请用 < 给出文件")
    if sys.stdin.isatty():
        sys.stderr.write("请输入，一行一个，按 Ctrl-D 结束：\n")
    return sys.stdin.buffer.read()


def text_given() -> str:
    """All of standard input as text. Raises FactsError when it is none."""
    return decoded(bytes_given(), _NAME)


def lines_given() -> Iterator[str]:
    """The lines that hold something, without outer blanks; how many were empty is told at the end."""
    empty = 0
    for line in re.split(r"\r\n|\r|\n", text_given().removesuffix("\n")):
        if line.strip():
            yield line.strip()
        else:
            empty += 1
    if empty:
        sys.stderr.write(f"提示：跳过 {empty} 个空行\n")


def give_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A CSV table on standard output, in UTF-8 whatever the terminal's encoding."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows(rows)
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(out.getvalue().encode("utf-8", "replace"))
        sys.stdout.buffer.flush()
    except BrokenPipeError:  # the reader has seen enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
