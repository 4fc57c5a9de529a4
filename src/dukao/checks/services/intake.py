"""A plan brought in from Excel: read, understood row by row, judged before anything is registered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import TextChoices
from python_calamine import CalamineError

from dukao.checks.columns import BY_KEY, LISTED, by_head
from dukao.checks.selectors.naming import units_meant
from dukao.checks.selectors.rules import topics
from dukao.checks.services.registering import CheckDraft, check_draft
from dukao.checks.vocabulary import BasisLevel, CheckForm, CheckKind, CheckMethod, ContentKind
from dukao.kernel.errors import DomainError
from dukao.kernel.plausibility import check_day
from dukao.kernel.regimes import Regime
from dukao.scoring.formats.excel import Limits, WorkbookError, cell_text, open_workbook

LIMITS = Limits(packed=5 << 20, unpacked=50 << 20, cells=100_000)
ROWS_LIMIT = 500
_CHOICES: dict[str, tuple[type[TextChoices], str]] = {
    "kind": (CheckKind, CheckKind.INSPECTION), "form": (CheckForm, CheckForm.SPECIAL),
    "basis_level": (BasisLevel, BasisLevel.CITY), "content_kind": (ContentKind, ContentKind.UPPER),
    "regime": (Regime, Regime.GOVERNMENT),
}  # fmt: skip
_NUMBERS = {
    "times": 1,
    "field_days": 1,
    "lines_asked": 0,
    "characters_asked": 0,
    "evidence_asked": 0,
    "hours_asked": 0,
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the sheet: what it says, what it means, and what stands against it."""

    number: int
    cells: dict[str, str]
    draft: CheckDraft | None
    problems: tuple[str, ...] = field(default=())


def rows_of(content: bytes) -> list[tuple[int, dict[str, str]]]:
    """Cells by column, under the first row that has heads of ours; the number is that of the sheet."""
    try:
        book = open_workbook(content, LIMITS)
        grid = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except WorkbookError as error:
        raise DomainError("table_broken", error.sentence) from error
    except CalamineError as error:
        raise DomainError("table_broken", "打不开这个工作簿。请在 Excel 里另存为 .xlsx 再传。") from error
    lines = [[_text(cell) for cell in line] for line in grid]
    place = next(
        (n for n, line in enumerate(lines) if sum(by_head(cell) is not None for cell in line) >= 4), None
    )
    if place is None:
        needed = "、".join(column.title for column in LISTED if column.needed)
        raise DomainError("no_head", f"没有找到表头。表头要有这些列：{needed}。请下载模板。")
    keys = [by_head(cell) for cell in lines[place]]
    doubled = [key for key, count in Counter(key for key in keys if key).items() if count > 1]
    if doubled:
        titles = "、".join(BY_KEY[key].title for key in doubled)
        raise DomainError("head_twice", f"表头里{titles}出现了两次，请删去一列。")
    found = []
    for number, line in enumerate(lines[place + 1 :], place + 2):
        cells = {key: cell.strip() for key, cell in zip(keys, line, strict=False) if key}
        if cells.get("name") or cells.get("objects"):
            found.append((number, cells))
    if not found:
        raise DomainError("no_rows", "表头下面没有检查项目。")
    if len(found) > ROWS_LIMIT:
        raise DomainError("too_many", f"一次最多导入 {ROWS_LIMIT} 项，现在 {len(found)} 项，请分开导入。")
    return found


def _text(cell: Any) -> str:
    if isinstance(cell, datetime | date):
        return (cell.date() if isinstance(cell, datetime) else cell).isoformat()
    return cell_text(cell)


def judged(rows: Iterable[tuple[int, dict[str, str]]], day: date) -> list[Row]:
    """What each row means and what is wrong with it, all faults at once; nothing is stored."""
    known = {topic.name: topic.pk for topic in topics()}
    found, seen = [], set()
    for number, cells in rows:
        draft, problems = _draft(cells, known, day)
        twin = (cells.get("name"), cells.get("organiser"), cells.get("starts_on"))
        if twin in seen:
            problems.append("和前面的一行相同，请删去一行。")
        seen.add(twin)
        found.append(Row(number, cells, None if problems else draft, tuple(problems)))
    return found


def _draft(cells: dict[str, str], known: dict[str, int], day: date) -> tuple[CheckDraft | None, list[str]]:
    problems = [f"缺{one.title}。" for one in LISTED if one.needed and not cells.get(one.key)]
    values: dict[str, Any] = {
        key: cells.get(key, "") for key in ("name", "basis", "scope", "cross_reason", "added_reason")
    }
    for key, (choices, usual) in _CHOICES.items():
        values[key] = _choice(cells.get(key, ""), choices, usual, BY_KEY[key].title, problems)
    for key, least in _NUMBERS.items():
        values[key] = _number(cells.get(key, ""), least, BY_KEY[key].title, problems)
    for key in ("starts_on", "ends_on"):
        values[key] = _day(cells.get(key, ""), BY_KEY[key].title, problems)
    values["methods"] = _methods(cells.get("methods", ""), problems)
    topic = cells.get("topic", "")
    if topic and topic not in known:
        problems.append(f"没有主题“{topic}”，现有：{'、'.join(known)}。")
    for key, name in (("organiser", "organiser_id"), ("joint", "joint_ids"), ("objects", "object_ids")):
        values[name] = _units(cells.get(key, ""), key == "organiser", day, problems)
    if problems:
        return None, problems
    draft = CheckDraft(topic_id=known[topic], **values)
    try:
        check_draft(draft, day)
    except DomainError as error:
        return None, [error.sentence]
    return draft, []


def _choice(text: str, choices: type[TextChoices], usual: str, title: str, problems: list[str]) -> str:
    if not text:
        return usual
    meant = {label: value for value, label in choices.choices}.get(text)
    if meant is None:
        problems.append(f"{title}不能是“{text}”，可以填：{'、'.join(choices.labels)}。")
    return meant or usual


def _number(text: str, usual: int, title: str, problems: list[str]) -> int:
    plain = text.removesuffix(".0").replace(",", "")
    if plain and not plain.isdecimal():
        problems.append(f"{title}要填整数，现在是“{text}”。")
        return usual
    return int(plain) if plain and len(plain) < 8 else usual


def _day(text: str, title: str, problems: list[str]) -> date:
    try:
        day = date.fromisoformat(text.strip().replace("/", "-").replace(".", "-"))
    except ValueError:
        if text:
            problems.append(f"{title}“{text}”不是日期，请按 2026-09-30 填写。")
        return date.min
    if sentence := check_day(day):
        problems.append(f"{title}：{sentence}")
    return day


def _methods(text: str, problems: list[str]) -> tuple[str, ...]:
    if not text:
        return (CheckMethod.VISIT,)
    known = {label: value for value, label in CheckMethod.choices}
    parts = [part.strip() for part in text.replace("；", "、").split("、") if part.strip()]
    wrong = [part for part in parts if part not in known]
    if wrong:
        problems.append(f"没有方式“{wrong[0]}”，可以填：{'、'.join(known)}。")
    return tuple(known[part] for part in parts if part in known)


def _units(text: str, is_one: bool, day: date, problems: list[str]) -> Any:
    try:
        found = units_meant(text, day)
    except DomainError as error:
        problems.append(error.sentence)
        found = []
    if is_one:
        if len(found) > 1:
            problems.append("组织单位只填一个，其余填联合单位。")
        return found[0] if found else 0
    return tuple(found)
