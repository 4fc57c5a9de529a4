"""Formulas as people write them: parsed against a white list, worked out exactly, written with figures.

A formula knows `+ - * /`, `min max abs`, comparisons, `and or not`, `a if condition else b`, decimal numbers
and names; nothing else, and nothing is ever executed. What has no value (a division by nought) has none in
everything built on it, but an `if` takes only the branch that holds.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import Any, Generic, Protocol, TypeVar

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from dukao.scoring.numbers import parse_decimal
from dukao.scoring.wording import figure, operand, tidy

MAX_LENGTH = 500
MAX_DEPTH = 100
FUNCTIONS = {"min": (1, None), "max": (1, None), "abs": (1, 1)}
_TYPED = str.maketrans("（），＋－−×÷＊／＜＞．０１２３４５６７８９", "(),+--*/*/<>.0123456789")
_SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_ORDERS = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!="}
_NUMBER, _CONDITION = "数", "条件"

N = TypeVar("N")  # numbers of an algebra
C = TypeVar("C")  # its conditions


class Algebra(Protocol[N, C]):
    """What formulas are worked out in: single fractions, or whole columns of them."""

    def number(self, value: Fraction) -> N: ...
    def apply(self, sign: str, left: N, right: N) -> N: ...
    def compare(self, order: str, left: N, right: N) -> C: ...
    def join(self, word: str, left: C, right: C) -> C: ...
    def negate(self, condition: C) -> C: ...
    def choose(self, condition: C, yes: N, no: N) -> N: ...


@dataclass(frozen=True)
class Expression:
    """A formula that was found sound; `names` are the figures it asks for, in the order they appear.

    >>> formula = Expression.parse("gdp / population * 100 if population > 0 else 0")
    >>> formula.names
    ('gdp', 'population')
    >>> formula.value({"gdp": Fraction(30), "population": Fraction(4)})
    Fraction(750, 1)
    >>> Expression.parse("１ ÷ (a − 2)").value({"a": Fraction(2)}) is None
    True
    >>> formula.written({"gdp": Fraction(30), "population": Fraction(4)})
    '30 ÷ 4 × 100 如果 4 > 0 否则 0'
    """

    text: str
    names: tuple[str, ...] = field(compare=False)
    _tree: ast.expr = field(compare=False, repr=False)

    @classmethod
    def parse(cls, raw: Any) -> Expression:
        """The formula in this text. ValueError says what is wrong and at which character."""
        return raw if isinstance(raw, Expression) else _parsed(str(raw).strip())

    def value(self, figures: Mapping[str, Fraction]) -> Fraction | None:
        """The exact result; none where it divides by nought."""
        return self.worked_out(Fractions(), figures)

    def worked_out(self, algebra: Algebra[N, C], figures: Mapping[str, N]) -> N:
        """The result in this algebra."""
        return _Reckoning(algebra, figures).number(self._tree)

    def written(self, figures: Mapping[str, Fraction]) -> str:
        """The formula with its figures, signs as on paper."""
        plain = self.text.translate(_TYPED)
        return tidy(_TOKEN.sub(lambda found: _on_paper(found, figures), plain).translate(_BRACKETS))

    def in_words(self) -> str:
        """The formula with its names, signs as on paper."""
        return self.written({})

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls.parse,
            json_schema_input_schema=core_schema.str_schema(),
            serialization=core_schema.plain_serializer_function_ser_schema(lambda value: value.text),
        )


# -- reading -------------------------------------------------------------------------------------------


@lru_cache(maxsize=1024)
def _parsed(text: str) -> Expression:
    if not text:
        raise ValueError("公式是空的，请写成 甲 / 乙 * 100 这样")
    if len(text) > MAX_LENGTH:
        raise ValueError(f"公式最多 {MAX_LENGTH} 个字符，请拆成几项")
    plain = text.translate(_TYPED)
    if "\n" in plain or "\r" in plain:
        raise ValueError("公式要写在一行里")
    try:
        tree = ast.parse(plain, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        at = getattr(error, "offset", None)
        raise ValueError(f"公式{_nth(at)}写法不对，请核对括号和运算符，例如 甲 / 乙 * 100") from error
    sound = _Reading(plain)
    if sound.kind(tree, 0) != _NUMBER:
        raise ValueError("公式算出来的要是一个数；条件请写成 甲 if 条件 else 乙")
    names = tuple(dict.fromkeys(node.id for node in _names_of(tree)))
    return Expression(text, names, tree)


def _nth(at: int | None) -> str:
    return f"第 {at} 个字符处" if at and at > 0 else ""


def _names_of(tree: ast.expr) -> list[ast.Name]:
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in called]
    return sorted(found, key=lambda node: (node.lineno, node.col_offset))


class _Reading:
    """Checks every node against the white list and makes numbers exact."""

    def __init__(self, text: str) -> None:
        self._bytes = text.encode()

    def _refuse(self, node: ast.AST, sentence: str) -> ValueError:
        # Python counts bytes, people count characters
        before = self._bytes[: getattr(node, "col_offset", 0)].decode(errors="ignore")
        return ValueError(f"公式{_nth(len(before) + 1)}：{sentence}")

    def kind(self, node: ast.expr, depth: int) -> str:
        if depth > MAX_DEPTH:
            raise self._refuse(node, f"套得太深，最多 {MAX_DEPTH} 层")
        match node:
            case ast.Constant():
                self._make_exact(node)
            case ast.Name():
                pass
            case ast.BinOp(left=left, op=op, right=right):
                if type(op) not in _SIGNS:
                    raise self._refuse(right, "只能用加减乘除 + - * /；百分数请写成小数")
                self._wanted(_NUMBER, depth, left, right)
            case ast.UnaryOp(op=ast.UAdd() | ast.USub(), operand=inner):
                self._wanted(_NUMBER, depth, inner)
            case ast.UnaryOp(op=ast.Not(), operand=inner):
                self._wanted(_CONDITION, depth, inner)
                return _CONDITION
            case ast.Compare(left=left, ops=ops, comparators=others):
                if any(type(op) not in _ORDERS for op in ops):
                    raise self._refuse(node, "比较只能用 < <= > >= == !=")
                self._wanted(_NUMBER, depth, left, *others)
                return _CONDITION
            case ast.BoolOp(values=parts):
                self._wanted(_CONDITION, depth, *parts)
                return _CONDITION
            case ast.IfExp(test=test, body=yes, orelse=no):
                self._wanted(_CONDITION, depth, test)
                self._wanted(_NUMBER, depth, yes, no)
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in FUNCTIONS:
                least, most = FUNCTIONS[name]
                if len(arguments) < least or (most is not None and len(arguments) > most):
                    raise self._refuse(node, f"{name} 括号里的个数不对")
                self._wanted(_NUMBER, depth, *arguments)
            case ast.Call():
                raise self._refuse(node, f"只能用 {'、'.join(FUNCTIONS)} 这几个函数")
            case _:
                raise self._refuse(node, "公式里只能有数、名称、加减乘除、比较和 if … else")
        return _NUMBER

    def _wanted(self, wanted: str, depth: int, *nodes: ast.expr) -> None:
        for node in nodes:
            if self.kind(node, depth + 1) != wanted:
                raise self._refuse(node, f"这里要写{wanted}")

    def _make_exact(self, node: ast.Constant) -> None:
        """The number by the digits written, never through a float."""
        if isinstance(node.value, bool) or not isinstance(node.value, (int, float)):
            raise self._refuse(node, "只能写数和名称，不能写文字")
        written = self._bytes[node.col_offset : node.end_col_offset].decode()
        try:
            number = Fraction(parse_decimal(written))
        except ValueError as error:
            raise self._refuse(node, str(error)) from error
        object.__setattr__(node, "value", number)


# -- working out ---------------------------------------------------------------------------------------


class _Reckoning(Generic[N, C]):
    def __init__(self, algebra: Algebra[N, C], figures: Mapping[str, N]) -> None:
        self._algebra, self._figures = algebra, figures

    def number(self, node: ast.expr) -> N:
        algebra = self._algebra
        match node:
            case ast.Constant(value=value):
                assert isinstance(value, Fraction)
                return algebra.number(value)
            case ast.Name(id=name):
                return self._figures[name]
            case ast.BinOp(left=left, op=op, right=right):
                return algebra.apply(_SIGNS[type(op)], self.number(left), self.number(right))
            case ast.UnaryOp(op=ast.USub(), operand=inner):
                return algebra.apply("-", algebra.number(Fraction(0)), self.number(inner))
            case ast.UnaryOp(operand=inner):
                return self.number(inner)
            case ast.IfExp(test=test, body=yes, orelse=no):
                return algebra.choose(self.condition(test), self.number(yes), self.number(no))
            case ast.Call(func=ast.Name(id=name), args=arguments):
                return self._called(name, [self.number(argument) for argument in arguments])
        raise AssertionError(node)

    def _called(self, name: str, values: list[N]) -> N:
        algebra, first = self._algebra, values[0]
        if name == "abs":
            turned = algebra.apply("-", algebra.number(Fraction(0)), first)
            return algebra.choose(algebra.compare("<", first, turned), turned, first)
        for value in values[1:]:
            order = "<" if name == "min" else ">"
            first = algebra.choose(algebra.compare(order, value, first), value, first)
        return first

    def condition(self, node: ast.expr) -> C:
        algebra = self._algebra
        match node:
            case ast.Compare(left=left, ops=ops, comparators=others):
                sides = [self.number(side) for side in (left, *others)]
                found = [
                    algebra.compare(_ORDERS[type(op)], sides[at], sides[at + 1]) for at, op in enumerate(ops)
                ]
                return self._joined("and", found)
            case ast.BoolOp(op=op, values=parts):
                word = "and" if isinstance(op, ast.And) else "or"
                return self._joined(word, [self.condition(part) for part in parts])
            case ast.UnaryOp(operand=inner):
                return algebra.negate(self.condition(inner))
        raise AssertionError(node)

    def _joined(self, word: str, found: list[C]) -> C:
        first = found[0]
        for other in found[1:]:
            first = self._algebra.join(word, first, other)
        return first


class Fractions:
    """The algebra of single exact numbers; none is one without a value."""

    def number(self, value: Fraction) -> Fraction | None:
        return value

    def apply(self, sign: str, left: Fraction | None, right: Fraction | None) -> Fraction | None:
        if left is None or right is None:
            return None
        match sign:
            case "+":
                return left + right
            case "-":
                return left - right
            case "*":
                return left * right
        return left / right if right else None

    def compare(self, order: str, left: Fraction | None, right: Fraction | None) -> bool | None:
        if left is None or right is None:
            return None
        return {
            "<": left < right,
            "<=": left <= right,
            ">": left > right,
            ">=": left >= right,
            "==": left == right,
            "!=": left != right,
        }[order]

    def join(self, word: str, left: bool | None, right: bool | None) -> bool | None:
        """Read from the left, as in speech: what already decides makes the rest not matter."""
        decides = word == "or"
        return left if left is None or left is decides else right

    def negate(self, condition: bool | None) -> bool | None:
        return None if condition is None else not condition

    def choose(self, condition: bool | None, yes: Fraction | None, no: Fraction | None) -> Fraction | None:
        return None if condition is None else yes if condition else no


# -- in words ------------------------------------------------------------------------------------------

_BRACKETS = str.maketrans("(),", "（），")
_TOKEN = re.compile(r"\babs\(\s*(?P<alone>[^\W\d]\w*)\s*\)|(?P<name>[^\W\d]\w*)|(?P<order>[<>=!]=|[*/\-])")
_PAPER = {
    "*": "×", "/": "÷", "-": "−", "<=": "≤", ">=": "≥", "==": "=", "!=": "≠", "if": "如果", "else": "否则",
    "and": "且", "or": "或", "not": "非", "min": "最小", "max": "最大", "abs": "绝对值",
}  # fmt: skip


def _on_paper(found: re.Match[str], figures: Mapping[str, Fraction]) -> str:
    alone = found["alone"]
    if alone:
        size = figures.get(alone)
        return f"|{alone}|" if size is None else f"|{figure(size)}|" if size < 0 else figure(size)
    token = found[0]
    return operand(figures[token]) if token in figures else _PAPER.get(token, token)
