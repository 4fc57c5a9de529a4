"""分数贴线: more totals just over a grade's line than the neighbourhood would have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

from dukao.oversight.patterns.facts import Total
from dukao.oversight.patterns.pattern import Lead, Link, Parameter, Parameters, Pattern
from dukao.ui.formats import number, score

#: The neighbourhood reaches this many widths to either side of the line.
REACH = 5


def find(totals: Iterable[Total], p: Parameters) -> Iterator[Lead]:
    rounds: dict[int, list[Total]] = defaultdict(list)
    for total in totals:
        rounds[total.round].append(total)
    for number_of_round, rows in rounds.items():
        for line in sorted({line for row in rows for line in row.lines}):
            near = [row for row in rows if line <= row.total < line + p["width"]]
            expected = expected_near(line, p["width"], rows)
            if len(near) < p["least_units"] or len(near) < expected * p["times_expected"]:
                continue
            top = line + p["width"]
            yield Lead(
                key=f"{number_of_round}:{line:f}", unit=None,
                who=f"{len(near)} 个单位得 {score(line)}—{score(top)}",
                finding=f"期望 {number(expected, 1)} 个，等次线为 {number(line)}；{rows[0].round_name}",
                figures=tuple((row.unit_name, score(row.total)) for row in near),
                links=(Link(rows[0].round_name, f"/results/{number_of_round}/"),),
            )  # fmt: skip


def expected_near(line: Decimal, width: Decimal, rows: list[Total]) -> Decimal:
    """What one width holds on average within :data:`REACH` widths around the line, its own left out."""
    low, high = line - REACH * width, line + (REACH + 1) * width
    around = [row for row in rows if low <= row.total < high and not line <= row.total < line + width]
    return Decimal(len(around)) / (2 * REACH)


PATTERN = Pattern(
    code="near_lines", name="分数贴线", facts="totals", find=find,
    rule="总分刚过等次线的单位数，达到附近分数段平均数的若干倍。",
    source="统计质量检查中对门槛附近聚集的通行检验；宽度和倍数按本地情况定",
    parameters=(
        Parameter("width", "线上多宽算贴线", "0.3", "0.01", "5", "分"),
        Parameter("least_units", "最少几个单位", "3", "2", "100", "个"),
        Parameter("times_expected", "期望的几倍", "2", "1", "20", "倍"),
    ),
)  # fmt: skip
