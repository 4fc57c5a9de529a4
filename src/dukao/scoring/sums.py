"""One unit's sums with every step booked: full marks and total differ by exactly what is explained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from dukao.scoring.absences import Lost
from dukao.scoring.derivation import Adjustment, Line, Part
from dukao.scoring.exact import Exact, clip, geometric_mean, harmonic_mean, round_exact, rounded
from dukao.scoring.numbers import normal, scaled_decimal
from dukao.scoring.policies import SHOWN, RoundingRule
from dukao.scoring.scheme import Combine
from dukao.scoring.wording import figure, operand

LEDGER_PLACES = 8


@dataclass(frozen=True, slots=True)
class Entry:
    """A ledger line in the making: what a part does to the score above it."""

    code: str
    name: str
    kind: str
    net: Fraction
    sentence: str
    clause: str = ""
    factor: Fraction = Fraction(1)  # from the part's own points to those of the level reached

    def times(self, factor: Fraction) -> Entry:
        return replace(self, net=self.net * factor, factor=self.factor * factor)

    def said(self, amount: int) -> str:
        """The sentence, with what the loss or gain comes to where points were converted."""
        if self.factor == 1 or not amount:
            return self.sentence
        return f"{self.sentence.rstrip('。')}，折合总分 {figure(abs(_places(amount)))} 分。"


@dataclass
class Worked:
    """A node worked out: its exact score, what of its full marks applies, and the entries that lead there."""

    part: Part
    exact: Exact
    full: Fraction
    applicable: Fraction
    share: Fraction
    lost: Lost | None = None
    entries: list[Entry] = field(default_factory=list)

    @property
    def counts(self) -> bool:
        return self.lost is None and (not self.full or self.applicable > 0)


def near(value: Exact) -> Fraction:
    """The value for the ledger: itself, or to eight places where it has no end."""
    return value if isinstance(value, Fraction) else Fraction(rounded(value, SHOWN), 10**LEDGER_PLACES)


def as_decimal(value: Fraction) -> Decimal:
    return Decimal(normal(scaled_decimal(rounded(value, SHOWN), LEDGER_PLACES)))


def published(value: Exact, rule: RoundingRule) -> Decimal:
    """The score as it is shown: in the rule's places, else as exactly as eight places allow."""
    if rule.places is None:
        return Decimal(normal(scaled_decimal(rounded(value, SHOWN), LEDGER_PLACES)))
    return scaled_decimal(rounded(value, rule), rule.places)


class Sums:
    """A score on its way from its children to its final form.

    `booked` is full marks plus all entries; every step books the difference it makes. Marks that do not
    apply are neither lost nor earned: they are pending until a conversion makes good for them.
    """

    def __init__(
        self,
        full: Fraction,
        applicable: Fraction,
        score: Exact,
        entries: list[Entry],
        formula: str,
        pending: Fraction = Fraction(0),
    ):
        self.full, self.applicable, self.score = full, applicable, score
        self.entries, self.formula = entries, formula
        self._booked = full - pending + sum((entry.net for entry in entries), Fraction(0))
        self._effects: list[tuple[str, Fraction]] = []

    def adjustments(self) -> tuple[Adjustment, ...]:
        return tuple(Adjustment(label, as_decimal(net)) for label, net in self._effects if net)

    def become(self, score: Exact, label: str, clause: str = "") -> None:
        """Take this score and book the difference under this label."""
        net = near(score) - self._booked
        self.score = score
        if net:
            self._booked += net
            self.entries.append(Entry("", label, "adjustment", net, _effect_sentence(label, net), clause))
            self._effects.append((label, net))

    def make_good(self, marks: Fraction, score: Exact, label: str) -> None:
        """Take the score that makes good for these pending marks."""
        self._booked += marks
        self.become(score, label)

    def add(self, worked: Worked) -> None:
        """Take in a negative list or a bonus family."""
        self.score = self.score + worked.exact
        self.entries += worked.entries
        self._booked += sum((entry.net for entry in worked.entries), Fraction(0))
        self.become(self.score, "取近似值")

    def convert(self, weight: Fraction) -> None:
        """Convert to other full marks."""
        factor = weight / self.full
        if factor == 1:
            return
        self.formula += f"，× {figure(weight)} ÷ {figure(self.full)} = {figure(self.score * factor)}"
        self.score, self.full = self.score * factor, weight
        self.applicable *= factor
        self.entries = [entry.times(factor) for entry in self.entries]
        self._effects = [(label, net * factor) for label, net in self._effects]
        self._booked *= factor
        self.become(self.score, "取近似值")

    def rescale_to_full(self) -> None:
        """Make good for what does not apply."""
        if 0 < self.applicable < self.full:
            score, marks = self.score * (self.full / self.applicable), self.full - self.applicable
            self.make_good(marks, score, _conversion_label(marks, self.full, self.applicable))

    def hold(self, floor: Fraction | None, cap: Fraction | None) -> None:
        held = clip(self.score, floor, cap)
        here = near(self.score)
        label = f"按 {figure(cap)} 分封顶" if cap is not None and here > cap else ""
        if floor is not None and here < floor:
            label = f"按 {figure(floor)} 分保底"
        self.become(held, label or "取近似值")

    def round(self, rule: RoundingRule) -> None:
        if rule.places is not None:
            self.become(round_exact(self.score, rule), rule.words)


def combine_one(kind: Combine, children: Sequence[Worked]) -> Sums:
    """The children of one unit put together as the family declares."""
    return _sum(children) if kind is Combine.SUM else _mean(kind, children)


def _sum(children: Sequence[Worked]) -> Sums:
    full = sum((child.full for child in children), Fraction(0))
    score: Exact = Fraction(0)
    for child in children:
        score = score + child.exact
    applicable = sum((child.applicable for child in children), Fraction(0))
    terms = " + ".join(operand(child.exact) for child in children if child.lost is None)
    formula = f"{terms or '0'} = {figure(score)}"
    spread = sum((child.full for child in children if child.lost is Lost.SPREAD), Fraction(0))
    lost = sum((child.full for child in children if child.lost is Lost.FAMILY), Fraction(0))
    entries = [entry for child in children for entry in child.entries]
    sums = Sums(full, applicable, score, entries, formula, full - applicable + spread + lost)
    sums.become(score, "取近似值")
    if spread:
        _spread(sums, children, spread)
    if lost:
        kept = applicable - lost
        if kept > 0:
            sums.make_good(lost, sums.score * (applicable / kept), _conversion_label(lost, applicable, kept))
        else:
            sums.applicable = Fraction(0)
    if spread and sums.applicable - spread <= 0:
        sums.applicable = Fraction(0)
    return sums


def _spread(sums: Sums, children: Sequence[Worked], spread: Fraction) -> None:
    takers = [child for child in children if child.full and child.counts]
    if not takers:
        return
    each = spread / len(takers)
    score = sums.score
    for child in takers:
        score = score + child.exact * (each / child.full)
    label = f"不适用 {figure(spread)} 分平均加到其余 {len(takers)} 项，各加 {figure(each)} 分，按各项得分率计"
    sums.make_good(spread, score, label)


def _mean(kind: Combine, children: Sequence[Worked]) -> Sums:
    full = children[0].full
    counted = [child for child in children if child.counts]
    shares = [Fraction(1) if kind is Combine.MEAN else child.share for child in counted]
    whole = sum(shares, Fraction(0))
    if whole <= 0:
        nothing = Entry("", "各项都不适用", "not_applicable", Fraction(0), "各项都不适用。")
        return Sums(full, Fraction(0), Fraction(0), [nothing], "", full)
    scores = [_to_full(child) for child in counted]
    entries: list[Entry] = []
    arithmetic: Exact = Fraction(0)
    for child, share, score in zip(counted, shares, scores, strict=True):
        entries += [entry.times(share / whole) for entry in child.entries]
        arithmetic = arithmetic + score * (share / whole)
    applicable = full
    if kind in {Combine.GEOMETRIC_MEAN, Combine.HARMONIC_MEAN}:
        curved = geometric_mean if kind is Combine.GEOMETRIC_MEAN else harmonic_mean
        write = _geometric_formula if kind is Combine.GEOMETRIC_MEAN else _harmonic_formula
        result = curved(scores, shares)
        sums = Sums(full, applicable, arithmetic, entries, write(scores, shares, result))
        sums.become(arithmetic, "取近似值")
        name = "几何平均" if kind is Combine.GEOMETRIC_MEAN else "调和平均"
        sums.become(result, f"{name}与算术平均之差")
        return sums
    sums = Sums(full, applicable, arithmetic, entries, _mean_formula(scores, shares, arithmetic))
    sums.become(arithmetic, "不适用折算")
    return sums


def _to_full(child: Worked) -> Exact:
    """A child whose marks apply in part only, converted to its full marks."""
    if child.full and child.applicable < child.full:
        return child.exact * (child.full / child.applicable)
    return child.exact


def _mean_formula(scores: Sequence[Exact], shares: Sequence[Fraction], result: Exact) -> str:
    if len(set(shares)) == 1:
        return f"（{' + '.join(operand(score) for score in scores)}）÷ {len(scores)} = {figure(result)}"
    terms = " + ".join(
        f"{operand(score)} × {figure(share)}" for score, share in zip(scores, shares, strict=True)
    )
    return f"（{terms}）÷ {figure(sum(shares, Fraction(0)))} = {figure(result)}"


def _geometric_formula(scores: Sequence[Exact], shares: Sequence[Fraction], result: Exact) -> str:
    if len(set(shares)) == 1:
        product = " × ".join(operand(score) for score in scores)
        return f"（{product}）^（1 ÷ {len(scores)}）= {figure(result)}"
    terms = " × ".join(
        f"{operand(score)} ^ {figure(share)}" for score, share in zip(scores, shares, strict=True)
    )
    return f"（{terms}）^（1 ÷ {figure(sum(shares, Fraction(0)))}）= {figure(result)}"


def _harmonic_formula(scores: Sequence[Exact], shares: Sequence[Fraction], result: Exact) -> str:
    terms = " + ".join(
        f"{figure(share)} ÷ {operand(score)}" for score, share in zip(scores, shares, strict=True)
    )
    return f"{figure(sum(shares, Fraction(0)))} ÷（{terms}）= {figure(result)}"


def _conversion_label(lost: Fraction, full: Fraction, kept: Fraction) -> str:
    return f"不计分 {figure(lost)} 分，其余得分 × {figure(full)} ÷ {figure(kept)} 折算"


def _effect_sentence(label: str, net: Fraction) -> str:
    return f"{label}，{'加' if net > 0 else '减'} {figure(abs(net))} 分。"


def ledger(entries: Sequence[Entry], net: Fraction) -> tuple[Line, ...]:
    """The entries as lines of at most eight places that add up to `net` to the last digit."""
    scaled = [rounded(entry.net, SHOWN) for entry in entries]
    residue = int(net * 10**LEDGER_PLACES) - sum(scaled)
    lines = list(zip(entries, scaled, strict=True))
    if residue:
        last = next((at for at in range(len(lines) - 1, -1, -1) if entries[at].kind == "adjustment"), None)
        if last is None:
            lines.append((Entry("", "尾差", "adjustment", Fraction(0), "各行取八位小数的尾差。"), residue))
        else:
            lines[last] = (entries[last], scaled[last] + residue)
    return tuple(
        Line(
            code=entry.code,
            name=entry.name,
            kind=entry.kind,
            loss=_places(-amount) if amount < 0 else Decimal(0),
            gain=_places(amount) if amount > 0 else Decimal(0),
            sentence=entry.said(amount),
            clause=entry.clause,
        )
        for entry, amount in lines
        if amount or entry.kind != "adjustment"
    )


def _places(amount: int) -> Decimal:
    return Decimal(normal(scaled_decimal(amount, LEDGER_PLACES)))
