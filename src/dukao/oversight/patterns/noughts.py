"""零比零: nothing was to be done and nothing was done, and it counts as done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from dukao.oversight.patterns.facts import Reported
from dukao.oversight.patterns.pattern import Lead, Parameter, Parameters, Pattern
from dukao.oversight.patterns.series import once_a_month, report_link


def find(lines: Iterable[Reported], p: Parameters) -> Iterator[Lead]:
    found: dict[tuple[int, str], list[Reported]] = defaultdict(list)
    for line in once_a_month(line for line in lines if line.target_is_nought and line.value == 0):
        found[line.unit, line.item].append(line)
    for (unit, item), rows in found.items():
        if len(rows) >= p["least_months"]:
            yield Lead(
                key=f"{unit}:{item}", unit=unit, who=f"{rows[0].unit_name} {rows[0].item_name}",
                finding=f"{len(rows)} 个月目标为 0、完成为 0，得分不能说明工作",
                figures=tuple((row.period, "0 / 0") for row in rows),
                links=(report_link(rows[-1]),),
            )  # fmt: skip


PATTERN = Pattern(
    code="noughts",
    name="零比零",
    facts="reported",
    find=find,
    rule="目标为 0、完成也为 0 的月份达到下限。",
    source="0/0 没有完成率可言；是否不适用由督考办核定",
    parameters=(Parameter("least_months", "最少几个月", "2", "1", "12", "个月"),),
)
