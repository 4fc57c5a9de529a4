"""Errors that have words: a code for programs, a Chinese sentence for people."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class DomainError(Exception):
    """A rule said no. ``sentence`` tells the person what to do; nothing was changed.

    Translated once, at the edge: 422 for forms, exit 1 for commands.
    """

    code: str
    sentence: str
    status: int = 422

    def __str__(self) -> str:
        return self.sentence


class Refused(DomainError):
    """The actor may not do this; the sentence carries the reason and the clause it rests on."""

    def __init__(self, sentence: str, *, code: str = "refused") -> None:
        super().__init__(code, sentence, 403)


class Stale(DomainError):
    """Somebody was faster: what the actor saw is no longer what is stored."""

    def __init__(self, sentence: str, *, code: str = "stale") -> None:
        super().__init__(code, sentence, 409)


class Missing(DomainError):
    """There is no such object, or the actor may not know of it: the two look the same from outside."""

    def __init__(self, sentence: str = "没有找到这一页的内容，可能已移走，或不在你的查看范围。") -> None:
        super().__init__("missing", sentence, 404)
