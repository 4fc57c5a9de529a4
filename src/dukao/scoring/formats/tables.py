"""CSV tables as people send them: any usual encoding, blank rows left out, every row with its line."""

from __future__ import annotations

import csv
import io
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator, Sequence

from dukao.scoring.problems import FactsError, Problem

_ENCODINGS = ("utf-8-sig", "gb18030")


def decoded(raw: bytes, name: str) -> str:
    """The text these bytes hold: UTF-8, UTF-16 with its mark, or GB 18030. Raises FactsError.

    >>> decoded("单位".encode("gb18030"), "x.csv"), decoded("单位".encode("utf-16"), "x.csv")
    ('单位', '单位')
    """
    encodings = ("utf-16",) if raw[:2] in {BOM_UTF16_LE, BOM_UTF16_BE} else _ENCODINGS
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise FactsError(f"{name} 不是文本，请另存为 CSV（UTF-8）")


def lacking_columns(names: Sequence[str], heads: Sequence[str], line: int = 1) -> Problem:
    """The fault of a table whose first row lacks these columns, with what may have gone wrong."""
    words = "、".join(names)
    if not any(heads):
        return Problem(f"表是空的，第一行要写列名，至少有：{words}")
    advice = "；各列要用英文逗号隔开，请另存为 CSV" if len(heads) == 1 and _is_joined(heads[0]) else ""
    return Problem(f"第一行要写列名，缺少：{words}{advice}", "", line)


def _is_joined(head: str) -> bool:
    return any(sign in head for sign in "\t;；，、|")


def rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold something, each with the number of its last line; cells without outer blanks."""
    # Strict, or a quotation mark left open would swallow the rest of the table unnoticed.
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for cells in reader:
            bare = [cell.strip() for cell in cells]
            if any(bare):
                yield reader.line_num, bare
    except csv.Error as error:
        raise FactsError([Problem("这一行不是合格的 CSV，请检查引号", "", reader.line_num)]) from error
