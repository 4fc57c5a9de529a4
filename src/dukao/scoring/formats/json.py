"""Schemes as JSON."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel

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
