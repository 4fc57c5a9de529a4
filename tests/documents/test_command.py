"""``dukao document render``: files from data, and sentences for what is wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import docx
import pytest

from dukao.documents.official.command import main
from dukao.documents.vocabulary import DocumentKind
from tests.documents.printed import printed_pages

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "circular.json"
Capture = pytest.CaptureFixture[str]


def run(tmp_path: Path, data: Any, out: str = "x.docx", kind: str = "circular", *more: str) -> int:
    source = tmp_path / "data.json"
    source.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return main(["render", "--kind", kind, "--data", str(source), "--out", str(tmp_path / out), *more])


def example(**changes: Any) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    return {**data, **changes}


@pytest.mark.parametrize("kind", DocumentKind.values)
def test_the_example_as_word_and_pdf(tmp_path: Path, kind: str) -> None:
    assert run(tmp_path, example(), "x.docx", kind) == run(tmp_path, example(), "x.PDF", kind) == 0
    words = "".join(paragraph.text for paragraph in docx.Document(str(tmp_path / "x.docx")).paragraphs)
    printed = "".join(page.text for page in printed_pages((tmp_path / "x.PDF").read_bytes()))
    for text in (
        "示督通〔2026〕7",
        "一、总体情况",
        "（二）个别单位反馈不及时。",
        "2.农村供水保障",
        "2026年9月28日",
    ):
        assert text in words
        assert text in printed


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"title": 7}, "title：应是文字，现在是数。"),
        ({"title": ""}, "title：缺少标题。"),
        ({"day": "2026-13-01"}, "day：“2026-13-01”不是日期"),
        ({"body": "一段"}, "body：应是列表，现在是文字。"),
        ({"body": [{"level": 9, "text": "x"}]}, "body[0].level：层次只有 0 至 4"),
        ({"body": [{"level": [], "text": "x"}]}, "body[0].level：层次只有 0 至 4"),
        ({"body": [{"txt": "x"}]}, "body[0].txt：没有这个键"),
        ({"body": ["机密★1年"]}, "body[0]：文中标有“机密”"),
        ({"attachments": [None]}, "attachments[0]：应是文字，现在是空。"),
        ({"tile": "x"}, "tile：没有这个键。可用的键是 title、body"),
    ],
)
def test_what_is_wrong_is_told_with_its_key(
    tmp_path: Path, capsys: Capture, changes: dict[str, Any], told: str
) -> None:
    assert run(tmp_path, example(**changes)) == 2
    assert told in capsys.readouterr().err
    assert not (tmp_path / "x.docx").exists()


@pytest.mark.parametrize(
    ("data", "out", "told"),
    [
        ('{"title": ', "x.docx", "第 1 行第 11 字不是 JSON"),
        ("[]", "x.docx", "数据应是一个对象"),
        ("[" * 100_000, "x.docx", "嵌套太深"),
        (EXAMPLE.read_text(encoding="utf-8"), "x.odt", "--out：只能写 .docx 或 .pdf，不能写“.odt”。"),
        (EXAMPLE.read_text(encoding="utf-8"), "nowhere/x.pdf", "读写不了文件"),
    ],
)
def test_files_that_are_none_are_refused(
    tmp_path: Path, capsys: Capture, data: str, out: str, told: str
) -> None:
    assert run(tmp_path, data, out) == 2
    assert told in capsys.readouterr().err


def test_an_own_template_is_examined(tmp_path: Path, capsys: Capture) -> None:
    own = docx.Document()
    own.add_paragraph("{{ 标题 }}{{ 正文 }}{{ 领导 }}")
    own.save(str(tmp_path / "own.docx"))
    assert run(tmp_path, example(), "x.docx", "circular", "--template", str(tmp_path / "own.docx")) == 2
    assert "不认识的字段：领导" in capsys.readouterr().err


def test_an_unknown_kind_is_told(tmp_path: Path, capsys: Capture) -> None:
    with pytest.raises(SystemExit, match="2"):
        run(tmp_path, example(), "x.pdf", "letter")
    assert "没有“letter”这一种" in capsys.readouterr().err
