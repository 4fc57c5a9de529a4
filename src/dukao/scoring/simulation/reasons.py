"""Why a unit's total differs between two schemes: its items' contributions side by side, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from dukao.scoring.numbers import exact_decimal
from dukao.scoring.result import Result
from dukao.scoring.scheme import Combine, Item, Role, Scheme
from dukao.scoring.simulation.levers import conversion
from dukao.scoring.wording import figure

_CENT, _FINE = Decimal("0.01"), Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Reason:
    """One part of the difference, in points of the total: an item, or a conversion, cap or rounding."""

    code: str
    name: str
    before: Decimal
    after: Decimal
    why: str
    #: The mean change of the peer group: what everybody gains moves nobody.
    common: Decimal = Decimal(0)

    @property
    def change(self) -> Decimal:
        return self.after - self.before

    @property
    def beside_peers(self) -> Decimal:
        """How much more than the peer group's mean the part changed, in hundredths of a point."""
        return (self.change - self.common).quantize(_CENT, ROUND_HALF_UP)

    @property
    def sentence(self) -> str:
        more = "多" if self.beside_peers > 0 else "少"
        why = f"（{self.why}）" if self.why else ""
        return f"{self.name}比组内平均{more}得 {figure(abs(self.beside_peers))} 分{why}"


def reasons_for(before: Result, after: Result, unit: str) -> tuple[Reason, ...]:
    """All parts that differ, the heaviest first; with two totals they add up to their difference exactly."""
    old, new = contributions(before, unit), contributions(after, unit)
    if not old or not new:
        return ()
    found = []
    for code in dict.fromkeys((*new, *old)):
        one, other = old.get(code, Decimal(0)), new.get(code, Decimal(0))
        if one != other:
            found.append(
                Reason(
                    code, _name(before.scheme, after.scheme, code), one, other,
                    _why(before.scheme, after.scheme, code),
                )
            )  # fmt: skip
    return tuple(sorted(found, key=lambda reason: (-abs(reason.change), reason.code)))


def beside_peers(reasons: Mapping[str, tuple[Reason, ...]]) -> dict[str, tuple[Reason, ...]]:
    """The reasons of a group's units, each with the group's mean change; what sets a unit apart comes first.

    A part that did not change for a unit, but did for its peers, sets it apart as well.
    """
    changes: dict[str, Decimal] = {}
    known: dict[str, Reason] = {}
    for found in reasons.values():
        for one in found:
            changes[one.code] = changes.get(one.code, Decimal(0)) + one.change
            known[one.code] = one
    means = {code: (change / len(reasons)).quantize(_FINE) for code, change in changes.items()}
    placed = {}
    for unit, found in reasons.items():
        own = {one.code for one in found}
        still = [
            replace(known[code], before=Decimal(0), after=Decimal(0)) for code in means if code not in own
        ]
        both = [replace(one, common=means[one.code]) for one in (*found, *still)]
        placed[unit] = tuple(sorted(both, key=lambda one: (-abs(one.change - one.common), one.code)))
    return placed


def contributions(result: Result, unit: str) -> Mapping[str, Decimal]:
    """What each item adds to the total, and under "" what conversions, caps and rounding add to it.

    Taken from the derivation's ledger, so the parts make the total to the last digit.
    """
    derivation = result.explain(unit)
    if derivation.total is None:
        return {}
    found = _marks(result.scheme)
    rest = derivation.full - sum(found.values(), Decimal(0))
    for line in derivation.lines:
        net = line.gain - line.loss
        if line.code:
            found[line.code] = found.get(line.code, Decimal(0)) + net
        else:
            rest += net
    return {**found, "": rest}


def _marks(scheme: Scheme) -> dict[str, Decimal]:
    """What of the total's marks is each item's own; nothing for parts of means, which have shares instead."""
    found: dict[str, Decimal] = {}
    stack = [(node, Fraction(1)) for node in scheme.items] if scheme.combine is Combine.SUM else []
    while stack:
        node, factor = stack.pop()
        if isinstance(node, Item):
            if node.full and (marks := _terminating(Fraction(node.full) * factor)) is not None:
                found[node.code] = marks
        elif node.combine is Combine.SUM and node.role is Role.SCORED:
            stack += [(child, factor * conversion(node)) for child in node.children]
    return found


def _terminating(value: Fraction) -> Decimal | None:
    try:
        return exact_decimal(value)
    except ValueError:
        return None


def _name(old: Scheme, new: Scheme, code: str) -> str:
    if not code:
        return "折算、封顶和舍入"
    for scheme in (new, old):
        for node in scheme.nodes():
            if node.code == code:
                return node.name
    return code


def _why(old: Scheme, new: Scheme, code: str) -> str:
    """What the schemes say differently about the item."""
    before, after = (
        next((leaf for leaf in scheme.leaves() if leaf.code == code), None) for scheme in (old, new)
    )
    if before is None and after is None:
        return ""
    if before is None:
        return "新设"
    if after is None:
        return "取消"
    said = []
    if before.full != after.full:
        said.append(f"满分 {figure(before.full)} → {figure(after.full)}")
    if before.method.kind != after.method.kind:
        said.append("计分方法不同")
    elif before.method != after.method and before.full == after.full:
        said.append("方法参数不同")
    if (before.missing, before.not_applicable) != (after.missing, after.not_applicable):
        said.append("缺报或不适用的规定不同")
    if before.share != after.share:
        said.append(f"权数 {figure(before.share)} → {figure(after.share)}")
    return "，".join(said)
