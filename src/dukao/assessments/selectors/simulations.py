"""What a scheme version can be tried on, which simulations there are, and one of them ready to be shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from dukao.assessments.inputs import expand
from dukao.assessments.models import Round, Simulation
from dukao.assessments.selectors.rounds import rounds_within
from dukao.assessments.vocabulary import ALTERNATIVES, SIMULATORS
from dukao.kernel.actor import Actor
from dukao.kernel.errors import Missing
from dukao.schemes.selectors import document
from dukao.scoring import Span
from dukao.scoring.simulation import parsed_edit

if TYPE_CHECKING:
    from dukao.schemes.models import SchemeVersion
    from dukao.scoring import Scheme

#: How longer periods are called.
SPANS = {Span.QUARTER: "季度", Span.HALF_YEAR: "半年", Span.YEAR: "全年"}
#: How many periods are offered; the newest come first.
MOST_ROUNDS = 36


@dataclass(frozen=True)
class Trial:
    """What a version can be tried on; `composed` are spans left out because their rounds have no facts."""

    rounds: list[Round]
    composed: tuple[str, ...]

    @property
    def words(self) -> str:
        """Why quarters or years are not among the choices; empty where none is missing."""
        if not self.composed:
            return ""
        return (
            f"{'、'.join(self.composed)}的结果由较短各期的总分汇总而成，没有自己的数据，所以不在这里。"
            "请用其中的一期推演，例如最后一个月。"
        )


def rounds_to_try(actor: Actor, version: SchemeVersion) -> Trial:
    """Rounds scored from facts whose units and indicators the version shares, the nearest scheme first.

    Rounds made of shorter ones are left out: they have totals, but no facts of their own.
    """
    wanted = _reach(document(version))
    known: dict[int, int] = {}
    found = []
    composed: set[Span] = set()
    for assessment in rounds_within(actor, *SIMULATORS).exclude(result_digest=""):
        scheme = document(assessment.version)
        if assessment.version_id not in known:
            units, indicators = _reach(scheme)
            known[assessment.version_id] = (
                len(indicators & wanted[1]) if not wanted[0] or units & wanted[0] else 0
            )
        if not known[assessment.version_id]:
            continue
        if scheme.step_into(assessment.span.span) is None:
            found.append(assessment)
        else:
            composed.add(assessment.span.span)
    best = max((known[one.version_id] for one in found), default=0)
    rounds = [one for one in found if known[one.version_id] * 2 >= best][:MOST_ROUNDS]
    return Trial(rounds, tuple(SPANS[span] for span in sorted(composed)))


def _reach(scheme: Scheme) -> tuple[set[str], set[str]]:
    """The units a scheme names and the indicators it lives from."""
    units = {member for group in scheme.groups for member in group.members}
    return units, {leaf.fact_code for leaf in scheme.leaves()}


def simulations_of(actor: Actor, version: SchemeVersion) -> QuerySet[Simulation]:
    """Simulations of the version on rounds within the actor's reach, the newest first."""
    rounds = rounds_within(actor, *SIMULATORS).values("pk")
    found = Simulation.objects.filter(version=version, round__in=rounds).defer("result", "version__document")
    return found.select_related("round__version__scheme", "made_by").order_by("-made_at", "-pk")


def visible_simulation(actor: Actor, simulation_id: int) -> Simulation:
    """The simulation, or :class:`Missing` for whoever may not know of it."""
    rounds = rounds_within(actor, *SIMULATORS).values("pk")
    found = Simulation.objects.filter(pk=simulation_id, round__in=rounds).select_related(
        "version__scheme__scheme_set", "against__scheme__scheme_set", "round__version__scheme", "made_by"
    ).first()  # fmt: skip
    if found is None:
        raise Missing("没有这次推演，或不在你的查看范围。")
    return found


@dataclass(frozen=True)
class Unit:
    """One unit of the outcome. `low` to `high`: its place in 90 % of the replays, if there were any."""

    code: str
    name: str
    group: str
    size: int
    total: Decimal | None
    rank: int | None
    grade: str
    old_total: Decimal | None
    old_rank: int | None
    old_grade: str
    change: Decimal | None
    rise: int | None
    why: str
    low: int | None = None
    high: int | None = None
    best: int | None = None
    worst: int | None = None
    kept: Decimal | None = None
    words: str = ""

    def at(self, rank: int | None) -> str:
        """Where a place stands on the unit's axis, in per cent; the first place at the left."""
        span = max(self.size - 1, 1)
        return f"{2 + 96 * ((rank or 1) - 1) / span:.2f}"

    @property
    def width(self) -> str:
        """Length of the 90 % range on the axis."""
        span = max(self.size - 1, 1)
        return f"{96 * ((self.high or 1) - (self.low or 1)) / span:.2f}"


#: What an edit changes, by the end of its key.
_PARTS = {"weight": "权重", "method.cap": "封顶"}
_SETTINGS = {
    "not_applicable": "不适用的算法", "missing": "缺报的算法", "rounding.total": "总分的小数位数",
}  # fmt: skip


def edits_in_words(simulation: Simulation) -> list[str]:
    """The changes as a person reads them: 招商引资的权重改为 15."""
    scheme = document(simulation.version)
    said = []
    for text in simulation.edits:
        edit = parsed_edit(scheme, text)
        name = f"{scheme.node(edit.where).name}的" if edit.where else ""
        part = _PARTS.get(edit.key) if edit.where else _SETTINGS.get(edit.key)
        said.append(f"{name}{part or edit.key}改为 {ALTERNATIVES.get(edit.value, edit.value)}")
    return said


@dataclass(frozen=True)
class Finding:
    """A simulation with its result unpacked."""

    simulation: Simulation

    @cached_property
    def _result(self) -> dict[str, Any]:
        assert self.simulation.result is not None
        found: dict[str, Any] = expand(bytes(self.simulation.result))
        return found

    @cached_property
    def units(self) -> list[Unit]:
        """All units, the biggest movers first."""
        rows = self._result["units"]
        sizes: dict[str, int] = {}
        for row in rows:
            sizes[row["group"]] = sizes.get(row["group"], 0) + 1
        return [_unit(row, sizes[row["group"]]) for row in rows]

    @cached_property
    def groups(self) -> list[tuple[str, str, int]]:
        """Code, name and size of each peer group, in the order of the scheme."""
        names = {group.code: group.name for group in document(self.simulation.version).groups}
        sizes: dict[str, int] = {}
        for unit in self.units:
            sizes[unit.group] = sizes.get(unit.group, 0) + 1
        order = [*(code for code in names if code in sizes), *(code for code in sizes if code not in names)]
        return [(code, names.get(code) or "全部单位", sizes[code]) for code in order]

    @property
    def moved(self) -> int:
        return sum(bool(unit.rise) for unit in self.units)

    @property
    def riser(self) -> Unit | None:
        """The unit that gains most places."""
        best = max(self.units, key=lambda unit: unit.rise or 0, default=None)
        return best if best is not None and (best.rise or 0) > 0 else None

    @property
    def faller(self) -> Unit | None:
        worst = min(self.units, key=lambda unit: unit.rise or 0, default=None)
        return worst if worst is not None and (worst.rise or 0) < 0 else None

    @property
    def monte_carlo(self) -> dict[str, Any] | None:
        return self._result.get("monte_carlo")

    @property
    def sensitivity(self) -> dict[str, Any] | None:
        return self._result.get("sensitivity")

    def weightiest(self, unit: str = "") -> list[dict[str, Any]]:
        """The assumptions with their indices, the heaviest first: for all places, or for one unit's."""
        found = self.sensitivity
        if found is None or not unit:
            return found["indices"] if found else []
        own = self._by_unit.get(unit)
        if own is None or not own["deviation"]:
            return []
        rows = [
            {**index, "first": first, "total": total}
            for index, first, total in zip(found["indices"], own["first"], own["total"], strict=True)
        ]
        return sorted(rows, key=lambda row: (-row["total"], -row["first"], row["code"]))

    @cached_property
    def _by_unit(self) -> dict[str, dict[str, Any]]:
        """Indices of single units; simulations of before have none."""
        return {one["unit"]: one for one in (self.sensitivity or {}).get("units", ())}

    @property
    def has_units(self) -> bool:
        return bool(self._by_unit)

    @property
    def left_out(self) -> Sequence[dict[str, Any]]:
        names = {unit.code: unit.name for unit in self.units}
        return [
            {**one, "riser": names.get(one["riser"], ""), "faller": names.get(one["faller"], "")}
            for one in self._result["leave_one_out"]
        ]

    @property
    def edits(self) -> list[str]:
        return edits_in_words(self.simulation)

    @property
    def digests(self) -> tuple[str, str]:
        """Of the scheme tried and of the facts."""
        return self._result["scheme_digest"], self._result["facts_digest"]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The units as plain data, for a table to take away."""
        found: list[dict[str, Any]] = self._result["units"]
        return found


def _unit(row: dict[str, Any], size: int) -> Unit:
    def figure(name: str) -> Decimal | None:
        return None if row.get(name) is None else Decimal(row[name])

    return Unit(
        code=row["unit"], name=row["name"], group=row["group"], size=size, total=figure("total"),
        rank=row["rank"], grade=row["grade"] or "", old_total=figure("old_total"), old_rank=row["old_rank"],
        old_grade=row["old_grade"] or "", change=figure("change"), rise=row["rise"], why=row["why"] or "",
        low=row.get("rank_low"), high=row.get("rank_high"), best=row.get("rank_best"),
        worst=row.get("rank_worst"), kept=figure("kept"), words=row.get("words", ""),
    )  # fmt: skip
