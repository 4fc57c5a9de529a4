"""Facts of a posted result that may be put right, and the inputs that come of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from dukao.assessments.computing import inputs_of, scored_rounds
from dukao.assessments.inputs import Inputs
from dukao.kernel.errors import DomainError
from dukao.schemes.selectors import document
from dukao.scoring import Event, Fact, Item, Period
from dukao.ui.formats import number

if TYPE_CHECKING:
    from dukao.assessments.models import Round

#: What an event is changed to: it no longer counts.
STRUCK = "不计"


@dataclass(frozen=True, slots=True)
class Correctable:
    """One fact behind a line of a unit's score, in the round that keeps it; ``now`` is its value in words.

    ``name`` is that of the item.

    ``key`` names it in a form. ``event`` is ``None`` for a reported value.
    """

    round: Round
    unit: str
    item: str
    period: Period
    now: str
    name: str
    event: Event | None = None
    place: int = 0

    @property
    def key(self) -> str:
        kind = f"e{self.place}" if self.event else "v"
        return f"{self.round.pk}-{self.item}-{self.period}-{kind}"

    def written(self, to: str) -> dict[str, str]:
        """As a correction keeps it and the journal says it."""
        return {
            "round": str(self.round.pk), "period": str(self.period), "unit": self.unit, "item": self.item,
            "name": self.name, "from": self.now, "to": to,
        }  # fmt: skip


def correctables(assessment: Round, unit: str, item: str) -> list[Correctable]:
    """Values and events of this unit and item; of every item where ``item`` is empty.

    A value that was never reported stands here without one, so that it can be entered. A round made of
    shorter ones keeps none of its own: they are in those.
    """
    return [found for each in scored_rounds(assessment) for found in _of_round(each, unit, item)]


def changes_to(found: Correctable, to: str) -> Callable[[Inputs], Inputs]:
    """What puts this one fact right in the inputs of its round."""
    if found.event is not None:
        return lambda inputs: replace(inputs, events=tuple(_without(inputs.events, found)))
    value = _exact(to)
    fresh = Fact(found.unit, found.item, found.period, value)
    return lambda inputs: replace(
        inputs, facts=(*(fact for fact in inputs.facts if not _is_at(fact, found)), fresh)
    )


def chosen_changes(rows: list[Correctable], wanted: Mapping[str, str]) -> list[tuple[Correctable, str]]:
    """The facts that ``wanted`` gives another value than they have, with that value."""
    changed = []
    for row in rows:
        to = wanted.get(row.key, "").strip()
        if to and (row.event is not None or not row.now or _exact(to) != _exact(row.now)):
            changed.append((row, STRUCK if row.event is not None else to))
    return changed


def _of_round(assessment: Round, unit: str, item: str) -> Iterator[Correctable]:
    inputs, scheme = inputs_of(assessment), document(assessment.version)
    names = {part.code: part.name for part in (*scheme.nodes(), *scheme.vetoes)}
    kept = {
        (fact.item, fact.period): "" if fact.value is None else number(Decimal(str(fact.value)))
        for fact in inputs.facts
        if fact.unit == unit and item in {"", fact.item}
    }
    if item and isinstance(scheme.node(item), Item):
        kept.setdefault((item, inputs.period), "")
    for (code, period), now in sorted(kept.items()):
        yield Correctable(assessment, unit, code, period, now, names.get(code, code))
    for place, event in enumerate(inputs.events):
        if event.unit == unit and item in {"", event.item}:
            words = f"{event.level} {event.count} 次 {event.note}".strip()
            name = names.get(event.item, event.item)
            yield Correctable(assessment, unit, event.item, event.period, words, name, event, place)


def _without(events: tuple[Event, ...], found: Correctable) -> Iterator[Event]:
    is_struck = False
    for event in events:
        if event == found.event and not is_struck:
            is_struck = True
        else:
            yield event


def _is_at(fact: Fact, found: Correctable) -> bool:
    return (fact.unit, fact.item, fact.period) == (found.unit, found.item, found.period)


def _exact(text: str) -> Decimal:
    try:
        value = Decimal(text.replace(",", "").replace("−", "-").strip())
    except InvalidOperation:
        raise DomainError("bad_value", f"“{text}”不是数字。更正后的值只能填数字，例如 44.16。") from None
    if not value.is_finite():
        raise DomainError("bad_value", "更正后的值只能填数字，例如 44.16。")
    return value
