"""Reading a foreign Word file: paragraphs with their automatic numbers, tables with their merged cells.

Runs confined (``confined.py``), for nobody knows what it unfolds to.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from dukao.documents.confinement import Overrun
from dukao.kernel.errors import DomainError

#: What the text parts of a file may unfold to; pictures are not unpacked.
UNPACKED_LIMIT = 64 * 1024**2
TABLE_CELLS = 40_000
_DIGITS = "零一二三四五六七八九十"
_BROKEN = "打不开这份 Word 文件，可能已损坏或有密码。请在 Word 里另存为 .docx 再传。"


def blocks_in(content: bytes) -> bytes:
    """Blocks in reading order, as JSON: ``{"text", "level"}``, its number before the text, or a table.

    A table is ``{"rows", "tops"}``; ``tops`` says for each cell in which row its merged cell begins.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            unpacked = sum(part.file_size for part in packed.infolist() if part.filename.endswith(".xml"))
        if unpacked > UNPACKED_LIMIT:
            raise Overrun
        document = Document(BytesIO(content))
    except (
        zipfile.BadZipFile,
        PackageNotFoundError,
        KeyError,
        ValueError,
        SyntaxError,
    ):  # lxml's is of that kind
        raise DomainError("file_broken", _BROKEN) from None
    numbers = _Numbers(document)
    blocks = [_table(one) if isinstance(one, Table) else _paragraph(one, numbers) for one in _inner(document)]
    return json.dumps([block for block in blocks if block], ensure_ascii=False).encode()


def _inner(document: Any) -> Iterator[Paragraph | Table]:
    return iter(document.iter_inner_content())


def _paragraph(paragraph: Paragraph, numbers: _Numbers) -> dict[str, Any] | None:
    text = paragraph.text.strip()
    if not text:
        return None
    name = (paragraph.style.name if paragraph.style is not None else "") or ""
    level = int(name[-1]) if name.startswith(("Heading ", "heading ", "标题 ")) and name[-1].isdigit() else 0
    return {"text": numbers.before(paragraph) + text, "level": level}


def _table(table: Table) -> dict[str, Any]:
    """Merged cells are repeated over their whole place, as they are meant."""
    rows: list[list[str]] = []
    tops: list[list[int]] = []
    first: dict[Any, int] = {}
    for number, row in enumerate(table.rows):
        cells = row.cells
        if (number + 1) * len(cells) > TABLE_CELLS:
            raise Overrun
        rows.append([cell.text.strip() for cell in cells])
        tops.append([first.setdefault(cell._tc, number) for cell in cells])
    return {"rows": rows, "tops": tops}


class _Numbers:
    """The numbers Word draws before paragraphs of lists; they stand in no text."""

    def __init__(self, document: Any) -> None:
        self._levels: dict[tuple[str, str], tuple[str, str]] = {}
        self._kinds: dict[str, str] = {}
        self._counts: dict[tuple[str, int], int] = {}
        try:
            part = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        for kind in part.iter(qn("w:abstractNum")):
            for level in kind.iter(qn("w:lvl")):
                key = (kind.get(qn("w:abstractNumId")), level.get(qn("w:ilvl")))
                self._levels[key] = (_value(level, "w:numFmt"), _value(level, "w:lvlText"))
        for one in part.iter(qn("w:num")):
            self._kinds[one.get(qn("w:numId"))] = _value(one, "w:abstractNumId")

    def before(self, paragraph: Paragraph) -> str:
        properties: Any = paragraph._p.pPr
        listed = properties.numPr if properties is not None else None
        if listed is None or listed.numId is None:
            return ""
        number = str(listed.numId.val)
        depth = listed.ilvl.val if listed.ilvl is not None else 0
        kind = self._kinds.get(number, "")
        form, pattern = self._levels.get((kind, str(depth)), ("", ""))
        if form in {"", "bullet", "none"}:
            return ""
        self._counts[kind, depth] = self._counts.get((kind, depth), 0) + 1
        for deeper in [key for key in self._counts if key[0] == kind and key[1] > depth]:
            del self._counts[deeper]
        for rank in range(depth + 1):
            above = self._levels.get((kind, str(rank)), ("decimal", ""))[0]
            pattern = pattern.replace(f"%{rank + 1}", _written(self._counts.get((kind, rank), 1), above))
        return pattern


def _value(element: Any, name: str) -> str:
    found = element.find(qn(name))
    return str(found.get(qn("w:val")) or "") if found is not None else ""


def _written(number: int, form: str) -> str:
    """12 is 十二 where Word counts in Chinese.

    >>> _written(12, "chineseCounting"), _written(30, "chineseCountingThousand"), _written(7, "decimal")
    ('十二', '三十', '7')
    """
    if ("hinese" not in form and "apanese" not in form) or number > 99:
        return str(number)
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")
