"""A document written as JSON, read with a sentence for every fault and the key it is at."""

from __future__ import annotations

from datetime import date
from typing import Any

from dukao.documents.official.kinds import default_mark
from dukao.documents.official.paper import LEVELS, Paper, Paragraph, day_in_words
from dukao.kernel.errors import DomainError
from dukao.kernel.secrecy import check_text

#: Keys with what they hold; the first four are required.
KEYS = {
    "title": "标题",
    "body": "正文：文字的列表，或 {level, text} 的列表",
    "issuer": "发文机关署名",
    "day": "成文日期，如 2026-09-28",
    "number": "发文字号，如 示督通〔2026〕7 号",
    "mark": "发文机关标志，不写时由署名和文种而来",
    "signer": "签发人",
    "addressee": "主送机关",
    "attachments": "附件名称的列表",
    "note": "附注",
    "copies": "抄送机关",
    "printer": "印发机关，不写时同署名",
    "printed": "印发日期，不写时同成文日期",
    "label": "标注",
    "urgency": "紧急程度",
    "post": "签发人职务，命令用",
    "present": "出席人员，纪要用",
    "absent": "请假人员，纪要用",
    "observers": "列席人员，纪要用",
}
REQUIRED = ("title", "body", "issuer", "day")


class Unreadable(Exception):
    """The data hold no document; ``faults`` are sentences, each with its key."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def read_paper(kind: str, data: Any) -> Paper:
    """The document that ``data`` describes; raises :class:`Unreadable` with everything that is wrong."""
    if not isinstance(data, dict):
        raise Unreadable(["数据应是一个对象，例如 {\"title\": …, \"body\": […]}。"])  # fmt: skip
    reader = _Reader(data)
    issuer, day = reader.text("issuer"), reader.day("day")
    paper = Paper(
        kind=kind,
        mark=reader.text("mark") or default_mark(kind, issuer),
        number=reader.text("number"),
        signer=reader.text("signer"),
        title=reader.text("title"),
        addressee=reader.text("addressee").rstrip("：:"),
        paragraphs=tuple(reader.paragraphs()),
        attachments=tuple(reader.texts("attachments")),
        issuer=issuer,
        day=day,
        note=reader.text("note").strip("（）()"),
        copies=reader.text("copies").rstrip("。"),
        printer=reader.text("printer") or issuer,
        printed_on=reader.day("printed") or day,
        label=reader.text("label"),
        urgency=reader.text("urgency"),
        post=reader.text("post"),
        present=reader.text("present"),
        absent=reader.text("absent"),
        observers=reader.text("observers"),
    )
    if reader.faults:
        raise Unreadable(reader.faults)
    return paper


class _Reader:
    """Takes values out of the data and notes what is wrong with them."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data
        known = "、".join(KEYS)
        self.faults = [f"{key}：没有这个键。可用的键是 {known}。" for key in data if key not in KEYS]
        self.faults += [f"{key}：缺少{KEYS[key]}。" for key in REQUIRED if data.get(key) in (None, "", [])]

    def text(self, key: str) -> str:
        return self._checked(key, self.data.get(key, ""))

    def texts(self, key: str) -> list[str]:
        return [self._checked(f"{key}[{at}]", value) for at, value in self._list(key)]

    def day(self, key: str) -> str:
        written = self.text(key)
        if not written:
            return ""
        try:
            return day_in_words(date.fromisoformat(written))
        except ValueError:
            self.faults.append(f"{key}：“{written}”不是日期，请按 2026-09-28 的格式写。")
            return ""

    def paragraphs(self) -> list[Paragraph]:
        return [self._paragraph(f"body[{at}]", value) for at, value in self._list("body")]

    def _paragraph(self, place: str, value: Any) -> Paragraph:
        if not isinstance(value, dict):
            return Paragraph(self._checked(place, value))
        for key in value.keys() - {"level", "text"}:
            self.faults.append(f"{place}.{key}：没有这个键，一段只有 level 和 text。")
        level = value.get("level", 0)
        if isinstance(level, bool) or level not in LEVELS:
            self.faults.append(f"{place}.level：层次只有 0 至 4，没有“{level}”。")
            level = 0
        return Paragraph(self._checked(f"{place}.text", value.get("text")), level)

    def _list(self, key: str) -> list[tuple[int, Any]]:
        value = self.data.get(key) or []
        if not isinstance(value, list):
            self.faults.append(f"{key}：应是列表，现在是{_called(value)}。")
            return []
        return list(enumerate(value))

    def _checked(self, place: str, value: Any) -> str:
        if not isinstance(value, str):
            self.faults.append(f"{place}：应是文字，现在是{_called(value)}。")
            return ""
        text = " ".join(value.split())
        try:
            check_text(text)
        except DomainError as error:
            self.faults.append(f"{place}：{error.sentence}")
        return text


def _called(value: Any) -> str:
    names: dict[type, str] = {
        type(None): "空",
        bool: "真假值",
        int: "数",
        float: "数",
        list: "列表",
        dict: "对象",
    }
    return names.get(type(value), "文字")
