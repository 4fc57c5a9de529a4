"""Made-up content on which the gallery shows every component and state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from operator import attrgetter

from django import forms
from django.http import QueryDict

from dukao.ui.charts import Bars, Curve, Series, Trend, Waterfall
from dukao.ui.forms import DayField, Form, NumberField
from dukao.ui.tables import Choice, Column, Listing, SavedView

COLOURS = (
    ("ink", "墨 正文"),
    ("ink-2", "墨 次要"),
    ("ink-3", "墨 说明"),
    ("ink-fill", "墨 主按钮"),
    ("seal", "印泥红 正式行为"),
    ("seal-tint", "印泥红 底"),
    ("link", "黛蓝 链接焦点"),
    ("link-tint", "黛蓝 选中"),
    ("paper", "纸"),
    ("canvas", "案"),
    ("sunken", "凹"),
    ("line", "线"),
    ("green", "灯 正常"),
    ("yellow", "灯 预警"),
    ("red", "灯 警示"),
    ("blue", "灯 临期"),
)


@dataclass(frozen=True)
class Row:
    lamp: str
    reason: str
    name: str
    state: str
    state_word: str
    actual: int
    plan: int
    score: Decimal
    mark: str = ""


ROWS = (
    Row("red", "逾期 18 个工作日", "城市燃气管网更新改造", "doing", "办理中", 52, 74, Decimal("7.40")),
    Row(
        "yellow",
        "计划 77%，实际 68%",
        "老旧小区改造（选中）",
        "back",
        "退回",
        68,
        77,
        Decimal("8.84"),
        "is-on",
    ),
    Row("green", "达到季度标准", "建筑业总产值（本单位）", "done", "已通过", 100, 100, Decimal(10), "is-me"),
    Row("blue", "距截止不足 3 天尚未填报", "保障性租赁住房筹集", "draft", "待填", 54, 75, Decimal("6.40")),
    Row("none", "尚未到起始日", "农村危房动态清零率", "lock", "锁定", 0, 0, Decimal(0)),
)
LAMPS = Choice(
    "lamp",
    "灯",
    (("red", "红"), ("yellow", "黄"), ("blue", "蓝"), ("green", "绿"), ("none", "未启动")),
    many=True,
)


def listing(query: QueryDict) -> Listing:
    """The sample list, which really sorts, filters, searches and turns pages."""
    shown = Listing(
        query,
        columns=(
            Column("lamp", "灯"),
            Column("name", "事项", sort="name"),
            Column("state", "状态"),
            Column("pace", "进度"),
            Column("score", "得分", sort="score", numeric=True, unit="分"),
        ),
        choices=(LAMPS, Choice("state", "状态", (("doing", "办理中"), ("back", "退回"), ("done", "已通过")))),
        views=(
            SavedView("全部", "", 5),
            SavedView("红黄灯", "lamp=red&lamp=yellow", 2, hot=True),
            SavedView("退回", "state=back", 1),
        ),
        default_sort="-score",
        per_page=3,
        searchable="事项名称",
    )
    lamps = shown.chosen.get("lamp", [row.lamp for row in ROWS])
    states = shown.chosen.get("state", [row.state for row in ROWS])
    rows = [row for row in ROWS if row.lamp in lamps and row.state in states and shown.search in row.name]
    rows.sort(key=attrgetter(shown.sort.removeprefix("-")), reverse=shown.sort.startswith("-"))
    return shown.show(rows)


class SampleForm(Form):
    value = NumberField(label="本月值", max_digits=12, decimal_places=2)
    due_on = DayField(label="完成时限", help_text="按工作日计算，调休日算上班")
    unit = forms.ChoiceField(
        label="牵头单位", choices=(("", "请选择"), ("zj", "市住房城乡建设局"), ("sl", "市水利局"))
    )
    note = forms.CharField(label="依据", max_length=20, required=False)
    progress = forms.CharField(label="工作进展", widget=forms.Textarea(attrs={"rows": 2}), required=False)
    decision = forms.ChoiceField(
        label="审核意见",
        choices=(("accept", "通过"), ("return", "退回")),
        widget=forms.RadioSelect,
        initial="accept",
    )
    check = forms.BooleanField(label="列入实地核查", required=False)
    proof = forms.FileField(label="佐证", required=False)


def sample_form() -> SampleForm:
    return SampleForm(
        {
            "value": "44.1六",
            "due_on": "2026-02-30",
            "unit": "",
            "note": "督办亮灯规则第 6 条，逾期 21 日后逐级上报",
            "progress": "累计完成老旧小区改造 76 个，惠及居民 9,420 户。",
            "decision": "accept",
            "check": "on",
        },
        auto_id="g-%s",
    )


def deadlines(at: datetime) -> list[datetime]:
    """One for each wording of a clock."""
    steps = (
        timedelta(days=-18),
        timedelta(hours=2),
        timedelta(days=1),
        timedelta(days=2, hours=3),
        timedelta(days=14),
    )
    return [at + step for step in steps]


WATERFALL = Waterfall(
    start=("满分", 100),
    steps=(
        ("房地产投资", Decimal("-2.20")),
        ("负面清单", Decimal("-2.00")),
        ("招商引资", Decimal("-1.89")),
        ("租赁住房", Decimal("-1.60")),
        ("党建两项", Decimal("-1.50")),
        ("固定投资", Decimal("-1.20")),
        ("其余五项", Decimal("-4.36")),
        ("加分", Decimal("1.00")),
    ),
    end=("总分", Decimal("86.25")),
)
TREND = Trend(
    x=("4月", "5", "6", "7", "8", "9"),
    series=(
        Series("本单位", (78, 80, 82, 81, 83, 85), colour="seal", strong=True),
        Series("组内中位", (70, 71, 72, 72, 73, None), colour="c5", label="中位"),
        Series("标准", (88, 88, 91, 91, 95, 95), colour="ink-4", dashed=True),
    ),
    unit="分",
)
BARS = Bars(
    x=("一季度", "二季度", "三季度"),
    series=(
        Series("已销号", (31, 42, 41), colour="c1"),
        Series("在办", (12, 18, 38), colour="c5"),
        Series("逾期", (3, 2, 6), colour="red"),
    ),
    unit="件",
    stacked=True,
)
CURVE = Curve(
    points=((60, 0), (80, 0), (80, 8), (100, 10), (120, 10)),
    marks=(("起计 80%", 80), ("封顶 100%", 100)),
    at=(Decimal("81.1"), Decimal("8.11")),
)
