"""Items and families: what stands on each besides the method."""

from __future__ import annotations

from dukao.scoring.parts.field import (
    Choice,
    Codes,
    Field,
    Flag,
    Number,
    Percent,
    RangeText,
    Rounding,
    Table,
    Text,
    UnitCode,
)

MISSING = {
    "zero": "计 0 分",
    "share": "按满分的几成计",
    "last": "用上一期的数",
    "peer_average": "取组内平均分",
    "regional_mean": "取全部单位平均分",
    "rescale": "不计，按其余指标折算",
    "skip": "按不适用",
    "block": "不出总分，等补齐",
}
MISSING_LAST = {"zero": "计 0 分", "block": "不出总分，等补齐"}
NOT_APPLICABLE = {
    "rescale": "按其余指标折算",
    "spread": "分值平均分到同类其他指标",
    "full": "计满分",
    "peer_average": "取组内平均分",
    "zero": "计 0 分",
}
SCOPES = {"family": "在本类别内折算", "total": "在总分里折算"}
FREQUENCIES = {"month": "每月", "quarter": "每季度", "half_year": "每半年", "year": "每年"}
WITHIN = {"last": "取最后一期", "sum": "各期相加", "mean": "各期平均", "max": "取最大", "min": "取最小"}
ROLES = {"scored": "计分", "negative": "负面清单（只扣分）", "bonus": "加分（只加分）"}
COMBINE = {
    "sum": "各项相加",
    "mean": "平均",
    "weighted_mean": "加权平均",
    "geometric_mean": "几何平均",
    "harmonic_mean": "调和平均",
}


def missing_fields(key: str, label: str, unset: str) -> tuple[Field, ...]:
    """A policy for missing values with the parameters some of its kinds have."""
    return (
        Choice(key=f"{key}.kind", label=label, choices=MISSING, unset=unset),
        Percent(key=f"{key}.ratio", label=f"{label}：按满分的", hint="只用于“按满分的几成计”"),
        Choice(
            key=f"{key}.otherwise",
            label=f"{label}：没有上一期的数",
            choices=MISSING_LAST,
            unset="不出总分，等补齐",
            hint="只用于“用上一期的数”",
        ),
        Choice(
            key=f"{key}.scope", label=f"{label}：折算范围", choices=SCOPES, unset="在总分里折算",
            hint="只用于“不计，按其余指标折算”",
        ),
    )  # fmt: skip


def not_applicable_fields(key: str, label: str, unset: str) -> tuple[Field, ...]:
    return (
        Choice(key=f"{key}.kind", label=label, choices=NOT_APPLICABLE, unset=unset),
        Choice(
            key=f"{key}.scope", label=f"{label}：折算范围", choices=SCOPES, unset="在总分里折算",
            hint="只用于“按其余指标折算”",
        ),
    )  # fmt: skip


#: Parameters that belong to one kind of a policy only; another kind drops them.
POLICY_PARAMETERS = {"ratio": "share", "otherwise": "last", "scope": "rescale"}

VALUES = {"growth": "增速", "increment": "增量", "contribution": "增量贡献率", "formula": "按公式计算"}
PERIODS = {"same": "本期", "last_year": "上年同期", "previous": "上一期"}
OWNERS = {
    "own": "本单位",
    "group_sum": "组内合计",
    "group_mean": "组内平均",
    "all_sum": "全部单位合计",
    "all_mean": "全部单位平均",
}

FIGURES = Table(
    key="value.figures",
    label="公式里的数",
    row="数",
    columns=(
        Text(key="name", label="名称", needed=True),
        Text(key="indicator", label="取哪个指标", hint="空着就是本项的数"),
        Choice(key="over", label="哪一期", choices=PERIODS, unset="本期"),
        Choice(key="of", label="取谁的", choices=OWNERS, unset="本单位"),
        UnitCode(key="unit", label="或只取某单位的"),
    ),
)
VALUE: tuple[Field, ...] = (
    Choice(key="value.kind", label="计分用的数", choices=VALUES, unset="填报的数"),
    Choice(
        key="value.over",
        label="与哪一期比",
        choices={key: word for key, word in PERIODS.items() if key != "same"},
        unset="上年同期",
    ),
    Choice(
        key="value.scope",
        label="占谁的增量",
        choices={"group": "同组单位", "all": "全部单位"},
        unset="同组单位",
    ),
    Text(key="value.expression", label="数值公式", hint="用下表里的名称，例如 产值 / 人口 * 100"),
    Rounding(key="value.rounding", label="算出的数", unset="不舍入", hint="除增量外都要写明"),
    FIGURES,
)
#: Kinds of worked out values that have a parameter; other kinds drop it.
VALUE_PARAMETERS = {
    "over": {"growth", "increment", "contribution"},
    "scope": {"contribution"},
    "expression": {"formula"},
    "figures": {"formula"},
    "rounding": set(VALUES),
}
WEIGHT = Number(key="weight", label="满分", unit="分")

ITEM_SCORING: tuple[Field, ...] = (
    WEIGHT,
    Rounding(key="rounding", label="小数位", unset="随办法"),
    Choice(key="frequency", label="考核频次", choices=FREQUENCIES, unset="每月"),
    Choice(key="within", label="较长时期的数", choices=WITHIN, unset="取最后一期；次数相加"),
    *missing_fields("missing", "缺报时", "随办法"),
    *not_applicable_fields("not_applicable", "不适用时", "随办法"),
    Number(key="share", label="平均时的权数", unset="1", hint="只在类别取加权平均、几何平均时有用"),
    *VALUE,
)

ITEM_MEANING: tuple[Field, ...] = (
    Text(key="name", label="名称", needed=True),
    Text(key="code", label="代码", needed=True),
    Text(key="indicator", label="指标库引用", hint="指标代码@版次，例如 J-15@4"),
    Text(key="measure", label="计量单位"),
    Flag(key="hard", label="可量化的硬性指标"),
    Text(key="standard", label="工作标准", lines=2),
    Table(
        key="standards",
        label="各时期工作标准",
        row="时期",
        columns=(
            Text(key="period", label="时期", needed=True, hint="2026-Q3 或 2026-09"),
            Text(key="text", label="应做到什么", needed=True),
        ),
    ),
    Text(key="clause", label="依据条款"),
    Text(key="source", label="数据来源"),
    UnitCode(key="lead", label="牵头单位", hint="填单位代码，从提示里选"),
    Codes(key="in_charge", label="分管单位", hint="单位代码，可写多个"),
    Codes(key="related", label="联系单位", hint="单位代码，可写多个"),
    Codes(key="applies_to", label="适用分组", unset="全部分组", hint="分组代码，可写多个"),
    Text(key="note", label="说明", lines=2),
)

FAMILY: tuple[Field, ...] = (
    Text(key="name", label="名称", needed=True),
    Text(key="code", label="代码", needed=True),
    Choice(key="role", label="作用", choices=ROLES, unset="计分"),
    Choice(key="combine", label="合成方法", choices=COMBINE, unset="各项相加"),
    Number(key="weight", label="折算满分", unit="分", unset="各项相加"),
    Number(key="cap", label="本类封顶", unit="分", unset="不设"),
    Number(key="floor", label="本类保底", unit="分", unset="不设"),
    Rounding(key="rounding", label="小数位", unset="随办法"),
    Number(key="share", label="平均时的权数", unset="1"),
    Choice(
        key="same_key",
        label="同一事实登记在几项里",
        choices={"each": "各项都计", "highest": "全类只按最高的计一次"},
        unset="各项都计",
        hint="只用于负面清单和加分",
    ),
    Text(key="clause", label="依据条款"),
    Text(key="note", label="说明", lines=2),
    Table(
        key="when",
        label="加分条件",
        row="条件",
        columns=(
            Text(key="node", label="哪一项的得分", hint="指标或类别代码；与右边一格都空着，就看加分前的总分"),
            Text(key="indicator", label="或哪个指标的数值", hint="指标代码"),
            RangeText(
                key="range", label="要在的区间", needed=True, hint="(80, +∞) 大于 80，[8, +∞) 不小于 8"
            ),
        ),
    ),
)
