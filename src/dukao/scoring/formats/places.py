"""From a validation error to a sentence in Chinese, with the line and column the writer has to go to."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from dukao.scoring.document import Strict
from dukao.scoring.problems import Problem

Path = tuple[str | int, ...]
Marks = Mapping[Path, tuple[int, int]]

_SENTENCES = {
    "missing": "缺少这个键，请补上",
    "string_type": "这里要写文字",
    "int_parsing": "这里要写整数",
    "int_type": "这里要写整数",
    "int_from_float": "这里要写整数",
    "bool_parsing": "这里要写 true 或 false",
    "bool_type": "这里要写 true 或 false",
    "tuple_type": "这里要写成列表，每项前加短横",
    "model_type": "这里要写成“键: 值”的形式",
    "model_attributes_type": "这里要写成“键: 值”的形式",
    "dict_type": "这里要写成“键: 值”的形式",
    "string_too_short": "不能为空",
    "union_tag_not_found": "请写种类（kind），说明是哪一种",
}


def problems_of(error: ValidationError, raw: Any, marks: Marks) -> list[Problem]:
    """Every fault pydantic found, once each, in the order of the document."""
    found: dict[tuple[Path, str], Problem] = {}
    details = error.errors(include_url=False)
    worded = {real_path(detail["loc"], raw) for detail in details if _is_word(detail)}
    for detail in details:
        if detail["type"] == "too_short" and len(detail["input"]) >= detail["ctx"]["min_length"]:
            # Pydantic counts only the parts it could read; what is wrong with the others is said anyway.
            continue
        path = real_path(detail["loc"], raw)
        if path in worded and not _is_word(detail):
            continue  # the sentence about the words names the number too
        sentence = _sentence(detail)
        found.setdefault((path, sentence), problem_at(path, sentence, marks))
    return sorted(found.values(), key=lambda problem: (problem.line or 0, problem.column or 0))


def problem_at(path: Path, sentence: str, marks: Marks) -> Problem:
    """The fault at this path; a path that is not in the file points to the nearest part that is."""
    if not path:
        return Problem(sentence)  # about the whole, not about its first line
    place = path
    while place not in marks and place:
        place = place[:-1]
    line, column = marks.get(place, (None, None))
    return Problem(sentence, key_words(path), line, column)


def key_words(path: Path) -> str:
    """The path as a writer finds it: items[2].method.cap."""
    words = ""
    for step in path:
        words += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if words else step
    return words


def real_path(location: Path, raw: Any) -> Path:
    """The location without what pydantic adds to it: the tags of the parts it chose between."""
    path: list[str | int] = []
    here = raw
    for position, step in enumerate(location):
        inside_list = isinstance(step, int) and isinstance(here, (list, tuple)) and step < len(here)
        if inside_list or (isinstance(here, dict) and step in here):
            here = here[step]
        elif position == len(location) - 1 and isinstance(here, dict) and not _is_tag(step, here):
            here = None
        else:
            continue
        path.append(step)
    return tuple(path)


def _is_tag(step: str | int, here: dict[Any, Any]) -> bool:
    return step in {"item", "family"} or step == here.get("kind")


def _is_word(detail: ErrorDetails) -> bool:
    """Whether a word was expected in place of a number: cap: none."""
    return detail["type"] == "literal_error" and str(detail["loc"][-1]).startswith("literal[")


def _sentence(detail: ErrorDetails) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    match kind:
        case "value_error":
            return str(context["error"])
        case "extra_forbidden":
            return _unknown_key(str(detail["loc"][-1]))
        case "union_tag_invalid":
            allowed = context["expected_tags"].replace("'", "")
            return f"没有“{context['tag']}”这一种，可以写：{allowed}"
        case "literal_error" | "enum":
            allowed = context["expected"].replace("'", "").replace(" or ", ", ")
            return f"“{detail['input']}”不行，可以写：{'数字，或 ' if _is_word(detail) else ''}{allowed}"
        case "greater_than_equal":
            return f"应不小于 {context['ge']}"
        case "greater_than":
            return f"应大于 {context['gt']}"
        case "less_than_equal":
            return f"应不大于 {context['le']}"
        case "less_than":
            return f"应小于 {context['lt']}"
        case "too_short":
            return f"至少要有 {context['min_length']} 项"
        case "string_too_long":
            return f"不能超过 {context['max_length']} 字"
        case "string_pattern_mismatch":
            return f"“{detail['input']}”不能作代码：用字母、数字、下划线、点和短横，不含空格"
    return _SENTENCES.get(kind, f"写法不对（{detail['msg']}）")


def _unknown_key(key: str) -> str:
    known = known_keys()
    if key in known:
        return f"这里不写“{key}”，它属于别的地方，请删去或挪走"
    near = difflib.get_close_matches(key, known, n=1)
    return f"不认识的键“{key}”" + (f"，是不是 {near[0]}？" if near else "，请删去或改正")


def known_keys() -> list[str]:
    """Every key that stands anywhere in the documents of this format."""
    keys: set[str] = set()
    parts: list[type[Strict]] = [Strict]
    while parts:
        part = parts.pop()
        keys.update(part.model_fields)
        parts.extend(part.__subclasses__())
    return sorted(keys)
