"""Columns of the plan as a table: what an export writes an import reads back."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """``names`` are other heads people write over it; ``needed`` has no sensible default."""

    key: str
    title: str
    names: tuple[str, ...] = ()
    needed: bool = False


LISTED = (
    Column("name", "项目", ("项目名称", "名称", "检查项目", "督查检查考核项目"), True),
    Column("kind", "种类", ("类型",)),
    Column("form", "形式"),
    Column("topic", "主题", ("领域",), True),
    Column("organiser", "组织单位", ("牵头单位", "责任单位", "实施单位"), True),
    Column("joint", "联合单位", ("配合单位", "参加单位")),
    Column("objects", "对象", ("检查对象", "督查对象", "对象单位"), True),
    Column("starts_on", "开始", ("开始日期", "起"), True),
    Column("ends_on", "结束", ("结束日期", "止"), True),
    Column("times", "次数", ("频次", "每个对象几次")),
    Column("field_days", "现场天数", ("天数", "每次现场天数")),
    Column("basis", "依据", ("依据文件", "文件依据"), True),
    Column("basis_level", "依据层级"),
    Column("content_kind", "内容"),
    Column("methods", "方式"),
    Column("regime", "督查性质", ("性质",)),
    Column("scope", "范围", ("内容和范围", "检查内容"), True),
    Column("lines_asked", "要填表项"),
    Column("characters_asked", "要写字数"),
    Column("evidence_asked", "要交材料"),
    Column("hours_asked", "要用工时"),
    Column("cross_reason", "越级理由"),
    Column("added_reason", "增补理由"),
)
BY_KEY = {column.key: column for column in LISTED}


def by_head(head: str) -> str | None:
    """The column somebody means by a head, or none of ours."""
    wanted = "".join(head.split())
    return next((one.key for one in LISTED if wanted in {one.title, *one.names}), None)
