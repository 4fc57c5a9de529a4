"""What the frame of every page shows: navigation, person, notices, search, and where the data stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html

from dukao.kernel.prepared import Count, numbers
from dukao.ui.environment import url
from dukao.ui.navigation import Item, navigation
from dukao.ui.secrecy import label_of


@dataclass(frozen=True)
class Notices:
    """The bell: where it leads and how many are unread."""

    url_name: str
    count: Callable[[Any], Count | int]


@dataclass(frozen=True)
class AccountItem:
    """A line of the account menu; ``post`` for acts such as logging out."""

    label: str
    url_name: str
    icon: str = "user"
    post: bool = False


@dataclass(frozen=True)
class Chip:
    """A standing fact about the person that must be seen on every page, and where it is changed."""

    word: str
    url_name: str


@dataclass
class Slots:
    """Parts of the frame that other apps fill at start-up."""

    home_url_name: str = ""
    notices: Notices | None = None
    search_url_name: str = ""
    search_hint: str = "搜索单位、指标、督办事项"
    account: list[AccountItem] = field(default_factory=list)
    foot: list[Callable[[Any], str]] = field(default_factory=list)
    chips: list[Callable[[Any], Chip | None]] = field(default_factory=list)


slots = Slots()


#: So many entries stand on a small screen at once.
NAV_FITS = 16


@dataclass(frozen=True)
class NavLink:
    label: str
    icon: str
    href: str
    current: bool
    count: int
    hot: bool


@dataclass(frozen=True)
class NavSection:
    """A caption and what stands under it; without a caption it cannot be shut."""

    caption: str
    links: tuple[NavLink, ...]
    is_open: bool = True

    @property
    def is_here(self) -> bool:
        return any(link.current for link in self.links)

    @property
    def count(self) -> int:
        return sum(link.count for link in self.links)

    @property
    def hot(self) -> bool:
        return any(link.hot and link.count for link in self.links)


class Shell:
    """Built for each request; parts are worked out only when the page shows them."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.actor = getattr(request, "actor", None)
        self.slots = slots
        self.place: str = getattr(settings, "DUKAO_PLACE", "")
        self.demo: bool = getattr(settings, "DUKAO_DEMO", False)
        #: The only pages this person can reach now, where something has to be done first.
        self.open_pages: frozenset[str] | None = getattr(request, "open_pages", None)

    @cached_property
    def signed_in(self) -> bool:
        return bool(getattr(self.actor, "is_authenticated", False))

    @cached_property
    def offers_all(self) -> bool:
        """Navigation, search and notices are for whoever can go on from here."""
        return self.signed_in and self.open_pages is None

    @property
    def account(self) -> list[AccountItem]:
        return [item for item in slots.account if self.open_pages is None or item.url_name in self.open_pages]

    @cached_property
    def secrecy(self) -> str:
        return label_of(self.request).label

    @cached_property
    def home(self) -> str:
        return url(slots.home_url_name) if slots.home_url_name else "/"

    @cached_property
    def sections(self) -> tuple[NavSection, ...]:
        """All open while they fit; of a long navigation one: where this page is, or else the daily work,
        or else where most waits."""
        leading = frozenset(navigation.leading(self.actor)) if self.is_long else frozenset()
        return _sections(self._items, self._here, frozenset(self._counts.items()), leading, self.is_long)

    @cached_property
    def _here(self) -> str:
        """The url name of this page, or of the entry that stands for it."""
        match = self.request.resolver_match
        if match is None:
            return ""
        shown = [item for _, items in self._items for item in items]
        if any(item.is_current(match.view_name) for item in shown):
            return match.view_name
        return next((item.url_name for item in shown if item.rest in match.namespaces), match.view_name)

    @cached_property
    def is_long(self) -> bool:
        return sum(len(items) for _, items in self._items) > NAV_FITS

    @cached_property
    def unread(self) -> int:
        return self._counts.get("", 0)

    @cached_property
    def _items(self) -> tuple[tuple[str, tuple[Item, ...]], ...]:
        return navigation.for_actor(self.actor) if self.offers_all else ()

    @cached_property
    def _counts(self) -> dict[str, int]:
        """All numbers of the frame in one query, by address; the bell's stands under none."""
        asked = {
            item.url_name: item.count(self.actor) for _, items in self._items for item in items if item.count
        }
        if slots.notices and self.offers_all:
            asked[""] = slots.notices.count(self.actor)
        return dict(zip(asked, numbers(list(asked.values())), strict=True))

    @cached_property
    def chips(self) -> list[Chip]:
        told = (tell(self.actor) for tell in slots.chips) if self.offers_all else ()
        return [chip for chip in told if chip]

    @cached_property
    def foot(self) -> tuple[str, ...]:
        return tuple(line for line in (write(self.actor) for write in slots.foot) if line)


@lru_cache(maxsize=512)
def _sections(
    rooms: tuple[tuple[str, tuple[Item, ...]], ...], here: str, counts: frozenset[tuple[str, int]],
    leading: frozenset[str], is_long: bool,
) -> tuple[NavSection, ...]:  # fmt: skip
    counted = dict(counts)

    def link(item: Item) -> NavLink:
        count = counted.get(item.url_name, 0)
        return NavLink(item.label, item.icon, url(item.url_name), item.is_current(here), count, item.hot)

    found = tuple(NavSection(caption, tuple(map(link, items))) for caption, items in rooms)
    if not is_long:
        return found
    shut = [section for section in found if section.caption]
    opened = max(shut, key=lambda each: (each.is_here, each.caption in leading, each.count))
    return tuple(replace(section, is_open=section is opened) for section in found)


def context(request: HttpRequest) -> dict[str, Any]:
    """Template context processor. The token of the forms is masked once for a page, not for each of them."""
    token = SimpleLazyObject(lambda: get_token(request))
    field = SimpleLazyObject(
        lambda: format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', token)
    )
    return {"shell": Shell(request), "csrf_token": token, "csrf_input": field}
