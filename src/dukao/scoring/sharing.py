"""指标共担: county scores counted for the departments in charge and those related, usually 80 to 20 (M17).

The source leaves open how the two parts are meant, so both readings can be declared:

- `split`: each item's points are divided; the unit in charge gets its part, related units share the rest.
- `composite`: a unit's score is its mean rate over items in charge × 80 % and over related ones × 20 %.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from dukao.scoring.exact import round_exact
from dukao.scoring.grading import Sharing
from dukao.scoring.numbers import normal, scaled_decimal
from dukao.scoring.policies import RoundingRule
from dukao.scoring.scheme import Item
from dukao.scoring.wording import figure, share

LinkRole = Literal["in_charge", "related"]
_LABELS: dict[LinkRole, str] = {"in_charge": "分管", "related": "联系"}
_SHOWN = RoundingRule(places=8)


@dataclass(frozen=True, slots=True)
class SharedLine:
    """What a department gets for one item in one role."""

    item: str
    name: str
    role: LinkRole
    mean: Decimal  # mean of the counties' scores
    full: Decimal  # of the department's part
    points: Decimal
    sentence: str


@dataclass(frozen=True, slots=True)
class SharedScore:
    """A department's shared score: points out of `full` (split), or a rate out of 100 (composite)."""

    unit: str
    points: Decimal
    full: Decimal
    lines: tuple[SharedLine, ...]
    sentence: str


def share_scores(
    sharing: Sharing, items: Iterable[Item], scores: Mapping[str, Sequence[Decimal]]
) -> dict[str, SharedScore]:
    """Every department's shared score. `scores` holds, per item code, the scores of the counties.

    Departments come from the items' `in_charge` and `related`. In the split reading the parts of an item add
    up to its mean to the last digit; what no related unit takes stays unassigned.
    """
    lines: dict[str, list[tuple[SharedLine, Fraction]]] = {}
    for item in items:
        if item.full and scores.get(item.code) and (item.in_charge or item.related):
            for unit, line, rate in _item_lines(sharing, item, scores[item.code]):
                lines.setdefault(unit, []).append((line, rate))
    make = _split_score if sharing.reading == "split" else _composite_score
    return {unit: make(sharing, unit, lines[unit]) for unit in sorted(lines)}


def _item_lines(
    sharing: Sharing, item: Item, scores: Sequence[Decimal]
) -> Iterable[tuple[str, SharedLine, Fraction]]:
    mean = sum((Fraction(score) for score in scores), Fraction(0)) / len(scores)
    held: dict[LinkRole, tuple[str, ...]] = {"in_charge": item.in_charge, "related": item.related}
    parts = _parts(sharing, held, mean)
    for role, units in held.items():
        ratio = Fraction(sharing.in_charge if role == "in_charge" else sharing.related)
        for unit, points in zip(units, parts[role], strict=True):
            full = Fraction(item.full) * ratio / (len(units) if sharing.several == "divide" else 1)
            count = f" ÷ {len(units)}" if sharing.several == "divide" and len(units) > 1 else ""
            said = f"{item.name}：县区均分 {figure(mean)} × {share(ratio)}（{_LABELS[role]}）{count}"
            line = SharedLine(
                item.code,
                item.name,
                role,
                _show(mean),
                _show(full),
                _show(points),
                f"{said} = {figure(points)}",
            )
            yield unit, line, mean / Fraction(item.full)


def _parts(
    sharing: Sharing, held: Mapping[LinkRole, tuple[str, ...]], mean: Fraction
) -> dict[LinkRole, list[Fraction]]:
    """The points of each unit, in the order listed; the last part takes what rounding leaves."""
    rule = sharing.rounding
    whole = _rounded(mean, rule)
    charge = _rounded(whole * Fraction(sharing.in_charge), rule)
    amounts: dict[LinkRole, Fraction] = {"in_charge": charge, "related": whole - charge}
    if sharing.several == "each":
        return {role: [amounts[role]] * len(units) for role, units in held.items()}
    return {role: _divided(amounts[role], len(units), rule) for role, units in held.items()}


def _divided(amount: Fraction, parts: int, rule: RoundingRule) -> list[Fraction]:
    if not parts:
        return []
    each = _rounded(amount / parts, rule)
    return [each] * (parts - 1) + [amount - each * (parts - 1)]


def _split_score(sharing: Sharing, unit: str, lines: Sequence[tuple[SharedLine, Fraction]]) -> SharedScore:
    points = sum((line.points for line, _ in lines), Decimal(0))
    full = sum((line.full for line, _ in lines), Decimal(0))
    terms = " + ".join(figure(line.points) for line, _ in lines)
    return SharedScore(unit, points, full, tuple(line for line, _ in lines), f"{terms} = {figure(points)}")


def _composite_score(
    sharing: Sharing, unit: str, lines: Sequence[tuple[SharedLine, Fraction]]
) -> SharedScore:
    weights: dict[LinkRole, Fraction] = {
        "in_charge": Fraction(sharing.in_charge),
        "related": Fraction(sharing.related),
    }
    means: dict[LinkRole, Fraction] = {}
    for role in weights:
        rates = [rate for line, rate in lines if line.role == role]
        if rates:
            means[role] = sum(rates, Fraction(0)) / len(rates) * 100
    value = sum((weights[role] * mean for role, mean in means.items()), Fraction(0))
    said = " + ".join(
        f"{_LABELS[role]}指标平均得分率 {figure(mean)} × {share(weights[role])}"
        for role, mean in means.items()
    )
    if len(means) == 1 and sharing.one_role == "renormalise":
        (role, mean), *_ = means.items()
        value, said = mean, f"只有{_LABELS[role]}指标，取其平均得分率 {figure(mean)}"
    points = _rounded(value, sharing.rounding)
    sentence = f"{said} = {figure(points)}"
    return SharedScore(unit, _show(points), Decimal(100), tuple(line for line, _ in lines), sentence)


def _rounded(value: Fraction, rule: RoundingRule) -> Fraction:
    result = round_exact(value, rule)
    assert isinstance(result, Fraction)
    return result


def _show(value: Fraction) -> Decimal:
    """As exactly as eight places allow."""
    shown = _rounded(value, _SHOWN)
    return Decimal(normal(scaled_decimal(int(shown * 10**8), 8)))
