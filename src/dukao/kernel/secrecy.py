"""涉密标志: what bears the mark of a state secret is refused at the door, in names, texts and Office files.

Only marks are refused, never the words: a text may speak of work secrets (工作秘密), of trade secrets and of
the law on state secrets, and a file may be named after it.
"""

from __future__ import annotations

import re
import unicodedata
import zipfile
from pathlib import PurePath
from typing import IO

from dukao.kernel.errors import DomainError

#: 保守国家秘密法第三十一条: no state secrets on a system that is not classified.
SECRECY_MARKS = ("绝密", "机密", "秘密")

_MARK = f"({'|'.join(SECRECY_MARKS)})"
#: 国家秘密载体 bears level, star and term in its upper left corner: 机密★10年.
_PRINTED = re.compile(rf"(?<!工作)(?<!商业){_MARK}[★☆*]")
#: 密级：机密. A sentence about levels ("密级分为绝密、机密、秘密三级") has no colon there.
_LABELLED = re.compile(rf"密级(?:等级|标志|标识)?[:]\W*{_MARK}")
#: In a text the mark may also stand on a line of its own, in brackets or with its term.
_LONE = re.compile(rf"[\[(【〔<「]?{_MARK}(?:级|件)?[\])】〕>」]?(?:\d+(?:年|个?月)|长期)?")
#: What a name may say without being secret: titles in 《》, kinds of secrets that are none of the state's.
_HARMLESS = re.compile(
    "《[^》]*》|工作秘密|商业秘密|个人秘密|保守(?:国家|党和国家)?(?:的)?秘密"
    "|国家秘密(?=法|条例|规定|办法|定密|管理|保护|教育|培训|知识)"
)
_BLANK = re.compile(r"\s+")
#: Parts of a Word or Excel file in which people write, and what of each is read.
_WRITTEN = re.compile(
    r"word/(?:document|header\d*|footer\d*)\.xml|xl/(?:sharedStrings|worksheets/[\w.-]+)\.xml"
)
_PART_LIMIT, _PARTS_LIMIT = 8 * 1024**2, 64
_LINE_END = re.compile(r"</(?:\w+:)?(?:p|si|is|v|oddHeader|oddFooter|firstHeader|firstFooter)>")
_TAG = re.compile(r"<[^>]*>")
_CODES = re.compile(r"&[LCRG]|&\"[^\"]*\"|&\d+")


def mark_printed_in(text: str) -> str:
    """The mark a text bears as carriers of state secrets do, or "". Blanks between letters hide nothing.

    >>> mark_printed_in("机 密 ★ 10年"), mark_printed_in("密级：绝密"), mark_printed_in("工作秘密★")
    ('机密', '绝密', '')
    """
    squeezed = _squeezed(text)
    found = _PRINTED.search(squeezed) or _LABELLED.search(squeezed)
    return found[1] if found else ""


def check_name(name: str) -> None:
    """Refuse a file that calls itself secret.

    >>> check_name("关于贯彻《保守国家秘密法》的通知.pdf")
    >>> check_name("工作秘密清单.xlsx")
    """
    squeezed = _HARMLESS.sub("", _squeezed(PurePath(name).name))
    mark = next((mark for mark in SECRECY_MARKS if mark in squeezed), "")
    if mark:
        raise DomainError(
            "file_secret",
            f"文件名里有“{mark}”。本系统不处理国家秘密，涉密材料不能上传；确实不涉密的，请改名后再传。",
        )


def check_text(text: str) -> None:
    """Refuse a text that bears the mark of a state secret."""
    mark = _mark_of(text)
    if mark:
        raise DomainError(
            "text_secret",
            f"文中标有“{mark}”。本系统不处理国家秘密，涉密内容不能录入，请按保密规定处理。",
        )


def check_upload(name: str, file: IO[bytes]) -> None:
    """Refuse a file that is named or marked as a state secret: text, CSV, and every part of Word and Excel.

    What can be read cheaply is read; pictures and scanned pages stay the bringer's responsibility. PDF files
    are opened where they are stored.
    """
    check_name(name)
    head = file.read(_PART_LIMIT)
    written = _office_text(file) if head.startswith(b"PK") else _plain_text(head)
    mark = _mark_of(written)
    if mark:
        raise DomainError(
            "file_secret",
            f"“{PurePath(name).name}”里标有“{mark}”。本系统不处理国家秘密，涉密材料不能上传，请按保密规定处理。",
        )


def _mark_of(text: str) -> str:
    lone = (_LONE.fullmatch(_squeezed(cell)) for line in text.splitlines() for cell in line.split("\t"))
    return mark_printed_in(text) or next((found[1] for found in lone if found), "")


def _squeezed(text: str) -> str:
    """Full-width letters and blanks between letters make no difference to who reads them."""
    return _BLANK.sub("", unicodedata.normalize("NFKC", text))


def _office_text(file: IO[bytes]) -> str:
    """A line for each paragraph, header and cell; what is no Office file has none."""
    lines: list[str] = []
    try:
        with zipfile.ZipFile(file) as packed:
            parts = [part for part in packed.infolist() if _WRITTEN.fullmatch(part.filename)]
            for part in parts[:_PARTS_LIMIT]:
                with packed.open(part) as opened:
                    xml = opened.read(_PART_LIMIT).decode("utf-8", "ignore")
                lines += (_CODES.sub("", _TAG.sub("", line)) for line in _LINE_END.split(xml))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        return ""  # whoever reads the file says what is wrong with it
    return "\n".join(lines)


def _plain_text(content: bytes) -> str:
    """Text and CSV in UTF-8 or GB 18030; pictures, PDF files and programs are none."""
    if b"\x00" in content or content.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8")):
        return ""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return re.sub('[,;"]', "\t", content.decode(encoding))
        except UnicodeDecodeError:
            continue
    return ""
