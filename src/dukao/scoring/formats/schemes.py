"""A scheme from a file, whatever it is written in: YAML, JSON or a workbook."""

from __future__ import annotations

from pathlib import Path

from dukao.scoring.formats.files import read_content
from dukao.scoring.formats.loading import checked, scheme_from_json, scheme_from_yaml
from dukao.scoring.formats.tables import decoded
from dukao.scoring.formats.workbook import scheme_from_workbook
from dukao.scoring.problems import FactsError, Problem, SchemeError, ScoringError
from dukao.scoring.scheme import Scheme

_WORKBOOK = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def read_scheme(path: str | Path, *, draft: bool = False) -> Scheme:
    """The scheme in a .yaml, .json or .xlsx file; a `draft` may contradict itself. Raises SchemeError."""
    file = Path(path)
    try:
        content = read_content(file, "办法文件")
    except FactsError as error:
        raise SchemeError(error.problems) from error
    try:
        return scheme_in(content, file.name, draft=draft)
    except ScoringError as error:
        raise SchemeError(error.problems).in_file(file.name) from error


def scheme_in(content: bytes, name: str, *, draft: bool = False) -> Scheme:
    """The scheme in these bytes. Raises ScoringError with lines, or with cells for a workbook."""
    if content.startswith(_WORKBOOK):
        scheme = scheme_from_workbook(content)
        return scheme if draft else checked(scheme)
    text = document_text(content, name, "YAML 文本，也不是 JSON 或 Excel 工作簿（.xlsx）")
    if text.lstrip().startswith("{") and name.lower().endswith(".json"):
        return scheme_from_json(text, draft=draft)
    return scheme_from_yaml(text, draft=draft)


def document_text(content: bytes, name: str, kinds: str) -> str:
    """The text of a document in any usual encoding. Raises SchemeError that says what kinds there are."""
    try:
        text = decoded(content, name)
    except ScoringError:
        text = "\0"
    if any(sign < " " and sign not in "\n\r\t" for sign in text):
        raise SchemeError([Problem(f"既不是 {kinds}，请存为 UTF-8 文本", name)])
    return text
