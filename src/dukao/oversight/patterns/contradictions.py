"""前后矛盾: a cumulative figure that is lower than the month before had it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dukao.oversight.patterns.facts import Reported
from dukao.oversight.patterns.pattern import Lead, Parameter, Parameters, Pattern
from dukao.oversight.patterns.series import courses, report_link
from dukao.ui.formats import number, percent


def find(lines: Iterable[Reported], p: Parameters) -> Iterator[Lead]:
    """The deepest fall of each course."""
    for course in courses(lines):
        falls = [
            (before, line)
            for before, line in zip(course.lines, course.lines[1:], strict=False)
            if before.value and line.value is not None
            and (before.value - line.value) * 100 >= abs(before.value) * p["percent"]
            and line.value < before.value
        ]  # fmt: skip
        if not falls:
            continue
        before, line = max(falls, key=lambda pair: pair[0].value - pair[1].value)  # type: ignore[operator]
        assert before.value
        assert line.value is not None
        yield Lead(
            key=f"{course.key}:{line.period}", unit=line.unit, who=f"{line.unit_name} {line.item_name}",
            finding=(
                f"累计数 {before.period} 为 {number(before.value)}，{line.period} 反为 {number(line.value)}，"
                f"少 {percent((before.value - line.value) / abs(before.value))}"
            ),
            figures=course.figures(), links=(report_link(before), report_link(line)),
        )  # fmt: skip


PATTERN = Pattern(
    code="contradictions",
    name="前后矛盾",
    facts="reported",
    find=find,
    rule="年初以来的累计数，比前一个月报的还低，且减少的幅度达到下限。比率、分数类指标不看。",
    source="《统计法》对统计资料真实、准确、完整的要求；幅度按本地情况定",
    parameters=(Parameter("percent", "减少的幅度下限", "1", "0", "100", "%"),),
)
