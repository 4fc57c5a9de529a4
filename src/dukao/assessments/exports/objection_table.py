"""Objections as a table to take away, with their clocks, outcomes and reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from dukao.scoring.formats.columns import Column, Table, Value
from dukao.scoring.formats.files import table_content
from dukao.ui.formats import iso, moment_year

if TYPE_CHECKING:
    from dukao.assessments.models import Objection
    from dukao.organisations.models import UnitVersion

HEAD = (
    "编号", "单位", "期间", "办法", "项目", "理由", "请求", "提出", "办结期限", "办理人", "状态", "结果",
    "处理理由", "办结",
)  # fmt: skip


def objection_workbook(objections: Iterable[Objection], places: Mapping[int, UnitVersion]) -> bytes:
    rows = [_cells(objection, places) for objection in objections]
    return table_content(Table("异议", tuple(Column(name) for name in HEAD), rows), ".xlsx")


def _cells(objection: Objection, places: Mapping[int, UnitVersion]) -> list[Value]:
    return [
        str(objection.pk), places[objection.unit_id].short_name, objection.round.span.label,
        objection.round.version.scheme.name, objection.item_name or "总分", objection.grounds,
        objection.wanted, moment_year(objection.raised_at), iso(objection.decide_by),
        objection.handler.name if objection.handler else "", objection.get_state_display(),
        objection.get_outcome_display(), objection.reasons,
        moment_year(objection.decided_at) if objection.decided_at else "",
    ]  # fmt: skip
