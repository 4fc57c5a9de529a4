"""The sheets and columns of the unit workbook, as data for reader, writer and template alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from dukao.kernel.identifiers import check_area_code, check_resident_id, check_uscc
from dukao.organisations.vocabulary import Category, Level, LinkRole, PostKind, Tree


class Kind(Enum):
    """What a cell holds. Codes are text even when they look like numbers."""

    TEXT = "text"
    CODE = "code"
    DAY = "day"
    NUMBER = "number"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Column:
    key: str
    title: str
    kind: Kind = Kind.TEXT
    required: bool = False
    note: str = ""
    width: int = 14
    length: int = 80
    #: For choices: stored value by the word in the cell.
    options: tuple[tuple[str, str], ...] = ()
    #: For codes with a check digit: a sentence, or "" when it is right.
    check: Callable[[str], str] | None = None
    #: The column must be there, but whether a cell may be empty depends on the line: the services say.
    may_be_blank: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    key: str
    title: str
    columns: tuple[Column, ...]
    sample: tuple[str, ...]

    def column(self, key: str) -> Column:
        return next(column for column in self.columns if column.key == key)


def _words(choices: list[tuple[str, str]], *keys: str) -> tuple[tuple[str, str], ...]:
    return tuple((label, value) for value, label in choices if not keys or value in keys)


def _check_resident_id(number: str) -> str:
    """A number that was exported masked comes back masked."""
    return "" if "*" in number and len(number) == 18 else check_resident_id(number)


_TREE = Column(
    "tree",
    "机构树",
    Kind.CHOICE,
    note="不填就是行政机构。",
    width=10,
    options=_words(Tree.choices, Tree.ADMINISTRATIVE, Tree.PARTY, Tree.REFERENCE),
)
UNITS = Sheet(
    "units",
    "单位",
    (
        _TREE,
        Column(
            "code",
            "单位代码",
            Kind.CODE,
            True,
            "终身不变，同一时间不重复。按文本填写，前面的 0 不能丢。",
            14,
            32,
        ),
        Column("name", "名称", required=True, note="规范全称。", width=34),
        Column("short_name", "简称", note="表格里用；不填就用全称。", width=18, length=40),
        Column(
            "level",
            "层级",
            Kind.CHOICE,
            True,
            note="从下拉里选；参照对象没有层级，可以空着。",
            width=8,
            options=_words(Level.choices),
            may_be_blank=True,
        ),
        Column(
            "category",
            "类别",
            Kind.CHOICE,
            note="被考评的七类；不列入的不填。",
            width=20,
            options=_words(Category.choices),
        ),
        Column(
            "parent", "上级代码", Kind.CODE, note="同一棵机构树里上级单位的代码；最上一级不填。", length=32
        ),
        Column("position", "次序", Kind.NUMBER, note="同级里的先后，小的在前。", width=8),
        Column(
            "since",
            "设立日期",
            Kind.DAY,
            note="例如 2026-07-01。新单位不填就用导入时选的生效日期；已有单位照原样。",
        ),
        Column(
            "uscc",
            "统一社会信用代码",
            Kind.CODE,
            note="18 位，按文本填写。",
            width=22,
            length=18,
            check=check_uscc,
        ),
        Column(
            "area_code",
            "统计用区划代码",
            Kind.CODE,
            note="12 位，按文本填写。",
            width=16,
            length=12,
            check=check_area_code,
        ),
        Column("belongs_to", "所在单位代码", Kind.CODE, note="只有党组织填写：设在哪个行政机构。", length=32),
    ),
    (
        "行政机构",
        "B01",
        "示例市住房和城乡建设局",
        "市住建局",
        "市级",
        "市级国家机关及部门",
        "S",
        "10",
        "2026-07-01",
    ),
)
LINKS = Sheet(
    "links",
    "联系",
    (
        _TREE,
        Column("unit", "单位代码", Kind.CODE, True, length=32),
        Column(
            "role",
            "关系",
            Kind.CHOICE,
            True,
            "分管或联系。",
            8,
            options=_words(LinkRole.choices, LinkRole.IN_CHARGE, LinkRole.RELATED),
        ),
        Column("target", "对方单位代码", Kind.CODE, True, "同一棵机构树里被分管、被联系的单位。", length=32),
        Column("subject", "事项", note="指标代码；不填就是全部工作。", length=64),
        Column("since", "自", Kind.DAY, note="不填就用导入时选的生效日期。"),
    ),
    ("行政机构", "B01", "联系", "X01", "", "2026-07-01"),
)
POSTS = Sheet(
    "posts",
    "任职",
    (
        Column("person", "姓名", required=True, width=12, length=40),
        Column(
            "resident_id",
            "居民身份证号",
            Kind.CODE,
            note="只用于区分同名的人。导出时隐去中间各位，照原样留着。",
            width=22,
            length=18,
            check=_check_resident_id,
        ),
        _TREE,
        Column("unit", "单位代码", Kind.CODE, True, length=32),
        Column("title", "职务", required=True, note="例如“党组书记、局长”。", width=22, length=60),
        Column("kind", "类别", Kind.CHOICE, True, "从下拉里选。", 12, options=_words(PostKind.choices)),
        Column("since", "任职日期", Kind.DAY, note="不填就用导入时选的生效日期。"),
        Column("until", "到期日期", Kind.DAY, note="有任期的填写，自这一天起不再任职。"),
        Column("phone", "办公电话", note="新登记的人填写。", length=20),
    ),
    ("方远", "", "行政机构", "B01", "党组书记、局长", "主要负责人", "2026-07-01"),
)
SHEETS = (UNITS, LINKS, POSTS)


def sheet_of(key: str) -> Sheet:
    return next(sheet for sheet in SHEETS if sheet.key == key)
