"""What the frame of every page shows: navigation, person, notices, search, and where the data stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from dukao.ui.environment import url
from dukao.ui.navigation import navigation


@dataclass(frozen=True)
class Notices:
    """The bell: where it leads and how many are unread."""

    url_name: str
    count: Callable[[Any], int]


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


@dataclass(frozen=True)
class NavLink:
    label: str
    icon: str
    href: str
    current: bool
    count: int
    hot: bool


class Shell:
    """Built for each request; parts are worked out only when the page shows them."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.actor = getattr(request, "actor", None)
        self.slots = slots
        self.place: str = getattr(settings, "DUKAO_PLACE", "")
        self.demo: bool = getattr(settings, "DUKAO_DEMO", False)

    @cached_property
    def signed_in(self) -> bool:
        return bool(getattr(self.actor, "is_authenticated", False))

    @cached_property
    def home(self) -> str:
        return url(slots.home_url_name) if slots.home_url_name else "/"

    @cached_property
    def sections(self) -> list[tuple[str, list[NavLink]]]:
        if not self.signed_in:
            return []
        match = self.request.resolver_match
        here = match.view_name if match else ""
        return [
            (
                caption,
                [
                    NavLink(
                        label=item.label,
                        icon=item.icon,
                        href=url(item.url_name),
                        current=item.is_current(here),
                        count=item.count(self.actor) if item.count else 0,
                        hot=item.hot,
                    )
                    for item in items
                ],
            )
            for caption, items in navigation.for_actor(self.actor)
        ]

    @cached_property
    def unread(self) -> int:
        return slots.notices.count(self.actor) if slots.notices and self.signed_in else 0

    @cached_property
    def chips(self) -> list[Chip]:
        return [chip for chip in (tell(self.actor) for tell in slots.chips) if chip]

    @cached_property
    def foot(self) -> list[str]:
        return [line for line in (write(self.actor) for write in slots.foot) if line]


def context(request: HttpRequest) -> dict[str, Any]:
    """Template context processor."""
    return {"shell": Shell(request)}
