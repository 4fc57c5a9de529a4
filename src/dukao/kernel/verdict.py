"""The answer of a policy: yes, or no with its reason."""

from __future__ import annotations

from dataclasses import dataclass

from dukao.kernel.errors import Refused


@dataclass(frozen=True, slots=True)
class Verdict:
    """``reason`` is a Chinese sentence and is never empty when ``allowed`` is false."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


ALLOWED = Verdict(True)


def refuse(reason: str) -> Verdict:
    return Verdict(False, reason)


def allow_if(condition: bool, reason: str) -> Verdict:
    return ALLOWED if condition else refuse(reason)


def require(verdict: Verdict) -> None:
    """Raise :class:`Refused` with the verdict's own sentence unless it allows."""
    if not verdict.allowed:
        raise Refused(verdict.reason)
