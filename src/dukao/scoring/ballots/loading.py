"""A ballot from YAML or JSON, checked part by part; every fault has its line and its key."""

from __future__ import annotations

from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from dukao.scoring.ballots.document import FORMAT, Ballot
from dukao.scoring.formats.files import read_content
from dukao.scoring.formats.json import read_json
from dukao.scoring.formats.places import Path, problems_of
from dukao.scoring.formats.schemes import document_text
from dukao.scoring.formats.yaml import read_yaml
from dukao.scoring.problems import FactsError, SchemeError


def ballot_from_yaml(text: str) -> Ballot:
    """The ballot in this YAML. Raises SchemeError with lines."""
    raw, marks = read_yaml(text)
    return _checked(raw, marks)


def read_ballot(path: str | FilePath) -> Ballot:
    """The ballot in a .yaml, .yml or .json file, in any usual encoding. Raises SchemeError."""
    file = FilePath(path)
    try:
        content = read_content(file, "测评设置文件")
    except FactsError as error:
        raise SchemeError(error.problems) from error
    try:
        text = document_text(content, file.name, "YAML 文本，也不是 JSON")
        return _checked(read_json(text), {}) if file.suffix.lower() == ".json" else ballot_from_yaml(text)
    except SchemeError as error:
        raise error.in_file(file.name) from error


def _checked(raw: Any, marks: dict[Path, tuple[int, int]]) -> Ballot:
    if not isinstance(raw, dict):
        raise SchemeError(f"测评设置要写成“键: 值”的形式，第一行通常是 format: {FORMAT}")
    try:
        return Ballot.model_validate(raw)
    except ValidationError as error:
        raise SchemeError(problems_of(error, raw, marks)) from error
