"""Schemes as YAML: numbers keep the digits written, every fault has its line, the dump is canonical."""

from __future__ import annotations

import re
from typing import Any

import yaml
from pydantic import BaseModel

from dukao.scoring.formats.places import Path
from dukao.scoring.problems import Problem, SchemeError

MAX_CHARACTERS = 5_000_000
MAX_DEPTH = 60
LINE_WIDTH = 110
_TRUE, _FALSE, _NULL = {"true", "True"}, {"false", "False"}, {"", "~", "null", "Null"}
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?")


def read_yaml(text: str) -> tuple[Any, dict[Path, tuple[int, int]]]:
    """Plain data and the place of every part in it; raises SchemeError with the line of a syntax fault.

    Plain scalars stay text, so that 0.10 keeps its nought and unit 001 its zeros; only true, false and null
    become what they mean.
    """
    if len(text) > MAX_CHARACTERS:
        raise SchemeError("文件太大（超过 500 万字），请把目标值放到单独的表里")
    reading = _Reading()
    try:
        for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            reading.take(event)
    except yaml.MarkedYAMLError as error:
        raise SchemeError([_syntax_problem(error, text)]) from error
    except yaml.YAMLError as error:
        raise SchemeError("不是合格的 YAML 文件：含有不能识别的字符") from error
    if reading.documents != 1:
        raise SchemeError(
            "文件是空的" if not reading.documents else "一个文件只能写一份办法，请去掉多余的 ---"
        )
    return reading.root, reading.marks


def _syntax_problem(error: yaml.MarkedYAMLError, text: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return Problem("YAML 写法不对")
    lines = text.splitlines()
    line = lines[mark.line] if mark.line < len(lines) else ""
    hint = "YAML 写法不对，请检查这一行及上一行的缩进、冒号后的空格和引号是否成对"
    if "\t" in line[: mark.column + 1]:
        hint = "缩进要用空格，不能用制表符"
    return Problem(hint, "", mark.line + 1, mark.column + 1)


class _Reading:
    """Builds the data from parser events, without recursion, noting where each part stands."""

    def __init__(self) -> None:
        self.root: Any = None
        self.documents = 0
        self.marks: dict[Path, tuple[int, int]] = {}
        self._open: list[dict[str, Any] | list[Any]] = []  # the containers around the present place
        self._keys: list[str | None] = []  # per container the key whose value comes next
        self._paths: list[Path] = []

    def take(self, event: yaml.Event) -> None:
        if getattr(event, "anchor", None) or getattr(event, "tag", None):
            raise _problem(event, "不支持 &、* 引用和 ! 标记，请把内容写全")
        match event:
            case yaml.ScalarEvent():
                if self._expects_key():
                    self._take_key(event)
                else:
                    self._put(_scalar(event), event)
            case yaml.MappingStartEvent():
                self._enter({}, event)
            case yaml.SequenceStartEvent():
                self._enter([], event)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._open.pop()
                self._keys.pop()
                self._paths.pop()

    def _expects_key(self) -> bool:
        return bool(self._open) and isinstance(self._open[-1], dict) and self._keys[-1] is None

    def _take_key(self, event: yaml.ScalarEvent) -> None:
        container, key = self._open[-1], event.value
        if key in container:
            raise _problem(event, "这个键写了两次，请删去一处", key)
        self._keys[-1] = key
        self.marks[(*self._paths[-1], key)] = _place(event)

    def _put(self, value: Any, event: yaml.Event) -> Path:
        path: Path = ()
        if not self._open:
            self.root = value
            self.documents += 1
        else:
            container, key = self._open[-1], self._keys[-1]
            if isinstance(container, list):
                path = (*self._paths[-1], len(container))
                container.append(value)
            else:
                assert key is not None
                path = (*self._paths[-1], key)
                container[key] = value
                self._keys[-1] = None
        self.marks.setdefault(path, _place(event))
        return path

    def _enter(self, container: dict[str, Any] | list[Any], event: yaml.Event) -> None:
        if self._expects_key():
            raise _problem(event, "键要写成一个词")
        if len(self._open) >= MAX_DEPTH:
            raise _problem(event, "层次太深")
        path = self._put(container, event)
        self._open.append(container)
        self._keys.append(None)
        self._paths.append(path)


def _place(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    assert mark is not None
    return mark.line + 1, mark.column + 1


def _problem(event: yaml.Event, sentence: str, key: str = "") -> SchemeError:
    return SchemeError([Problem(sentence, key, *_place(event))])


def _scalar(event: yaml.ScalarEvent) -> Any:
    if event.style is None or event.style == "":
        if event.value in _NULL:
            return None
        if event.value in _TRUE:
            return True
        if event.value in _FALSE:
            return False
    return event.value


def write_yaml(document: BaseModel) -> str:
    """The canonical YAML of the document: keys in the order of the format, defaults left out, digits kept."""
    data = _shortened(document.model_dump(mode="json", exclude_defaults=True))
    return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=LINE_WIDTH, indent=2)


def _shortened(part: Any) -> Any:
    if isinstance(part, dict):
        if list(part) == ["kind"] and part["kind"] not in {"overall", "category", "special"}:
            return part["kind"]
        return {key: _shortened(value) for key, value in part.items()}
    if isinstance(part, list):
        return [_shortened(value) for value in part]
    return part


class _Dumper(yaml.SafeDumper):
    """Lists stand indented under their key; what is short and flat stands on one line."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _write_text(dumper: _Dumper, text: str) -> yaml.Node:
    """A text that is a plain number stands without quotes."""
    if _NUMBER.fullmatch(text):
        tag = "tag:yaml.org,2002:float" if "." in text else "tag:yaml.org,2002:int"
        return dumper.represent_scalar(tag, text)
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


def _write_list(dumper: _Dumper, parts: list[Any]) -> yaml.Node:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", parts, flow_style=_fits_on_a_line(parts))


def _write_mapping(dumper: _Dumper, parts: dict[str, Any]) -> yaml.Node:
    flow = _fits_on_a_line([*parts, *parts.values()])
    return dumper.represent_mapping("tag:yaml.org,2002:map", parts, flow_style=flow)


def _fits_on_a_line(parts: list[Any]) -> bool:
    flat = all(not isinstance(part, (dict, list)) and "\n" not in str(part) for part in parts)
    return flat and sum(len(str(part)) + 2 for part in parts) <= LINE_WIDTH - 40


_Dumper.add_representer(str, _write_text)
_Dumper.add_representer(list, _write_list)
_Dumper.add_representer(dict, _write_mapping)
