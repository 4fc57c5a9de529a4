"""An official document as Word, filled into a template that an office may edit."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import BadZipFile

from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.shared import Pt
from docx.text.paragraph import Paragraph as WordParagraph
from docxtpl import DocxTemplate
from jinja2 import TemplateError
from jinja2.sandbox import SandboxedEnvironment

from dukao.documents.official import measures
from dukao.documents.official.builtin import (
    ATTACHMENT_STYLE,
    DAY_STYLE,
    ISSUER_STYLE,
    MARK_STYLE,
    NOTE_STYLE,
    TEXT_STYLE,
    builtin_template,
)
from dukao.documents.official.kinds import Layout, layout_of
from dukao.documents.official.paper import Paper, Paragraph
from dukao.documents.official.titles import title_lines
from dukao.documents.vocabulary import DocumentKind
from dukao.kernel.errors import DomainError

#: What a template may ask for, with what it stands for; lists are walked with {%p for … in … %}.
TEMPLATE_FIELDS = {
    "发文机关标志": "红色版头上的名称",
    "发文字号": "示督通〔2026〕7 号",
    "签发人": "上行文和命令才有",
    "签发人职务": "命令才有",
    "标题": "各行的列表",
    "主送": "主送机关，不带冒号",
    "正文": "各段的列表，每段有 层次（0 至 4）、标题、文字",
    "附件": "列表，每项有 序号、名称",
    "出席": "纪要才有，列表，每项有 称谓（出席、请假、列席）、名单",
    "署名": "发文机关",
    "成文日期": "2026年9月28日",
    "附注": "不带括号",
    "抄送": "抄送机关，不带句号",
    "抄送称谓": "抄送；纪要是分送",
    "印发机关": "版记左",
    "印发日期": "版记右，不带“印发”",
    "标注": "工作秘密的标注",
    "紧急程度": "特急、加急",
    "文种": "通报、督办单等",
}


def render_docx(paper: Paper, template: bytes | None = None) -> bytes:
    """The document as Word: in the office's own template, or in the built-in one of its kind."""
    filled = DocxTemplate(BytesIO(template or builtin_template(paper.kind)))
    environment = SandboxedEnvironment(autoescape=True)
    try:
        filled.render(_context(paper), environment, autoescape=True)
    except TemplateError as error:
        raise DomainError(
            "template", f"Word 模板有错，填不出来：{error}。请恢复内置模板或改好再传。"
        ) from None
    document = filled.docx  # get_docx() would begin again with the empty template
    assert document is not None
    _fit(document, paper)
    document.core_properties.title = paper.title
    document.core_properties.author = paper.issuer
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def check_template(content: bytes) -> None:
    """Refuse what is no Word file, cannot be read as a template, asks for unknown fields or fails to fill."""
    try:
        template = DocxTemplate(BytesIO(content))
        asked = template.get_undeclared_template_variables(SandboxedEnvironment(autoescape=True))
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError, SyntaxError):  # the last is lxml
        raise DomainError("template", "这不是 Word 文件（.docx），请在 Word 里另存为 .docx 再传。") from None
    except TemplateError as error:
        raise DomainError("template", f"模板里的标记写错了：{error}。请对照内置模板改正。") from None
    unknown = sorted(asked - set(TEMPLATE_FIELDS))
    if unknown:
        raise DomainError(
            "template",
            f"模板里有不认识的字段：{'、'.join(unknown)}。可用的字段是：{'、'.join(TEMPLATE_FIELDS)}。",
        )
    # An order has no title; its signer stands in the template instead.
    if "正文" not in asked or not {"标题", "签发人职务"} & asked:
        raise DomainError("template", "模板里至少要有“标题”和“正文”，否则公文没有内容。")
    render_docx(SAMPLE, content)


def _context(paper: Paper) -> dict[str, Any]:
    return {
        "发文机关标志": paper.mark, "发文字号": paper.printed_number, "签发人": paper.signer,
        "签发人职务": paper.post,
        "出席": [{"称谓": word, "名单": names} for word, names in paper.attendance],
        "标题": title_lines(paper.title), "主送": paper.addressee,
        "正文": [{"层次": line.level, "标题": line.head, "文字": line.rest} for line in paper.lines],
        "附件": [{"序号": number, "名称": name} for number, name in paper.attachment_lines],
        "署名": paper.issuer, "成文日期": paper.day, "附注": paper.note, "抄送": paper.copies,
        "抄送称谓": "分送" if layout_of(paper.kind) == Layout.MINUTES else "抄送",
        "印发机关": paper.printer, "印发日期": paper.printed_on, "标注": paper.label,
        "紧急程度": paper.urgency, "文种": DocumentKind(paper.kind).label,
    }  # fmt: skip


def _fit(document: Document, paper: Paper) -> None:
    """What depends on the words: the size of the mark, where issuer and date stand, what goes with them."""
    layout = layout_of(paper.kind)
    size = measures.mark_size(paper.mark, is_letter=layout == Layout.LETTER)
    issuer_right, day_right = measures.signature_indents(
        paper.issuer, paper.day, is_order=layout == Layout.ORDER
    )
    rights = {ISSUER_STYLE: issuer_right, DAY_STYLE: day_right}
    text: WordParagraph | None = None
    for paragraph in document.paragraphs:
        name = paragraph.style.name if paragraph.style is not None else ""
        if name == MARK_STYLE:
            for run in paragraph.runs:
                run.font.size = Pt(size)
        elif name in rights:
            paragraph.paragraph_format.right_indent = Pt(rights[name] * measures.CHARACTER_PT)
        elif name == TEXT_STYLE:
            text = paragraph
        if name in (ATTACHMENT_STYLE, DAY_STYLE, NOTE_STYLE):
            paragraph.paragraph_format.keep_with_next = paper.can_be_signed_overleaf
    if text is not None and paper.can_be_signed_overleaf and not paper.attachments:
        text.paragraph_format.keep_with_next = True


#: What an uploaded template is tried with.
SAMPLE = Paper(
    kind="circular", mark="示例市督考办文件", number="示督通〔2026〕7 号", signer="何正",
    title="关于三季度督办事项办理情况的通报", addressee="各县（区）人民政府",
    paragraphs=(Paragraph("总体情况", 1), Paragraph("办结率 88.4%。", 2), Paragraph("按要求办理。")),
    attachments=("清单", "统计表"), issuer="示例市督考办", day="2026年9月28日", note="联系人：何正",
    copies="市委办公室", printer="示例市督考办", printed_on="2026年9月28日", label="", urgency="加急",
    post="市长", present="何正、周行", absent="陈默",
)  # fmt: skip
