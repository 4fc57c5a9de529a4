"""The reason for a score: a tree of parts, a ledger that adds up, sentences in Chinese."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from typing import Any

from dukao.scoring.numbers import plain
from dukao.scoring.periods import Period
from dukao.scoring.wording import figure


class EngineMismatchError(RuntimeError):
    """The derivation and the run disagree: a defect of the engine, never of the data."""


@dataclass(frozen=True, slots=True)
class Input:
    """A figure that went in, with where it came from."""

    label: str
    value: Decimal | None
    measure: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What conversion, a cap or rounding did to a part's score."""

    label: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Part:
    """One node of the tree: an item, a family or the total."""

    code: str
    name: str
    kind: str  # item, family, total
    state: str  # scored, carried, missing, not_applicable, not_due, blocked
    full: Decimal
    applicable: Decimal  # what of the full marks applies to this unit
    score: Decimal
    formula: str  # with figures and result
    clause: str = ""
    source: str = ""
    lead: str = ""
    inputs: tuple[Input, ...] = ()
    notes: tuple[str, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    children: tuple[Part, ...] = ()

    @property
    def loss(self) -> Decimal:
        return max(self.applicable - self.score, Decimal(0))

    @property
    def gain(self) -> Decimal:
        return max(self.score - self.applicable, Decimal(0))

    def walk(self) -> Iterator[Part]:
        """This part and all below it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def sentence(self) -> str:
        """The part in one sentence."""
        said = "；".join(part for part in (*self.notes, self.formula) if part)
        clause = f"（{self.clause}）" if self.clause else ""
        end = (
            f"，失 {figure(self.loss)} 分"
            if self.loss
            else f"，加 {figure(self.gain)} 分"
            if self.gain
            else ""
        )
        return f"{self.name}{clause}：{said or f'得 {figure(self.score)} 分'}{end}。"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the ledger between full marks and total, in points of the total."""

    code: str
    name: str
    kind: str  # item, not_applicable, adjustment
    loss: Decimal
    gain: Decimal
    sentence: str
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Derivation:
    """Why a unit's total is what it is: full − Σ losses + Σ gains = total, exactly.

    Without a total, `obstacles` say what is missing and the ledger is empty.
    """

    unit: str
    unit_name: str
    period: Period
    scheme_code: str
    scheme_name: str
    full: Decimal
    total: Decimal | None
    root: Part
    lines: tuple[Line, ...]
    obstacles: tuple[str, ...]
    grade: str | None = None
    grade_reason: str = ""

    @property
    def loss(self) -> Decimal:
        return sum((line.loss for line in self.lines), Decimal(0))

    @property
    def gain(self) -> Decimal:
        return sum((line.gain for line in self.lines), Decimal(0))

    @property
    def adds_up(self) -> bool:
        """The invariant."""
        return self.total is None or self.full - self.loss + self.gain == self.total

    def part(self, code: str) -> Part:
        """The part of this node; KeyError if there is none."""
        for part in self.root.walk():
            if part.code == code and part.kind != "total":
                return part
        raise KeyError(code)

    def sentences(self) -> tuple[str, ...]:
        """The whole reason in Chinese, the total first, then item by item."""
        head = f"{self.unit_name} {self.period.label}"
        if self.total is None:
            return (f"{head}暂不能计算总分。", *self.obstacles)
        sums = f"满分 {figure(self.full)} 分，失 {figure(self.loss)} 分"
        if self.gain:
            sums += f"，加 {figure(self.gain)} 分"
        grade = f"，等次为{self.grade}" + (f"（{self.grade_reason}）" if self.grade_reason else "")
        first = f"{head}总分 {plain(self.total)} 分：{sums}{grade if self.grade else ''}。"
        return (first, *(line.sentence for line in self.lines))

    def as_json(self) -> dict[str, Any]:
        """The derivation as plain data: numbers as text, nothing left out."""
        return {
            **{item.name: _plain_data(getattr(self, item.name)) for item in fields(self)},
            "loss": plain(self.loss),
            "gain": plain(self.gain),
            "sentences": list(self.sentences()),
        }


def _plain_data(value: Any) -> Any:
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, Period):
        return str(value)
    if isinstance(value, tuple):
        return [_plain_data(item) for item in value]
    if is_dataclass(value):
        data = {item.name: _plain_data(getattr(value, item.name)) for item in fields(value)}
        if isinstance(value, Part):
            data |= {"loss": plain(value.loss), "gain": plain(value.gain), "sentence": value.sentence}
        return data
    return value
