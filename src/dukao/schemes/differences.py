"""What changed between two documents, in words: items, weights, methods, and everything around the tree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from dukao.schemes.editing.plain import opened
from dukao.schemes.vocabulary import ChangeKind
from dukao.scoring import Family, Item, Scheme, full_of
from dukao.scoring.numbers import normal
from dukao.scoring.parts import (
    FAMILY,
    ITEM_MEANING,
    ITEM_SCORING,
    SECTIONS,
    Field,
    Number,
    Plain,
    Table,
    rows_of,
    shown_rows,
    taken,
)

#: Rows of a table are the same row when these agree.
ROW_KEYS = ("code", "name", "title", "period", "item", "range", "node", "indicator", "source", "at")


@dataclass(frozen=True, slots=True)
class Difference:
    """One change; ``code`` is the node it concerns, "" for what stands around the tree."""

    kind: ChangeKind
    place: str
    sentence: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """All changes, with the count of items that a year-on-year statement needs."""

    differences: tuple[Difference, ...]
    items_before: int
    items_after: int

    @property
    def added(self) -> int:
        return sum(each.kind == ChangeKind.ADDED for each in self.differences)

    @property
    def removed(self) -> int:
        return sum(each.kind == ChangeKind.REMOVED for each in self.differences)

    @property
    def delta(self) -> int:
        return self.items_after - self.items_before

    @property
    def reduction(self) -> Decimal | None:
        """压减率 as a ratio; ``None`` without a former scheme."""
        return Decimal(-self.delta) / self.items_before if self.items_before else None


def compare(old: Scheme, new: Scheme) -> Comparison:
    """Everything that is different in ``new``; the order is that of the new document."""
    found = [*_nodes(old, new), *_settings(old, new)]
    return Comparison(tuple(found), len(list(old.leaves())), len(list(new.leaves())))


def _nodes(old: Scheme, new: Scheme) -> Iterator[Difference]:
    before, after = {node.code: node for node in old.nodes()}, {node.code: node for node in new.nodes()}
    homes_before, homes_after = _homes(old), _homes(new)
    for code, node in after.items():
        place = f"{code} {node.name}"
        if code not in before:
            yield Difference(ChangeKind.ADDED, place, _arrival(node, homes_after[code]), code)
            continue
        former = before[code]
        if homes_before[code] != homes_after[code]:
            sentence = f"由“{homes_before[code]}”移到“{homes_after[code]}”"
            yield Difference(ChangeKind.MOVED, place, sentence, code)
        for sentence in _node_changes(former, node):
            yield Difference(ChangeKind.CHANGED, place, sentence, code)
    for code, node in before.items():
        if code not in after:
            what = "类别" if isinstance(node, Family) else "指标"
            weight = full_of(node)
            lost = f"，原 {normal(weight)} 分" if weight else ""
            yield Difference(ChangeKind.REMOVED, f"{code} {node.name}", f"删去{what}{lost}", code)


def _homes(scheme: Scheme) -> dict[str, str]:
    homes: dict[str, str] = {}
    for node in scheme.nodes():
        homes.setdefault(node.code, "最上一层")
        if isinstance(node, Family):
            homes.update({child.code: node.name for child in node.children})
    return homes


def _arrival(node: Item | Family, home: str) -> str:
    if isinstance(node, Family):
        return "新增类别"
    weight = f"，{normal(node.full)} 分" if node.full else ""
    return f"新增指标，列在“{home}”{weight}。{method_words(node)}"


def method_words(item: Item) -> str:
    """How the item is scored, in one sentence."""
    return item.describe()


def _node_changes(old: Item | Family, new: Item | Family) -> Iterator[str]:
    if isinstance(old, Item) and isinstance(new, Item):
        fields = (*ITEM_SCORING, *ITEM_MEANING)
        yield from _field_changes(fields, _opened(old), _opened(new))
        if old.method != new.method:
            was, now = method_words(old), method_words(new)
            if was != now:
                yield f"计分方法由“{was}”改为“{now}”"
            else:
                yield "计分方法的细节有调整"
    elif isinstance(old, Family) and isinstance(new, Family):
        yield from _field_changes(FAMILY, _opened(old), _opened(new))
    else:
        yield "由类别改为指标" if isinstance(new, Item) else "由指标改为类别"


def _opened(node: Item | Family) -> Plain:
    plain: Plain = node.model_dump(mode="json", exclude_defaults=True)
    return plain


def _settings(old: Scheme, new: Scheme) -> Iterator[Difference]:
    before, after = opened(old), opened(new)
    for part in SECTIONS:
        for sentence in _field_changes(part.fields, before, after):
            yield Difference(ChangeKind.SETTING, part.label, sentence)


def _field_changes(fields: Iterable[Field], old: Plain, new: Plain) -> Iterator[str]:
    for field in fields:
        if isinstance(field, Table):
            yield from _row_changes(field, old, new)
            continue
        was, now = field.shown(taken(old, field.key)), field.shown(taken(new, field.key))
        if was != now:
            yield _from_to(field, was, now)


def _from_to(field: Field, was: str, now: str) -> str:
    return f"{field.label}由“{_in_words(field, was)}”改为“{_in_words(field, now)}”"


def _in_words(field: Field, text: str) -> str:
    if not text:
        text = field.unset or "未填"
    if isinstance(field, Number) and text[-1].isdigit():
        return f"{text}{'' if field.unit == '%' else ' '}{field.unit}".strip()
    return text


def _row_changes(table: Table, old: Plain, new: Plain) -> Iterator[str]:
    if rows_of(table, old) == rows_of(table, new):
        return
    before = {_row_name(row): row for row in shown_rows(table, old)}
    after = {_row_name(row): row for row in shown_rows(table, new)}
    for name, row in after.items():
        if name not in before:
            yield f"{table.label}增加“{name}”"
        elif row != before[name]:
            yield from _cell_changes(table, name, before[name], row)
    for name in before:
        if name not in after:
            yield f"{table.label}删去“{name}”"
    if list(before) != list(after) and set(before) == set(after):
        yield f"{table.label}调整了次序"


def _row_name(row: dict[str, str]) -> str:
    words = [row[key] for key in ROW_KEYS if row.get(key)]
    return " ".join(words[:2]) or "、".join(filter(None, row.values()))


def _cell_changes(table: Table, name: str, was: dict[str, str], now: dict[str, str]) -> Iterator[str]:
    for column in table.columns:
        if was[column.key] != now[column.key]:
            yield f"{table.label}“{name}”的{_from_to(column, was[column.key], now[column.key])}"
