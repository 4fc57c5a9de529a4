"""Units that led like matters before: offered to whoever registers, never filled in."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from dukao.kernel.actor import Actor
from dukao.matters.models import Matter
from dukao.matters.selectors.seeing import visible_matters
from dukao.organisations.selectors import versions_by_unit

#: The newest matters that are looked through; older ones were led by units that may be gone.
LOOKED_THROUGH = 3000
#: Below this share of common pairs of characters two titles speak of different things.
LEAST_ALIKE = 30
OFFERED, SHOWN = 3, 3


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A unit with the past matters that speak for it, the most alike first."""

    unit_id: int
    name: str
    matters: tuple[Matter, ...]


def suggested_leads(actor: Actor, text: str, day: date, *, but: int | None = None) -> list[Suggestion]:
    """Units whose past matters are worded most like ``text``, those of the paragraph ``but`` left aside."""
    wanted = _pairs(text)
    if not wanted:
        return []
    past = visible_matters(actor, day).only("number", "title", "lead_unit_id").order_by("-pk")
    if but is not None:
        past = past.filter(Q(paragraph__isnull=True) | ~Q(paragraph=but))
    alike: dict[int, list[tuple[int, Matter]]] = defaultdict(list)
    for matter in past[:LOOKED_THROUGH]:
        share = _alike(wanted, _pairs(matter.title))
        if share >= LEAST_ALIKE:
            alike[matter.lead_unit_id].append((share, matter))
    best = {unit: sorted(found, key=lambda one: -one[0])[:SHOWN] for unit, found in alike.items()}
    ranked = sorted(best.items(), key=lambda one: -sum(share for share, _ in one[1]))[:OFFERED]
    versions = versions_by_unit((unit for unit, _ in ranked), day)
    return [
        Suggestion(unit, versions[unit].short_name, tuple(matter for _, matter in found))
        for unit, found in ranked
    ]


def _pairs(text: str) -> frozenset[str]:
    """Neighbouring characters; Chinese needs no words to be compared by."""
    plain = "".join(character for character in text if character.isalpha())
    return frozenset(plain[at : at + 2] for at in range(len(plain) - 1))


def _alike(wanted: frozenset[str], title: frozenset[str]) -> int:
    """Percent of the shorter wording that the other has too."""
    return 100 * len(wanted & title) // max(min(len(wanted), len(title)), 8)
