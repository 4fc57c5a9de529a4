"""年末突击: the last month brings a large part of the year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dukao.oversight.patterns.facts import Reported
from dukao.oversight.patterns.pattern import Lead, Parameter, Parameters, Pattern
from dukao.oversight.patterns.series import courses, report_link
from dukao.ui.formats import number, percent


def find(lines: Iterable[Reported], p: Parameters) -> Iterator[Lead]:
    for course in courses(lines):
        steps = course.steps()
        if len(steps) < p["least_months"] or not steps[-1][0].period.endswith("-12"):
            continue
        line, step = steps[-1]
        total = course.values[-1]
        if total > 0 and step * 100 >= total * p["percent"]:
            yield Lead(
                key=course.key, unit=line.unit, who=f"{line.unit_name} {line.item_name}",
                finding=f"12 月一个月完成全年的 {percent(step / total)}（{number(step)} / {number(total)}）",
                figures=course.figures(), links=(report_link(line),),
            )  # fmt: skip


PATTERN = Pattern(
    code="year_end", name="年末突击", facts="reported", find=find,
    rule="累计数 12 月一个月的增量，占全年的比例达到下限。",
    source="统计数据质量审核中年末集中入账的通行检验；比例按本地情况定",
    parameters=(
        Parameter("percent", "占全年的比例", "30", "5", "100", "%"),
        Parameter("least_months", "最少几个月可比", "5", "3", "12", "个月"),
    ),
)  # fmt: skip
