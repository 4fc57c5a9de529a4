"""扣分与加分: points per event or per count, with limits (M7, M8, M10)."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, Literal

import numpy as np
from pydantic import model_validator

from dukao.scoring.cells import Case, Cells, Derived, Obstacle, Outcome
from dukao.scoring.columns import Rational, total
from dukao.scoring.document import Code, Name, Strict
from dukao.scoring.facts import Event
from dukao.scoring.methods.base import Method, NonNegative, Positive, Preview, plotted
from dukao.scoring.numbers import Number
from dukao.scoring.whole import Whole
from dukao.scoring.wording import figure

#: What supervision decides about a unit that may cost or earn points: a circular, a talk, a listing, a
#: deduction at the top of the ladder, praise, a matter signed off in time or late.
Occasion = Literal["circular", "talk", "listing", "deduction", "praise", "timely_closed", "late_closed"]


class Level(Strict):
    """One kind of event and what each costs or earns; at most `limit` points in all.

    `occasion` is the decision that suggests such an event; a person records it.
    """

    code: Code
    name: Name
    points: Positive
    limit: NonNegative | None = None
    occasion: Occasion | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """Points of a unit's events, term by term."""

    points: Fraction
    terms: tuple[str, ...]
    notes: tuple[str, ...]


class Priced(Method):
    """A method with a price per event: one for all, or one per level."""

    counts_events: ClassVar[bool] = True
    verb: ClassVar[str]

    points: Positive | None = None
    levels: tuple[Level, ...] = ()
    same_key: Literal["each", "highest"] = "each"
    occasion: Occasion | None = None

    @model_validator(mode="after")
    def _has_price(self) -> Priced:
        if (self.points is None) == (not self.levels):
            raise ValueError(
                f"要写 points（每次{self.verb}几分）或 levels（分级别{self.verb}分表），只写一个"
            )
        codes = [level.code for level in self.levels]
        if len(set(codes)) != len(codes):
            raise ValueError("levels 的 code 不能重复")
        if self.levels and self.occasion:
            raise ValueError("分级别计分的，occasion 写在各级别里")
        return self

    def price(self, event: Event) -> Fraction:
        """What one such event costs or earns."""
        if self.points is not None:
            return Fraction(self.points)
        return next(Fraction(level.points) for level in self.levels if level.code == event.level)

    def tally(self, events: Sequence[Event]) -> Tally:
        """The points of these events: one fact counted once if so declared, levels up to their limits."""
        counted, dropped = self._distinct(sorted(events, key=event_order))
        names = {level.code: level.name for level in self.levels}
        limits = {level.code: level.limit for level in self.levels}
        terms, notes, sums = [], [], dict[str, Fraction]()
        for event in counted:
            worth = self.price(event) * event.count
            level = event.level if self.levels else ""
            sums[level] = sums.get(level, Fraction(0)) + worth
            label = names.get(level, "")
            label = f"{label}（{event.note}）" if label and event.note else label or event.note
            terms.append(f"{event.count} × {figure(self.price(event))}")
            if label:
                notes.append(f"{label}：{self.verb} {figure(worth)} 分")
        for event in dropped:
            notes.append(f"{event.note or event.key}：同一事实已按最高的计，不重复{self.verb}分")
        for level, worth in sums.items():
            limit = limits.get(level)
            if limit is not None and worth > limit:
                sums[level] = Fraction(limit)
                notes.append(f"{names[level]}合计 {figure(worth)} 分，按限额 {figure(limit)} 分计")
        return Tally(sum(sums.values(), Fraction(0)), tuple(terms), tuple(notes))

    def _distinct(self, events: Sequence[Event]) -> tuple[list[Event], list[Event]]:
        if self.same_key == "each":
            return list(events), []
        best: dict[str, Event] = {}
        for event in events:
            rival = best.get(event.key)
            if rival is None or self.price(event) * event.count > self.price(rival) * rival.count:
                best[event.key] = event
        kept = [event for event in events if not event.key or best[event.key] is event]
        return kept, [event for event in events if event.key and best[event.key] is not event]

    def amounts(self, cells: Cells) -> Rational:
        """Counts and events of every cell in points."""
        if self.points is None:
            amounts = cells.constant(Fraction(0))
        else:
            amounts = cells.value().times(Fraction(self.points))
        tallies = {cell: self.tally(events).points for cell, events in cells.events.items()}
        if not tallies:
            return amounts
        common = int(np.lcm.reduce(np.array([worth.denominator for worth in tallies.values()], dtype=object)))
        extra = np.zeros(cells.shape, dtype=object)
        for cell, worth in tallies.items():
            extra[cell] = int(worth * common)
        joined = total([amounts, Rational(Whole.of(extra).narrowed(), common)], cells.shape)
        assert isinstance(joined, Rational)
        return joined

    def score(self, cells: Cells) -> Outcome:
        negative = cells.values.values < 0
        unpriced = (
            np.zeros(cells.shape, dtype=bool) if self.points is not None else ~cells.values.values.equals(0)
        )
        return Outcome(self.settled(cells, self.amounts(cells)), cells.mask & (negative | unpriced))

    def obstacle(self, case: Case) -> Obstacle | None:
        if case.value < 0:
            return Obstacle(f"次数 {figure(case.value)} 是负数，请更正")
        if case.value and self.points is None:
            return Obstacle("这一项分级别计分，请按件登记并注明级别，不能只报次数")
        return None

    def counted(self, case: Case) -> Tally:
        """Reported count and events together."""
        tally = self.tally(case.events)
        if not case.value or self.points is None:
            return tally
        worth = case.value * Fraction(self.points)
        term = f"{figure(case.value)} × {figure(self.points)}"
        return Tally(tally.points + worth, (term, *tally.terms), tally.notes)

    @abstractmethod
    def settled(self, cells: Cells, amounts: Rational) -> Rational:
        """The score after limits."""

    def prices_in_words(self) -> str:
        if self.points is not None:
            return f"每次{self.verb} {figure(self.points)} 分"
        listed = []
        for level in self.levels:
            limit = "" if level.limit is None else f"（最多 {figure(level.limit)} 分）"
            listed.append(f"{level.name}每次{self.verb} {figure(level.points)} 分{limit}")
        return "，".join(listed)


class Deduction(Priced):
    """W − Σ count × points, not below `floor` (by default 0 where W > 0, unlimited in a negative list).

    >>> figure(Deduction(points="0.5").derive(Case(Fraction(7), Fraction(2), {})).score)
    '6'
    >>> circular = {"code": "c", "name": "通报", "points": "1"}
    >>> talk = {"code": "t", "name": "约谈", "points": "2"}
    >>> negative = Deduction.model_validate({"levels": [circular, talk]})
    >>> from dukao.scoring.periods import Period
    >>> events = (Event("u", "N", Period.parse("2026"), "c", 2), Event("u", "N", Period.parse("2026"), "t"))
    >>> figure(negative.derive(Case(Fraction(0), Fraction(0), {}, events=events)).score)
    '−4'
    """

    kind: Literal["deduction"] = "deduction"
    verb: ClassVar[str] = "扣"
    floor: Number | None = None

    def lowest(self, full: Fraction) -> Fraction | None:
        """Where deducting ends."""
        if self.floor is not None:
            return Fraction(self.floor)
        return Fraction(0) if full else None

    def settled(self, cells: Cells, amounts: Rational) -> Rational:
        left = total([cells.constant(cells.full), amounts.times(Fraction(-1))], cells.shape)
        assert isinstance(left, Rational)
        return left.clipped(self.lowest(cells.full), None)

    def derive(self, case: Case) -> Derived:
        tally = self.counted(case)
        if not tally.points:
            return Derived(case.full, "", ("没有扣分事项",))
        left, lowest = case.full - tally.points, self.lowest(case.full)
        formula = f"{figure(case.full)} − " if case.full else "−"
        inner = " + ".join(tally.terms)
        formula += f"（{inner}）" if len(tally.terms) > 1 else inner
        if lowest is not None and left < lowest:
            return Derived(
                lowest,
                formula,
                (*tally.notes, f"应扣 {figure(tally.points)} 分，扣到 {figure(lowest)} 分为止"),
            )
        return Derived(left, formula, tally.notes)

    def describe(self, full: Decimal, measure: str = "") -> str:
        lowest = self.lowest(Fraction(full))
        start = f"从 {figure(full)} 分扣起，" if full else "只扣分，"
        end = "不设下限" if lowest is None else f"扣到 {figure(lowest)} 分为止"
        same = "；同一事实按最高的扣一次" if self.same_key == "highest" else ""
        return f"{start}{self.prices_in_words()}，{end}{same}。"

    def preview(self, full: Decimal) -> Preview | None:
        if self.points is None:
            return None
        lowest = self.lowest(Fraction(full))
        steps = 10 if lowest is None else min(int((Fraction(full) - lowest) / Fraction(self.points)) + 2, 20)
        line = [
            (Decimal(count), Fraction(full) - Fraction(self.points) * count) for count in range(steps + 1)
        ]
        held = [(at, left if lowest is None else max(left, lowest)) for at, left in line]
        return Preview(tuple((at, plotted(left)) for at, left in held), axis="次数", percent=False)


class Bonus(Priced):
    """Σ count × points, not above `cap`; of events with the same key only the highest counts.

    >>> from dukao.scoring.periods import Period
    >>> nation = {"code": "n", "name": "国家级", "points": "1.0"}
    >>> province = {"code": "p", "name": "省级", "points": "0.8"}
    >>> method = Bonus.model_validate({"levels": [nation, province]})
    >>> year = Period.parse("2026")
    >>> same_fact = tuple(Event("u", "B", year, level, key="装配式建筑试点") for level in ("p", "n", "p"))
    >>> figure(method.derive(Case(Fraction(0), Fraction(0), {}, events=same_fact)).score)
    '1'
    """

    kind: Literal["bonus"] = "bonus"
    verb: ClassVar[str] = "加"
    cap: Positive | None = None
    same_key: Literal["each", "highest"] = "highest"

    def settled(self, cells: Cells, amounts: Rational) -> Rational:
        return amounts.clipped(None, None if self.cap is None else Fraction(self.cap))

    def derive(self, case: Case) -> Derived:
        tally = self.counted(case)
        if not tally.points:
            return Derived(Fraction(0), "", ("没有加分事项",))
        formula = " + ".join(tally.terms)
        if self.cap is not None and tally.points > self.cap:
            note = f"合计 {figure(tally.points)} 分，按 {figure(self.cap)} 分封顶"
            return Derived(Fraction(self.cap), f"min（{formula}，{figure(self.cap)}）", (*tally.notes, note))
        return Derived(tally.points, formula, tally.notes)

    def describe(self, full: Decimal, measure: str = "") -> str:
        cap = "不封顶" if self.cap is None else f"最多加 {figure(self.cap)} 分"
        same = "；同一事实按最高级别加一次" if self.same_key == "highest" else ""
        return f"{self.prices_in_words()}，{cap}{same}。"

    def preview(self, full: Decimal) -> Preview | None:
        if self.points is None:
            return None
        cap = None if self.cap is None else Fraction(self.cap)
        steps = 10 if cap is None else min(int(cap / Fraction(self.points)) + 2, 20)
        earned = [Fraction(self.points) * count for count in range(steps + 1)]
        held = [worth if cap is None else min(worth, cap) for worth in earned]
        points = tuple((Decimal(count), plotted(worth)) for count, worth in enumerate(held))
        return Preview(points, axis="次数", percent=False)


def event_order(event: Event) -> tuple[str, str, str, str, int]:
    """Sorts events the same way whatever order their rows came in."""
    return (str(event.period), event.level, event.key, event.note, event.count)
