"""Derivations on demand: a unit's scores computed anew in fractions and words, checked against the run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from dukao.scoring.absences import Lost
from dukao.scoring.derivation import Derivation, EngineMismatchError, Line, Part
from dukao.scoring.engine import Run
from dukao.scoring.explain_items import work_item
from dukao.scoring.scheme import Family, Item, Role, Step
from dukao.scoring.sums import Entry, Sums, Worked, as_decimal, combine_one, ledger, near, published
from dukao.scoring.vetoes import veto_value
from dukao.scoring.wording import figure


def derive_unit(run: Run, row: int, column: int) -> Derivation:
    """How one unit's total in one period came about."""
    return _Unit(run, row, column).derivation()


class _Unit:
    def __init__(self, run: Run, row: int, column: int):
        self.run, self.cell = run, (row, column)
        self.scheme = run.scheme
        self.obstacles: list[str] = []

    # -- the tree --------------------------------------------------------------------------------------

    def node(self, node: Item | Family) -> Worked:
        worked = self._item(node) if isinstance(node, Item) else self._family(node)
        self._check(node, worked)
        return worked

    def _check(self, node: Item | Family, worked: Worked) -> None:
        """The fraction must be what the bulk computation published."""
        if self.run.nodes[node.code].is_blocked(self.cell):
            return
        shown = self.run.shown(node.code).exact(self.cell)
        if Fraction(worked.part.score) != shown:
            raise EngineMismatchError(f"{node.code}: {worked.part.score} != {shown}")

    def _item(self, item: Item) -> Worked:
        leaf = self.run.nodes[item.code].leaf
        assert leaf is not None
        found = work_item(self.run, leaf, self.cell)
        rule = self.scheme.rounding_of(item)
        full = Fraction(item.full)
        if found.obstacle:
            self.obstacles.append(f"{item.name}：{found.obstacle}")
        lost = next((where for where, mask in leaf.lost.items() if mask[self.cell]), None)
        part = Part(
            code=item.code,
            name=item.name,
            kind="item",
            state=found.state_name,
            full=item.full,
            applicable=item.full if lost is None else Decimal(0),
            score=published(found.score, rule),
            formula=found.formula,
            clause=item.clause,
            source=item.source,
            lead=item.lead or "",
            inputs=found.inputs,
            notes=found.notes,
        )
        kind, net = ("item", near(found.score) - full) if lost is None else ("not_applicable", Fraction(0))
        entries = [Entry(item.code, item.name, kind, net, part.sentence, item.clause)]
        applicable = Fraction(0) if lost is Lost.TOTAL else full
        return Worked(part, found.score, full, applicable, Fraction(item.share), lost, entries)

    def _family(self, family: Family) -> Worked:
        children = [self.node(child) for child in family.children]
        rule = self.scheme.rounding_of(family)
        sums = combine_one(family.combine, children)
        if family.weight is not None and sums.full:
            sums.convert(Fraction(family.weight))
        floor, cap = (None if edge is None else Fraction(edge) for edge in (family.floor, family.cap))
        if sums.applicable > 0 or not sums.full:
            sums.hold(floor, cap)
        sums.round(rule)
        state = "scored" if sums.applicable > 0 or not sums.full else "not_applicable"
        part = Part(
            code=family.code,
            name=family.name,
            kind="family",
            state="blocked" if self.run.nodes[family.code].is_blocked(self.cell) else state,
            full=as_decimal(sums.full),
            applicable=as_decimal(sums.applicable),
            score=published(sums.score, rule),
            formula=sums.formula,
            clause=family.clause,
            adjustments=sums.adjustments(),
            children=tuple(child.part for child in children),
        )
        gate = self.run.gates.get(family.code)
        if gate is not None and not gate.open[self.cell]:
            return self._not_counted(family, part, gate.sentence(self.cell))
        return Worked(
            part, sums.score, sums.full, sums.applicable, Fraction(family.share), None, sums.entries
        )

    def _not_counted(self, family: Family, part: Part, sentence: str) -> Worked:
        """A bonus whose conditions are not met: its items stay to be seen and bring nothing."""
        score = published(Fraction(0), self.scheme.rounding_of(family))
        part = replace(part, score=score, formula="", notes=(sentence,), adjustments=())
        entry = Entry(family.code, family.name, "not_applicable", Fraction(0), part.sentence, family.clause)
        return Worked(part, Fraction(0), Fraction(0), Fraction(0), Fraction(family.share), None, [entry])

    # -- the total -------------------------------------------------------------------------------------

    def derivation(self) -> Derivation:
        scheme, run = self.scheme, self.run
        top = [(node, self.node(node)) for node in scheme.items]
        scored = [worked for node, worked in top if _role(node) is Role.SCORED]
        sums = combine_one(scheme.combine, scored)
        if sums.full and sums.applicable <= 0:
            self.obstacles.append("全部指标都不适用，没有总分")
        blocked = bool(run.standing.blocked[self.cell])
        if blocked != bool(self.obstacles):
            raise EngineMismatchError(f"blocked {blocked}, obstacles {self.obstacles}")
        if not blocked:
            self._steps(sums, top)
        rule = scheme.rounding.total
        total = None if blocked else published(sums.score, rule)
        if total is not None and Fraction(total) != run.standing.totals.exact(self.cell):
            raise EngineMismatchError(f"total {total} != {run.standing.totals.exact(self.cell)}")
        lines = () if total is None else ledger(sums.entries, Fraction(total) - Fraction(scheme.full_marks))
        return self._assembled(top, sums, total, lines)

    def _steps(self, sums: Sums, top: Sequence[tuple[Item | Family, Worked]]) -> None:
        scheme = self.scheme
        for step in scheme.steps:
            match step:
                case Step.RESCALE:
                    sums.rescale_to_full()
                case Step.DEDUCT | Step.BONUS:
                    role = Role.NEGATIVE if step is Step.DEDUCT else Role.BONUS
                    for node, worked in top:
                        if _role(node) is role:
                            sums.add(worked)
                case Step.CAP:
                    floor, cap = (
                        None if edge is None else Fraction(edge) for edge in (scheme.floor, scheme.cap)
                    )
                    sums.hold(floor, cap)
                case Step.ROUND:
                    sums.round(scheme.rounding.total)
                case Step.VETO:
                    self._vetoes(sums)

    def _vetoes(self, sums: Sums) -> None:
        rule = self.scheme.rounding.total
        for hit in self.run.hits:
            if not hit.mask[self.cell]:
                continue
            veto = hit.veto
            if veto.total is not None:
                said = f"{veto.name}：总分定为 {figure(veto.total)} 分"
                sums.become(veto_value(veto.total, rule), said, veto.clause)
            if veto.total_cap is not None and near(sums.score) > veto_value(veto.total_cap, rule):
                edge = veto_value(veto.total_cap, rule)
                sums.become(edge, f"{veto.name}：总分最高 {figure(veto.total_cap)} 分", veto.clause)

    def _assembled(
        self,
        top: Sequence[tuple[Item | Family, Worked]],
        sums: Sums,
        total: Decimal | None,
        lines: tuple[Line, ...],
    ) -> Derivation:
        row, column = self.cell
        roster = self.run.blocks.roster
        unit = roster.units[column]
        struck = tuple(hit.veto.name for hit in self.run.hits if hit.mask[self.cell])
        score = Decimal(0) if total is None else total
        loss, gain = (sum((getattr(line, side) for line in lines), Decimal(0)) for side in ("loss", "gain"))
        formula = f"{figure(self.scheme.full_marks)} − {figure(loss)}" + (
            f" + {figure(gain)}" if gain else ""
        )
        root = Part(
            code=self.scheme.code,
            name="总分",
            kind="total",
            state="blocked" if total is None else "scored",
            full=self.scheme.full_marks,
            applicable=self.scheme.full_marks,
            score=score,
            formula="" if total is None else f"{formula} = {figure(score)}",
            notes=struck,
            adjustments=sums.adjustments(),
            children=tuple(worked.part for _, worked in top),
        )
        return Derivation(
            unit=unit,
            unit_name=roster.label(unit),
            period=self.run.periods[row],
            scheme_code=self.scheme.code,
            scheme_name=self.scheme.name,
            full=self.scheme.full_marks,
            total=total,
            root=root,
            lines=lines,
            obstacles=tuple(self.obstacles),
            grade=self.run.standing.grade(self.cell),
            grade_reason=self.run.standing.grade_reason(self.cell),
        )


def _role(node: Item | Family) -> Role:
    return node.role if isinstance(node, Family) else Role.SCORED
