"""Matters out of running text: numbered paragraphs with their responsibilities in brackets."""

from __future__ import annotations

import re

from dukao.matters.cutting import Clause, clauses, cut
from dukao.matters.intake.rows import Row

TITLE_ROOM = 60
_BRACKET = re.compile(r"[（(【\[]([^（）()【】\[\]]*(?:[（(][^（）()]*[）)][^（）()【】\[\]]*)*)[）)】\]]")
#: What stands before a colon in such a bracket, or on a line of its own.
_LABELS = {
    "lead": "牵头单位|责任单位|牵头部门|责任部门|承办单位|牵头",
    "assisting": "协办单位|配合单位|配合部门|参与单位|配合|协办",
    "leader": "责任领导|牵头领导|分管领导|责任人",
    "due": "完成时限|完成时间|时限|办结时限",
    "standard": "完成标准|考评标准|验收标准",
    "milestones": "节点目标|时间节点|阶段目标",
    "path": "实现路径|工作措施|推进措施",
}
_LABELLED = re.compile("|".join(f"(?P<{key}>{words})" for key, words in _LABELS.items()))
_COLON = re.compile(rf"(?:^|[；;，,。\n])\s*({'|'.join(_LABELS.values())})\s*[:：]\s*([^；;\n]*)")
_LEADS = re.compile(r"([^，,；;]+?)牵头(?:负责)?")
_ASSISTS = re.compile(r"([^；;]+?)(?:等)?(?:配合|协办|参与)")
_DUTY = re.compile("(?:牵头(?:负责)?|配合|协办|参与)$")
_BEFORE = re.compile(
    r"([^，,；;、]*?(?:\d|年底|月底|季度|年内|上半年)[^，,；;、]*?)"
    r"(?:(?:之?前)?(?:完成|办结|建成|见效|报送)|(?<=[日底末旬])之?前)"
)
_ENDS = re.compile(r"[。；;！\n]")
_NUMBER = re.compile(
    r"^(?:第[一二三四五六七八九十百]+[章节条]\s*|[一二三四五六七八九十百]+、|[（(][一二三四五六七八九十\d]+[）)]|\d{1,2}[.．、])\s*"
)


def prose_rows(text: str) -> list[Row]:
    """Every numbered paragraph that says something; unnumbered ones are introductions."""
    found = [clause for clause in clauses(cut(text)) if clause.heading]
    return [_row(number, clause) for number, clause in enumerate(found, start=1)]


def read_paragraph(text: str) -> dict[str, str]:
    """What one paragraph says of its own matter, for a person to look over.

    >>> read_paragraph("二、市水利局牵头、市财政局配合，2027年3月底前完成水库除险。")
    {'lead': '市水利局', 'assisting': '市财政局', 'due': '2027年3月底', 'title': '2027年3月底前完成水库除险'}
    """
    cells = {key: said for key, said in _row(1, Clause("", text)).cells.items() if key != "text"}
    title = cells.get("title", "")
    task = "，".join(part for part in title.split("，") if not _DUTY.search(part))
    return _spoken(title) | cells | ({"title": task} if task else {})


def _row(number: int, clause: Clause) -> Row:
    said, duties = _duties(clause.text)
    lines = [line for line in said.split("\n") if line.strip()]
    body = _NUMBER.sub("", lines[-1] if lines else "").strip()
    first, rest = _first_sentence(body)
    told = {} if "lead" in duties else _told(rest)
    duties = told | duties
    cells = {"title": first, "path": rest, "text": clause.text, "paragraph": clause.heading, **duties}
    section = _NUMBER.sub("", lines[0]).strip() if len(lines) > 1 else ""
    row = Row(
        number, f"第 {number} 段 {clause.heading}", {key: one for key, one in cells.items() if one}, section
    )
    row.notes["title"] = "取自这一段的第一句"
    row.notes |= dict.fromkeys(told, "取自这一段的文字")
    if rest:
        row.notes["path"] = "取自这一段第一句以后的文字"
    return row


def _first_sentence(body: str) -> tuple[str, str]:
    match = _ENDS.search(body)
    first, rest = (body[: match.start()], body[match.end() :]) if match else (body, "")
    if len(first) > TITLE_ROOM and (comma := first.rfind("，", 8, TITLE_ROOM)) > 0:
        first, rest = first[:comma], body[comma + 1 :]
    return first.strip(" ，,：:"), rest.strip()


def _duties(text: str) -> tuple[str, dict[str, str]]:
    """What brackets and labelled lines say of who and until when, and the text without it."""
    duties: dict[str, str] = {}
    for match in list(_BRACKET.finditer(text)):
        said = _labelled(match[1]) or _spoken(match[1])
        if said:
            duties = said | duties
            text = text.replace(match[0], "", 1)
    for match in list(_COLON.finditer(text)):
        key = _key(match[1])
        duties.setdefault(key, match[2].strip("。 ，,"))
        text = text.replace(match[0].lstrip("；;，,。\n"), "", 1)
    return re.sub(r"[。；;，,\s]*\n\s*$", "", text).strip(), duties


def _labelled(words: str) -> dict[str, str]:
    """牵头单位：市住建局；配合单位：市财政局；完成时限：9 月底."""
    return {_key(match[1]): match[2].strip("。 ，,") for match in _COLON.finditer(words)}


def _spoken(words: str) -> dict[str, str]:
    """市住建局牵头，市财政局、市水利局配合，9 月底前完成."""
    found: dict[str, str] = {}
    if match := _LEADS.search(words):
        found["lead"] = match[1].strip("由 ")
        if assisting := _ASSISTS.search(words[match.end() :]):
            found["assisting"] = assisting[1].strip("，,、 ")
        if due := _BEFORE.search(words):
            found["due"] = due[1].strip()
    return found


def _told(text: str) -> dict[str, str]:
    """What the first sentence that names a lead unit says; semicolons part units, not sentences."""
    return next((said for one in re.split(r"[。！\n]", text) if (said := _spoken(one))), {})


def _key(label: str) -> str:
    match = _LABELLED.fullmatch(label)
    assert match is not None
    return str(match.lastgroup)
