"""A ballot from YAML or JSON, checked part by part; every fault has its line and its key."""

from __future__ import annotations

from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from dukao.scoring.ballots.document import FORMAT, Ballot
from dukao.scoring.formats.json import read_json
from dukao.scoring.formats.places import Path, problems_of
from dukao.scoring.formats.yaml import read_yaml
from dukao.scoring.problems import SchemeError


def ballot_from_yaml(text: str) -> Ballot:
    """The ballot in this YAML. Raises SchemeError with lines."""
    raw, marks = read_yaml(text)
    return _checked(raw, marks)


def read_ballot(path: str | FilePath) -> Ballot:
    """The ballot in a .yaml, .yml or .json file. Raises SchemeError."""
    file = FilePath(path)
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise SchemeError(f"找不到测评设置文件 {file}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise SchemeError(f"读不出测评设置文件 {file}：请存为 UTF-8 文本") from error
    if file.suffix.lower() == ".json":
        return _checked(read_json(text), {})
    return ballot_from_yaml(text)


def _checked(raw: Any, marks: dict[Path, tuple[int, int]]) -> Ballot:
    if not isinstance(raw, dict):
        raise SchemeError(f"测评设置要写成“键: 值”的形式，第一行通常是 format: {FORMAT}")
    try:
        return Ballot.model_validate(raw)
    except ValidationError as error:
        raise SchemeError(problems_of(error, raw, marks)) from error
