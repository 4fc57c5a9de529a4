"""The mark of a state secret printed in a PDF: such a file is refused before it is stored."""

from __future__ import annotations

import re
from functools import cache, partial

import pikepdf

from dukao.documents.confinement import Overrun
from dukao.kernel.errors import DomainError
from dukao.kernel.secrecy import mark_printed_in

CODE = re.compile(rb"<([0-9A-Fa-f]+)>")
#: What the first page may unfold to; a sheet of dense drawings has a few megabytes.
CONTENT_LIMIT = 16 * 1024**2
#: What is read of the pages after it, and how many of them: parts that are bound in bear marks of their own.
FURTHER_LIMIT, FURTHER_PAGES = 2 * 1024**2, 60
#: Bytes of a font's table of letters, and letters in it: a font has 65,536 at most, some of them twice.
TABLE_LIMIT, LETTER_LIMIT = 4 * 1024**2, 131_072
#: Bytes of a code, and the letter of each code.
Alphabet = tuple[int, dict[int, str]]
#: By the font's table of letters.
Alphabets = dict[tuple[int, int], Alphabet]


def check_pdf(name: str, pdf: pikepdf.Pdf) -> None:
    """Refuse a PDF that is printed with a mark of secrecy, on its first page or on a later one.

    Reads what can be read cheaply: scanned pages carry no text and stay the bringer's responsibility, and
    so do pages behind what :data:`FURTHER_LIMIT` and :data:`FURTHER_PAGES` reach. Raises :class:`Overrun`
    where the first page or its tables unfold beyond what any sheet needs.
    """
    first = pdf.pages[0]
    if _size_of(first) > CONTENT_LIMIT:
        raise Overrun
    known: Alphabets = {}
    _refuse_marked(name, "首页", _text_of(first, known))
    left = FURTHER_LIMIT
    for number, page in enumerate(pdf.pages[1 : 1 + FURTHER_PAGES], start=2):
        left -= _size_of(page)
        if left < 0:
            return
        _refuse_marked(name, f"第 {number} 页", _text_of(page, known))


def _refuse_marked(name: str, where: str, text: str) -> None:
    mark = mark_printed_in(text)
    if mark:
        raise DomainError(
            "file_secret",
            f"“{name}”{where}标有“{mark}”。本系统不处理国家秘密，涉密材料不能上传，请按保密规定处理。",
        )


def _size_of(page: pikepdf.Page) -> int:
    content = page.obj.get("/Contents")
    return len(content.read_bytes()) if isinstance(content, pikepdf.Stream) else 0


def _text_of(page: pikepdf.Page, known: Alphabets) -> str:
    """The letters of a page in the order they are drawn, as far as its fonts say what they are."""
    alphabet_of = cache(partial(alphabet, page, known))
    text: list[str] = []
    width, letters = 1, dict[int, str]()
    for instruction in pikepdf.parse_content_stream(page, "Tf Tj TJ ' \""):
        operands = instruction.operands
        if not operands:
            continue
        if str(instruction.operator) == "Tf":
            width, letters = alphabet_of(str(operands[0]))
            continue
        parts = operands[-1] if isinstance(operands[-1], pikepdf.Array) else operands[-1:]
        for part in parts:
            if isinstance(part, pikepdf.String):
                raw = bytes(part)
                codes = (int.from_bytes(raw[at : at + width], "big") for at in range(0, len(raw), width))
                text += (letters.get(code, "") for code in codes)
    return "".join(text)


def alphabet(page: pikepdf.Page, known: Alphabets, font: str) -> Alphabet:
    """Bytes of a code and what each code stands for; a font that several pages use is read once."""
    resources = page.obj.get("/Resources")
    fonts = resources.get("/Font") if isinstance(resources, pikepdf.Dictionary) else None
    entry = fonts.get(font) if isinstance(fonts, pikepdf.Dictionary) else None
    table = entry.get("/ToUnicode") if isinstance(entry, pikepdf.Dictionary) else None
    if not isinstance(table, pikepdf.Stream):
        return 1, {code: chr(code) for code in range(32, 127)}
    if table.objgen not in known:
        known[table.objgen] = _letters_in(table)
    return known[table.objgen]


def _letters_in(table: pikepdf.Stream) -> Alphabet:
    """From the font's own ToUnicode table."""
    source = table.read_bytes()
    if len(source) > TABLE_LIMIT:
        raise Overrun
    letters: dict[int, str] = {}
    read = 0
    width = 1
    for kind, block in re.findall(rb"beginbf(char|range)(.*?)endbf", source, re.S):
        codes = [bytes.fromhex(code.decode()) for code in CODE.findall(block)]
        step = 2 if kind == b"char" else 3
        for at in range(0, len(codes) - step + 1, step):
            first, last, letter = codes[at], codes[at + step - 2], codes[at + step - 1]
            width = len(first)
            start = int.from_bytes(first, "big")
            base = letter.decode("utf-16-be", "ignore")
            span = min(int.from_bytes(last, "big") - start, 0xFFFF) + 1
            read += span
            if read > LETTER_LIMIT:
                raise Overrun
            for offset in range(span):
                letters[start + offset] = base[:-1] + chr(ord(base[-1]) + offset) if base else ""
    return width, letters
