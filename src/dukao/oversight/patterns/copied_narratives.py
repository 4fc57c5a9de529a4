"""进展雷同: narratives that other units, or the unit's own other months, have almost word for word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice

from dukao.oversight.patterns.facts import Reported
from dukao.oversight.patterns.pattern import Lead, Link, Parameter, Parameters, Pattern
from dukao.oversight.patterns.series import once_a_month
from dukao.oversight.patterns.similarity import bare, clusters

Groups = dict[tuple[object, ...], list[tuple[str, Reported]]]


def find(lines: Iterable[Reported], p: Parameters) -> Iterator[Lead]:
    """The largest clusters first; what is shorter than the least length is too common to say anything."""
    across: Groups = defaultdict(list)
    along: Groups = defaultdict(list)
    for line in once_a_month(lines):
        text = bare(line.narrative)
        if len(text) >= p["least_length"]:
            across[line.item, line.period].append((text, line))
            along[line.item, line.unit].append((text, line))
    found = [*_alike(across, p, "least_units"), *_alike(along, p, "least_months")]
    found.sort(key=lambda rows: -len(rows))
    for rows in islice(found, int(p["most"])):
        yield _lead(rows)


def _alike(groups: Groups, p: Parameters, least: str) -> Iterator[list[Reported]]:
    for rows in groups.values():
        if len(rows) < p[least]:
            continue
        for texts in clusters((text for text, _ in rows), int(p["run"]), float(p["percent"]) / 100):
            alike = [line for text, line in rows if text in texts]
            if len(alike) >= p[least] and len({line.unit for line in alike}) <= p["most_units"]:
                yield alike


def _lead(rows: list[Reported]) -> Lead:
    first = rows[0]
    units = list(dict.fromkeys(row.unit_name for row in rows))
    if len(units) > 1:
        key, who = (
            f"across:{first.item}:{first.period}:{first.unit}",
            f"{'、'.join(units[:3])}等 {len(units)} 个单位",
        )
        finding = f"{first.period}“{first.item_name}”的工作进展除数字外几乎相同"
    else:
        key, who = f"along:{first.item}:{first.unit}", first.unit_name
        finding = f"“{first.item_name}”{len(rows)} 个月的工作进展除数字外几乎相同"
    return Lead(
        key=key, unit=first.unit if len(units) == 1 else None, who=who, finding=finding,
        figures=tuple((f"{row.unit_name} {row.period}", row.narrative[:80]) for row in rows[:8]),
        links=tuple(Link(f"{row.unit_name} {row.period}", f"/reports/{row.report}/") for row in rows[:8]),
    )  # fmt: skip


PATTERN = Pattern(
    code="copied_narratives", name="进展雷同", facts="reported", find=find,
    rule="同一项目同一月份，几个单位的工作进展去掉数字和标点后几乎相同；或一个单位几个月的写法几乎相同。很多单位一样的统一口径不列。",
    source="文本查重的通行做法（字符连续片段的重合比例）；比例按本地情况定",
    parameters=(
        Parameter("run", "比较几个连续字", "3", "2", "8", "字"),
        Parameter("percent", "重合比例", "90", "50", "100", "%"),
        Parameter("least_length", "最短几字", "20", "5", "300", "字"),
        Parameter("least_units", "最少几个单位", "3", "2", "100", "个"),
        Parameter("least_months", "最少几个月", "4", "2", "12", "个月"),
        Parameter("most_units", "多于几个单位一样的视为统一口径", "30", "2", "5000", "个"),
        Parameter("most", "最多列出几组", "20", "1", "500", "组"),
    ),
)  # fmt: skip
