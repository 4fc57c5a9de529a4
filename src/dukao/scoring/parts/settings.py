"""Everything a scheme declares around its tree, section by section."""

from __future__ import annotations

from dataclasses import dataclass

from dukao.scoring.parts.field import (
    OWNER,
    Choice,
    Codes,
    Field,
    Number,
    Numbers,
    Percent,
    RangeText,
    Rounding,
    Table,
    Text,
    Whole,
)
from dukao.scoring.parts.methods import TIES
from dukao.scoring.parts.nodes import COMBINE, FREQUENCIES, missing_fields, not_applicable_fields

KINDS = {"overall": "总体考评办法", "category": "分类考评办法", "special": "专项考评办法"}
STEPS = {
    "rescale": "不适用折算",
    "deduct": "减负面清单",
    "bonus": "加加分",
    "cap": "封顶保底",
    "round": "总分舍入",
    "veto": "一票否决",
    "rank": "排名",
    "grade": "定等次",
}
QUOTA_ROUNDING = {"floor": "舍去尾数", "half_up": "四舍五入", "ceiling": "进一"}
QUOTA_WITHIN = {"group": "组内", "all": "全部单位"}
SMALL_GROUPS = {"no_quota": "不设名额", "no_rank": "不排名", "merge": "并入指定的组"}
AGGREGATION = {"last": "取最后一期", "mean": "平均", "weighted": "加权", "sum": "相加"}
AGGREGATION_MISSING = {"block": "不出结果，等补齐", "skip": "按有的算", "zero": "计 0 分"}
READINGS = {"split": "每项的分值按比例分开", "composite": "单位的共担得分按比例合成"}
SEVERAL = {"divide": "平分", "each": "各得一份"}
ONE_ROLE = {"renormalise": "只按有的一种算", "zero": "缺的一种计 0 分"}


@dataclass(frozen=True)
class Steps(Choice):
    """The order of operations, all of it in one field."""

    def shown(self, value: object) -> str:
        return (
            " → ".join(self.choices[str(step)] for step in value) if isinstance(value, list | tuple) else ""
        )

    def read(self, text: str) -> object:
        words = [
            word.strip() for word in text.replace("->", "→").replace("、", "→").split("→") if word.strip()
        ]
        return [super(Steps, self).read(word) for word in words] or None


@dataclass(frozen=True)
class Section:
    """Settings that are edited together; ``why`` says what they decide."""

    key: str
    label: str
    why: str
    fields: tuple[Field, ...]

    @property
    def scalars(self) -> tuple[Field, ...]:
        return tuple(field for field in self.fields if not isinstance(field, Table))

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(field for field in self.fields if isinstance(field, Table))


_additions = Table(
    key="additions",
    inside="aggregation",
    label="汇总后另加",
    row="另加",
    columns=(
        Whole(key=OWNER, label="加在第几行汇总", needed=True),
        Text(key="indicator", label="指标代码", needed=True),
        Text(key="name", label="名称", needed=True),
        Number(key="coefficient", label="系数", unset="1"),
    ),
)

SECTIONS: tuple[Section, ...] = (
    Section(
        "general",
        "基本信息",
        "办法的名称、种类和依据。",
        (
            Text(key="name", label="名称", needed=True),
            Choice(key="kind", label="种类", choices=KINDS, unset="分类考评办法"),
            Text(key="version", label="版本说明", hint="例如 2026 年第 2 版"),
            Text(key="note", label="说明", lines=3),
            Table(
                key="basis",
                label="依据文件",
                row="文件",
                columns=(
                    Text(key="title", label="文件名", needed=True),
                    Text(key="number", label="文号"),
                    Text(key="link", label="链接"),
                ),
            ),
        ),
    ),
    Section(
        "rules",
        "计分规则",
        "满分、舍入、缺报、不适用、并列，以及各步的先后。",
        (
            Number(key="full_marks", label="满分", unit="分", unset="100"),
            Choice(key="combine", label="总分怎样合成", choices=COMBINE, unset="各项相加"),
            Number(key="cap", label="总分封顶", unit="分", unset="不设"),
            Number(key="floor", label="总分保底", unit="分", unset="不设"),
            Rounding(key="rounding.total", label="总分舍入", needed=True),
            Rounding(key="rounding.family", label="类别舍入", unset="不舍入"),
            Rounding(key="rounding.item", label="单项舍入", unset="不舍入"),
            *missing_fields("missing", "缺报时", "不出总分，等补齐"),
            *not_applicable_fields("not_applicable", "不适用时", "按其余指标折算"),
            *not_applicable_fields("not_due", "当期不考核的", "按其余指标折算"),
            Choice(key="ties.mode", label="名次并列", choices=TIES, unset="并列占位（1、2、2、4）"),
            Steps(
                key="order", label="先后次序", choices=STEPS,
                hint="有加分、负面清单、封顶或否决时必须写明，用 → 连接八步",
            ),
            Table(
                key="ties.chain",
                label="并列时依次比较",
                row="比较",
                columns=(
                    Text(key="node", label="比哪一项的得分", hint="指标或类别代码"),
                    Text(key="indicator", label="或比哪个指标的数值", hint="指标代码"),
                    Choice(
                        key="better", label="怎样为优", choices={"higher": "高者为优", "lower": "低者为优"},
                        unset="高者为优",
                    ),
                ),
            ),
        ),
    ),
    Section(
        "groups",
        "分组和名单",
        "谁与谁比。名次、等次都在组内排，名单里写单位代码。",
        (
            Table(
                key="groups",
                label="分组",
                row="组",
                columns=(
                    Text(key="code", label="分组代码", needed=True),
                    Text(key="name", label="分组", needed=True),
                    Codes(key="members", label="单位代码"),
                    Text(key="merge_into", label="太小时并入", hint="分组代码"),
                ),
            ),
            Whole(key="small_groups.below", label="不足几个单位算小组", unset="不设"),
            Choice(key="small_groups.action", label="小组怎么办", choices=SMALL_GROUPS, unset="不设"),
        ),
    ),
    Section(
        "grades",
        "等次和名额",
        "从高到低写。既要够分，又要有名额，才得这一等次。",
        (
            Table(
                key="grades",
                label="等次",
                row="等次",
                columns=(
                    Text(key="name", label="等次", needed=True),
                    RangeText(key="range", label="总分区间", hint="[90, +∞) 含 90"),
                    Percent(key="quota.share", label="名额比例"),
                    Whole(key="quota.count", label="或名额个数"),
                    Choice(key="quota.rounding", label="名额取整", choices=QUOTA_ROUNDING, unset="舍去尾数"),
                    Choice(key="quota.within", label="名额范围", choices=QUOTA_WITHIN, unset="组内"),
                ),
            ),
        ),
    ),
    Section(
        "vetoes",
        "一票否决",
        "发生后不论总分多少，按这里定等次或限总分。",
        (
            Table(
                key="vetoes",
                label="否决事项",
                row="事项",
                columns=(
                    Text(key="code", label="代码", needed=True),
                    Text(key="name", label="事项", needed=True),
                    Text(key="grade", label="定为等次"),
                    Text(key="best_grade", label="最高到等次"),
                    Number(key="total", label="总分定为"),
                    Number(key="total_cap", label="总分最高"),
                    Text(key="indicator", label="指标代码"),
                    Text(key="clause", label="条款"),
                ),
            ),
        ),
    ),
    Section(
        "aggregation",
        "月到季到年",
        "较短时期的总分怎样合成较长时期的总分。",
        (
            Table(
                key="aggregation",
                label="汇总",
                row="汇总",
                columns=(
                    Choice(key="source", label="由", choices=FREQUENCIES, needed=True),
                    Choice(key="target", label="合成", choices=FREQUENCIES, needed=True),
                    Choice(key="method", label="方法", choices=AGGREGATION, needed=True),
                    Numbers(key="weights", label="各期权数", hint="加权时写，例如 20、20、20、40"),
                    Number(key="coefficient", label="乘以系数", unset="1"),
                    Choice(
                        key="missing", label="有缺期时", choices=AGGREGATION_MISSING, unset="不出结果，等补齐"
                    ),
                ),
            ),
            _additions,
        ),
    ),
    Section(
        "sharing",
        "责任共担",
        "县区指标的得分怎样计到分管和联系的市直部门。",
        (
            Choice(
                key="sharing.reading", label="怎样共担", choices=READINGS, unset="不共担",
                hint="两种读法都有人用：一是每项分值按 80/20 分开，二是部门得分按 80/20 合成",
            ),
            Percent(key="sharing.in_charge", label="分管单位", unset="80"),
            Percent(key="sharing.related", label="联系单位", unset="20"),
            Choice(key="sharing.several", label="有几个联系单位时", choices=SEVERAL, unset="平分"),
            Choice(key="sharing.one_role", label="只有一种责任时", choices=ONE_ROLE, unset="只按有的一种算"),
            Rounding(key="sharing.rounding", label="小数位", unset="不舍入"),
        ),
    ),
    Section(
        "targets",
        "通用目标值",
        "写在办法里、对全部单位相同的目标；各单位不同的目标在目标表里填。",
        (
            Table(
                key="targets",
                label="目标",
                row="目标",
                columns=(
                    Text(key="item", label="指标代码", needed=True),
                    Text(key="unit", label="单位代码", unset="全部单位"),
                    Text(key="period", label="时期", needed=True, hint="2026、2026-Q3 或 2026-09"),
                    Number(key="value", label="数值", needed=True),
                    Choice(
                        key="name", label="作为", unset="目标值",
                        choices={"target": "目标值", "worst": "不允许值", "best": "满意值"},
                    ),
                ),
            ),
        ),
    ),
)  # fmt: skip

#: Keys that name the document; they are set when the scheme is founded.
FIXED_KEYS = ("format", "code", "year")
_BY_KEY = {part.key: part for part in SECTIONS}


def section(key: str) -> Section:
    return _BY_KEY[key]
