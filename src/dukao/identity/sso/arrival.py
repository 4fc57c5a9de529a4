"""What every way of proving who one is ends with: somebody, or nobody."""

from __future__ import annotations

from dataclasses import dataclass


class NotProved(Exception):
    """The provider did not vouch for anybody: refused, cancelled, out of reach, or not itself."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody the provider vouches for. ``subject`` is theirs there for good; ``name`` is for people."""

    source: str
    subject: str
    name: str
