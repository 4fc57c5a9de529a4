"""Which compiled kernel scores an item exactly: its constants made ready, every size checked beforehand.

A kernel is given only where it is proven that no intermediate can leave 64 bits (see `_fits`); every other
item takes the way over `Method.score`, which widens to Python integers. So the results are the same bytes.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from dukao.scoring.cell_states import CellState
from dukao.scoring.exact import rounded
from dukao.scoring.kernels import Loop
from dukao.scoring.methods.base import Method, fraction_or_none
from dukao.scoring.methods.completion import Completion
from dukao.scoring.methods.conversion import Conversion
from dukao.scoring.methods.deduction import Bonus, Deduction
from dukao.scoring.methods.efficacy import Efficacy
from dukao.scoring.methods.goal_race import GoalRace
from dukao.scoring.methods.ranking import RankPoints
from dukao.scoring.methods.reverse import Reverse
from dukao.scoring.methods.tiers import Tiers
from dukao.scoring.peers import LARGEST_GROUP, Peers
from dukao.scoring.policies import RoundingMode, RoundingRule, TieMode
from dukao.scoring.series import Readings
from dukao.scoring.whole import LIMIT, Whole

_BELOW = 2**60  # four times a divisor must stay below 2⁶³
_SCORE = 2**45  # a float tells scores of this size apart by far less than one
_WHOLE = RoundingRule(places=0)


class _Sizes(NamedTuple):
    """What the constants of an item's kernel hang on beside its method; the same month after month."""

    full: Fraction
    unit: int  # scores are whole numbers of 1/unit
    scale: int
    bound: int  # no scaled value is larger
    goal_scale: int
    goal_bound: int
    least_goal: int  # no positive target is smaller
    group: int  # units in the largest group

    @property
    def worth(self) -> Fraction:
        """The full marks in units."""
        return self.full * self.unit

    def units(self, points: Fraction) -> int:
        return rounded(points * self.unit, _WHOLE)


@dataclass(frozen=True, slots=True)
class Kernel:
    """A loop with its constants, and the size no score exceeds; scores are whole numbers of 1/unit."""

    loop: Loop
    constants: tuple[int, ...]
    bound: int
    listed: tuple[int, ...] = ()  # points by place, or edges and rises of tiers

    @property
    def by_target(self) -> bool:
        return self.loop in _BY_TARGET


def unit_of(rule: RoundingRule) -> int:
    """Rounded scores are whole numbers of one part in so many."""
    assert rule.places is not None
    return 10**rule.places


def fitting(
    method: Method,
    full: Fraction,
    rule: RoundingRule,
    values: Readings,
    target: Readings | None,
    peers: Peers,
) -> Kernel | None:
    """The kernel that scores these figures exactly, if there is one."""
    make = KERNELS.get(type(method))
    if make is None or rule.places is None or rule.mode is not RoundingMode.HALF_UP:
        return None
    if any(one.values.array.dtype == object for one in (values, target) if one is not None):
        return None
    least = 1 if target is None or getattr(method, "cap", None) != "none" else _least_positive(target.values)
    sizes = _Sizes(
        full, unit_of(rule), values.scale, values.values.bound, 1 if target is None else target.scale,
        0 if target is None else target.values.bound, least, peers.largest,
    )  # fmt: skip
    kernel = _prepared(make, method, sizes)
    return None if kernel is None or (kernel.by_target and target is None) else kernel


def _least_positive(values: Whole) -> int:
    return int(values.array.min(where=values.array > 0, initial=max(values.bound, 1)))


_Make = Callable[[Any, _Sizes], "Kernel | None"]


@lru_cache(maxsize=4096)
def _prepared(make: _Make, method: Method, sizes: _Sizes) -> Kernel | None:
    if sizes.full < 0 or max(sizes.bound, sizes.goal_bound) >= LIMIT:
        return None
    if getattr(method, "ratio_places", None) is not None:
        return None  # rounding twice is not what the kernels do
    return make(method, sizes)


def _fits(*, divisor: int, edges: tuple[int, ...], products: tuple[int, ...] = ()) -> bool:
    """Divisor and scores small enough for the half-up trick, all other products inside 63 bits."""
    return divisor < _BELOW and max(map(abs, edges)) < _SCORE and all(size < LIMIT for size in products)


# -- methods by a target -------------------------------------------------------------------------------


def _completion(method: Completion, sizes: _Sizes) -> Kernel | None:
    ratio = sizes.worth * Fraction(sizes.goal_scale, sizes.scale)
    up, down = ratio.numerator, ratio.denominator
    cap, floor = fraction_or_none(method.cap), Fraction(method.floor)
    if cap is None:
        most = Fraction(sizes.bound * sizes.goal_scale, sizes.scale * sizes.least_goal)
        cap = max(floor, most + 1)
    threshold = Fraction(0) if method.threshold is None else Fraction(method.threshold)
    if method.all_or_nothing:
        cap = floor = threshold = Fraction(1)
    edges = sizes.units(floor * sizes.full), sizes.units(cap * sizes.full)
    short = sizes.goal_scale * threshold.denominator, sizes.scale * threshold.numerator
    if not method.all_or_nothing and method.threshold is None:
        short = (0, 0)
    if not _fits(
        divisor=down * sizes.goal_bound,
        edges=edges,
        products=(up, down, sizes.bound * short[0], sizes.goal_bound * short[1], max(short)),
    ):
        return None
    states = {"not_applicable": CellState.NOT_APPLICABLE, "block": CellState.BLOCKED}
    state = int(states.get(method.zero_target, CellState.SCORED))
    full = sizes.units(sizes.full) if method.zero_target == "full" else 0
    return Kernel(Loop.COMPLETION, (up, down, *edges, *short, state, full), max(*edges, full))


def _reverse(method: Reverse, sizes: _Sizes) -> Kernel | None:
    lowest, highest = (sizes.units(Fraction(edge) * sizes.full) for edge in (method.floor, method.cap))
    edges = lowest, highest
    if method.form == "ratio":
        ratio = sizes.worth * Fraction(sizes.scale, sizes.goal_scale)
        up, down = ratio.numerator, ratio.denominator
        if not _fits(divisor=down * sizes.bound, edges=edges, products=(up, down)):
            return None
        return Kernel(Loop.REVERSE_RATIO, (up, down, *edges), highest)
    worth = sizes.worth
    rise, fall = 2 * sizes.scale * worth.numerator, sizes.goal_scale * worth.numerator
    down = sizes.scale * worth.denominator
    products = (rise * sizes.goal_bound + fall * sizes.bound, rise, fall, down)
    if not _fits(divisor=down * sizes.goal_bound, edges=edges, products=products):
        return None
    return Kernel(Loop.REVERSE_DEVIATION, (rise, fall, down, *edges), highest)


def _goal_race(method: GoalRace, sizes: _Sizes) -> Kernel | None:
    if not _counts_places(method, sizes):
        return None
    if sizes.bound * sizes.goal_scale + sizes.goal_bound * sizes.scale >= LIMIT:
        return None
    sure = sizes.worth * Fraction(method.goal)
    points = _falling(sure, sizes.worth - sure, method.step, method.floor, sizes.group)
    if not points or max(points) >= _SCORE:
        return None
    sign = 1 if method.direction == "higher" else -1
    return Kernel(Loop.RACE, (sizes.goal_scale, sizes.scale, sign), max(points), points)


# -- methods by the group ------------------------------------------------------------------------------


def _counts_places(method: RankPoints | GoalRace, sizes: _Sizes) -> bool:
    return method.scope == "group" and method.ties is TieMode.COMPETITION and sizes.group <= LARGEST_GROUP


def _falling(sure: Fraction, rest: Fraction, step: Decimal, floor: Decimal, size: int) -> tuple[int, ...]:
    """What each place earns in units: the sure part, and of the rest a step less for everyone ahead."""
    shares = (max(1 - Fraction(step) * ahead, Fraction(floor)) for ahead in range(size))
    return tuple(rounded(sure + rest * share, _WHOLE) for share in shares)


def _rank(method: RankPoints, sizes: _Sizes) -> Kernel | None:
    if method.by != "value" or not _counts_places(method, sizes):
        return None
    if method.step is None:
        listed = method.points[: sizes.group]
        earned = (*listed, *[method.beyond] * (sizes.group - len(listed)))
        points = tuple(sizes.units(Fraction(one)) for one in earned)
    else:
        points = _falling(Fraction(0), sizes.worth, method.step, method.floor, sizes.group)
    if not points or max(points) >= _SCORE:
        return None
    sign = 1 if method.direction == "higher" else -1
    return Kernel(Loop.PLACES, (sign,), max(points), points)


def _efficacy(method: Efficacy, sizes: _Sizes) -> Kernel | None:
    if method.transform != "none" or method.curve != "linear":
        return None
    if not method.worst == method.best == "group":
        return _fixed_efficacy(method, sizes)
    base = Fraction(method.base)
    rise, above = base.denominator - base.numerator, base.numerator
    ratio = sizes.worth / base.denominator
    up, down = ratio.numerator, ratio.denominator
    # inside the group every share lies between base and one, so an edge that is not written is one of those
    floor, cap = fraction_or_none(method.floor), fraction_or_none(method.cap)
    edges = (
        sizes.units(sizes.full * (base if floor is None else floor)),
        sizes.units(sizes.full * (1 if cap is None else cap)),
    )
    span = 2 * sizes.bound
    if not _fits(divisor=down * span, edges=edges, products=(up, down, base.denominator * span)):
        return None
    same = {"full": Fraction(1), "base": base, "zero": Fraction(0)}[method.if_equal]
    equal = sizes.units(sizes.full * same)
    sign = 1 if method.direction == "higher" else -1
    constants = rise, above, up, down, *edges, equal, sign
    return Kernel(Loop.EFFICACY, constants, max(abs(edges[0]), abs(edges[1]), equal))


# -- methods by the value alone ------------------------------------------------------------------------


def _line(
    sizes: _Sizes,
    slope: Fraction,
    start: Fraction,
    limits: tuple[Fraction | None, ...],
    *,
    refuses_negative: bool = False,
) -> Kernel | None:
    """slope × value + start in points, between the limits."""
    slope = slope * sizes.unit / sizes.scale
    start = start * sizes.unit
    below = math.lcm(slope.denominator, start.denominator)
    rise, shift = int(slope * below), int(start * below)
    largest = abs(rise) * sizes.bound + abs(shift)
    most = largest // below + 1
    low, high = limits
    edges = -most if low is None else sizes.units(low), most if high is None else sizes.units(high)
    if not _fits(divisor=below, edges=(*edges, most), products=(2 * largest, abs(rise))):
        return None
    constants = rise, shift, below, *edges, int(refuses_negative)
    return Kernel(Loop.STRAIGHT_LINE, constants, max(map(abs, edges)))


def _fixed_efficacy(method: Efficacy, sizes: _Sizes) -> Kernel | None:
    if isinstance(method.worst, str) or isinstance(method.best, str):
        return None
    worst, best, base = Fraction(method.worst), Fraction(method.best), Fraction(method.base)
    slope = (1 - base) / (best - worst)
    held = fraction_or_none(method.floor), fraction_or_none(method.cap)
    limits = tuple(None if edge is None else edge * sizes.full for edge in held)
    return _line(sizes, slope * sizes.full, (base - slope * worst) * sizes.full, limits)


def _conversion(method: Conversion, sizes: _Sizes) -> Kernel | None:
    limits = Fraction(method.floor) * sizes.full, Fraction(method.cap) * sizes.full
    return _line(sizes, sizes.full / Fraction(method.out_of), Fraction(0), limits)


def _deduction(method: Deduction, sizes: _Sizes) -> Kernel | None:
    if method.points is None:
        return None
    limits = method.lowest(sizes.full), None
    return _line(sizes, -Fraction(method.points), sizes.full, limits, refuses_negative=True)


def _bonus(method: Bonus, sizes: _Sizes) -> Kernel | None:
    if method.points is None:
        return None
    limits = None, None if method.cap is None else Fraction(method.cap)
    return _line(sizes, Fraction(method.points), Fraction(0), limits, refuses_negative=True)


def _tiers(method: Tiers, sizes: _Sizes) -> Kernel | None:
    if method.by != "value":
        return None
    full, scale = sizes.full, sizes.scale
    outside = sizes.units(method.otherwise.of(full)) if method.otherwise else 0
    edges: list[int] = []
    rewards = [outside]
    for band in method.ascending():
        reward, span = sizes.units(band.of(full)), band.range
        if span.low is None:
            rewards[0] = reward
        else:
            edges.append(_first_beyond(Fraction(span.low) * scale, taken_in=span.low_in))
            rewards.append(reward)
        if span.high is not None:
            edges.append(_first_beyond(Fraction(span.high) * scale, taken_in=not span.high_in))
            rewards.append(outside)
    if max(map(abs, rewards)) >= _SCORE:
        return None
    held = (min(max(edge, -LIMIT), LIMIT) for edge in edges)
    rises = (after - before for before, after in pairwise((0, *rewards)))
    return Kernel(Loop.TIERS, (), max(map(abs, rewards)), (*held, *rises))


def _first_beyond(edge: Fraction, *, taken_in: bool) -> int:
    """The least scaled value on the upper side of an edge."""
    return math.ceil(edge) if taken_in else math.floor(edge) + 1


KERNELS: dict[type, _Make] = {
    Completion: _completion,
    Reverse: _reverse,
    GoalRace: _goal_race,
    RankPoints: _rank,
    Efficacy: _efficacy,
    Conversion: _conversion,
    Deduction: _deduction,
    Bonus: _bonus,
    Tiers: _tiers,
}
_BY_TARGET = {Loop.COMPLETION, Loop.REVERSE_RATIO, Loop.REVERSE_DEVIATION, Loop.RACE}
