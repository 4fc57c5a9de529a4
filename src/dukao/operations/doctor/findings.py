"""What a check found, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum


class Level(Enum):
    """Only a fault makes ``dukao doctor`` fail; an advice names what works without it."""

    GOOD = "正常"
    ADVICE = "可改进"
    FAULT = "有问题"


@dataclass(frozen=True, slots=True)
class Finding:
    subject: str
    level: Level
    sentence: str
    remedy: str = ""


Check = Callable[[], Iterable[Finding]]


def good(subject: str, sentence: str) -> Finding:
    return Finding(subject, Level.GOOD, sentence)


def advice(subject: str, sentence: str, remedy: str) -> Finding:
    return Finding(subject, Level.ADVICE, sentence, remedy)


def fault(subject: str, sentence: str, remedy: str) -> Finding:
    return Finding(subject, Level.FAULT, sentence, remedy)
