"""Schemes as JSON, and the canonical form whose SHA-256 names a scheme."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from dukao.scoring.numbers import normal
from dukao.scoring.problems import Problem, SchemeError


def read_json(text: str) -> Any:
    """Plain data with numbers as the text they were written in."""
    try:
        return json.loads(text, parse_float=str, parse_int=str, object_pairs_hook=_no_repeats)
    except json.JSONDecodeError as error:
        raise SchemeError(
            [Problem("JSON 写法不对，请检查逗号、引号和括号", "", error.lineno, error.colno)]
        ) from error
    except RecursionError as error:
        raise SchemeError("JSON 嵌套过深") from error


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        repeated = next(key for index, (key, _) in enumerate(pairs) if key in dict(pairs[:index]))
        raise SchemeError([Problem("这个键写了两次，请删去一处", repeated)])
    return found


def write_json(document: BaseModel) -> str:
    """Readable JSON, numbers as text with the digits written, defaults left out."""
    return json.dumps(document.model_dump(mode="json", exclude_defaults=True), ensure_ascii=False, indent=2)


def canonical_json(document: BaseModel) -> str:
    """One spelling for equal documents: keys sorted, no white space, numbers without trailing zeros."""
    data = _normalised(document.model_dump(mode="python", exclude_defaults=True))
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def digest(document: BaseModel) -> str:
    """SHA-256 of the canonical form, in hexadecimal."""
    return hashlib.sha256(canonical_json(document).encode()).hexdigest()


def _normalised(part: Any) -> Any:
    if isinstance(part, Decimal):
        return normal(part)
    if isinstance(part, dict):
        return {key: _normalised(value) for key, value in part.items()}
    if isinstance(part, (list, tuple)):
        return [_normalised(value) for value in part]
    return part
