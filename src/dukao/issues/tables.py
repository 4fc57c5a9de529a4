"""Lists of problems as audits, 巡察 and hot lines send them: which column says what, and the rows below."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dukao.documents.selectors import Grid, csv_grid, workbook_grids
from dukao.documents.services import check_name, check_text
from dukao.kernel.errors import DomainError

#: What each column is called in offices; the first name is the one of our own template.
COLUMNS = {
    "title": ("问题", "问题名称", "存在问题", "主要问题", "问题概述", "反馈问题", "具体问题"),
    "facts": ("事实", "问题描述", "具体表现", "事实描述", "问题表现", "主要表现", "反映内容", "诉求内容"),
    "clause": ("依据", "违反规定", "定性依据", "法规依据", "违反条款", "政策依据"),
    "demand": ("整改要求", "整改建议", "整改意见", "审计建议", "办理要求", "整改目标", "处理意见"),
    "unit": (
        "责任单位",
        "被审计单位",
        "整改单位",
        "承办单位",
        "牵头单位",
        "被巡察单位",
        "责任部门",
        "整改责任单位",
    ),
    "joint": ("共同整改单位", "联合整改单位", "联合单位", "配合单位", "协办单位"),
    "due": ("整改时限", "完成时限", "整改期限", "整改完成时限", "办理时限", "完成时间"),
    "severity": ("严重程度", "程度", "问题等级"),
    "kind": ("类型", "问题类型", "问题类别"),
    "duty": ("责任", "责任人", "责任科室"),
    "found": ("发现日期", "发现时间", "反馈日期", "来电时间"),
}
TEMPLATE = tuple(names[0] for names in COLUMNS.values())
#: Without these no row is a problem.
NEEDED = ("title", "unit")
ROW_LIMIT = 1000
HEAD_WITHIN = 15
_OLE = b"\xd0\xcf\x11\xe0"
_TOTAL = re.compile(r"^(合计|总计|小计|填表人|填报人|审核人|制表|备注|说明|注)[:：]?")
#: A sum, even where a number stands before it.
_SUM = re.compile(r"^(合\s*计|总\s*计|小\s*计)$")
#: What numbers the rows says nothing of a problem.
_NUMBERING = frozenset({"", "序号", "编号", "号"})


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row as it stands in the file."""

    number: int
    place: str
    cells: dict[str, str]
    is_left_out: bool = False


def read_table(name: str, content: bytes) -> list[TableRow]:
    """All rows below the heads of all sheets; what is no list is refused with a sentence."""
    check_name(name)
    if content.startswith(_OLE):
        raise DomainError("old_office", "这是旧版的 .xls 文件，或有打开密码。请另存为 .xlsx 再传。")
    rows = [row for grid in _grids(content) for row in _rows(grid)]
    if not rows:
        heads = "、".join(COLUMNS[key][0] for key in NEEDED)
        raise DomainError("no_rows", f"没有读到问题。表格要有列名，至少有{heads}两列，可以下载模板照着填。")
    if len(rows) > ROW_LIMIT:
        raise DomainError("too_long", f"一次最多导入 {ROW_LIMIT} 行，现在有 {len(rows)} 行。请分成几个文件。")
    check_text("\n".join(text for row in rows for text in row.cells.values()))
    return [TableRow(number, row.place, row.cells) for number, row in enumerate(rows, 1)]


def columns_unread(content: bytes) -> list[str]:
    """Heads of columns that say nothing to this ledger, so that nobody believes them brought in."""
    found: dict[str, None] = {}
    for grid in _grids(content):
        for number, keys in _heads(grid)[:1]:
            found.update(
                (_plain(name), None) for place, name in enumerate(grid.rows[number]) if place not in keys
            )
    return [name for name in found if name not in _NUMBERING]


def keys_of(names: list[str]) -> dict[int, str]:
    """Which key each column holds, by place.

    >>> keys_of(["序号", "存在问题", "被审计单位", "审计建议（条）"])
    {1: 'title', 2: 'unit', 3: 'demand'}
    """
    found: dict[int, str] = {}
    for place, name in enumerate(names):
        key = next((key for key, known in COLUMNS.items() if _plain(name) in known), "")
        if key and key not in found.values():
            found[place] = key
    return found


def _plain(name: str) -> str:
    return re.sub(r"[（(\[【].*?[）)\]】]|[\s*＊:：]", "", name)


def _grids(content: bytes) -> list[Grid]:
    return workbook_grids(content) if content.startswith(b"PK") else [csv_grid(content)]


def _heads(grid: Grid) -> list[tuple[int, dict[int, str]]]:
    """Rows that may be the head, by place, with what their columns hold; the one that says most first."""
    heads = [(number, keys_of(row)) for number, row in enumerate(grid.rows[:HEAD_WITHIN])]
    fit = [(number, keys) for number, keys in heads if set(NEEDED) <= set(keys.values())]
    return sorted(fit, key=lambda one: -len(one[1]))


def _rows(grid: Grid) -> list[TableRow]:
    found = []
    for head, keys in _heads(grid)[:1]:
        for number, row in enumerate(grid.rows[head + 1 :], head + 2):
            cells = {
                key: row[place].strip()
                for place, key in keys.items()
                if place < len(row) and row[place].strip()
            }
            first = next((text.strip() for text in row if text.strip()), "")
            if cells and not _TOTAL.match(first) and not _SUM.match(cells.get("title", "")):
                place_word = " ".join(part for part in (grid.name, f"第 {number} 行") if part)
                found.append(TableRow(0, place_word, cells))
    return found
