"""Where a new scheme begins: from nothing, or from another one."""

from __future__ import annotations

from typing import Any

from dukao.schemes.editing.plain import closed, opened
from dukao.scoring import Scheme

#: The three families most city schemes have (12 党建保障, 42 经济运行, 13 重点工作 in the practice followed).
FAMILIES = (("D", "党建保障", "20"), ("J", "经济运行", "45"), ("Z", "重点工作", "35"))


def blank(code: str, name: str, year: int, kind: str) -> Scheme:
    """A first draft: three families with one item each, full marks 100, two places, missing counts nought."""
    return closed(
        {
            "format": "dukao-scheme/1", "code": code, "name": name, "year": year, "kind": kind,
            "rounding": {"total": 2, "item": 2}, "missing": {"kind": "zero"},
            "items": [
                {
                    "code": letter, "name": label,
                    "children": [
                        {"code": f"{letter}-01", "name": "新指标", "weight": weight,
                         "method": {"kind": "completion"}},
                    ],
                }
                for letter, label, weight in FAMILIES
            ],
        }
    )  # fmt: skip


def renewed(scheme: Scheme, code: str, name: str, year: int, kind: str) -> Scheme:
    """The same rules for another year: periods named in the document move to that year."""
    data = opened(scheme)
    data.update(code=code, name=name, year=year, kind=kind)
    data.pop("version", None)
    _to_year(data, year)
    return closed(data)


def _to_year(part: Any, year: int) -> None:
    if isinstance(part, list):
        for each in part:
            _to_year(each, year)
    elif isinstance(part, dict):
        if isinstance(part.get("period"), str):
            part["period"] = f"{year}{part['period'][4:]}"
        for each in part.values():
            _to_year(each, year)
