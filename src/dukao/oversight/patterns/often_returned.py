"""多次退回: a line that came back again and again before it was accepted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dukao.oversight.patterns.facts import Reported
from dukao.oversight.patterns.pattern import Lead, Parameter, Parameters, Pattern
from dukao.oversight.patterns.series import report_link


def find(lines: Iterable[Reported], p: Parameters) -> Iterator[Lead]:
    for line in lines:
        if line.returns >= p["least_returns"]:
            yield Lead(
                key=f"{line.line}", unit=line.unit, who=f"{line.unit_name} {line.item_name}",
                finding=f"{line.period} 退回 {line.returns} 次",
                figures=(("退回", f"{line.returns} 次"), ("工作进展", line.narrative[:80])),
                links=(report_link(line),),
            )  # fmt: skip


PATTERN = Pattern(
    code="often_returned",
    name="多次退回",
    facts="reported",
    find=find,
    rule="同一填报项被审核退回达到若干次。",
    source="多次往返可能是口径不清、审核不一或数据不实，须看退回原因；次数按本地情况定",
    parameters=(Parameter("least_returns", "最少退回几次", "2", "1", "20", "次"),),
)
