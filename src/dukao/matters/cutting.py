"""Cutting the text of a decision into paragraphs, and the number each of them bears.

The cut is text again, with an empty line between paragraphs: whoever registers the decision puts it
right by adding and taking out empty lines, and loses nothing of the wording.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_NUMERAL = "[一二三四五六七八九十百零〇]{1,4}"
#: Headings of rules (第一条) and of official documents (GB/T 9704-2012 7.3.3: 一、（一）1.（1）),
#: outermost first.
_HEADINGS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"第({_NUMERAL})[章节]",
        rf"第({_NUMERAL})条",
        rf"({_NUMERAL})、",
        rf"[（(]({_NUMERAL})[）)]",
        r"(\d{1,2})[.．、](?!\d)",
        r"[（(](\d{1,2})[）)]",
    )
)
_ARTICLE, _FIRST = 1, 2
#: A line of its own that says who and until when; it belongs to the paragraph above.
_DUTY = re.compile(
    r"(?:(?:牵头|主办|承办|责任|协办|配合|参与|分管)(?:单位|部门|领导|人)|(?:完成|办结)?(?:时限|时间))\s*[:：]"
)
#: A heading that says nothing yet has none of these.
_SAID = "。；;！!？?：:"
LONGEST_TITLE = 40
LONGEST_LABEL = 20


@dataclass(frozen=True, slots=True)
class Clause:
    """One paragraph with the number it bears, "" when it bears none."""

    heading: str
    text: str


def cut(text: str) -> str:
    """The text with an empty line before each paragraph that begins with a number, or stands alone.

    A heading without a sentence of its own stays with what comes after it, lines like 责任单位：… with the
    numbered paragraph they follow.

    >>> print(cut("一、抓好项目\\n（一）改造管网。\\n年底完成。\\n（二）建设泵站。"))
    一、抓好项目
    （一）改造管网。
    <BLANKLINE>
    年底完成。
    <BLANKLINE>
    （二）建设泵站。
    """
    lines = [line.strip() for line in text.splitlines()]
    pieces: list[list[str]] = []
    for line in filter(None, lines):
        if pieces and (_introduces(pieces[-1][-1], line) or _is_duty(pieces[-1], line)):
            pieces[-1].append(line)
        else:
            pieces.append([line])
    return "\n\n".join("\n".join(piece) for piece in pieces)


def clauses(text: str) -> list[Clause]:
    """The paragraphs of a text that was cut, each with its number: 二（一）, 第三条.

    >>> [clause.heading for clause in clauses("一、项目\\n（一）管网。\\n\\n（二）泵站。\\n\\n二、民生。")]
    ['一（一）', '一（二）', '二']
    """
    found, above = [], dict[int, str]()
    for piece in re.split(r"\n\s*\n", "\n".join(line.strip() for line in text.splitlines()).strip()):
        if not piece.strip():
            continue
        label = ""
        for line in piece.splitlines():
            level, number = _heading(line)
            if not number:
                break
            above = {rank: one for rank, one in above.items() if rank < level} | {level: number}
            label = _label(above, level)
            if not _is_bare(line):
                break
        found.append(Clause(label[:LONGEST_LABEL], piece.strip()))
    return found


def _heading(line: str) -> tuple[int, str]:
    """How deep the heading of this line is and its number, as it is written there; "" without one."""
    for level, pattern in enumerate(_HEADINGS):
        match = pattern.match(line)
        if match:
            return level, match[0].rstrip("、.．")
    return 0, ""


def _label(above: dict[int, str], level: int) -> str:
    """An article is named by itself, whatever chapter it stands in."""
    first = level if level <= _ARTICLE else (_ARTICLE if _ARTICLE in above else _FIRST)
    return "".join(number for rank, number in sorted(above.items()) if first <= rank <= level)


def _is_bare(line: str) -> bool:
    """A heading that says nothing yet: 一、抓好项目."""
    is_short = len(line) <= LONGEST_TITLE and not any(mark in line for mark in _SAID)
    return is_short and bool(_heading(line)[1]) and not line.endswith(("）", ")"))


def _is_duty(piece: list[str], line: str) -> bool:
    return bool(_DUTY.match(line)) and any(_heading(one)[1] for one in piece)


def _introduces(line: str, following: str) -> bool:
    """Whether ``line`` is the title of what follows: of its words, or of headings below its own."""
    (level, _), (below, number) = _heading(line), _heading(following)
    return _is_bare(line) and (not number or below > level)
