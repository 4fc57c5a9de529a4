"""Kinds of notices: an open registry that rooms fill at start-up."""

from __future__ import annotations

from dataclasses import dataclass

from dukao.notifications.vocabulary import Medium


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """What a notice is about: the inbox filters by it, people choose by it where else it reaches them.

    ``is_required``: the office asks that it always goes out at once; nobody switches it off. The office may
    decide otherwise in its rules. ``media`` are the ways it goes when a person has chosen nothing.
    ``is_discreet``: that it was sent at all is nobody else's affair, so records of delivery hide the kind,
    and no group robot speaks of it.
    """

    name: str
    label: str
    description: str
    is_required: bool = False
    media: tuple[str, ...] = (Medium.EMAIL,)
    is_discreet: bool = False


#: What a notice is shown as when its room is gone.
OTHER = NoticeKind("other", "其他", "没有归入别类的消息", media=())

_kinds: dict[str, NoticeKind] = {}


def register_kinds(*kinds: NoticeKind) -> None:
    """Make kinds known; called from ``AppConfig.ready``."""
    for kind in kinds:
        if _kinds.setdefault(kind.name, kind) != kind:
            raise ValueError(f"two kinds of notices are called {kind.name!r}")


def all_kinds() -> tuple[NoticeKind, ...]:
    """Every registered kind in the order of registration, the rest last."""
    return (*_kinds.values(), OTHER)


def kind_named(name: str) -> NoticeKind:
    return _kinds.get(name, OTHER)
