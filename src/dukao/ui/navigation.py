"""The navigation: apps add their entries at start-up, the shell shows each person their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from typing import Any

from dukao.kernel.prepared import Count


class Section(Enum):
    """The rooms of the loop, in the order of the navigation; the value is the caption."""

    HOME = ""
    SUPERVISION = "督办"
    DELIVERY = "落实"
    PATROLS = "巡查整改"
    ASSESSMENT = "考核"
    ADMINISTRATION = "管理"
    OVERSIGHT = "监督"


def _everyone(actor: Any) -> bool:
    return True


@dataclass(frozen=True)
class Item:
    """One entry. ``covers`` names further url names, a whole "namespace:", or the acts of one "folder-", that
    light it; ``rest`` is a namespace of which it is lit by whatever no entry covers, such as pages of acts.

    ``count`` is the number beside it; prepared ones are asked together, in one query for the page.
    """

    label: str
    icon: str
    url_name: str
    order: int = 50
    shown_to: Callable[[Any], bool] = _everyone
    count: Callable[[Any], Count | int] | None = None
    hot: bool = False
    covers: tuple[str, ...] = ()
    rest: str = ""

    def is_current(self, view_name: str) -> bool:
        return view_name == self.url_name or any(
            view_name.startswith(name) if name[-1] in ":-" else view_name == name for name in self.covers
        )


@dataclass(eq=False)
class Navigation:
    """Filled once while Django starts, read on every page. What one may open follows from one's grants."""

    _items: dict[Section, list[Item]] = field(default_factory=dict)
    _leading: dict[Section, Callable[[Any], bool]] = field(default_factory=dict)

    def add(self, section: Section, *items: Item) -> None:
        kept = self._items.setdefault(section, [])
        kept.extend(item for item in items if item not in kept)
        kept.sort(key=lambda item: item.order)
        _seen.cache_clear()

    def for_actor(self, actor: Any) -> tuple[tuple[str, tuple[Item, ...]], ...]:
        """Captions with the entries this actor may open; empty sections are left out."""
        return _seen(self, actor)

    def of(self, section: Section) -> tuple[Item, ...]:
        return tuple(self._items.get(section, ()))

    def lead(self, section: Section, led: Callable[[Any], bool]) -> None:
        """For these actors the section is their daily work and stands before the others."""
        self._leading[section] = led
        _seen.cache_clear()

    def leading(self, actor: Any) -> set[str]:
        """Captions of the sections that are this actor's daily work."""
        return {section.value for section, led in self._leading.items() if led(actor)}

    def in_order(self, actor: Any) -> list[Section]:
        first = {Section.HOME.value, *self.leading(actor)}
        return sorted(Section, key=lambda section: section.value not in first)

    def offers(self, url_name: str, actor: Any) -> bool:
        """Whether there is such an entry for this actor: a page may then lead to a room it does not know."""
        entries = (item for items in self._items.values() for item in items if item.url_name == url_name)
        return any(item.shown_to(actor) for item in entries)


@lru_cache(maxsize=1024)
def _seen(navigation: Navigation, actor: Any) -> tuple[tuple[str, tuple[Item, ...]], ...]:
    seen = (
        (section.value, tuple(item for item in navigation.of(section) if item.shown_to(actor)))
        for section in navigation.in_order(actor)
    )
    return tuple((caption, items) for caption, items in seen if items)


navigation = Navigation()
