"""Tables in whatever file: what kind a file is shows in its first bytes, what kind to write in its name."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from dukao.scoring.formats.columns import Table
from dukao.scoring.formats.excel import WorkbookError, rows_of_workbook, workbook_of_table
from dukao.scoring.formats.tables import decoded, rows
from dukao.scoring.problems import FactsError, why

_PACKED, _OLE, _PARQUET = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"PAR1"
#: Files that people hand over by mistake, by their first bytes.
_OTHERS = {b"%PDF": " PDF 文件", b"\x89PNG": "图片", b"\xff\xd8\xff": "图片", b"{\\rtf": " RTF 文档"}
SUFFIXES = (".csv", ".xlsx", ".parquet")


def read_content(path: Path, what: str) -> bytes:
    """The bytes of a file; `what` names it in the sentence when there are none. Raises FactsError."""
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise FactsError(f"找不到{what} {path}") from error
    except OSError as error:
        raise FactsError(f"读不出{what} {path}：{why(error)}") from error


def rows_of_file(path: Path, what: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV, Excel or Parquet file that hold something, with their numbers; the heads first.

    Raises FactsError, also for files that are broken, locked, too large or of another kind.
    """
    content = read_content(path, what)
    if content.startswith(_PARQUET):
        # Its library takes half a second to load, which a web server at its start has no use for.
        from dukao.scoring.formats.parquet import rows_of_parquet

        try:
            yield from rows_of_parquet(content)
        except FactsError as error:
            raise error.in_file(str(path)) from error
    elif content.startswith((_PACKED, _OLE)):
        try:
            yield from rows_of_workbook(content)
        except WorkbookError as error:
            raise FactsError(error.problems).in_file(str(path)) from error
    else:
        for start, kind in _OTHERS.items():
            if content.startswith(start):
                raise FactsError(f"{path} 是{kind}，{what}要用 CSV、Excel（.xlsx）或 Parquet")
        yield from rows(_text(content, path))


def _text(content: bytes, path: Path) -> str:
    try:
        return decoded(content, str(path))
    except FactsError as error:
        kind = {".xlsx": "Excel 工作簿", ".parquet": "Parquet 文件"}.get(path.suffix.lower())
        if kind is None:
            raise
        raise FactsError(f"{path} 不是完好的 {kind}，请重新保存或重新下载") from error


def table_content(table: Table, suffix: str) -> bytes:
    """The table as a file of this suffix; FactsError for one that is not known."""
    match suffix.lower():
        case ".csv":
            return csv_text(table).encode()
        case ".xlsx":
            return workbook_of_table(table)
        case ".parquet":
            from dukao.scoring.formats.parquet import parquet_of_table

            return parquet_of_table(table)
    raise FactsError(f"结果不能存成“{suffix or '没有后缀'}”的文件，请用 {'、'.join(SUFFIXES)}")


def csv_text(table: Table) -> str:
    """The table as CSV with the names of the columns in the first line."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    quoting = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow([column.name for column in table.columns])
    for row in table.rows:
        texts = [table.text(value) for value in row]
        # A bare carriage return is not quoted of itself, and would be read back as the end of the row.
        (quoting if any("\r" in text for text in texts) else writer).writerow(texts)
    return out.getvalue()
