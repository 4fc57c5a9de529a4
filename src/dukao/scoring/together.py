"""All items of a run that compiled kernels can score, scored in one call; the others one by one, by numpy.

Items whose cells are just what was reported are read where the blocks have them. Where that is so for all of
them, the plan of the call stays with the blocks: scoring the same facts again takes no preparation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from operator import is_

from dukao.scoring.absences import missing_policy, worst_settled
from dukao.scoring.cell_states import CellState
from dukao.scoring.columns import Rational
from dukao.scoring.combining import Combined
from dukao.scoring.compiled import Batch, Scored, Task
from dukao.scoring.fitting import fitting, unit_of
from dukao.scoring.kernels import AS_THEY_ARE
from dukao.scoring.leaves import LeafScores, inputs_of, score_leaf, settled_leaf
from dukao.scoring.numbers import fraction
from dukao.scoring.on_demand import OnDemand
from dukao.scoring.periods import Period
from dukao.scoring.policies import MissingLast
from dukao.scoring.scheme import Combine, Family, Item, Scheme
from dukao.scoring.series import Readings, Series
from dukao.scoring.setting import Setting
from dukao.scoring.whole import Whole


def score_together(setting: Setting, threads: int) -> tuple[Mapping[str, LeafScores], dict[str, Combined]]:
    """The scores of all items by code, and of families the plain sums of what their items score."""
    plan = setting.blocks.prepared.get(_Plan)
    if not isinstance(plan, _Plan) or not plan.is_for(setting):
        plan = _Plan.of(setting)
        if plan.copies_nothing:
            setting.blocks.prepared[_Plan] = plan
    work = _Work(setting, plan, plan.batch.scored(threads))
    return OnDemand(plan.items, work.leaf), dict(work.sums())


@dataclass(frozen=True)
class _Sum:
    """A family that only adds up: the rows of its items, and what bounds the sum of their scores.

    It holds as long as no cell of an item is in a state beyond those in `settled`.
    """

    code: str
    rows: Sequence[int]
    settled: Sequence[int]
    full: Fraction
    bound: int
    unit: int


@dataclass(frozen=True)
class _Plan:
    """What is scored in one call, each item in a row of its own."""

    scheme: Scheme
    periods: tuple[Period, ...]
    series: Sequence[Series]
    items: Mapping[str, Item]
    rows: Mapping[str, int]
    tasks: Sequence[Task]
    sums: Sequence[_Sum]
    batch: Batch

    @classmethod
    def of(cls, setting: Setting) -> _Plan:
        scheme, series = setting.scheme, tuple(setting.blocks.series.values())
        items = {item.code: item for item in scheme.leaves()}
        found = {code: task for code, item in items.items() if (task := _task(setting, item)) is not None}
        rows, tasks = {code: row for row, code in enumerate(found)}, list(found.values())
        sums = list(_sums(scheme, rows, tasks))
        for place, one in enumerate(sums):
            for row in one.rows:
                tasks[row] = replace(tasks[row], into=place)
        batch = Batch(tasks, setting.group_peers, setting.shape, len(sums))
        return cls(scheme, setting.periods, series, items, rows, tasks, sums, batch)

    def is_for(self, setting: Setting) -> bool:
        series = setting.blocks.series.values()
        same = self.scheme is setting.scheme and self.periods == setting.periods
        return same and len(series) == len(self.series) and all(map(is_, series, self.series))

    @property
    def copies_nothing(self) -> bool:
        """Whether everything is read where the blocks have it."""
        return all(task.lacking != AS_THEY_ARE for task in self.tasks)


def _task(setting: Setting, item: Item) -> Task | None:
    """The item as a kernel takes it; None where no kernel fits."""
    rule, full, peers = setting.scheme.rounding_of(item), fraction(item.full), setting.group_peers
    value, target = (setting.blocks.find(item, name) for name in ("value", "target"))
    if value is not None and _is_as_reported(setting, item, [value] if target is None else [value, target]):
        read, goal = _readings(value), None if target is None else _readings(target)
        kernel = fitting(item.method, full, rule, read, goal, peers)
        # for counts of events, nothing registered means nothing happened
        lacking = CellState.SCORED if item.method.counts_events else CellState.MISSING
        return None if kernel is None else Task(kernel, read, goal, read.states, lacking)
    cells = inputs_of(setting, item).cells
    goal = cells.goals.get("target")
    kernel = None if cells.events else fitting(item.method, full, rule, cells.values, goal, peers)
    return None if kernel is None else Task(kernel, cells.values, goal, cells.states)


def _is_as_reported(setting: Setting, item: Item, read: Sequence[Series]) -> bool:
    """Whether the cells are those of the series: nothing filled in, nothing excepted."""
    span = setting.periods[0].span
    return (
        all(one.periods == setting.periods and one.is_even for one in read)
        and span >= item.frequency.span
        and item.value is None
        and not item.applies_to
        and not isinstance(missing_policy(setting.scheme, item), MissingLast)
        and not setting.blocks.waiting(item)
        and not (item.method.counts_events and setting.blocks.events_of(item.code, item.fact_code))
    )


def _readings(series: Series) -> Readings:
    return Readings(series.values, series.scale, series.states)


def _sums(scheme: Scheme, rows: Mapping[str, int], tasks: Sequence[Task]) -> Iterator[_Sum]:
    """Families whose scores are sums of items in these rows that are rounded alike."""
    for family in scheme.nodes():
        if not isinstance(family, Family) or family.combine is not Combine.SUM:
            continue
        children = [child for child in family.children if isinstance(child, Item) and child.code in rows]
        units = {unit_of(scheme.rounding_of(child)) for child in children}
        if len(children) == len(family.children) and len(units) == 1:
            own = [rows[child.code] for child in children]
            settled = [int(worst_settled(missing_policy(scheme, child))) for child in children]
            full = sum((fraction(child.full) for child in children), Fraction(0))
            bound = sum(tasks[row].kernel.bound for row in own)
            yield _Sum(family.code, own, settled, full, bound, units.pop())


class _Work:
    """What came out of the call, as leaves and families."""

    def __init__(self, setting: Setting, plan: _Plan, found: Scored):
        self._setting, self._plan, self._found = setting, plan, found

    def leaf(self, code: str) -> LeafScores:
        """The item's scores, those of cells without a value given by the policies."""
        setting, item, row = self._setting, self._plan.items[code], self._plan.rows.get(code)
        if row is None:
            return score_leaf(setting, item)
        scores, states = (array[row].reshape(setting.shape) for array in self._found[:2])
        bound, unit = self._plan.tasks[row].kernel.bound, unit_of(setting.scheme.rounding_of(item))
        return settled_leaf(setting, item, Rational(Whole(scores, bound), unit), states)

    def sums(self) -> Iterator[tuple[str, Combined]]:
        """The sums by family, where no policy gives or takes anything afterwards."""
        for place, one in enumerate(self._plan.sums):
            if (self._found.worst[one.rows] <= one.settled).all():
                array = self._found.sums[place].reshape(self._setting.shape)
                yield one.code, Combined(Rational(Whole(array, one.bound), one.unit), one.full, None)
