"""A scheme out of its workbook, or every cell that keeps it from being one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from python_calamine import CalamineWorkbook

from dukao.scoring.formats.excel import WorkbookError
from dukao.scoring.formats.loading import scheme_from_data
from dukao.scoring.formats.workbook.layout import (
    FAMILY_FIELDS,
    FAMILY_KIND,
    FAMILY_OWNER_LABEL,
    FAMILY_TABLES,
    IDENTITY,
    IDENTITY_SECTION,
    ITEM_FIELDS,
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
from dukao.scoring.formats.workbook.sheets import Row, Sheet, open_book, read_sheet
from dukao.scoring.parts import SECTIONS, Field, Plain, Table, method_part, write, write_rows
from dukao.scoring.problems import Problem, SchemeError
from dukao.scoring.scheme import Scheme

FORMAT = "dukao-scheme/1"


def scheme_from_workbook(content: bytes) -> Scheme:
    """The scheme these bytes hold; a draft may contradict itself. WorkbookError names every bad cell."""
    return _Reading(open_book(content)).scheme()


class _Reading:
    """Sheet after sheet into plain data, remembering in which cell each part stood."""

    def __init__(self, book: CalamineWorkbook) -> None:
        self.book = book
        self.data: Plain = {"format": FORMAT}
        self.problems: list[Problem] = []
        self.items: dict[str, Plain] = {}
        self.families: dict[str, Plain] = {}
        #: Cells by the node or section and the key below it, to lead from a fault of the format to a cell.
        self.marks: dict[tuple[str, str], str] = {}

    def scheme(self) -> Scheme:
        self._settings()
        self._tree()
        self._methods()
        for table in ITEM_TABLES:
            self._item_rows(table, "method")
        for table in NODE_TABLES:
            self._item_rows(table, "")
        for table in FAMILY_TABLES:
            self._family_rows(table)
        for table in SECTION_TABLES:
            self._section_rows(table)
        if self.problems:
            raise WorkbookError(self.problems)
        try:
            return scheme_from_data(self.data, draft=True)
        except SchemeError as error:
            raise WorkbookError([self._placed(problem) for problem in error.problems]) from error

    def _settings(self) -> None:
        known: dict[tuple[str, str], Field] = {(IDENTITY_SECTION, field.label): field for field in IDENTITY}
        known.update({(part.label, field.label): field for part in SECTIONS for field in part.scalars})
        for row in read_sheet(self.book, SETTINGS):
            field = known.get((row.texts["分区"], row.texts["项目"]))
            if field is None:
                self.problems.append(row.problem("项目", "没有这一项，请用模板里的分区和项目"))
                continue
            self.marks["", field.key] = row.place("内容")
            for sentence in write([field], self.data, {field.key: row.texts.get("内容", "")}).values():
                self.problems.append(row.problem("内容", sentence))

    def _tree(self) -> None:
        families: dict[str, list[Plain]] = {"": []}
        self.data["items"] = families[""]
        for row in read_sheet(self.book, TREE):
            is_family = row.texts["行"] == FAMILY_KIND
            node: Plain = {}
            self._write(row, FAMILY_FIELDS if is_family else ITEM_FIELDS, TREE_FIELDS, node)
            code = node.get("code", "")
            if is_family:
                node["children"] = families.setdefault(code, [])
                self.families[code] = node
            else:
                self.items[code] = node
            parent = row.texts.get("上级类别代码", "")
            if parent in families:
                families[parent].append(node)
            else:
                self.problems.append(row.problem("上级类别代码", f"上面没有代码为“{parent}”的类别"))

    def _write(self, row: Row, fields: Iterable[Field], columns: tuple[Field, ...], node: Plain) -> None:
        """Cells of one row into one node; a cell that does not belong to its kind is a problem."""
        own = {field.key: field for field in fields}
        texts = {}
        for column in columns:
            text = row.texts.get(column.label, "")
            if column.key in own:
                texts[column.key] = text
            elif text:
                self.problems.append(
                    row.problem(column.label, f"{row.texts['行']}没有“{column.label}”，请清空")
                )
        labels = {column.key: column.label for column in columns}
        for key, sentence in write(own.values(), node, texts).items():
            self.problems.append(row.problem(labels[key], sentence))
        for key in own:
            self.marks[node.get("code", ""), key] = row.place(labels.get(key, ""))

    def _methods(self) -> None:
        for row in read_sheet(self.book, METHOD):
            item = self._owner(row)
            try:
                kind = KIND.read(row.texts[KIND.label])
            except ValueError as error:
                self.problems.append(row.problem(KIND.label, str(error)))
                continue
            if item is None or kind is None:
                continue
            item["method"] = {"kind": kind}
            self._parameters(row, item)
        for code, item in self.items.items():
            if "method" not in item:
                item["method"] = {}
                self.problems.append(Problem(f"缺少指标 {code} 的计分方法", f"“{METHOD.title}”"))

    def _parameters(self, row: Row, item: Plain) -> None:
        part = method_part(item["method"]["kind"])
        own = {field.label: field for field in part.scalars}
        for label, text in row.texts.items():
            if not text or label in {OWNER_LABEL, "名称", KIND.label}:
                continue
            if label not in own:
                self.problems.append(row.problem(label, f"{part.label}没有“{label}”这个参数，请清空"))
        for label, field in own.items():
            self.marks[item["code"], f"method.{field.key}"] = row.place(label)
            wrong = write([field], item["method"], {field.key: row.texts.get(label, "")})
            self.problems += [row.problem(label, sentence) for sentence in wrong.values()]

    def _owner(self, row: Row, label: str = OWNER_LABEL) -> Plain | None:
        code = row.texts.get(label, "")
        known, kind = (self.items, ITEM_KIND) if label == OWNER_LABEL else (self.families, FAMILY_KIND)
        if code not in known:
            self.problems.append(row.problem(label, f"“{TREE.title}”里没有代码为“{code}”的{kind}"))
        return known.get(code)

    def _item_rows(self, table: Table, inside: str) -> None:
        for code, rows in self._by_owner(item_sheet(table), OWNER_LABEL).items():
            self._rows(table, rows, self.items[code], code, inside)

    def _family_rows(self, table: Table) -> None:
        for code, rows in self._by_owner(family_sheet(table), FAMILY_OWNER_LABEL).items():
            self._rows(table, rows, self.families[code], code, "")

    def _by_owner(self, sheet: Sheet, label: str) -> dict[str, list[Row]]:
        """Rows by the code of the node they belong to."""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in read_sheet(self.book, sheet):
            if self._owner(row, label) is not None:
                found[row.texts[label]].append(row)
        return found

    def _section_rows(self, table: Table) -> None:
        self._rows(table, read_sheet(self.book, sheet_of(table)), self.data, "", "")

    def _rows(self, table: Table, rows: list[Row], owner: Plain, code: str, inside: str) -> None:
        labels = {column.key: column.label for column in table.columns}
        texts = [{key: row.texts.get(label, "") for key, label in labels.items()} for row in rows]
        target = owner.setdefault(inside, {}) if inside else owner
        for key, sentence in write_rows(table, target, texts).items():
            number, _, column = key.removeprefix(table.key).lstrip(".").partition(".")
            where = rows[int(number) - 1].place(labels[column]) if number else f"“{table.label}”"
            self.problems.append(Problem(sentence, where))
        stem = f"{inside}.{table.key}" if inside else table.key
        for place, row in enumerate(rows, start=1):
            self.marks[code, f"{stem}[{place}]"] = row.place()
            for key, label in labels.items():
                self.marks[code, f"{stem}[{place}].{key}"] = row.place(label)

    def _placed(self, problem: Problem) -> Problem:
        """A fault of the format at its cell, or at the nearest one that leads to it."""
        code, key = self._node_at(problem.key)
        while key and (code, key) not in self.marks:
            key = key.rpartition(".")[0]
        place = self.marks.get((code, key)) or self.marks.get((code, "code"), "")
        return Problem(problem.sentence, place)

    def _node_at(self, path: str) -> tuple[str, str]:
        """The innermost node on a path "items[2].children[1].method.cap", and the rest of the path."""
        siblings, code, steps = self.data["items"], "", path.split(".")
        while steps and steps[0].partition("[")[0] in {"items", "children"} and "[" in steps[0]:
            node = siblings[int(steps.pop(0).partition("[")[2].rstrip("]")) - 1]
            code, siblings = node.get("code", ""), node.get("children", [])
        return code, ".".join(steps)
