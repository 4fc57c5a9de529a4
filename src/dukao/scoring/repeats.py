"""同一事实只计一次: of events with one key in several items of a family, the highest counts (M8)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from dukao.scoring.columns import Cell
from dukao.scoring.facts import Event
from dukao.scoring.leaves import events_in
from dukao.scoring.methods.deduction import Priced, event_order
from dukao.scoring.scheme import Family, Item
from dukao.scoring.setting import Setting

Places = dict[Cell, set[int]]  # by cell the places of events in its tuple


def find_repeats(setting: Setting) -> Mapping[str, Places]:
    """By item, the events that repeat a fact which another event of the family already counts higher.

    Among equals the first item's event stays; inside one item, which event that is makes no difference.
    """
    found: dict[str, Places] = {}
    for family in setting.scheme.items:
        if isinstance(family, Family) and family.same_key == "highest":
            _within(setting, _items(family), found)
    return found


def _items(node: Item | Family) -> list[Item]:
    return [node] if isinstance(node, Item) else [item for child in node.children for item in _items(child)]


def _within(setting: Setting, items: list[Item], found: dict[str, Places]) -> None:
    best: dict[tuple[Cell, str], tuple[Fraction, str, int]] = {}
    for item in items:
        for cell, places in _ordered(setting, item):
            for place, event in places:
                if not event.key:
                    continue
                assert isinstance(item.method, Priced)
                worth = item.method.price(event) * event.count
                rival = best.get((cell, event.key))
                if rival is None or worth > rival[0]:
                    best[cell, event.key] = worth, item.code, place
                    if rival is not None:
                        found.setdefault(rival[1], {}).setdefault(cell, set()).add(rival[2])
                else:
                    found.setdefault(item.code, {}).setdefault(cell, set()).add(place)


def _ordered(setting: Setting, item: Item) -> list[tuple[Cell, list[tuple[int, Event]]]]:
    """Events with their places, in an order that does not hang on the order of rows."""
    return [
        (cell, sorted(enumerate(events), key=lambda pair: event_order(pair[1])))
        for cell, events in events_in(setting, item).items()
    ]
