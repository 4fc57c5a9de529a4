"""The table of a group and the sheet of a unit as PDF, set by typst from data alone."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import typst
from django.utils.timezone import localtime

from dukao.assessments.models import Round
from dukao.assessments.selectors.items import ItemRow, Section
from dukao.assessments.selectors.sheets import Sheet
from dukao.assessments.selectors.standings import GroupTable
from dukao.assessments.vocabulary import RoundState
from dukao.kernel.errors import DomainError
from dukao.ui.fonts import chinese_face, installed
from dukao.ui.formats import NOTHING, digest, moment_year, number, rank, signed

NO_FONT = (
    "这台服务器没有中文字体，不能生成 PDF。请改用 Excel 下载，或用浏览器的打印；"
    "管理员装上字体（例如 fonts-noto-cjk）后就能用。"
)


def table_pdf(table: GroupTable) -> bytes:
    """The ranking of one group as the actor sees it."""
    lines = {line.after: line.sentence for line in table.quota_lines.values()}
    rows = [
        [
            row.rank or NOTHING, row.name, number(row.total, table.places), number(row.gap, table.places),
            NOTHING if row.move is None else signed(row.move, 0), row.standing.grade or NOTHING,
            row.top_loss if row.total is not None else "；".join(row.standing.reasons),
        ]
        for row in table.rows
    ]  # fmt: skip
    return _set(
        "table.typ",
        {
            **_frame(table.round, f"{table.round.span.label}考核结果", table.group.name),
            "rows": [[str(cell) for cell in row] for row in rows],
            "lines": [[after, sentence] for after, sentence in lines.items()],
            "mine": [place for place, row in enumerate(table.rows) if row.is_mine],
        },
    )


def sheet_pdf(sheet: Sheet) -> bytes:
    """The unit's sheet: the sum, then every item."""
    terms = sheet.equation.terms if sheet.equation is not None else ()
    return _set(
        "sheet.typ",
        {
            **_frame(sheet.round, f"{sheet.round.span.label}得分依据", sheet.place.name),
            "total": number(sheet.standing.total, sheet.places),
            "full": sheet.amount(sheet.scheme.full_marks),
            "terms": [
                ["−" if term.amount < 0 else "+", sheet.amount(term.amount), term.label] for term in terms
            ],
            "reasons": list(sheet.standing.reasons),
            "facts": [
                ["组内名次", rank(sheet.standing.group_rank, sheet.standing.group_size)],
                ["等次", sheet.standing.grade or NOTHING],
                ["组内中位", number(sheet.median, sheet.places)],
                *([source.round.span.label, number(source.total, sheet.places)] for source in sheet.sources),
            ],
            "sections": [_section(section, sheet) for section in sheet.items.sections] if sheet.items else [],
        },
    )


def _section(section: Section, sheet: Sheet) -> dict[str, Any]:
    figure = sheet.part_places
    return {
        "head": [section.part.name, number(section.part.full, figure), number(section.part.score, figure)],
        "rows": [_row(row, figure) for row in section.rows],
        "fixes": [[fix.label, signed(fix.amount, figure)] for fix in section.part.adjustments],
    }


def _row(row: ItemRow, places: int) -> list[str]:
    part = row.part
    return [
        part.name, "·".join(word for word in (part.code, part.clause) if word),
        number(part.full, places) if part.full else NOTHING,
        row.grounds,
        row.formula,
        number(part.score, places) if row.counts else NOTHING,
        signed(-row.loss, places) if row.counts else NOTHING,
        number(row.median, places),
    ]  # fmt: skip


def _frame(assessment: Round, title: str, subject: str) -> dict[str, Any]:
    """What stands at the top and foot of every page."""
    at = moment_year(localtime(assessment.computed_at)) if assessment.computed_at else NOTHING
    version = assessment.version
    return {
        "title": title,
        "subject": subject,
        "scheme": f"{version.scheme.name}第 {version.number} 版",
        "state": RoundState(assessment.state).label,
        "foot": f"{at} 计分；事实 {number(assessment.facts_count)} 条；"
        f"SHA-256 {digest(assessment.facts_digest)}；引擎 {assessment.engine}",
    }


def _set(template: str, data: dict[str, Any]) -> bytes:
    """The PDF of a template filled with data. Data never becomes markup: it arrives as JSON values."""
    face = chinese_face()
    if not face:
        raise DomainError("no_chinese_font", NO_FONT)
    source = files("dukao.assessments.exports").joinpath(template).read_bytes()
    inputs = {"data": json.dumps({**data, "face": face}, ensure_ascii=False)}
    return typst.compile(source, format="pdf", font_paths=installed(), sys_inputs=inputs)
