"""年末前下调目标: targets that were made easier late in the year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

from dukao.kernel.clock import local_day
from dukao.oversight.patterns.facts import TargetChange
from dukao.oversight.patterns.pattern import Lead, Link, Parameter, Parameters, Pattern
from dukao.ui.formats import day, percent


def find(changes: Iterable[TargetChange], p: Parameters) -> Iterator[Lead]:
    """One lead a unit, with how often and how far its targets were eased since that month."""
    late: dict[int, list[TargetChange]] = defaultdict(list)
    early: dict[int, int] = defaultdict(int)
    for change in changes:
        if not change.eases or not change.before or eased_by(change) * 100 < p["least_percent"]:
            continue
        if local_day(change.at).month >= p["from_month"]:
            late[change.unit].append(change)
        else:
            early[change.unit] += 1
    for unit, found in late.items():
        if len(found) < p["least_times"]:
            continue
        last = max(found, key=lambda change: change.at)
        average = sum((eased_by(change) for change in found), Decimal()) / len(found)
        yield Lead(
            key=f"{unit}", unit=unit, who=last.unit_name, entry=last.entry,
            finding=(
                f"{p['from_month']} 月以来 {len(found)} 次下调，平均下调 {percent(average)}；"
                f"此前 {early[unit]} 次"
            ),
            figures=tuple(
                (f"{change.item_name}（{change.period}）", in_words(change)) for change in found
            ),
            links=tuple(
                Link(f"日志 {change.entry}", f"/oversight/entries/{change.entry}/") for change in found
            ),
        )  # fmt: skip


def in_words(change: TargetChange) -> str:
    said = f"{day(local_day(change.at))} 由 {change.before:f} 改为 {change.after:f}"
    return f"{said}，{change.who}，“{change.reason}”"


def eased_by(change: TargetChange) -> Decimal:
    return abs(change.after - change.before) / abs(change.before) if change.before else Decimal()


PATTERN = Pattern(
    code="lowered_targets", name="年末前下调目标", facts="target_changes", find=find,
    rule="办法发布后，从起算月起把目标改得更容易完成，且改动幅度达到下限。越低越好的指标看上调。",
    source="公开办法中目标调整须在年中前提出的通行做法；幅度和月份按本地情况定",
    parameters=(
        Parameter("from_month", "从几月起算", "9", "1", "12", "月"),
        Parameter("least_percent", "改动幅度下限", "3", "0", "100", "%"),
        Parameter("least_times", "最少几次", "1", "1", "50", "次"),
    ),
)  # fmt: skip
