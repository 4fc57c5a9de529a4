"""Files that are small on the way and hurt whoever opens them; made in memory, none of them real malware."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from functools import cache

from tests.documents import samples

_MB = 1024 * 1024
_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + ' <!ENTITY f SYSTEM "file:///etc/passwd">]>'
)
_CONTENT_TYPES = """<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>"""
_RELATIONS = """<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"/>
</Relationships>"""
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _zip(**parts: bytes | str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return out.getvalue()


def workbook(sheet: bytes | str, strings: str = "") -> bytes:
    """A workbook of one sheet, as the parts are given."""
    book = (
        f'<workbook xmlns="{_SHEET}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<sheets><sheet name="单位" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": _CONTENT_TYPES.format(overrides=""),
        "_rels/.rels": _RELATIONS.format(kind="officeDocument", target="xl/workbook.xml"),
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": _RELATIONS.format(kind="worksheet", target="worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": sheet,
    }
    return _zip(**parts, **({"xl/sharedStrings.xml": strings} if strings else {}))


def word(document: bytes | str) -> bytes:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    override = f'<Override PartName="/word/document.xml" ContentType="{kind}"/>'
    return _zip(**{
        "[Content_Types].xml": _CONTENT_TYPES.format(overrides=override),
        "_rels/.rels": _RELATIONS.format(kind="officeDocument", target="word/document.xml"),
        "word/document.xml": document,
    })  # fmt: skip


def _paragraph(text: str, before: str = "") -> str:
    return f'{before}<w:document xmlns:w="{_WORD}"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>'


def png(width: int, height: int) -> bytes:
    """A picture of one colour that is a few kilobytes packed and gigabytes unpacked."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packed = zlib.compress(b"\0" * (10 * _MB), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


@cache
def files() -> dict[str, tuple[str, bytes]]:
    """Name and content of each."""
    zeros = b"\0" * (64 * _MB)
    far = f'<worksheet xmlns="{_SHEET}"><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    laugh = f'{_LAUGHS}<worksheet xmlns="{_SHEET}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&j;&f;</t></is></c></row></sheetData></worksheet>'
    strings = f'{_LAUGHS}<sst xmlns="{_SHEET}"><si><t>&j;&f;</t></si></sst>'
    merged = (
        f'<worksheet xmlns="{_SHEET}"><sheetData><row r="5000"><c r="BZ5000"><v>1</v></c></row></sheetData><mergeCells>'
        + '<mergeCell ref="A1:BZ5000"/>' * 100_000
        + "</mergeCells></worksheet>"
    )
    shared = f'<worksheet xmlns="{_SHEET}"><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData></worksheet>'
    template = "{{ ''.__class__.__mro__[1].__subclasses__() }}{% for i in range(10**9) %}{{ 标题 }}{{ 正文 }}{% endfor %}"
    return {
        "a workbook that unfolds": ("a.xlsx", workbook(zeros)),
        "a cell at the end of the world": ("b.xlsx", workbook(far)),
        "merged over and over": ("t.xlsx", workbook(merged)),
        "laughs in a sheet": ("c.xlsx", workbook(laugh)),
        "laughs in its strings": ("d.xlsx", workbook(shared, strings)),
        "forty thousand parts": ("e.xlsx", _zip(**{f"xl/{n}.xml": b"" for n in range(40_000)})),
        "parts that lead outside": ("f.xlsx", _zip(**{"../../../etc/cron.d/x": b"x", "xl/workbook.xml": b"<workbook/>"})),
        "a letter that unfolds": ("g.docx", word(zeros)),
        "laughs in a letter": ("h.docx", word(_paragraph("&j;&f;", _LAUGHS))),
        "a broken letter": ("i.docx", word("<w:document")),
        "a template that looks around": ("j.docx", word(_paragraph(template))),
        "a picture that unfolds": ("k.png", png(60_000, 60_000)),
        "a picture cut off": ("l.png", png(100, 100)[:200]),
        "a drawing with a script": ("m.png", b'<svg xmlns="http://www.w3.org/2000/svg" onload="attack()"/>'),
        "a page": ("n.pdf", b"<!doctype html><script>attack()</script>"),
        "a paper that unfolds": ("o.pdf", _letters()),
        "a table of one endless row": ("p.csv", b"a," * (2 * _MB)),
        "a table of quotes": ("q.csv", b'"' * _MB),
        "aliases in a scheme": ("r.yaml", _aliases()),
        "an object in a scheme": ("s.yaml", b"!!python/object/apply:os.system ['true']"),
    }  # fmt: skip


def _letters() -> bytes:
    """A font that says of every letter again and again what it is."""
    table = b"beginbfrange" + b"<0000><FFFF><0041>" * 2000 + b"endbfrange"
    return samples.drawn_pdf(b"BT /F1 12 Tf (a) Tj ET", table)


def _aliases() -> bytes:
    lines = ["a: &a [x,x,x,x,x,x,x,x,x]"]
    lines += [f"{chr(98 + n)}: &{chr(98 + n)} [{','.join([f'*{chr(97 + n)}'] * 9)}]" for n in range(10)]
    return "\n".join(lines).encode()
