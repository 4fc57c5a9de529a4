"""Short reports in the words a clerk would use: what was done, why, what next."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from zlib import crc32

from dukao.demo.figures import Line

_AHEAD = (
    "主要是年初任务下达早，重点点位提前开工。",
    "按周调度，逐项销账，堵点当周解决。",
    "牵头科室包片联系，手续并联办理，节省了时间。",
)
_BEHIND = (
    "差距主要在两个点位：一个因管线迁改停工，一个手续补正，现均已恢复。",
    "受连续降雨影响，室外作业少干九天，已调整工序。",
    "个别承办单位力量不足，进度慢于计划，已派人驻点帮助。",
    "前期数据核减了不符合口径的部分，所以比上月计划低。",
)
_NEXT = (
    "下一步逐点倒排工期，每周五核对一次。",
    "下一步会同牵头单位现场办公，先解决用地和管线。",
    "下一步补齐资料，月底前完成验收并入库。",
    "下一步对落后的承办单位点对点提醒，下月初见到实物进展。",
)


_DETAIL = (
    "分管负责同志到现场两次，当场定了三件事。", "已列出问题清单，责任到科室和个人。",
    "与相邻单位共用一支施工队，工序重新排过。", "群众反映的两处已当面答复并改正。",
    "第三方抽查六处，两处不合格，已返工。", "资金按进度拨付，没有拖欠。",
    "台账和现场逐一核对，差的三项已补记。",
    "本月新进两家承办单位，交接用了一周。", "专班每周碰头，纪要发到各点位。",
    "上月提出的四条建议已采纳三条。",
    "夜间和周末增加一班，人手够用。", "所需材料本地采购，到货稳定。", "培训了经办人员十五名，填报口径统一。",
)  # fmt: skip
_SIDE = (
    "档案随做随归。", "安全检查没有发现新问题。", "与上年同期相比略有提高。", "两个先进点位的做法已推开。",
    "需要协调的事项已书面报送。", "社会监督员参加了一次查看。", "汛期影响已经消除。", "进度每旬公开一次。",
    "承诺事项已公示。", "剩余工作集中在城北片区。", "剩余工作集中在老城片区。",
)  # fmt: skip


def _varied(row: Mapping[str, str], month: int, line: Line) -> str:
    """Two sentences that go with these very figures, so that not everybody writes alike."""
    mark = crc32(f"{row['code']} {month} {line.value} {line.target}".encode())
    return _DETAIL[mark % len(_DETAIL)] + _SIDE[mark // len(_DETAIL) % len(_SIDE)]


def narrative(row: Mapping[str, str], month: int, line: Line, random: Random) -> str:
    """A few sentences of at most 200 characters that fit the figures."""
    if line.value is None:
        return ""
    measure = "" if row["measure"] in {"%", "分"} else " " + row["measure"]
    percent = "%" if row["measure"] == "%" else ""
    value = f"{line.value:f}{percent}{measure}"
    if line.target is None:
        return f"{month} 月{row['name']}为 {value}。{_varied(row, month, line)}{random.choice(_NEXT)}"
    ratio = _ratio(row, line)
    opening = (
        f"1—{month} 月{row['name']}累计 {value}，为序时计划的 {ratio}%。"
        if row["shape"] in {"cumulative", "plan"}
        else f"{month} 月{row['name']}为 {value}，目标 {line.target:f}{percent}{measure}。"
    )
    cause = random.choice(_AHEAD if ratio >= 100 else _BEHIND)
    return opening + cause + _varied(row, month, line) + random.choice(_NEXT)


def _ratio(row: Mapping[str, str], line: Line) -> Decimal:
    """How far along, in per cent with one place; for lower-is-better the other way round."""
    assert line.target is not None
    assert line.value is not None
    over, under = (line.target, line.value) if row["shape"] == "lower" else (line.value, line.target)
    if under <= 0:
        return Decimal(100)
    return (over / under * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
