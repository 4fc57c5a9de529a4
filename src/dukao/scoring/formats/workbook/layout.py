"""Which sheets a scheme fills, and what stands in their columns."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from dukao.scoring.formats.workbook.sheets import Sheet
from dukao.scoring.parts import (
    FAMILY,
    ITEM_MEANING,
    ITEM_SCORING,
    METHODS,
    SECTIONS,
    Choice,
    Field,
    Table,
    Text,
)

FAMILY_KIND, ITEM_KIND = "类别", "指标"
OWNER_LABEL = "指标代码"
FAMILY_OWNER_LABEL = "类别代码"
SETTINGS = Sheet(
    "办法",
    (
        Text(key="section", label="分区", needed=True),
        Text(key="field", label="项目", needed=True),
        Text(key="value", label="内容", lines=2),
        Text(key="hint", label="怎么填", lines=2),
    ),
)
#: Fields that name the document, in a section of their own.
IDENTITY = (
    Text(key="code", label="代码", needed=True),
    Text(key="year", label="年度", needed=True),
)
IDENTITY_SECTION = "办法"

_ITEM = (*ITEM_MEANING, *ITEM_SCORING)
ITEM_FIELDS = tuple(field for field in _ITEM if not isinstance(field, Table))
#: Tables that stand on an item itself, not in its method.
NODE_TABLES = tuple(field for field in _ITEM if isinstance(field, Table))


def _once(fields: Iterable[Field]) -> tuple[Field, ...]:
    """One column per key; where items and families share a key, the first says how it is called."""
    return tuple({field.key: field for field in reversed(tuple(fields))}.values())[::-1]


FAMILY_FIELDS = tuple(field for field in FAMILY if not isinstance(field, Table))
FAMILY_TABLES = tuple(field for field in FAMILY if isinstance(field, Table))
TREE_FIELDS = _once((*ITEM_FIELDS, *FAMILY_FIELDS))
TREE = Sheet(
    "指标",
    (
        Text(key="parent", label="上级类别代码"),
        Choice(key="kind", label="行", choices={"family": FAMILY_KIND, "item": ITEM_KIND}, needed=True),
        *TREE_FIELDS,
    ),
)

KIND = Choice(
    key="kind", label="计分方法", choices={part.kind: part.label for part in METHODS}, needed=True
)  # fmt: skip
#: One column per label; whether a parameter must be filled depends on the method.
_parameters = {
    field.label: dataclasses.replace(field, needed=False) for part in METHODS for field in part.scalars
}
METHOD = Sheet(
    "计分方法",
    (
        Text(key="item", label=OWNER_LABEL, needed=True),
        Text(key="name", label="名称"),
        KIND,
        *_parameters.values(),
    ),
)


def sheet_of(table: Table) -> Sheet:
    """The sheet of a table that stands around the tree."""
    return Sheet(table.label, table.columns)


def item_sheet(table: Table) -> Sheet:
    """The sheet of a table that every item may have."""
    return Sheet(table.label, (Text(key="item", label=OWNER_LABEL, needed=True), *table.columns))


def family_sheet(table: Table) -> Sheet:
    """The sheet of a table that every family may have."""
    return Sheet(table.label, (Text(key="family", label=FAMILY_OWNER_LABEL, needed=True), *table.columns))


ITEM_TABLES: tuple[Table, ...] = tuple(
    {table.key: table for part in METHODS for table in part.tables}.values()
)
SECTION_TABLES: tuple[Table, ...] = tuple(table for part in SECTIONS for table in part.tables)
