"""From an uploaded file to rows of text, with a remark for whatever was not taken as it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from dukao.documents.selectors import Grid, csv_grid, word_blocks, workbook_grids
from dukao.documents.services import check_name, check_text
from dukao.kernel.errors import DomainError
from dukao.matters.intake.columns import BY_KEY, ORDINALS, PROGRESS, keys_of, plain_name
from dukao.matters.intake.prose import prose_rows
from dukao.matters.intake.rows import Row

#: A plan of a whole city has several hundred matters; more is a wrong file.
ROW_LIMIT = 2000
#: The head stands among the first filled rows, below titles and dates of issue.
HEAD_WITHIN = 15
_OLE = b"\xd0\xcf\x11\xe0"
_NUMERAL = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[）)、]?")
_TOTAL = re.compile(r"^(合计|总计|小计|共计|填表人|填报人|审核人|制表|备注|说明|注)[:：]?")


@dataclass
class Reading:
    rows: list[Row] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def read_plan(name: str, content: bytes) -> Reading:
    """All rows of the file; what is no plan at all is refused with a sentence."""
    check_name(name)
    if not content:
        raise DomainError("table_empty", "这个文件是空的，请换一个。")
    reading = _read(content)
    check_text("\n".join(text for row in reading.rows for text in row.cells.values()))
    if not reading.rows:
        raise DomainError(
            "no_rows",
            "没有读到事项。表格要有“事项”和“牵头单位”等列名；Word 文档要有“一、”“（一）”“1.”这样的段落，"
            "或有列名的表格。",
        )
    if len(reading.rows) > ROW_LIMIT:
        count = len(reading.rows)
        raise DomainError("too_long", f"一次最多导入 {ROW_LIMIT} 行，现在有 {count} 行。请分成几个文件。")
    return reading


def _read(content: bytes) -> Reading:
    if content.startswith(_OLE):
        raise DomainError(
            "old_office", "这是旧版的 .doc 或 .xls 文件，或有打开密码。请另存为 .docx 或 .xlsx 再传。"
        )
    if content.startswith(b"PK") and b"word/document.xml" in content:
        return _word(content)
    grids = workbook_grids(content) if content.startswith(b"PK") else [csv_grid(content)]
    reading = Reading()
    for grid in grids:
        if not _table(grid, reading) and any(map(any, grid.rows)) and len(grids) > 1:
            reading.remarks.append(f"工作表“{grid.name}”没有认出列名，没有读入。")
    return reading


def _word(content: bytes) -> Reading:
    """Tables with known heads are the plan; without one its numbered paragraphs are."""
    reading = Reading()
    blocks = word_blocks(content)
    texts = [block for block in blocks if "text" in block]
    check_text("\n".join(block["text"] for block in texts))
    for number, block in enumerate((one for one in blocks if "rows" in one), start=1):
        _table(Grid(f"表 {number}", block["rows"], block["tops"]), reading)
    if reading.rows:
        if texts:
            reading.remarks.append(f"读的是文中的表格；表格以外的 {len(texts)} 段文字没有作为事项读入。")
        return reading
    reading.rows = prose_rows("\n".join(block["text"] for block in texts))
    return reading


def _table(grid: Grid, reading: Reading) -> bool:
    """Read the rows below the head; false when no row looks like one."""
    found = _head(grid.rows)
    if found is None:
        return False
    last, names, keys = found
    _remark(grid.name, names, keys, reading)
    section = ""
    merged: dict[int, Row] = {}
    for number in range(last + 1, len(grid.rows)):
        cells = grid.rows[number]
        filled = [text for text in cells if text]
        place = " ".join(part for part in (grid.name, f"第 {number + 1} 行") if part)
        if not filled:
            continue
        row = Row(len(reading.rows) + 1, place, _texts(cells, keys), section=section)
        if _TOTAL.match(filled[0]) or _TOTAL.match(row.cells.get("title", "")):
            reading.remarks.append(f"{place}“{filled[0][:20]}”不是事项，跳过。")
        elif keys_of(cells) == keys:
            reading.remarks.append(f"{place}又是一次列名，跳过。")
        elif _is_section(filled, row) and len(keys) > 2:
            section = filled[-1]
            reading.remarks.append(f"{place}“{section[:20]}”是小标题，没有作为事项读入。")
        elif (top := _top(grid, number, keys)) in merged:
            merged[top].join(row)
        else:
            merged[top] = row
            reading.rows.append(row)
    return True


def _is_section(filled: list[str], row: Row) -> bool:
    """One text over the whole row, or a numeral of sections and its name: 一 | 城市更新."""
    if len(set(filled)) == 1:
        return len(filled) > 1 or not row.cells.get("title")
    return len(filled) == 2 and bool(_NUMERAL.fullmatch(filled[0]))


def _head(rows: list[list[str]]) -> tuple[int, list[str], dict[int, str]] | None:
    """The last row of the head, the names in it, and the key of each column; one row or two."""
    best: tuple[int, list[str], dict[int, str]] | None = None
    filled = [number for number, row in enumerate(rows) if any(row)][:HEAD_WITHIN]
    for number in filled:
        below = rows[number + 1] if number + 1 < len(rows) else []
        for last, names in ((number, rows[number]), (number + 1, _two_rows(rows[number], below))):
            keys = keys_of(names)
            better = best is None or len(keys) > len(best[2])
            if "title" in keys.values() and len(keys) > 1 and better:
                best = last, names, keys
    return best


def _two_rows(upper: list[str], lower: list[str]) -> list[str]:
    """A head of two rows: what stands below says it more closely; none when the lower row is no head.

    Where a name is parted below it, its parts alone count: 时限要求 over 启动时间 and 完成时间 is no limit.
    """
    pairs = list(zip(upper, lower, strict=False))
    parted = {above for above, text in pairs if text != above and keys_of([text])}
    if not parted:
        return []
    names = [text if above in parted or keys_of([text]) else above for above, text in pairs]
    plain = [text for above, text in pairs if text and text != above]
    return names if sum(bool(keys_of([text])) for text in plain) * 2 >= len(plain) else []


def _remark(table: str, names: list[str], keys: dict[int, str], reading: Reading) -> None:
    where = f"{table}：" if table else ""
    for place, key in keys.items():
        said = plain_name(names[place])
        if said != plain_name(BY_KEY[key].title) and said not in BY_KEY[key].names:
            reading.remarks.append(f"{where}“{names[place].strip()}”列按“{BY_KEY[key].title}”读。")
    left = [name.strip() for place, name in enumerate(names) if name.strip() and place not in keys]
    for name in dict.fromkeys(left):
        if plain_name(name) in PROGRESS:
            reading.remarks.append(f"{where}“{name}”列不读入：进展由承办单位签收后自己反馈。")
        elif plain_name(name) not in ORDINALS:
            reading.remarks.append(f"{where}“{name}”列不读入。")


def _texts(cells: list[str], keys: dict[int, str]) -> dict[str, str]:
    return {key: cells[place] for place, key in keys.items() if place < len(cells) and cells[place]}


def _top(grid: Grid, number: int, keys: dict[int, str]) -> int:
    """The row in which the title's merged cell begins: rows below it go on about the same matter."""
    place = next(place for place, key in keys.items() if key == "title")
    tops = grid.tops[number]
    return tops[place] if place < len(tops) else number
