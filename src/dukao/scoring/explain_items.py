"""One item of one unit worked out in fractions and words: where the value came from, how it scored."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from dukao.scoring.absences import absence_policy, missing_policy, peer_average
from dukao.scoring.cell_states import CellState
from dukao.scoring.cells import Case
from dukao.scoring.derivation import EngineMismatchError, Input
from dukao.scoring.derived import DerivedValues
from dukao.scoring.engine import Run
from dukao.scoring.exact import Exact, round_exact
from dukao.scoring.leaves import LeafScores
from dukao.scoring.numbers import exact_decimal
from dukao.scoring.peers import Peers
from dukao.scoring.periods import Period
from dukao.scoring.policies import MissingRescale, MissingShare, NotApplicablePolicy, NotApplicableRescale
from dukao.scoring.scheme import Item
from dukao.scoring.series import NOT_APPLICABLE, REPORTED, Series
from dukao.scoring.wording import figure, share, worked_out

_GOAL_LABELS = {"target": "目标值", "worst": "不允许值", "best": "满意值"}
_WITHIN = {"sum": "合计", "mean": "平均", "max": "最大", "min": "最小"}


@dataclass(frozen=True, slots=True)
class WorkedItem:
    """What an item came to and why."""

    score: Exact
    state: CellState
    formula: str
    inputs: tuple[Input, ...]
    notes: tuple[str, ...]
    obstacle: str = ""
    #: Reported, but nobody has judged it yet; scored like what is not due.
    waits: bool = False

    @property
    def state_name(self) -> str:
        return "pending" if self.waits else self.state.name.lower()


def work_item(run: Run, leaf: LeafScores, cell: tuple[int, int]) -> WorkedItem:
    """The item's score in this cell, computed anew."""
    return _Item(run, leaf, cell).worked()


class _Item:
    def __init__(self, run: Run, leaf: LeafScores, cell: tuple[int, int]):
        self.run, self.leaf, self.cell = run, leaf, cell
        self.item: Item = leaf.item
        self.period: Period = run.periods[cell[0]]
        self.full = Fraction(self.item.full)
        self.rule = run.scheme.rounding_of(self.item)
        self.state = CellState(int(leaf.states[cell]))

    def worked(self) -> WorkedItem:
        match self.state:
            case CellState.SCORED | CellState.CARRIED:
                return self._scored()
            case CellState.MISSING:
                return self._missing()
            case CellState.BLOCKED:
                return self._blocked()
        return self._absent()

    # -- with a value ----------------------------------------------------------------------------------

    def _scored(self) -> WorkedItem:
        case = self.leaf.inputs.cells.case(self.cell, self.item.method.peer_scope)
        derived = self.item.method.derive(case)
        score = round_exact(derived.score, self.rule)
        formula = worked_out(derived.formula, derived.score) if derived.formula else ""
        if score != derived.score:
            formula += f"，{self.rule.words}得 {figure(score)}"
        notes = (*self._how_derived(), *derived.notes, *self._counted_elsewhere())
        return WorkedItem(score, self.state, formula, self._inputs(case), notes)

    def _how_derived(self) -> tuple[str, ...]:
        """The way from the figures to the value, where it was not reported as such."""
        derived = self.leaf.inputs.derived
        if derived is None:
            return ()
        rule = derived.rule
        free, held = derived.recomputed(self.cell)
        if held != self.leaf.inputs.cells.case(self.cell).value:
            raise EngineMismatchError(f"{self.item.code}: value {held}")
        said = f"{rule.label}：{rule.formula.written(derived.inputs(self.cell))} = {figure(free)}"
        return (said if free == held else f"{said}，{rule.rounding.words}得 {figure(held)}",)

    def _counted_elsewhere(self) -> tuple[str, ...]:
        """Events whose fact another item of the family counts."""
        return tuple(
            f"{event.note or event.key}：同一事实在本类另一项按最高的计，这里不重复计"
            for event in self.leaf.inputs.repeated.get(self.cell, ())
        )

    def _figures(self, derived: DerivedValues) -> list[Input]:
        """The figures a value was worked out of."""
        known = derived.inputs(self.cell)
        return [
            Input(one.name, _decimal(known[one.name]), "", one.period(self.period).label)
            for one in derived.rule.named
        ]

    def _inputs(self, case: Case) -> tuple[Input, ...]:
        inputs = []
        derived = self.leaf.inputs.derived
        if derived is not None:
            inputs = self._figures(derived)
            inputs.append(
                Input(derived.rule.label, _decimal(case.value), self.item.measure, self.period.label)
            )
        elif self._series("value") is not None or not self.item.method.counts_events:
            label = "次数" if self.item.method.counts_events else "实际值"
            inputs.append(Input(label, _decimal(case.value), self.item.measure, self._origin("value")))
        for name, goal in case.goals.items():
            inputs.append(Input(_GOAL_LABELS[name], _decimal(goal), self.item.measure, self._origin(name)))
        inputs += [
            Input(event.note or event.level or "事项", Decimal(event.count), "次", event.period.label)
            for event in case.events
        ]
        return tuple(inputs)

    def _series(self, name: str) -> Series | None:
        return self.run.blocks.find(self.item, name)

    def _origin(self, name: str) -> str:
        """The periods whose reports make this figure."""
        series = self._series(name)
        if series is None:
            return ""
        column = self.cell[1]
        known = [
            period for row, period in enumerate(series.periods) if series.states[row, column] == REPORTED
        ]
        if self.state is CellState.CARRIED and name == "value":
            earlier = [period for period in known if period.last_month < self.period.first_month]
            return f"沿用 {max(earlier, key=lambda period: period.last_month).label}的数" if earlier else ""
        if self.period in known:
            return self.period.label
        inside = [period for period in known if self.period.contains(period)]
        if inside and self.item.combines_by == "last":
            return inside[-1].label
        if inside:
            return f"{inside[0].label}至 {inside[-1].label}{_WITHIN[self.item.combines_by]}"
        around = [period for period in known if period.contains(self.period)]
        return min(around, key=lambda period: period.span).label if around else ""

    # -- without ---------------------------------------------------------------------------------------

    def _missing(self) -> WorkedItem:
        policy = missing_policy(self.run.scheme, self.item)
        why = self._gap()
        match policy.kind:
            case "share":
                assert isinstance(policy, MissingShare)
                score = self.full * Fraction(policy.ratio)
                return self._given(score, f"{why}，按办法计满分的 {share(policy.ratio)}", True)
            case "peer_average":
                return self._average(why, self.run.setting.group_peers, "组内")
            case "regional_mean":
                return self._average(why, self.run.setting.all_peers, "全部单位")
            case "rescale":
                assert isinstance(policy, MissingRescale)
                return self._by(NotApplicableRescale(scope=policy.scope), why)
            case "skip":
                skipping = absence_policy(self.run.scheme, self.item, CellState.MISSING)
                return self._by(skipping, f"{why}，按不适用处理")
        return self._given(Fraction(0), f"{why}，按办法计 0 分")

    def _gap(self) -> str:
        if self.leaf.inputs.derived is not None:
            lacking = self.leaf.inputs.derived.lacking(self.cell)
            return f"缺{'、'.join(f'{one.name}（{one.period(self.period).label}）' for one in lacking)}"
        series = self._series("value")
        if series is not None and self.item.combines_by != "last":
            column = self.cell[1]
            gaps = [
                period.label
                for row, period in enumerate(series.periods)
                if self.period.contains(period)
                and series.states[row, column] not in {REPORTED, NOT_APPLICABLE}
            ]
            if gaps and len(gaps) < len(series.periods):
                return f"缺 {'、'.join(gaps)}的数"
        return f"{self.period.label}未报数"

    def _absent(self) -> WorkedItem:
        policy = absence_policy(self.run.scheme, self.item, self.state, is_outside=self._is_outside)
        if self.state is CellState.NOT_DUE:
            waits = (self.period, self.cell[1]) in self.run.blocks.waiting(self.item)
            found = self._by(policy, "尚未审核通过" if waits else f"{self.period.label}不到考核时点")
            return replace(found, waits=waits)
        return self._by(policy, self._why_not_applicable())

    @property
    def _is_outside(self) -> bool:
        """Whether the unit is of a group the item does not apply to."""
        return not self.item.applies_in(self.run.blocks.roster.groups[self.cell[1]])

    def _why_not_applicable(self) -> str:
        if self._is_outside:
            return "不适用于本组"
        cells = self.leaf.inputs.cells
        if cells.mask[self.cell]:
            obstacle = self.item.method.obstacle(cells.case(self.cell, self.item.method.peer_scope))
            if obstacle is not None:
                return obstacle.sentence
        return "已标为不适用"

    def _by(self, policy: NotApplicablePolicy, why: str) -> WorkedItem:
        match policy.kind:
            case "rescale":
                assert isinstance(policy, NotApplicableRescale)
                scope = "总分" if policy.scope == "total" else "本类"
                return self._given(Fraction(0), f"{why}，不计分，{scope}按其余指标折算")
            case "spread":
                return self._given(Fraction(0), f"{why}，不计分，分值平均加到本类其余指标")
            case "full":
                return self._given(self.full, f"{why}，按办法计满分", True)
            case "peer_average":
                return self._average(why, self.run.setting.group_peers, "组内")
        return self._given(Fraction(0), f"{why}，按办法计 0 分")

    def _average(self, why: str, peers: Peers, among: str) -> WorkedItem:
        scored = self.leaf.states <= CellState.CARRIED
        average = peer_average(self.leaf.column, scored, peers, self.cell)
        assert average is not None
        return self._given(average, f"{why}，按办法取{among}平均 {figure(average)} 分", True)

    def _given(self, score: Exact, note: str, to_round: bool = False) -> WorkedItem:
        given = round_exact(score, self.rule) if to_round else score
        formula = f"{self.rule.words}得 {figure(given)}" if given != score else ""
        return WorkedItem(given, self.state, formula, (), (note,))

    def _blocked(self) -> WorkedItem:
        return WorkedItem(Fraction(0), self.state, "", (), (), self._obstacle())

    def _obstacle(self) -> str:
        derived = self.leaf.inputs.derived
        if derived is not None and derived.undefined[self.cell]:
            written = derived.rule.formula.written(derived.inputs(self.cell))
            return f"{derived.rule.label}：{written}，除数为 0，算不出来，请核对数据，或标为不适用"
        if not self.leaf.inputs.cells.mask[self.cell]:
            policy = missing_policy(self.run.scheme, self.item)
            if self._is_outside or self.leaf.inputs.cells.values.states[self.cell] == NOT_APPLICABLE:
                return f"{self._why_not_applicable()}，同组没有可取平均的单位，请改用别的办法"
            if policy.kind == "regional_mean":
                return f"{self._gap()}，各单位都没有数，无从取平均，请补报"
            if policy.kind == "peer_average":
                return "没有数据，同组也没有可取平均的单位，请补报"
            if policy.kind == "last" and derived is None:
                return f"{self._gap()}，今年以前各期也没有数可沿用，请补报"
            return f"{self._gap()}，补报后才能计算总分"
        case = self.leaf.inputs.cells.case(self.cell, self.item.method.peer_scope)
        obstacle = self.item.method.obstacle(case)
        return obstacle.sentence if obstacle else "无法计分"


def _decimal(value: Fraction) -> Decimal | None:
    """The figure as a decimal; a mean without end to eight places."""
    try:
        return exact_decimal(value)
    except ValueError:
        return Decimal(value.numerator) / Decimal(value.denominator)
