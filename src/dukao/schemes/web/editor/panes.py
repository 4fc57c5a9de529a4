"""The middle pane: an item, a family or a section of the settings, ready to be edited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from dukao.schemes.differences import method_words
from dukao.schemes.editing.plain import opened
from dukao.schemes.selectors.curves import curve_of, preview_of
from dukao.schemes.selectors.names import day_of, unit_names
from dukao.schemes.selectors.targets import ItemTargets, targets_of_item
from dukao.schemes.web.editor.boxes import Box, Grid, boxes, grids
from dukao.scoring import CellState, Family, Item, Role, Scheme
from dukao.scoring.absences import absence_policy
from dukao.scoring.parts import (
    FAMILY,
    ITEM_MEANING,
    ITEM_SCORING,
    METHODS,
    SECTIONS,
    Field,
    MethodPart,
    Plain,
    Section,
    in_percent,
    method_part,
    section,
)
from dukao.scoring.parts.nodes import MISSING, NOT_APPLICABLE, VALUE_PARAMETERS
from dukao.scoring.policies import MissingPolicy
from dukao.ui.charts import Curve

if TYPE_CHECKING:
    from dukao.schemes.models import SchemeVersion

TABS = {"scoring": "计分", "meaning": "口径", "targets": "目标"}


@dataclass(frozen=True, slots=True)
class Pane:
    """``key`` is the node's code or the section's name; ``kind`` is item, family or section."""

    kind: str
    key: str
    title: str
    tab: str = ""
    boxes: tuple[Box, ...] = ()
    grids: tuple[Grid, ...] = ()
    method: MethodPart | None = None
    method_boxes: tuple[Box, ...] = ()
    method_grids: tuple[Grid, ...] = ()
    says: str = ""
    chart: Curve | None = None
    item: Item | None = None
    family: Family | None = None
    section: Section | None = None
    names: dict[str, str] | None = None
    targets: ItemTargets | None = None
    methods: tuple[MethodPart, ...] = METHODS


def pane_at(version: SchemeVersion, scheme: Scheme, at: str, tab: str, today: date) -> Pane:
    if at in {part.key for part in SECTIONS} and at not in {node.code for node in scheme.nodes()}:
        return _section_pane(version, scheme, section(at), today)
    node = next((node for node in scheme.nodes() if node.code == at), None)
    node = node or next(iter(scheme.leaves()), None) or scheme.items[0]
    if isinstance(node, Family):
        return Pane(
            kind="family", key=node.code, title=node.name, family=node,
            boxes=tuple(boxes(FAMILY, _plain(node))),
            grids=tuple(grids([field for field in FAMILY if node.role is Role.BONUS], _plain(node))),
        )  # fmt: skip
    return _item_pane(version, scheme, node, tab if tab in TABS else "scoring", today)


def _plain(node: Item | Family) -> Plain:
    plain: Plain = node.model_dump(mode="json", exclude_defaults=True)
    return plain


def _section_pane(version: SchemeVersion, scheme: Scheme, part: Section, today: date) -> Pane:
    data = opened(scheme)
    members = {code for group in scheme.groups for code in group.members} if part.key == "groups" else set()
    return Pane(
        kind="section",
        key=part.key,
        title=part.label,
        section=part,
        boxes=tuple(boxes(part.fields, data)),
        grids=tuple(grids(part.fields, data)),
        names=unit_names(members, day_of(version, today)) if members else None,
    )


def _item_pane(version: SchemeVersion, scheme: Scheme, item: Item, tab: str, today: date) -> Pane:
    data = _plain(item)
    part = method_part(item.method.kind)
    method = in_percent({"kind": part.kind} if isinstance(data["method"], str) else data["method"])
    fields = _fitting(ITEM_SCORING, item) if tab == "scoring" else ITEM_MEANING
    named = {code for code in (item.lead, *item.in_charge, *item.related) if code}
    return Pane(
        kind="item",
        key=item.code,
        title=item.name,
        tab=tab,
        boxes=tuple(boxes(fields, data)) if tab != "targets" else (),
        grids=tuple(grids(fields, data)) if tab != "targets" else (),
        method=part,
        method_boxes=tuple(boxes(part.fields, method)),
        method_grids=tuple(grids(part.fields, method)),
        says=says(scheme, item),
        chart=curve(item),
        item=item,
        names=unit_names(named, day_of(version, today)) if tab == "meaning" else None,
        targets=targets_of_item(version, scheme, item, today) if tab == "targets" else None,
    )


def _fitting(fields: tuple[Field, ...], item: Item) -> tuple[Field, ...]:
    """Without the parameters that the kind of the item's value does not have."""
    kind = "" if item.value is None else item.value.kind
    idle = {f"value.{name}" for name, kinds in VALUE_PARAMETERS.items() if kind not in kinds}
    return tuple(field for field in fields if field.key not in idle)


def says(scheme: Scheme, item: Item) -> str:
    """The item's whole rule read back in words."""
    missing, excused = item.missing or scheme.missing, item.not_applicable or scheme.not_applicable
    rounding = item.rounding or scheme.rounding.item
    sentences = [method_words(item)]
    if item.full:
        sentences.append(f"缺报{_missing(missing)}；不适用{NOT_APPLICABLE[excused.kind]}。")
        if item.applies_to:
            others = absence_policy(scheme, item, CellState.NOT_APPLICABLE, is_outside=True)
            sentences.append(f"适用分组以外的单位{NOT_APPLICABLE[others.kind]}。")
    if rounding.places is not None:
        sentences.append(f"得分{rounding.words}。")
    return "".join(sentences)


def _missing(policy: MissingPolicy) -> str:
    ratio = getattr(policy, "ratio", None)
    return f"按满分的 {ratio:.0%} 计" if ratio is not None else MISSING[policy.kind]


def curve(item: Item) -> Curve | None:
    """The score as a line, where it can be drawn."""
    preview = preview_of(item)
    return None if preview is None else curve_of(item, preview)
