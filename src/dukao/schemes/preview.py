"""Scores of a scheme and facts that somebody sends: computed and answered, nothing is stored."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any, TypeVar

from dukao.kernel.errors import DomainError
from dukao.scoring import (
    FactsError,
    NodeScore,
    Period,
    Problem,
    Result,
    RosterUnit,
    Scheme,
    SchemeError,
    ScoringError,
    Target,
    UnitScore,
    scheme_from_data,
    scheme_from_yaml,
    score_blocks,
)
from dukao.scoring.formats.facts import COLUMNS, FactSheet, read_fact_records
from dukao.scoring.numbers import plain

Found = TypeVar("Found")
KEYS = ("scheme", "period", "facts", "targets", "roster", "explain")


@dataclass(frozen=True)
class Limits:
    """How much one request may ask for: cells are units × items; seconds are looked at between steps."""

    cells: int
    seconds: float


class PreviewRefused(DomainError):
    """The request cannot be scored; each of ``problems`` stands with the part of the request it is in."""

    def __init__(self, code: str, problems: list[tuple[str, Problem]], status: int = 422) -> None:
        self.problems = problems
        super().__init__(code, "；".join(str(problem) for _, problem in problems[:3]), status)


def preview(asked: Any, limits: Limits) -> dict[str, Any]:
    """The answer in plain data, figures as text. Raises PreviewRefused, which names every fault found."""
    in_time = _deadline(limits.seconds)
    request = _request(asked)
    scheme = _in_part("scheme", lambda: _scheme(request.get("scheme")))
    in_time()
    period = _in_part("period", lambda: _period(request.get("period")))
    roster = _in_part("roster", lambda: _roster(request)) if "roster" in request else None
    sheet = _in_part("facts", lambda: _facts(request, period, scheme, roster))
    targets = _in_part("targets", lambda: _targets(request, period))
    units = roster if roster is not None else list(sheet.roster.values())
    if not units:
        raise PreviewRefused("invalid_facts", [("facts", Problem("没有可计分的行"))])
    _fits(len(units) * sum(1 for _ in scheme.leaves()), limits)
    in_time()
    blocks = _in_part(
        "facts",
        lambda: sheet.blocks(scheme, targets=targets, roster=units),
    )
    result = _in_part("scheme", lambda: score_blocks(scheme, blocks, [period])[period])
    in_time()
    answer = _answer(result)
    for unit in _explained(request.get("explain"), result):
        answer.setdefault("derivations", {})[unit] = result.explain(unit).as_json()
        in_time()
    return answer


def _deadline(seconds: float) -> Callable[[], None]:
    """A check that refuses once so many seconds have gone by."""
    end = monotonic() + seconds

    def check() -> None:
        if monotonic() > end:
            sentence = f"试算超过 {seconds:g} 秒，已停止。请减少单位、指标或要推算的单位"
            raise PreviewRefused("too_slow", [("", Problem(sentence))], 413)

    return check


def _fits(cells: int, limits: Limits) -> None:
    if cells > limits.cells:
        sentence = f"单位数 × 指标数是 {cells}，一次试算最多 {limits.cells}，请分批或用 dukao score"
        raise PreviewRefused("too_large", [("facts", Problem(sentence))], 413)


def _in_part(part: str, step: Callable[[], Found]) -> Found:
    """What the step gives; what is wrong in it is told with the part of the request."""
    try:
        return step()
    except ScoringError as error:
        code = "invalid_scheme" if isinstance(error, SchemeError) else "invalid_facts"
        raise PreviewRefused(code, [(part, problem) for problem in error.problems]) from error


def _request(asked: Any) -> dict[str, Any]:
    if not isinstance(asked, dict):
        raise PreviewRefused("invalid_request", [("", Problem("请求要写成 JSON 对象"))], 400)
    unknown = [
        (key, Problem(f"不认识的键，可以写：{'、'.join(KEYS)}", key)) for key in asked if key not in KEYS
    ]
    if unknown:
        raise PreviewRefused("invalid_request", unknown, 400)
    return asked


def _scheme(given: Any) -> Scheme:
    if isinstance(given, str):
        return scheme_from_yaml(given)
    if given is None:
        raise SchemeError("缺少 scheme：考评办法，YAML 文本或 JSON 对象")
    return scheme_from_data(given)


def _period(given: Any) -> Period:
    if not isinstance(given, str):
        raise FactsError("缺少 period：时期，例如 2026-Q3")
    try:
        return Period.parse(given)
    except ValueError as error:
        raise FactsError(str(error)) from error


def _facts(
    request: Mapping[str, Any], period: Period, scheme: Scheme, roster: list[RosterUnit] | None
) -> FactSheet:
    records = _records(request.get("facts", []))
    return read_fact_records(records, period=period, scheme=scheme, roster=roster)


def _targets(request: Mapping[str, Any], period: Period) -> list[Target]:
    return read_fact_records(_records(request.get("targets", [])), period=period).targets


def _roster(request: Mapping[str, Any]) -> list[RosterUnit]:
    found: dict[str, RosterUnit] = {}
    problems = []
    for number, record in enumerate(_records(request["roster"]), start=1):
        unit = record.get("unit", "")
        if not unit or unit in found:
            problems.append(Problem("单位代码没有写，或与前面重复", "unit", number))
        found[unit] = RosterUnit(unit, record.get("name", ""), record.get("group", ""))
    if problems:
        raise FactsError(problems)
    return list(found.values())


def _records(given: Any) -> list[dict[str, str]]:
    """Rows as text by column; anything else is told row by row."""
    if not isinstance(given, list):
        raise FactsError("要写成列表，每行一个对象")
    problems, records = [], []
    for number, row in enumerate(given, start=1):
        if not isinstance(row, dict):
            problems.append(Problem('每行要写成对象，例如 {"unit": "zjj"}', "", number))
            continue
        for key, value in row.items():
            if key not in COLUMNS:
                problems.append(Problem(f"不认识的列，可以写：{'、'.join(COLUMNS)}", key, number))
            elif value is not None and not isinstance(value, str):
                problems.append(Problem("请写成文字或数字", key, number))
        records.append({key: value for key, value in row.items() if isinstance(value, str)})
    if problems:
        raise FactsError(problems)
    return records


def _explained(asked: Any, result: Result) -> tuple[str, ...]:
    """The units whose derivations are asked for."""
    if asked in (None, False):
        return ()
    if asked is True:
        return result.units
    units = tuple(asked) if isinstance(asked, list) else (asked,)
    unknown = [unit for unit in units if unit not in result.units]
    if unknown:
        sentence = "explain 写 true 或单位代码的列表；没有单位 " + "、".join(map(str, unknown[:10]))
        raise PreviewRefused("invalid_request", [("explain", Problem(sentence))], 400)
    return units


def _answer(result: Result) -> dict[str, Any]:
    nodes = list(result.scheme.nodes())
    return {
        "engine": result.engine_version,
        "scheme": result.scheme.code,
        "period": str(result.period),
        "scheme_digest": result.scheme_digest,
        "facts_digest": result.facts_digest,
        "result_digest": result.digest(),
        "unused": list(result.unused),
        "nodes": [{"code": node.code, "name": node.name} for node in nodes],
        "units": _units(result, [node.code for node in nodes]),
    }


def _units(result: Result, nodes: list[str]) -> list[dict[str, Any]]:
    by_unit = zip(*(result.scores(node) for node in nodes), strict=True)
    return [
        _unit(result.unit_name(one.unit), one, dict(zip(nodes, scores, strict=True)))
        for one, scores in zip(result, by_unit, strict=True)
    ]


def _unit(name: str, one: UnitScore, scores: Mapping[str, NodeScore]) -> dict[str, Any]:
    return {
        "unit": one.unit,
        "name": name,
        "group": one.group,
        "total": None if one.total is None else plain(one.total),
        "rank": one.rank,
        "rank_in_group": one.rank_in_group,
        "grade": one.grade,
        "reasons": list(one.reasons),
        "nodes": {
            node: {
                "score": plain(found.score),
                "full": plain(found.full),
                "applicable": plain(found.applicable),
                "state": found.state.name.lower(),
            }
            for node, found in scores.items()
        },
    }
