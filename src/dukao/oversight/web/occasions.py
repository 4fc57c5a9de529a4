"""What gave the occasion for a letter: a lead, an entry of the journal, or neither."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from dukao.journal.selectors import entry_numbered
from dukao.journal.sentences import sentence
from dukao.kernel.actor import Actor
from dukao.kernel.clock import today
from dukao.organisations.selectors import unit_on
from dukao.oversight.selectors.hits import hit_for
from dukao.oversight.vocabulary import SHARED, LetterKind
from dukao.ui.numbers import number_in

if TYPE_CHECKING:
    from dukao.oversight.models import Letter


@dataclass(frozen=True, slots=True)
class Occasion:
    """``start`` fills the form, ``marks`` go with the draft, ``words`` say it above the form."""

    start: dict[str, Any] = field(default_factory=lambda: {"kind": LetterKind.OPINION, "to": "office"})
    marks: dict[str, Any] = field(default_factory=dict)
    words: str = ""
    letter: Letter | None = None

    @classmethod
    def of_letter(cls, letter: Letter, day: date) -> Occasion:
        start = {
            "kind": letter.kind, "to": "office" if letter.to_office else "unit", "title": letter.title,
            "text": letter.text, "unit": unit_on(letter.unit_id, day).unit.code,
        }  # fmt: skip
        return cls(start, {}, letter.entry_label or (letter.hit.who if letter.hit else ""), letter)


def occasion_of(actor: Actor, query: Any) -> Occasion:
    """By the address: ?hit=… or ?entry=…, both only within the actor's scope."""
    start: dict[str, Any] = {"kind": LetterKind.INQUIRY, "to": "office"}
    hit_id, entry_id = number_in(query, "hit"), number_in(query, "entry")
    if hit_id is not None:
        hit = hit_for(actor, hit_id)
        start |= _unit(hit.unit_id)
        start |= {"title": f"请说明：{hit.who}"[:80], "text": f"{hit.finding}。请说明情况，并附有关材料。"}
        return Occasion(start, {"hit": hit}, f"{hit.pattern.name}：{hit.who}")
    if entry_id is not None:
        entry = entry_numbered(actor, entry_id, SHARED)
        words = sentence(entry)
        start |= _unit(_unit_in(entry.unit_path))
        start |= {"title": f"请说明：{entry.subject_label}"[:80]}
        return Occasion(start, {"entry": entry.pk, "entry_label": words[:200]}, words)
    return Occasion()


def _unit(unit_id: int | None) -> Mapping[str, str]:
    return {"unit": unit_on(unit_id, today()).unit.code} if unit_id else {}


def _unit_in(path: str) -> int | None:
    parts = [int(part) for part in path.split("/") if part]
    return parts[-1] if parts else None
