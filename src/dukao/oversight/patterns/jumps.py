"""突变: one month adds many times what the others do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from statistics import median

from dukao.oversight.patterns.facts import Reported
from dukao.oversight.patterns.pattern import Lead, Parameter, Parameters, Pattern
from dukao.oversight.patterns.series import courses, report_link
from dukao.ui.formats import number


def find(lines: Iterable[Reported], p: Parameters) -> Iterator[Lead]:
    for course in courses(lines):
        steps = course.steps()
        if len(steps) < p["least_months"]:
            continue
        for line, step in steps:
            others = [other for each, other in steps if each is not line and other > 0]
            usual = median(others) if others else None
            if usual and step >= usual * p["times"] and line.period[-2:] != "12":
                yield Lead(
                    key=f"{course.key}:{line.period}", unit=line.unit,
                    who=f"{line.unit_name} {line.item_name}",
                    finding=f"{line.period} 一个月增加 {number(step)}，其余各月中位 {number(usual)}",
                    figures=course.figures(), links=(report_link(line),),
                )  # fmt: skip


PATTERN = Pattern(
    code="jumps", name="突变", facts="reported", find=find,
    rule="累计数某一个月（12 月另看）的增量，达到其余各月增量中位数的若干倍。",
    source="统计数据质量审核中环比异常的通行检验；倍数按本地情况定",
    parameters=(
        Parameter("times", "中位增量的几倍", "6", "2", "50", "倍"),
        Parameter("least_months", "最少几个月可比", "5", "3", "12", "个月"),
    ),
)  # fmt: skip
