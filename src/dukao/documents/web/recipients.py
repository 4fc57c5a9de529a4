"""Recipients as people type them: a unit on each line, or the name of a whole category."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError

from dukao.organisations.selectors import units_answering_to, units_matching
from dukao.organisations.vocabulary import Category, Tree

TREES = (Tree.ADMINISTRATIVE, Tree.PARTY)
CATEGORIES = {category.label: category.value for category in Category}


def read_units(text: str, day: date) -> list[int]:
    """Ids of the units named, each once, in the order given; all faults are told at once."""
    found: dict[int, None] = {}
    faults = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        if line in CATEGORIES:
            units = units_matching(day, Tree.ADMINISTRATIVE, categories=[CATEGORIES[line]])
            found |= dict.fromkeys(units.values_list("unit_id", flat=True))
            continue
        answers = [version for tree in TREES for version in units_answering_to(line, day, tree)]
        if len(answers) == 1:
            found[answers[0].unit_id] = None
        elif answers:
            codes = "、".join(version.unit.code for version in answers)
            faults.append(f"有 {len(answers)} 个单位叫“{line}”，请改填单位代码：{codes}")
        else:
            faults.append(f"没有“{line}”这个单位，请填单位的名称或代码")
    if faults:
        raise ValidationError(faults)
    return list(found)
