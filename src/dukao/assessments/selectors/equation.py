"""A total as a sum one can read aloud, and as the steps of a waterfall."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from dukao.scoring import Derivation, Family, Item, Role, Scheme
from dukao.ui.charts import Waterfall
from dukao.ui.formats import number

#: Steps a waterfall shows one by one; the smaller ones are taken together.
STEPS_SHOWN = 9
ADJUSTMENTS = "折算、封顶和舍入"
#: The ledger's own precision.
EIGHT_PLACES = Decimal("0.00000001")


@dataclass(frozen=True, slots=True)
class Term:
    """A part of the way from full marks to total: what was lost (negative) or gained. ``count`` of events."""

    code: str
    name: str
    amount: Decimal
    count: int = 0

    @property
    def label(self) -> str:
        return f"{self.name} {self.count} 件" if self.count else self.name


@dataclass(frozen=True)
class Equation:
    """full + Σ items + Σ families + adjustment = total, to the last digit.

    ``families`` are negative lists and bonuses; ``adjustment`` is what conversion, caps, rounding and a
    veto did.
    """

    full: Decimal
    total: Decimal
    items: tuple[Term, ...]
    families: tuple[Term, ...]
    adjustment: Term

    @property
    def losses(self) -> tuple[Term, ...]:
        return tuple(term for term in self.items if term.amount < 0)

    @property
    def terms(self) -> tuple[Term, ...]:
        """The sum in a handful of terms."""
        gains = [term for term in self.items if term.amount > 0]
        summed = (
            Term("", f"{len(self.losses)} 项指标失分", _sum(self.losses)),
            Term("", f"{len(gains)} 项超额得分", _sum(gains)),
            *self.families,
            self.adjustment,
        )
        return tuple(term for term in summed if term.amount)

    def waterfall(self) -> Waterfall:
        """The greatest losses first, the small ones together, then what was added."""
        steps = [term for term in (*self.items, *self.families, self.adjustment) if term.amount]
        losses = sorted((term for term in steps if term.amount < 0), key=lambda term: term.amount)
        shown, rest = losses[:STEPS_SHOWN], losses[STEPS_SHOWN:]
        if rest:
            shown.append(Term("", f"其余 {len(rest)} 项", _sum(rest)) if len(rest) > 1 else rest[0])
        shown += [term for term in steps if term.amount > 0]
        drawn = tuple((term.name, term.amount) for term in shown)
        places = max(2, -int(self.total.as_tuple().exponent))
        return Waterfall(("满分", self.full), drawn, ("总分", self.total), places=places)


def equation_of(
    scheme: Scheme, derivation: Derivation, events: Mapping[str, int], total: Decimal
) -> Equation:
    """The equation of one derivation; ``events`` counts what was recorded, by item.

    ``total`` may differ from the derivation's where a veto fell on the longer period only.
    """
    family_of = dict(_special_families(scheme))
    nets: dict[str, Decimal] = {}
    items = []
    for line in derivation.lines:
        net = line.gain - line.loss
        if line.code in family_of:
            nets[family_of[line.code].code] = nets.get(family_of[line.code].code, Decimal(0)) + net
        elif line.code:
            items.append(Term(line.code, line.name, net))
    families = tuple(
        Term(family.code, family.name, nets.get(family.code, Decimal(0)), _count(family_of, family, events))
        for family in scheme.items
        if isinstance(family, Family) and family.role is not Role.SCORED
    )
    return _closed(derivation.full, total, tuple(items), families)


def blended(full: Decimal, total: Decimal, parts: Sequence[tuple[Fraction, Equation]]) -> Equation:
    """The equation of a longer period from those of the shorter ones in their shares."""
    items: dict[str, Term] = {}
    families: dict[str, Term] = {}
    for share, equation in parts:
        for known, terms in ((items, equation.items), (families, equation.families)):
            for term in terms:
                found = known.get(term.code, replace(term, amount=Decimal(0), count=0))
                amount = found.amount + _times(term.amount, share)
                known[term.code] = replace(found, amount=amount, count=max(found.count, term.count))
    return _closed(full, total, tuple(items.values()), tuple(families.values()))


def written(value: Decimal, places: int) -> str:
    """To at least these decimals; one that has more keeps them, so that a sum on paper adds up.

    >>> written(Decimal("2.2"), 2), written(Decimal("0.00440001"), 3)
    ('2.20', '0.00440001')
    """
    exponent = value.normalize().as_tuple().exponent
    return number(value, max(places, -exponent if isinstance(exponent, int) else 0))


def items_below(family: Family) -> Iterator[Item]:
    """Every item of a family, however deep."""
    for child in family.children:
        if isinstance(child, Item):
            yield child
        else:
            yield from items_below(child)


def _closed(full: Decimal, total: Decimal, items: tuple[Term, ...], families: tuple[Term, ...]) -> Equation:
    """What no item and no family explains is the adjustment, so that the sum is always exact."""
    rest = total - full - _sum(items) - _sum(families)
    return Equation(full, total, items, families, Term("", ADJUSTMENTS, rest))


def _special_families(scheme: Scheme) -> Iterator[tuple[str, Family]]:
    """Items of negative lists and bonuses with the family they are summed under."""
    for top in scheme.items:
        if isinstance(top, Family) and top.role is not Role.SCORED:
            yield from ((item.code, top) for item in items_below(top))


def _count(family_of: Mapping[str, Family], family: Family, events: Mapping[str, int]) -> int:
    return sum(number for code, number in events.items() if family_of.get(code) is family)


def _times(amount: Decimal, share: Fraction) -> Decimal:
    value = Fraction(amount) * share
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(EIGHT_PLACES, rounding=ROUND_HALF_UP).normalize() + Decimal(0)


def _sum(terms: Iterable[Term]) -> Decimal:
    return sum((term.amount for term in terms), Decimal(0))
