"""``dukao document render``: an official document from data in a file, as Word or PDF, without a database."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from dukao.documents.official.paper import Paper
from dukao.documents.official.pdf import render_pdf
from dukao.documents.official.reading import Unreadable, read_paper
from dukao.documents.official.word import check_template, render_docx
from dukao.documents.vocabulary import DocumentKind
from dukao.kernel.errors import DomainError
from dukao.scoring.commands.running import WRONG_INPUT, Parser, told


@told
def main(argv: Sequence[str]) -> int:
    """Run the command; 0 when the file is written, 2 with a sentence for every fault when it is not."""
    arguments = _parser().parse_args(argv)
    try:
        paper = read_paper(arguments.kind, json.loads(arguments.data.read_text(encoding="utf-8-sig")))
        arguments.out.write_bytes(_rendered(paper, arguments.out.suffix.lower(), arguments.template))
    except Unreadable as error:
        return _refuse(*error.faults)
    except DomainError as error:
        return _refuse(error.sentence)
    except json.JSONDecodeError as error:
        return _refuse(
            f"{arguments.data}：第 {error.lineno} 行第 {error.colno} 字不是 JSON，请检查引号和逗号。"
        )
    except (UnicodeDecodeError, RecursionError):
        return _refuse(f"{arguments.data}：不是 UTF-8 文字，或嵌套太深，请另存为 UTF-8 的 JSON。")
    return 0


def _rendered(paper: Paper, form: str, template: Path | None) -> bytes:
    if form == ".pdf":
        return render_pdf(paper)
    if form != ".docx":
        raise DomainError("form", f"--out：只能写 .docx 或 .pdf，不能写“{form or '没有扩展名'}”。")
    if template is None:
        return render_docx(paper)
    content = template.read_bytes()
    check_template(content)
    return render_docx(paper, content)


def _refuse(*sentences: str) -> int:
    sys.stderr.writelines(f"{sentence}\n" for sentence in sentences)
    return WRONG_INPUT


def _parser() -> Parser:
    parser = Parser(prog="dukao document", description="公文：按 GB/T 9704-2012 的版式生成 Word 或 PDF")
    words = parser.add_subparsers(dest="word", required=True, metavar="render")
    render = words.add_parser("render", help="由数据文件生成一份公文", description="由数据文件生成一份公文")
    render.add_argument(
        "--kind", required=True, choices=DocumentKind.values, metavar="文种",
        help="、".join(f"{kind.value} {kind.label}" for kind in DocumentKind),
    )  # fmt: skip
    render.add_argument("--data", required=True, type=Path, metavar="D.json", help="公文内容，JSON")
    render.add_argument("--out", required=True, type=Path, metavar="X.docx", help="写到哪里，.docx 或 .pdf")
    render.add_argument("--template", type=Path, metavar="T.docx", help="自己的 Word 模板，只用于 .docx")
    return parser
