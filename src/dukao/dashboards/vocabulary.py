"""Words of the landing pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dukao.organisations.vocabulary import Category, Level

if TYPE_CHECKING:
    from dukao.organisations.models import UnitVersion

TOWNSHIPS = "乡镇和街道"
OTHERS = "其他单位"
_ORDER = (*Category.labels, TOWNSHIPS, OTHERS)


def category_of(place: UnitVersion) -> str:
    """Under which heading a unit is counted: its category, and the townships, which have none."""
    if place.category:
        return Category(place.category).label
    return TOWNSHIPS if place.level == Level.TOWNSHIP else OTHERS


def category_order(name: str) -> int:
    return _ORDER.index(name)
