"""What each room holds about persons, declared: which fields, what for, on what basis, from where, how long.

A room says so in its module ``personal``; nothing is read here but what rooms declare. A test goes through
all models and fails for a field about a person that no room has declared.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.utils.module_loading import autodiscover_modules

#: Bases in law that rooms rest on; a room may name another.
DUTY = "履行法定职责所必需（个人信息保护法第十三条第三项、第三十四条）"
LOGGING = "网络安全法第二十一条（留存网络日志）、等保 2.0 安全审计"
CONSENT = "本人自愿填写（个人信息保护法第十三条第一项），随时可以删去"


@dataclass(frozen=True, slots=True)
class Field:
    """One field about a person. ``purpose`` is given where it differs from that of the others.

    ``mask`` says how pages show it, ``words`` how what is stored is said; a secret is shown to nobody, only
    that it is there.
    """

    name: str
    label: str
    purpose: str = ""
    is_sensitive: bool = False
    is_sealed: bool = False
    is_secret: bool = False
    mask: Callable[[str], str] | None = None
    words: Callable[[str], str] | None = None


@dataclass(frozen=True, slots=True)
class Holding:
    """Fields of one model that say something about one person.

    ``by_account`` or ``by_person`` leads from a row to the person it is about, "pk" for the row itself; with
    neither, the person is only named in words and cannot be found by their account. ``withheld`` says why
    the person is not shown it here, and on what article that rests. What is private is for the person alone:
    no inspection asks for it.
    """

    model: str
    label: str
    fields: tuple[Field, ...]
    purpose: str
    basis: str
    source: str
    keeping: str
    by_account: str = ""
    by_person: str = ""
    withheld: str = ""
    is_private: bool = False

    @property
    def is_linked(self) -> bool:
        return bool(self.by_account or self.by_person)


@dataclass(frozen=True, slots=True)
class Acts:
    """Who did what in a room: every reference of its rows to an account or a person that is no holding."""

    room: str
    label: str
    purpose: str
    basis: str = DUTY
    keeping: str = "records"


@dataclass(frozen=True, slots=True)
class Clock:
    """How long a kind of personal data is kept: what a new installation begins with, and how it ends.

    ``months`` is ``None`` for what is kept with the records for good. ``due(before)`` counts what has
    outlived its time on that day; ``destroy(actor=, before=, at=)`` ends it and says how many. What only
    repeats other records names ``clear(before)`` instead, which ends it every night without asking.
    """

    key: str
    label: str
    counted_from: str
    months: int | None
    source: str
    due: Callable[[date], int] | None = None
    destroy: Callable[..., int] | None = None
    clear: Callable[[date], int] | None = None

    @property
    def is_proposed(self) -> bool:
        """A person approves each destruction; the rest is kept, or cleared by night."""
        return self.destroy is not None

    @property
    def has_term(self) -> bool:
        """The place sets how long; the rest is kept with the records."""
        return self.is_proposed or self.clear is not None


_holdings: list[Holding] = []
_acts: dict[str, Acts] = {}
_clocks: dict[str, Clock] = {}
_not_personal: dict[str, str] = {}


def declare(*holdings: Holding) -> None:
    _holdings.extend(one for one in holdings if one not in _holdings)


def declare_acts(acts: Acts) -> None:
    _acts[acts.room] = acts


def declare_clocks(*clocks: Clock) -> None:
    for clock in clocks:
        _clocks[clock.key] = clock


def declare_not_personal(reasons: dict[str, str]) -> None:
    """``{"documents.DocumentRule.second_person": why}``: fields whose names sound as if they were."""
    _not_personal.update(reasons)


def holdings() -> tuple[Holding, ...]:
    load()
    return tuple(_holdings)


def acts() -> tuple[Acts, ...]:
    load()
    return tuple(_acts.values())


def clocks() -> dict[str, Clock]:
    load()
    return dict(_clocks)


def not_personal() -> dict[str, str]:
    load()
    return dict(_not_personal)


@lru_cache(maxsize=1)
def load() -> None:
    """Import the ``personal`` module of every room: late, because few pages need them."""
    autodiscover_modules("personal")
