"""What is held about a person as a document to read, and the template of an impact assessment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, cast

from docx.oxml.ns import qn
from docx.shared import Pt
from docx.styles.style import ParagraphStyle

from dukao.kernel import personal
from dukao.kernel.clock import ZONE
from dukao.kernel.wordfiles import new_document
from dukao.privacy.impact import SECTIONS
from dukao.privacy.selectors.export import Exported

if TYPE_CHECKING:
    from docx.document import Document as Paper

#: As the office sets it; replaced by what the reader's machine has.
_FACE = "仿宋_GB2312"


def own_data_paper(data: Exported) -> bytes:
    """One section for each kind: purpose, basis, source and clock above the rows themselves."""
    paper = _paper(f"{data.subject.name}的个人信息")
    made = f"{data.at.astimezone(ZONE):%Y-%m-%d %H:%M}"
    paper.add_paragraph(f"{data.place}督考　{data.subject.unit_name}　{made} 由本人导出")
    for held in data.held:
        paper.add_heading(f"{held.holding.label}（{held.total} 条）", 2)
        paper.add_paragraph(
            f"用途：{held.holding.purpose}。依据：{held.holding.basis}。来源：{held.holding.source}。"
            f"保存：{data.kept[held.holding.keeping]}。"
        )
        _table(paper, [label for label, _ in held.rows[0]], ([text for _, text in row] for row in held.rows))
    paper.add_heading("办理记录里的经办人", 2)
    _table(paper, ["在哪里", "条数"], ([one.acts.label, str(one.count)] for one in data.acts))
    paper.add_heading("谁看过", 2)
    looks = (
        [f"{one.at.astimezone(ZONE):%Y-%m-%d %H:%M}", one.who, one.what, one.reason] for one in data.looks
    )
    _table(paper, ["时间", "谁", "看了什么", "事由"], looks)
    paper.add_heading("依法不在这里提供的", 2)
    _table(paper, ["种类", "原因"], ([label, reason] for label, reason in data.withheld))
    return _bytes(paper)


def impact_paper(kept: Mapping[str, str], day: date) -> bytes:
    """个人信息保护影响评估 (第五十五条、第五十六条): questions to answer, and the register of fields."""
    paper = _paper("个人信息保护影响评估报告")
    paper.add_paragraph(f"依据个人信息保护法第五十五条、第五十六条。报告至少保存三年。{day:%Y-%m-%d} 生成。")
    for title, questions in SECTIONS:
        paper.add_heading(title, 2)
        _table(paper, ["要回答的", "评估"], questions)
    paper.add_heading("附：本系统处理的个人信息", 2)
    rows = (
        [
            holding.label,
            "、".join(field.label + ("（敏感）" if field.is_sensitive else "") for field in holding.fields),
            holding.purpose, holding.basis, kept[holding.keeping],
        ]
        for holding in personal.holdings()
    )  # fmt: skip
    _table(paper, ["种类", "项目", "用途", "依据", "保存"], rows)
    return _bytes(paper)


def _paper(title: str) -> Paper:
    paper = new_document()
    style = cast(ParagraphStyle, paper.styles["Normal"])
    style.font.name, style.font.size = _FACE, Pt(10.5)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _FACE)
    paper.add_heading(title, 1)
    return paper


def _table(paper: Paper, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    lines = list(rows)
    if not lines:
        paper.add_paragraph("没有。")
        return
    table = paper.add_table(rows=0, cols=len(heads), style="Table Grid")
    for line in (heads, *lines):
        for cell, text in zip(table.add_row().cells, line, strict=True):
            cell.text = text


def _bytes(paper: Paper) -> bytes:
    out = BytesIO()
    paper.save(out)
    return out.getvalue()
