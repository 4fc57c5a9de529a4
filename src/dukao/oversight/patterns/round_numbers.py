"""整数偏多: one unit's figures end in nought far more often than the others' do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from statistics import median

from dukao.oversight.patterns.facts import Reported
from dukao.oversight.patterns.pattern import Lead, Parameter, Parameters, Pattern
from dukao.oversight.patterns.series import once_a_month, report_link
from dukao.ui.formats import percent


def find(lines: Iterable[Reported], p: Parameters) -> Iterator[Lead]:
    """Only figures of at least two digits count: small ones are round by nature."""
    by_unit: dict[int, list[Reported]] = defaultdict(list)
    for line in once_a_month(lines):
        if line.is_amount and line.value is not None and abs(line.value) >= p["least_value"]:
            by_unit[line.unit].append(line)
    judged = {unit: rows for unit, rows in by_unit.items() if len(rows) >= p["least_count"]}
    shares = {
        unit: Decimal(sum(is_round(row.value) for row in rows)) / len(rows) for unit, rows in judged.items()
    }
    for unit, rows in judged.items():
        others = [share for other, share in shares.items() if other != unit]
        if not others or (shares[unit] - median(others)) * 100 < p["points_above"]:
            continue
        round_ones = [row for row in rows if is_round(row.value)]
        yield Lead(
            key=f"{unit}", unit=unit, who=rows[0].unit_name,
            finding=(
                f"{len(rows)} 个数中 {len(round_ones)} 个以 0 结尾，占 {percent(shares[unit])}，"
                f"其他单位中位 {percent(median(others))}"
            ),
            figures=tuple((f"{row.item_name} {row.period}", f"{row.value:f}") for row in round_ones[:12]),
            links=tuple(report_link(row) for row in round_ones[:3]),
        )  # fmt: skip


def is_round(value: Decimal | None) -> bool:
    """A whole multiple of ten.

    >>> is_round(Decimal("120")), is_round(Decimal("120.5")), is_round(Decimal("124"))
    (True, False, False)
    """
    return value is not None and value % 10 == 0


PATTERN = Pattern(
    code="round_numbers", name="整数偏多", facts="reported", find=find,
    rule="数值达到下限的累计数中，以 0 结尾的比例比其他单位的中位数高出若干个百分点。",
    source="统计数据质量审核中尾数分布的通行检验；件数和百分点按本地情况定",
    parameters=(
        Parameter("least_value", "数值下限", "50", "10", "1000000"),
        Parameter("least_count", "最少几个数", "20", "5", "1000", "个"),
        Parameter("points_above", "高出几个百分点", "30", "5", "100", "个百分点"),
    ),
)  # fmt: skip
