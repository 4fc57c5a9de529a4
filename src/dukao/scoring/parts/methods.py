"""Every parameter of every scoring method, in the words of the interface."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from dukao.scoring.numbers import normal, parse_decimal
from dukao.scoring.parts.field import (
    AxisNumber,
    Choice,
    Field,
    Flag,
    Number,
    Numbers,
    Percent,
    RangeText,
    Table,
    Text,
    Whole,
)
from dukao.scoring.parts.paths import Plain
from dukao.scoring.ranges import Range

NONE = {"none": "不封顶"}
NO_FLOOR = {"none": "不保底"}
DIRECTIONS = {"higher": "越高越好", "lower": "越低越好"}
SCOPES = {"group": "组内", "all": "全部单位"}
BY = {"value": "数值本身", "completion": "完成率"}
TIES = {"competition": "并列占位（1、2、2、4）", "dense": "并列不占位（1、2、2、3）"}
OCCASIONS = {
    "circular": "通报", "talk": "约谈", "listing": "挂牌督办", "deduction": "督办扣分", "praise": "表扬",
    "timely_closed": "按期销号", "late_closed": "逾期销号",
}  # fmt: skip
SAME_KEY = {"each": "每次都计", "highest": "同一事实只按最高的一次"}
ZERO_TARGET = {"not_applicable": "按不适用", "full": "计满分", "zero": "计 0 分", "block": "不出总分"}
RANGE_HINT = "[80, 90) 含 80 不含 90；横轴是完成率时写 [80%, 90%)"

_cap = Percent(key="cap", label="封顶", unset="100")
_floor = Percent(key="floor", label="保底", unset="0")
_ratio_places = Whole(key="ratio_places", label="比率小数位", unset="不舍入", hint="百分比取整数写 2")
_direction = Choice(key="direction", label="方向", choices=DIRECTIONS, unset="越高越好")
_scope = Choice(key="scope", label="比较范围", choices=SCOPES, unset="组内")
_by = Choice(key="by", label="横轴", choices=BY, unset="数值本身")
_points = Number(key="points", label="得分", unit="分")
_ratio = Percent(key="ratio", label="得满分的")
_occasion = Choice(key="occasion", label="督办结果", choices=OCCASIONS, unset="不由督办结果提出")
_levels = Table(
    key="levels",
    label="分级别",
    row="级别",
    columns=(
        Text(key="code", label="级别代码", needed=True),
        Text(key="name", label="级别", needed=True),
        Number(key="points", label="每次", unit="分", needed=True),
        Number(key="limit", label="最多", unit="分"),
        _occasion,
    ),
)
_same_key = Choice(key="same_key", label="同一事实", choices=SAME_KEY)


@dataclass(frozen=True)
class MethodPart:
    """A scoring method with its parameters; ``when`` says when to choose it."""

    kind: str
    label: str
    when: str
    fields: tuple[Field, ...]

    @property
    def scalars(self) -> tuple[Field, ...]:
        return tuple(field for field in self.fields if not isinstance(field, Table))

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(field for field in self.fields if isinstance(field, Table))


METHODS: tuple[MethodPart, ...] = (
    MethodPart(
        "completion",
        "完成率",
        "有目标值，按实际完成的比例得分",
        (
            Percent(key="threshold", label="起计点", unset="不设", hint="不到这个完成率得 0 分"),
            Percent(key="cap", label="封顶", words=NONE, unset="100"),
            _floor,
            Flag(key="all_or_nothing", label="完成得满分，未完成得 0 分"),
            _ratio_places,
            Choice(
                key="zero_target",
                label="目标为 0 时",
                choices=ZERO_TARGET,
                unset="按不适用",
            ),
        ),
    ),
    MethodPart(
        "reverse",
        "逆指标",
        "越低越好，与目标值比较",
        (
            Choice(
                key="form",
                label="算法",
                choices={"ratio": "目标 ÷ 实际", "deviation": "2 − 实际 ÷ 目标"},
                needed=True,
            ),
            _cap,
            _floor,
            _ratio_places,
        ),
    ),
    MethodPart(
        "efficacy",
        "功效系数",
        "看数值处在不允许值与满意值之间的什么位置",
        (
            Number(
                key="worst",
                label="不允许值",
                needed=True,
                words={"group": "组内最差", "target": "取目标表"},
                hint="数字，或“组内最差”“取目标表”",
            ),
            Number(
                key="best",
                label="满意值",
                needed=True,
                words={"group": "组内最好", "target": "取目标表"},
                hint="数字，或“组内最好”“取目标表”",
            ),
            _direction,
            Percent(key="base", label="基础分", unset="0", hint="达到不允许值时得满分的百分之几"),
            Percent(key="cap", label="封顶", words=NONE, unset="100"),
            Percent(key="floor", label="保底", words=NO_FLOOR, unset="0"),
            Choice(
                key="transform", label="数值变换", choices={"none": "不变换", "log": "取对数"}, unset="不变换"
            ),
            Choice(
                key="curve", label="曲线", choices={"linear": "直线", "exponential": "指数"}, unset="直线"
            ),
            Choice(
                key="if_equal",
                label="组内数值全相同时",
                choices={"full": "计满分", "base": "计基础分", "zero": "计 0 分"},
                unset="计满分",
            ),
            _ratio_places,
        ),
    ),
    MethodPart(
        "rank",
        "排名计分",
        "按名次得分",
        (
            Percent(key="step", label="每降一位扣", hint="扣满分的百分之几；与名次得分表只填一样"),
            Numbers(key="points", label="名次得分表", hint="第一名起依次写，例如 20、19、18"),
            Number(key="beyond", label="表外名次得", unit="分", unset="0"),
            Percent(key="floor", label="最低得满分的", unset="0"),
            Choice(key="by", label="按什么排", choices=BY, unset="数值本身"),
            _direction,
            _scope,
            Choice(key="ties", label="名次并列", choices=TIES, unset="并列占位（1、2、2、4）"),
            _ratio_places,
        ),
    ),
    MethodPart(
        "ratio_to_best",
        "与最好的比",
        "最好的单位得满分，其余按比例",
        (_direction, _scope, _ratio_places),
    ),
    MethodPart(
        "goal_race",
        "达标加竞争",
        "达标得一部分分，其余在达标单位中按名次得",
        (
            Percent(key="goal", label="达标得满分的", needed=True),
            Percent(key="step", label="每降一位扣", needed=True, hint="扣竞争分的百分之几"),
            Percent(key="floor", label="竞争分最低得", unset="0"),
            _direction,
            _scope,
            Choice(key="ties", label="名次并列", choices=TIES, unset="并列占位（1、2、2、4）"),
        ),
    ),
    MethodPart(
        "tiers",
        "分档",
        "落在哪一档得哪一档的分",
        (
            _by,
            _ratio_places,
            Table(
                key="bands",
                label="分档",
                row="档",
                needed=True,
                columns=(
                    RangeText(key="range", label="区间", needed=True, hint=RANGE_HINT),
                    _points,
                    _ratio,
                    Text(key="name", label="档名"),
                ),
            ),
            Number(key="otherwise.points", label="档外得", unit="分"),
            Percent(key="otherwise.ratio", label="档外得满分的"),
        ),
    ),
    MethodPart(
        "curve",
        "折线",
        "折点之间按直线得分",
        (
            _by,
            _ratio_places,
            Table(
                key="corners",
                label="折点",
                row="折点",
                needed=True,
                columns=(
                    AxisNumber(key="at", label="横轴值", needed=True, hint="横轴是完成率时写 80%"),
                    _points,
                    _ratio,
                ),
            ),
        ),
    ),
    MethodPart(
        "deduction",
        "扣分",
        "按发生的次数扣分",
        (
            Number(key="points", label="每次扣", unit="分", hint="与分级别只填一样"),
            _levels,
            Number(key="floor", label="最低扣到", unit="分", unset="有满分的扣到 0"),
            _same_key,
            _occasion,
        ),
    ),
    MethodPart(
        "shortfall",
        "差距扣分",
        "每差一步扣几分",
        (
            Number(
                key="standard",
                label="标准值",
                words={"target": "取目标表"},
                unset="取目标表",
                hint="数字，或“取目标表”",
            ),
            Number(key="per", label="每差", needed=True),
            Number(key="points", label="扣", unit="分", needed=True),
            Choice(
                key="steps",
                label="不足一步的部分",
                choices={"continuous": "按比例扣", "floor": "不扣", "ceiling": "按一步扣"},
                needed=True,
            ),
            _direction,
            Flag(key="relative", label="差距按标准值的百分比计算"),
            Number(key="floor", label="最低扣到", unit="分", unset="0"),
        ),
    ),
    MethodPart(
        "bonus",
        "加分",
        "按发生的次数加分",
        (
            Number(key="points", label="每次加", unit="分", hint="与分级别只填一样"),
            _levels,
            Number(key="cap", label="最多加", unit="分", unset="不设"),
            _same_key,
            _occasion,
        ),
    ),
    MethodPart(
        "margin",
        "高低加减分",
        "比标准高一步加几分、低一步减几分",
        (
            Number(
                key="standard",
                label="与什么比",
                words={"target": "取目标表", "group": "组内平均", "all": "全部单位平均"},
                unset="取目标表",
                hint="数字，或“取目标表”“组内平均”“全部单位平均”",
            ),
            Number(key="per", label="每差", needed=True),
            Number(key="points", label="加减", unit="分", needed=True),
            Choice(
                key="steps",
                label="不足一步时",
                choices={"continuous": "按比例计", "floor": "不计", "ceiling": "按一步计"},
                needed=True,
            ),
            _direction,
            Number(key="cap", label="最高加到", words=NONE, unit="分", unset="不封顶"),
            Number(key="floor", label="最低减到", words=NO_FLOOR, unit="分", unset="不保底"),
        ),
    ),
    MethodPart(
        "conversion",
        "折算",
        "把别处评出的分数折算成本项的分",
        (
            Number(key="out_of", label="原来的满分", unit="分", unset="100"),
            _cap,
            _floor,
            _ratio_places,
        ),
    ),
    MethodPart(
        "formula",
        "公式",
        "用公式直接写出得几分",
        (
            Text(
                key="expression",
                label="得分公式",
                needed=True,
                hint="用满分、实际值、目标值、不允许值、满意值和 + - * /、min、max、abs、甲 if 条件 else 乙",
            ),
            Percent(key="cap", label="封顶", words=NONE, unset="100"),
            Percent(key="floor", label="保底", words=NO_FLOOR, unset="0"),
        ),
    ),
)  # fmt: skip


def in_percent(method: Plain) -> Plain:
    """The parameters for people: places on an axis of completion ratios in percent, as they speak of them."""
    if method.get("by") != "completion":
        return method
    shown = dict(method)
    if "bands" in method:
        shown["bands"] = [{**band, "range": _percent_range(band["range"])} for band in method["bands"]]
    if "corners" in method:
        shown["corners"] = [
            {**corner, "at": _percent(parse_decimal(corner["at"]))} for corner in method["corners"]
        ]
    return shown


def _percent_range(text: str) -> str:
    held = Range.parse(text)
    low = "-∞" if held.low is None else _percent(held.low)
    high = "+∞" if held.high is None else _percent(held.high)
    return f"{'[' if held.low_in else '('}{low}, {high}{']' if held.high_in else ')'}"


def _percent(value: Decimal) -> str:
    return f"{normal(value * 100)}%"


_BY_KIND = {part.kind: part for part in METHODS}


def method_part(kind: str) -> MethodPart:
    return _BY_KIND[kind]
