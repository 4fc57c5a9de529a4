"""A scheme from text or plain data, checked part by part and then as a whole."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from dukao.scoring.consistency import faults
from dukao.scoring.formats.json import read_json
from dukao.scoring.formats.places import Marks, problem_at, problems_of
from dukao.scoring.formats.yaml import read_yaml
from dukao.scoring.problems import SchemeError
from dukao.scoring.scheme import Scheme


def scheme_from_yaml(text: str, *, draft: bool = False) -> Scheme:
    """The scheme in this YAML; a `draft` may still contradict itself. Raises SchemeError with lines."""
    raw, marks = read_yaml(text)
    return _validated(raw, marks, draft)


def scheme_from_json(text: str, *, draft: bool = False) -> Scheme:
    """The scheme in this JSON; a `draft` may still contradict itself. Raises SchemeError."""
    return _validated(read_json(text), {}, draft)


def scheme_from_data(raw: Any, *, draft: bool = False) -> Scheme:
    """The scheme plain data describe (a form, a workbook, a stored document). Raises SchemeError."""
    return _validated(raw, {}, draft)


def _validated(raw: Any, marks: Marks, draft: bool) -> Scheme:
    if not isinstance(raw, dict):
        raise SchemeError("办法要写成“键: 值”的形式，第一行通常是 format: dukao-scheme/1")
    try:
        scheme = Scheme.model_validate(raw)
    except ValidationError as error:
        raise SchemeError(problems_of(error, raw, marks)) from error
    return scheme if draft else checked(scheme, marks)


def checked(scheme: Scheme, marks: Marks | None = None) -> Scheme:
    """The scheme, free of contradictions. Raises SchemeError, with lines where `marks` tell them."""
    found = faults(scheme)
    if found:
        raise SchemeError([problem_at(fault.path, fault.sentence, marks or {}) for fault in found])
    return scheme
