"""What bears the mark of a state secret stays outside; what only speaks of secrets comes in."""

from __future__ import annotations

from io import BytesIO

import pytest
import xlsxwriter
from docx import Document

from dukao.kernel.errors import DomainError
from dukao.kernel.secrecy import check_name, check_text, check_upload


@pytest.mark.parametrize(
    "text",
    [
        "机密★10年", "秘密★1年 督查通报", "绝 密 ★ 长期", "机　密☆", "秘密＊5年", "关于某事\n绝密★", "密级：机密",
        "密 级： 秘 密", "密级:【绝密】", "机密", "  秘　密  ", "【机密】", "（秘密）", "机密 5年", "序号\t秘密\t事项",
    ],
)  # fmt: skip
def test_marks_are_refused(text: str) -> None:
    with pytest.raises(DomainError, match="本系统不处理国家秘密"):
        check_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "工作秘密", "工作秘密★", "知悉范围：工作秘密", "依照《中华人民共和国保守国家秘密法》第三十一条", "国家秘密的密级分为绝密、机密、秘密三级。",
        "不得泄露国家秘密、商业秘密和个人隐私", "保守秘密★严守纪律".replace("★", "，"), "本系统不处理绝密、机密、秘密信息", "机密文件管理办法执行情况",
        "涉密人员培训", "密级", "保密期限 10 年", "",
    ],
)  # fmt: skip
def test_speaking_of_secrets_is_not(text: str) -> None:
    check_text(text)


@pytest.mark.parametrize(
    "name",
    [
        "机密.pdf",
        "【秘密】会议纪要.docx",
        "绝　密★通知.pdf",
        "关于××的机密材料.pdf",
        "秘 密 附件.xlsx",
        "涉国家秘密清单.xlsx",
    ],
)
def test_names_that_call_themselves_secret(name: str) -> None:
    with pytest.raises(DomainError, match="请改名后再传"):
        check_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "工作秘密清单.xlsx", "贯彻《保守国家秘密法》实施情况.pdf", "保守国家秘密法学习记录.pdf", "国家秘密定密管理规定.pdf", "保密教育.pdf",
        "商业秘密保护.docx", "保守党和国家的秘密.pdf",
    ],
)  # fmt: skip
def test_names_that_quote_the_law(name: str) -> None:
    check_name(name)


def word(*, body: str = "督查事项", head: str = "") -> BytesIO:
    document = Document()
    document.add_paragraph(body)
    document.sections[0].header.paragraphs[0].text = head
    document.save(out := BytesIO())
    out.seek(0)
    return out


def sheet(*, cell: str = "督查事项", head: str = "") -> BytesIO:
    with xlsxwriter.Workbook(out := BytesIO()) as book:
        page = book.add_worksheet()
        page.write(3, 2, cell)
        if head:
            page.set_header(head)
    out.seek(0)
    return out


@pytest.mark.parametrize(
    "content",
    [
        word(body="机 密 ★ 1 年"), word(head="秘密★10年"), sheet(cell="机密"), sheet(head="&L绝密★"), BytesIO("事项,密级\n甲,机密\n".encode()),
        BytesIO("事项,密级\n甲,机密\n".encode("gb18030")), BytesIO("密级：秘密".encode()),
    ],
    ids=["word", "word header", "cell", "sheet header", "csv", "csv gb18030", "text"],
)  # fmt: skip
def test_files_are_read_wherever_people_write(content: BytesIO) -> None:
    with pytest.raises(DomainError, match="“清单”里标有"):
        check_upload("清单", content)


@pytest.mark.parametrize(
    "content",
    [
        word(body="工作秘密", head="内部资料"), sheet(cell="工作秘密", head="内部"), BytesIO("事项,知悉范围\n甲,工作秘密\n".encode()),
        BytesIO(b"PK\x03\x04" + bytes(40)), BytesIO(b""), BytesIO(b"\x89PNG\r\n\x1a\n" + "机密★".encode()),
    ],
)  # fmt: skip
def test_files_without_a_mark_pass(content: BytesIO) -> None:
    check_upload("清单", content)
