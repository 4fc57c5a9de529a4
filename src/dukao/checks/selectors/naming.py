"""Units as a plan names them: by code or name, with what is below them, or a whole category."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from dukao.kernel.errors import DomainError
from dukao.organisations.selectors import (
    units_answering_to,
    units_matching,
    units_under,
    versions_by_unit,
)
from dukao.organisations.vocabulary import Category, Tree

#: "东岭县及下属" is the county and everything below it, "东岭县的下属" only what is below.
WITH_BELOW, ONLY_BELOW = "及下属", "的下属"
_CATEGORIES = {str(category.label): category.value for category in Category}


def units_meant(text: str, day: date) -> list[int]:
    """Ids of the units named, each once, in the order given; all faults are told at once."""
    found: dict[int, None] = {}
    faults: list[str] = []
    for line in text.replace("、", "\n").replace("；", "\n").splitlines():
        if not (name := line.strip()):
            continue
        try:
            found |= dict.fromkeys(_meant(name, day))
        except DomainError as error:
            faults.append(error.sentence)
    if faults:
        raise DomainError("unit_unknown", "".join(faults))
    return list(found)


def _meant(name: str, day: date) -> list[int]:
    if name in _CATEGORIES:
        whole = units_matching(day, Tree.ADMINISTRATIVE, categories=[_CATEGORIES[name]])
        return list(whole.values_list("unit_id", flat=True))
    for ending in (WITH_BELOW, ONLY_BELOW):
        if name.endswith(ending):
            top = _one(name.removesuffix(ending), day)
            below = units_under(top.path, day)
            ids = list(below.values_list("unit_id", flat=True))
            return ids if ending == WITH_BELOW else [unit for unit in ids if unit != top.unit_id]
    return [_one(name, day).unit_id]


def _one(name: str, day: date):  # type: ignore[no-untyped-def]
    found = units_answering_to(name, day, Tree.ADMINISTRATIVE)
    if not found:
        raise DomainError("unit_unknown", f"没有“{name}”这个单位。请填单位的名称或代码。")
    if len(found) > 1:
        codes = "、".join(version.unit.code for version in found)
        raise DomainError("unit_unknown", f"有 {len(found)} 个单位叫“{name}”，请改填单位代码：{codes}。")
    return found[0]


def names_written(unit_ids: Iterable[int], day: date) -> str:
    """One line a unit, with its code, as a form takes it back."""
    ids = list(unit_ids)
    places = versions_by_unit(ids, day)
    return "\n".join(f"{places[unit].unit.code} {places[unit].short_name}" for unit in ids)
