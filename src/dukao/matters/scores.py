"""The last part of the loop: what a matter weighed in the scores. Rooms above say it; here is its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dukao.kernel.actor import Actor
    from dukao.matters.models import Matter


@dataclass(frozen=True, slots=True)
class ScorePart:
    """One consequence of a matter: in words, where it is shown, and whether it cost something."""

    words: str
    url: str = ""
    is_loss: bool = False


#: ``source(actor, matters, day)`` gives the consequences by matter, as far as this actor may see them.
Source = Callable[["Actor", Sequence["Matter"], date], dict[int, list[ScorePart]]]
_sources: list[Source] = []


def add_score_source(source: Source) -> None:
    """Called from ``AppConfig.ready`` of the room that knows."""
    if source not in _sources:
        _sources.append(source)


def score_parts(actor: Actor, matters: Sequence[Matter], day: date) -> dict[int, list[ScorePart]]:
    """What all rooms say of these matters; nothing where no room says anything."""
    found: dict[int, list[ScorePart]] = {}
    for source in _sources:
        for matter_id, parts in source(actor, matters, day).items():
            found.setdefault(matter_id, []).extend(parts)
    return found
