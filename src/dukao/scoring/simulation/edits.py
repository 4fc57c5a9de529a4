"""Small changes to a scheme, a line each: what if this weight, this cap, this policy were another."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from dukao.scoring.canonical import canonical_json
from dukao.scoring.consistency import faults
from dukao.scoring.formats.loading import scheme_from_data
from dukao.scoring.numbers import fraction, parse_decimal
from dukao.scoring.parts.paths import Plain, put
from dukao.scoring.problems import Problem, SchemeError
from dukao.scoring.scheme import Scheme
from dukao.scoring.simulation.levers import Levers, Pool, apportioned
from dukao.scoring.simulation.reweighting import reweighted

WEIGHT = "weight"


@dataclass(frozen=True, slots=True)
class Edit:
    """`where` is a node's code, or empty for the scheme itself; `key` may reach inside: "method.cap"."""

    where: str
    key: str
    value: str

    def __str__(self) -> str:
        return f"{self.where}.{self.key}={self.value}" if self.where else f"{self.key}={self.value}"


def parsed_edit(scheme: Scheme, text: str) -> Edit:
    """The edit a line like `J-15.weight=40`, `A.weight=×1.2` or `not_applicable=full` writes."""
    left, equals, value = text.partition("=")
    left, value = left.strip(), value.strip()
    if not equals or not left or not value:
        raise SchemeError(
            f"改动“{text}”写法不对，请写“代码.键=值”，例如 J-15.weight=40 或 not_applicable=full"
        )
    codes = [node.code for node in scheme.nodes() if left.startswith(f"{node.code}.")]
    if codes:
        where = max(codes, key=len)
        return Edit(where, left[len(where) + 1 :], value)
    first = left.partition(".")[0]
    if first not in Scheme.model_fields:
        raise SchemeError([Problem(f"办法里没有代码为 {first} 的项目，也没有这个键", left)])
    return Edit("", left, value)


def edited(scheme: Scheme, edits: Iterable[Edit]) -> Scheme:
    """The scheme with all edits made and weights renormalised to what each whole was. Raises SchemeError."""
    listed = list(edits)
    other = [edit for edit in listed if edit.key != WEIGHT or not edit.where]
    changed = _with_parts(scheme, other) if other else scheme
    moved = [edit for edit in listed if edit not in other]
    result = _with_weights(changed, moved) if moved else changed
    found = faults(result)
    if found:
        raise SchemeError([Problem(fault.sentence, ".".join(map(str, fault.path))) for fault in found])
    return result


# -- parts of the document -----------------------------------------------------------------------------


def _with_parts(scheme: Scheme, edits: Sequence[Edit]) -> Scheme:
    data: Plain = json.loads(canonical_json(scheme))
    for edit in edits:
        node = _node(data, edit.where) if edit.where else data
        if node is None:
            raise SchemeError([Problem(f"办法里没有代码为 {edit.where} 的项目", str(edit))])
        put(node, edit.key, _value(edit.value))
    try:
        return scheme_from_data(data, draft=True)
    except SchemeError as error:
        said = "、".join(str(edit) for edit in edits)
        raise SchemeError(
            [
                Problem(f"改动 {said} 之后办法读不通：{problem.sentence}", problem.key)
                for problem in error.problems
            ]
        ) from error


def _node(data: Plain, code: str) -> Plain | None:
    stack: list[Plain] = list(data["items"])
    while stack:
        node = stack.pop()
        if node["code"] == code:
            return node
        stack += node.get("children", [])
    return None


def _value(text: str) -> Any:
    """Plain text; JSON for what has parts: `{"kind": "share", "ratio": "50%"}`; a dash takes the key out."""
    if text in {"-", "删去"}:
        return None
    if text[:1] in "{[":
        try:
            return json.loads(text, parse_float=str, parse_int=str)
        except json.JSONDecodeError as error:
            raise SchemeError(f"“{text}”不是合格的 JSON，请检查括号和引号") from error
    kind, colon, scope = text.partition(":")
    return {"kind": kind, "scope": scope} if colon and kind == "rescale" else text


# -- weights -------------------------------------------------------------------------------------------


def _with_weights(scheme: Scheme, edits: Sequence[Edit]) -> Scheme:
    levers = Levers.of(scheme)
    row = levers.declared.copy()
    fixed: set[int] = set()
    for edit in edits:
        columns = _columns(levers, edit)
        pool = levers.pool_of(columns[0])
        before = int(row[list(columns)].sum())
        after = _after(edit, pool, before, levers, columns[0])
        row[list(columns)] = apportioned(np.maximum(row[None, list(columns)], 1), after)[0]
        fixed |= set(columns)
    for pool in levers.pools:
        _make_whole(levers, pool, row, fixed)
    return reweighted(levers, row.tolist())


def _columns(levers: Levers, edit: Edit) -> tuple[int, ...]:
    try:
        columns = levers.leaves_under(edit.where)
    except KeyError:
        columns = ()
    if not columns:
        raise SchemeError([Problem(f"{edit.where} 没有可改的权重，请写计分项目或类别的代码", str(edit))])
    return columns


def _after(edit: Edit, pool: Pool, before: int, levers: Levers, column: int) -> int:
    """The new weight in units: a factor after × or *, else marks (for parts of a mean, shares)."""
    text = edit.value
    try:
        if text[:1] in {"×", "*", "x"}:
            units = Fraction(parse_decimal(text[1:])) * before
        else:
            worth = fraction(parse_decimal(text))
            whole = pool.whole if pool.kind == "marks" else _declared_shares(levers, pool)
            units = (
                worth * levers.all[column].factor * pool.size / whole
                if pool.kind == "marks"
                else (worth * pool.size / whole)
            )
    except ValueError as error:
        raise SchemeError([Problem(str(error), str(edit))]) from error
    if not 0 <= units <= pool.size:
        raise SchemeError(
            [Problem(f"权重应在 0 和 {float(pool.whole):g} 之间，不能是 {text}", f"{edit.where}.{edit.key}")]
        )
    return round(units)


def _declared_shares(levers: Levers, pool: Pool) -> Fraction:
    """Shares as they are written need not add up to one; this is what they add up to."""
    nodes = [levers.scheme.node(lever.code) for lever in levers.all[pool.columns]]
    return sum((Fraction(node.share) for node in nodes), Fraction(0))


def _make_whole(levers: Levers, pool: Pool, row: np.ndarray, fixed: set[int]) -> None:
    """Levers that nobody set share what is left, in their proportions."""
    columns = range(pool.columns.start, pool.columns.stop)
    held = [column for column in columns if column in fixed]
    free = [column for column in columns if column not in fixed and row[column]]
    if not held:
        return
    left = pool.size - int(row[held].sum())
    whole = float(pool.whole)
    if left < 0 or (left > 0 and not free):
        total = float(pool.worth(pool.size - left))
        raise SchemeError(f"改后这些权重合计 {total:g}，其余项目凑不成 {whole:g}，请调整")
    if free:
        row[free] = apportioned(row[None, free], left)[0]
