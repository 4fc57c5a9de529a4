"""How to check a bundle and compute it again, in words for whoever opens the archive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dukao.scoring.bundle.case import Chapter
from dukao.scoring.bundle.tables import TOTALS
from dukao.scoring.periods import Period

README = "README.txt"
_FILES = {
    "scheme.yaml": "考评办法",
    "roster.csv": "参加的单位和分组",
    "facts.csv": "填报值、共享值和计分事件",
    "targets.csv": "目标值",
    TOTALS: "各期总分，由它们汇总",
    "result.csv": "公布的得分、总分、名次、等次",
    "manifest.json": "引擎版本，每个文件的摘要（SHA-256、SM3），每个结果的摘要",
}
_COMMAND = "dukao score --scheme scheme.yaml --facts facts.csv --targets targets.csv --roster roster.csv"
_HOW = {"last": "取最后一期", "mean": "取平均", "weighted": "加权平均", "sum": "相加"}


def guide(chapters: Mapping[str, Chapter], heading: Sequence[str], closing: Sequence[str]) -> str:
    """The whole of README.txt, in the order a reader needs it."""
    whole = chapters[""]
    names = [name for name in _FILES if (name == TOTALS) <= whole.case.is_composed]
    names = [name for name in names if name != "targets.csv" or not whole.case.is_composed]
    lines = [
        *(heading or [f"{whole.case.scheme.name} 复算包"]),
        "",
        *_composition(whole),
        "文件",
        *(f"  {name:<14} {_FILES[name]}" for name in names),
        *(["  各期目录       每一期自己的办法、数据和结果"] if len(chapters) > 1 else []),
        "",
        "怎样核对（不需要数据库，不需要登录）",
        "  装好督考，运行  dukao verify 复算包.zip",
        "  它核对每个文件的摘要，用包里的办法和数据重新计分，逐个单位比较，回答“一致”或指出哪里不同。",
        "  结果的摘要应与公布页面上的相同：",
        *(line for folder, chapter in chapters.items() for line in _digests(folder, chapter)),
        "",
        "怎样自己复算一遍",
        *_commands(chapters),
        *(["", *closing] if closing else []),
    ]
    return "\n".join([*lines, ""])


def _composition(chapter: Chapter) -> list[str]:
    if not chapter.case.is_composed:
        return []
    (period,) = chapter.case.periods
    step = next(step for step in chapter.case.scheme.aggregation if step.target.span == period.span)
    weights = f"，权数 {'、'.join(f'{weight:f}' for weight in step.weights)}" if step.weights else ""
    how = f"{_HOW[step.method]}{weights}"
    return [f"这一期的总分由各期总分汇总：{how}，再按办法舍入（scheme.yaml 的 aggregation）。", ""]


def _digests(folder: str, chapter: Chapter) -> list[str]:
    place = f"{folder}/ " if folder else ""
    lines = [
        f"    {place}结果  {period}  {digest}" for period, digest in sorted(chapter.outcome.digests.items())
    ]
    if chapter.outcome.facts_digest:
        lines.append(f"    {place}事实  {chapter.outcome.facts_digest}")
    return [*lines, f"    {place}办法  {chapter.outcome.scheme_digest}"]


def _runs(periods: Sequence[Period]) -> list[str]:
    """A command for every period: without one, every period of the facts would be scored."""
    if len(periods) == 1:
        return [f"    {_COMMAND} --period {periods[0]} --out mine.csv --explain reasons.json"]
    return [
        *(
            f"    {_COMMAND} --period {period} --out mine-{period}.csv --explain reasons-{period}.json"
            for period in periods
        ),
        "  各期的 mine-*.csv 合起来，各行与 result.csv 相同。",
    ]


def _commands(chapters: Mapping[str, Chapter]) -> list[str]:
    lines = []
    for folder, chapter in chapters.items():
        if chapter.case.is_composed:
            continue
        place = f"在目录 {folder} 里" if folder else "在解开的目录里"
        lines.append(f"  {place}运行：")
        lines += _runs(chapter.case.periods)
    lines.append("  mine.csv 应与 result.csv 逐字相同；reasons.json 里有每一分的推算过程。")
    lines.append("  --period 不能省：facts.csv 里还有计分时用到的其他时期的数，省了会多出那些时期的行。")
    if chapters[""].case.is_composed:
        lines.append("  再按 result.csv 的 formula 一列汇总各期总分，应得到 total 一列。")
    return lines
