"""A scheme as a workbook an office can work in."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from dukao.scoring.formats.workbook.cells import cell_of
from dukao.scoring.formats.workbook.layout import (
    FAMILY_KIND,
    FAMILY_OWNER_LABEL,
    FAMILY_TABLES,
    IDENTITY,
    IDENTITY_SECTION,
    ITEM_KIND,
    ITEM_TABLES,
    KIND,
    METHOD,
    NODE_TABLES,
    OWNER_LABEL,
    SECTION_TABLES,
    SETTINGS,
    TREE,
    TREE_FIELDS,
    family_sheet,
    item_sheet,
    sheet_of,
)
from dukao.scoring.formats.workbook.sheets import Book
from dukao.scoring.parts import SECTIONS, Field, Plain, Table, in_percent, method_part, rows_of, taken
from dukao.scoring.scheme import Scheme

Line = dict[str, str | Decimal]


def workbook_of_scheme(scheme: Scheme) -> bytes:
    """All of the document; reading it back gives the same digest."""
    data: Plain = scheme.model_dump(mode="json", exclude_defaults=True)
    book = Book()
    nodes = list(_nodes(data["items"], ""))
    items = [node for _, node in nodes if "children" not in node]
    book.add(SETTINGS, _settings(data))
    book.add(TREE, (_tree_line(parent, node) for parent, node in nodes))
    book.add(METHOD, map(_method_line, items))
    for table in ITEM_TABLES:
        book.add(item_sheet(table), _owned_lines(table, items, "method", OWNER_LABEL))
    for table in NODE_TABLES:
        book.add(item_sheet(table), _owned_lines(table, items, "", OWNER_LABEL))
    families = [node for _, node in nodes if "children" in node]
    for table in FAMILY_TABLES:
        lines = _owned_lines(table, families, "", FAMILY_OWNER_LABEL)
        book.add(family_sheet(table), lines)
    for table in SECTION_TABLES:
        book.add(sheet_of(table), (_line(table.columns, row) for row in rows_of(table, data)))
    return book.content()


def _settings(data: Plain) -> Iterator[Line]:
    for name in IDENTITY:
        yield {"分区": IDENTITY_SECTION, "项目": name.label, "内容": str(data[name.key])}
    for part in SECTIONS:
        for field in part.scalars:
            hint = "；".join(
                text for text in (field.hint, f"空着：{field.unset}" if field.unset else "") if text
            )
            yield {
                "分区": part.label,
                "项目": field.label,
                "内容": field.shown(taken(data, field.key)),
                "怎么填": hint,
            }


def _nodes(siblings: list[Plain], parent: str) -> Iterator[tuple[str, Plain]]:
    for node in siblings:
        yield parent, node
        yield from _nodes(node.get("children", []), node["code"])


def _tree_line(parent: str, node: Plain) -> Line:
    kind = FAMILY_KIND if "children" in node else ITEM_KIND
    return {"上级类别代码": parent, "行": kind, **_line(TREE_FIELDS, node)}


def _method_line(item: Plain) -> Line:
    method = {"kind": item["method"]} if isinstance(item["method"], str) else item["method"]
    fields = method_part(method["kind"]).scalars
    named: Line = {OWNER_LABEL: item["code"], "名称": item["name"], KIND.label: KIND.shown(method["kind"])}
    return {**named, **_line(fields, method)}


def _owned_lines(table: Table, nodes: list[Plain], inside: str, owner_label: str) -> Iterator[Line]:
    for node in nodes:
        owner = in_percent(node[inside]) if inside and not isinstance(node[inside], str) else node
        for row in taken(owner, table.key) or ():
            yield {owner_label: node["code"], **_line(table.columns, row)}


def _line(fields: tuple[Field, ...], data: Plain) -> Line:
    return {field.label: cell_of(field, taken(data, field.key)) for field in fields}
