"""Who acts: an account with the grants that hold at this moment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import takewhile

from dukao.kernel.errors import Refused
from dukao.kernel.roles import ADMIN_OFFICERS, Role


@dataclass(frozen=True, slots=True)
class HeldGrant:
    """A role over a unit and all below it. ``path`` is the unit's place in the tree, "/1/7/"."""

    role: str
    unit_id: int
    path: str
    unit_name: str = ""

    def covers(self, path: str) -> bool:
        return path.startswith(self.path)


@dataclass(frozen=True, slots=True)
class Actor:
    """The person at the other end, or the system itself, with all that policies may ask about them."""

    account_id: int | None
    name: str
    unit_id: int | None = None
    unit_name: str = ""
    unit_path: str = ""
    grants: tuple[HeldGrant, ...] = field(default=())
    #: In whose place the person acts; then ``grants`` are the lent ones alone, and the journal says so.
    acting_for: str = ""
    #: Support from outside, that sees what ``grants`` see and does nothing: in words, where it looks.
    looking_at: str = ""

    @property
    def is_authenticated(self) -> bool:
        return self.account_id is not None

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(grant.role for grant in self.grants)

    @property
    def is_admin_officer(self) -> bool:
        return bool(self.roles & ADMIN_OFFICERS)

    def has(self, *roles: str) -> bool:
        """True when any of these roles is held over any unit."""
        return any(grant.role in roles for grant in self.grants)

    def covers(self, path: str, *roles: str) -> bool:
        """True when any of these roles is held over the unit at ``path`` or above it."""
        return any(grant.role in roles and grant.covers(path) for grant in self.grants)

    def holds_everywhere(self, *roles: str) -> bool:
        """True when any of these roles is held over the whole place: over the top of its tree.

        What belongs to no single unit (rules, schemes, templates, the month) is set for everybody, so a
        role over one county does not set it.
        """
        return any(grant.role in roles and grant.path.count("/") <= 2 for grant in self.grants)

    def scopes(self, *roles: str) -> tuple[str, ...]:
        """Paths under which any of these roles is held, the widest first and none inside another."""
        return outermost(grant.path for grant in self.grants if grant.role in roles)

    def units(self, *roles: str) -> frozenset[int]:
        """Units these roles were granted on, without the units below."""
        return frozenset(grant.unit_id for grant in self.grants if grant.role in roles)

    @property
    def title(self) -> str:
        """The actor as the journal and the shell write it: 市住建局·填报员."""
        if self.looking_at:
            return f"支持人员，查看{self.looking_at}"
        role = next((Role(grant.role).label for grant in self.grants), "")
        return "·".join(part for part in (self.unit_name, role) if part)


def outermost(paths: Iterable[str]) -> tuple[str, ...]:
    kept: list[str] = []
    for path in sorted(set(paths)):
        if not kept or not path.startswith(kept[-1]):
            kept.append(path)
    return tuple(kept)


def around(paths: Iterable[str]) -> str:
    """The longest path above all these; "" of none.

    >>> around(["/1/17/", "/1/18/3/"]), around(["/1/17/"]), around(["/1/", "/2/"])
    ('/1/', '/1/17/', '/')
    """
    steps = [path.strip("/").split("/") for path in paths]
    shared = [each[0] for each in takewhile(lambda each: len(set(each)) == 1, zip(*steps, strict=False))]
    return f"/{'/'.join(shared)}/" if shared else "/" if steps else ""


#: Nobody logged in.
ANONYMOUS = Actor(account_id=None, name="未登录")
#: Scheduled work; it passes no policy and calls only services that take no decision.
SYSTEM = Actor(account_id=None, name="系统")


def account_of(actor: Actor) -> int:
    """Whose name a decision carries; the system decides nothing."""
    if actor.account_id is None:
        raise Refused("这一步要由人办理，请先登录。")
    return actor.account_id
