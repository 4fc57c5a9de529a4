"""Cells that say several things: units with their parts, and milestones with their days and shares."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from dukao.ui.days import NoDay, Read, read_day

_LEAD = re.compile(
    r"牵头(?:责任)?(?:单位|部门)?\s*[:：]\s*(.*?)(?=[；;\n]?\s*(?:配合|协办|参与|责任)|$)", re.S
)
_ASSIST = re.compile(r"(?:配合|协办|参与|责任)(?:单位|部门)?\s*[:：]\s*(.*)", re.S)
_ASSIST_ONLY = re.compile(r"^\s*(?:配合|协办|参与)(?:单位|部门)?\s*[:：]")
_SPOKEN_LEAD = re.compile(r"^([^，,；;\n]+?)牵头(?:负责)?[，,；;\n]?")
_SPOKEN_ASSIST = re.compile(r"(?:等)?(?:单位|部门)?(?:配合|协办|参与)$")
_PERCENT = re.compile(r"(?:累计|完成|达到|进度)*\s*(\d{1,3})(?:\.0+)?\s*[%％]")
#: A day at the beginning of a milestone, as far as plans write one.
_DAY_FIRST = re.compile(
    r"\s*(?:[0-9①-⑳]{1,2}[.、]\s*(?=\d))?"
    r"((?:\d{4}\s*[-/.年]\s*)?\d{1,2}\s*[-/.月]\s*\d{1,2}(?!\d|\s*[%％])\s*(?:日|号)?"
    r"|(?:\d{4}\s*年\s*)?\d{1,2}\s*月\s*(?:份)?(?:底|末|上旬|中旬|下旬|初)?"
    r"|(?:\d{4}\s*年?)?\s*(?:第?[一二三四1-4]\s*季度|上半年|下半年)(?:末|底)?"
    r"|(?:\d{4}\s*年|今年|当年)?\s*年?(?:底|末)(?=前|[，,：:\s完]))"
    r"(?:之?前|以前)?\s*[，,：:—\-]*\s*"
)


@dataclass(frozen=True, slots=True)
class Milestones:
    """Days with their cumulative percent and words; what was assumed; what cannot be read."""

    nodes: tuple[tuple[date, int, str], ...] = ()
    guess: str = ""
    problem: str = ""


def read_units(text: str) -> tuple[list[str], list[str]]:
    """Names of lead units and of those the text itself calls assisting ones.

    >>> read_units("牵头：市住建局；配合：市财政局、市水利局")
    (['市住建局'], ['市财政局', '市水利局'])
    >>> read_units("市住建局牵头，市财政局配合")
    (['市住建局'], ['市财政局'])
    >>> read_units("市住建局、各县（市、区）")
    (['市住建局', '各县（市、区）'], [])
    """
    if lead := _LEAD.search(text):
        assist = _ASSIST.search(text[lead.end() :])
        return names_in(lead[1]), names_in(assist[1]) if assist else []
    if spoken := _SPOKEN_LEAD.match(text.strip()):
        rest = _SPOKEN_ASSIST.sub("", text.strip()[spoken.end() :].rstrip("。；; "))
        return names_in(spoken[1]), names_in(rest)
    return names_in(text), []


def names_in(text: str) -> list[str]:
    """Names between 、，；/ and line ends, without 配合单位：before them; brackets stay whole."""
    names, depth, begun = [], 0, ""
    for sign in _ASSIST_ONLY.sub("", text):
        depth += (sign in "（(") - (sign in "）)")
        if depth <= 0 and sign in "、，,；;/／\n":
            names.append(begun)
            begun = ""
        else:
            begun += sign
    return [name.strip(" 。\u3000") for name in [*names, begun] if name.strip(" 。\u3000")]


def read_milestones(text: str, year: int, limit: date | None = None) -> Milestones:
    """One milestone a line, or behind a semicolon: day, percent, words.

    A day without a year is of the plan's ``year``, or where a ``limit`` is known the last one before it.

    >>> read_milestones("2026-10-31 40% 完成管网摸排；11月底 80% 主体完工", 2026).nodes[1][1:]
    (80, '主体完工')
    """
    pieces: list[str] = []
    for piece in re.split(r"(\n|[；;])", text):
        if pieces and not _DAY_FIRST.match(piece):
            pieces[-1] += piece
        elif piece.strip("；;\n "):
            pieces.append(piece)
    parsed: list[tuple[date, int | None, str]] = []
    guesses: list[str] = []
    for piece in pieces:
        match = _DAY_FIRST.match(piece)
        if match is None:
            return Milestones(
                problem=f"“{piece.strip()[:20]}”前面没有日期。一行一个节点：2026-10-31 40% 完成摸排。"
            )
        try:
            read = _node_day(match[1], year, limit)
        except NoDay as error:
            return Milestones(problem=str(error))
        percent, words = _share(piece[match.end() :])
        if percent is not None and percent > 100:
            return Milestones(problem=f"累计进度 {percent}% 超过 100%，请核对。")
        guesses += [read.guess] if read.guess else []
        parsed.append((read.day, percent, words))
    return _filled(parsed, guesses)


def _node_day(text: str, year: int, limit: date | None) -> Read:
    read = read_day(text, limit.year if limit else year)
    if limit and read.day > limit and not re.search(r"\d{4}", text):
        return read_day(text, limit.year - 1)
    return read


def written(nodes: list[tuple[date, int, str]]) -> str:
    """The milestones as :func:`read_milestones` reads them back, one a line."""
    return "\n".join(f"{day.isoformat()} {percent}% {title}" for day, percent, title in nodes)


def _share(text: str) -> tuple[int | None, str]:
    words = " ".join(text.strip("；;\n ").split())
    match = _PERCENT.search(words)
    if match is None:
        return None, words.strip("。")
    return int(match[1]), (words[: match.start()] + words[match.end() :]).strip("，,：:。 ") or words


def _filled(parsed: list[tuple[date, int | None, str]], guesses: list[str]) -> Milestones:
    """Milestones without a percent share the whole evenly, which is said."""
    parsed.sort(key=lambda one: one[0])
    if any(percent is None for _, percent, _ in parsed):
        shares = [100 * place // (len(parsed) + 1) for place in range(1, len(parsed) + 1)]
        guesses.append(f"节点没有都写累计进度，按 {'、'.join(f'{share}%' for share in shares)} 均分")
        parsed = [(day, share, title) for (day, _, title), share in zip(parsed, shares, strict=True)]
    nodes = tuple((day, percent or 0, title[:80] or f"{percent}%") for day, percent, title in parsed)
    return Milestones(nodes, "；".join(guesses))
