"""What stands on an official document, part by part, in words only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

#: 结构层次序数 (GB/T 9704-2012, 7.3.3): 一、 （一） 1. （1）. Level 0 is a plain paragraph.
LEVELS = (0, 1, 2, 3, 4)
_DIGITS = "〇一二三四五六七八九"
_FIRST = "一二三四五六七八九十百零〇"
#: How a paragraph of each level begins when a person types it.
TYPED = (
    (1, re.compile(rf"^[{_FIRST}]+、\s*")),
    (2, re.compile(rf"^[（(][{_FIRST}]+[）)]\s*")),
    (3, re.compile(r"^[0-9０-９]{1,3}[.．](?![0-9０-９])\s*")),
    (4, re.compile(r"^[（(][0-9０-９]{1,3}[）)]\s*")),
)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; its number follows from its level and place and is never typed."""

    text: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph as it is printed: ``head`` in the face of its level, ``rest`` in that of the body."""

    level: int
    head: str
    rest: str

    @property
    def text(self) -> str:
        return self.head + self.rest


@dataclass(frozen=True, slots=True)
class Paper:
    """All parts of one document. Empty parts are not printed; ``day`` and ``printed_on`` are in words."""

    kind: str
    mark: str
    title: str
    paragraphs: tuple[Paragraph, ...]
    issuer: str
    number: str = ""
    signer: str = ""
    addressee: str = ""
    day: str = ""
    attachments: tuple[str, ...] = field(default=())
    note: str = ""
    copies: str = ""
    printer: str = ""
    printed_on: str = ""
    label: str = ""
    urgency: str = ""
    #: 签发人职务 of an order, before ``signer`` (7.3.5.3).
    post: str = ""
    #: 出席、请假、列席 of minutes (10.3), each as names in words; "" is not printed.
    present: str = ""
    absent: str = ""
    observers: str = ""
    #: What the journal attested last, as its statement; printed as a QR code.
    attestation: str = ""

    @property
    def attendance(self) -> tuple[tuple[str, str], ...]:
        said = (("出席", self.present), ("请假", self.absent), ("列席", self.observers))
        return tuple((word, names) for word, names in said if names)

    @property
    def printed_number(self) -> str:
        """发文字号 without the blank that sets it off on the screen."""
        return self.number.replace(" ", "")

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(numbered(self.paragraphs))

    @property
    def attachment_lines(self) -> tuple[tuple[str, str], ...]:
        """附件 with their numbers; a single one has none (7.3.4)."""
        if len(self.attachments) < 2:
            return tuple(("", name) for name in self.attachments)
        return tuple((f"{place}.", name) for place, name in enumerate(self.attachments, 1))

    @property
    def can_be_signed_overleaf(self) -> bool:
        """Something of the text may go to the next page with the signature: a seal never stands on a page
        without text, and the first page always has some (7.3.3)."""
        return len(self.paragraphs) + len(self.attachments) > 1

    def as_data(self) -> dict[str, Any]:
        """Plain data, as it is kept with the issued document."""
        return asdict(self)

    @classmethod
    def of_data(cls, data: dict[str, Any]) -> Paper:
        parts = {**data, "attachments": tuple(data["attachments"])}
        parts["paragraphs"] = tuple(Paragraph(**paragraph) for paragraph in data["paragraphs"])
        return cls(**parts)


def numbered(paragraphs: Iterable[Paragraph]) -> Iterator[Line]:
    """Paragraphs with their numbers; a level begins again below every heading above it.

    >>> [line.text for line in numbered([Paragraph("总体情况", 1), Paragraph("好的。很好", 2)])]
    ['一、总体情况', '（一）好的。很好']
    """
    counts = [0, 0, 0, 0, 0]
    for paragraph in paragraphs:
        level = paragraph.level
        if not level:
            yield Line(0, "", paragraph.text)
            continue
        counts[level] += 1
        counts[level + 1 :] = [0] * (4 - level)
        yield _line(level, ordinal(level, counts[level]), paragraph.text)


def _line(level: int, number: str, text: str) -> Line:
    """A heading that runs on into its paragraph keeps its face up to its first full stop."""
    head, stop, rest = text.partition("。")
    if level > 2:
        return Line(level, "", number + text)
    return Line(level, f"{number}{head}{stop}", rest)


def ordinal(level: int, count: int) -> str:
    """
    >>> ordinal(1, 12), ordinal(2, 3), ordinal(3, 3), ordinal(4, 3)
    ('十二、', '（三）', '3.', '（3）')
    """
    return {1: f"{chinese(count)}、", 2: f"（{chinese(count)}）", 3: f"{count}.", 4: f"（{count}）"}[level]


def chinese(count: int) -> str:
    """1 to 99 in Chinese; further on in digits.

    >>> chinese(1), chinese(10), chinese(11), chinese(20), chinese(99), chinese(100)
    ('一', '十', '十一', '二十', '九十九', '100')
    """
    if not 0 < count < 100:
        return str(count)
    tens, ones = divmod(count, 10)
    head = "" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")


def day_in_words(day: date) -> str:
    """成文日期: Arabic numerals without leading zeros (7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


def paragraphs_typed(text: str) -> tuple[Paragraph, ...]:
    """One paragraph a line, its level told by how it begins; numbers typed wrongly come out right.

    >>> paragraphs_typed("各单位：\\n一、情况\\n（1）其一")[1:]
    (Paragraph(text='情况', level=1), Paragraph(text='其一', level=4))
    """
    lines = (line.strip().strip("\u3000") for line in text.splitlines())
    return tuple(_typed(line) for line in lines if line)


def _typed(line: str) -> Paragraph:
    for level, beginning in TYPED:
        found = beginning.match(line)
        if found and found.end() < len(line):
            return Paragraph(line[found.end() :], level)
    return Paragraph(line)


def typed_from(paragraphs: Iterable[Paragraph]) -> str:
    """The paragraphs as a person may go on typing them."""
    return "\n".join(line.text for line in numbered(paragraphs))
