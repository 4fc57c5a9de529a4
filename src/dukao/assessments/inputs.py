"""What a round is computed from, in the engine's own rows, and how it is kept as bytes."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from typing import Any

from dukao.scoring import Event, Fact, FactState, Period, RosterUnit, Target

#: Which reported line a fact came from: unit code -> item code -> line id.
Origins = dict[str, dict[str, int]]
#: An event as facts keep it: item, level, count, key, note.
Happened = tuple[str, str, int, str, str]
#: Totals of the shorter periods a round is made of, by unit.
Totals = dict[Period, dict[str, Decimal | None]]


@dataclass(frozen=True)
class Inputs:
    """Everything the engine is given for one period.

    A round is scored from ``facts``, ``events`` and ``targets``, or made of the ``totals`` of shorter
    ones. ``origins`` says where facts came from and ``sources`` which results the totals are, by digest.
    """

    period: Period
    roster: tuple[RosterUnit, ...]
    facts: tuple[Fact, ...] = ()
    events: tuple[Event, ...] = ()
    targets: tuple[Target, ...] = ()
    totals: Totals = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    origins: Origins = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many facts there are: values, events, and totals taken over."""
        known = sum(fact.state is not FactState.PENDING for fact in self.facts)
        return known + len(self.events) + sum(len(units) for units in self.totals.values())

    def of_units(self, names: Mapping[str, str]) -> Inputs:
        """The inputs of these units alone, each under the code it is given here; a new code has no name."""
        return replace(
            self,
            roster=tuple(
                replace(unit, code=names[unit.code], name=unit.name if names[unit.code] == unit.code else "")
                for unit in self.roster
                if unit.code in names
            ),
            facts=tuple(replace(row, unit=names[row.unit]) for row in self.facts if row.unit in names),
            events=tuple(_renamed(row, names) for row in self.events if row.unit in names),
            targets=tuple(replace(row, unit=names[row.unit]) for row in self.targets if row.unit in names),
            totals={
                period: {names[unit]: total for unit, total in totals.items() if unit in names}
                for period, totals in self.totals.items()
            },
            origins={},
        )


def _renamed(event: Event, names: Mapping[str, str]) -> Event:
    """Under a made-up code the note goes too: it may tell who it was."""
    code = names[event.unit]
    return replace(event, unit=code, note=event.note if code == event.unit else "")


def packed(inputs: Inputs) -> bytes:
    """Canonical JSON, compressed: the same inputs give the same text whatever order they were read in."""
    return squeeze(_document(inputs))


def digest_of(inputs: Inputs) -> str:
    """SHA-256 of the same text, for rounds made of shorter ones; the engine digests facts itself."""
    return hashlib.sha256(_canonical(_document(inputs)).encode()).hexdigest()


def unpacked(body: bytes) -> Inputs:
    """The inputs :func:`packed` wrote."""
    document = expand(body)
    read = cache(Period.parse)  # tens of thousands of rows name the same few
    return Inputs(
        period=read(document["period"]),
        roster=tuple(RosterUnit(*row) for row in document["roster"]),
        facts=tuple(
            Fact(unit, item, read(period), value or None, FactState(state))
            for unit, item, period, state, value in document["facts"]
        ),
        events=tuple(
            Event(unit, item, read(period), *rest) for unit, item, period, *rest in document["events"]
        ),
        targets=tuple(
            Target(unit, item, read(period), value, name)
            for unit, item, period, name, value in document["targets"]
        ),
        totals={
            read(period): {unit: Decimal(total) if total else None for unit, total in totals.items()}
            for period, totals in document["totals"].items()
        },
        sources=document["sources"],
        origins=document["origins"],
    )


def origins_in(body: bytes) -> Origins:
    """Only where the facts came from, without building them."""
    origins: Origins = expand(body)["origins"]
    return origins


def events_in(body: bytes) -> dict[str, list[Happened]]:
    """Only the recorded events, by unit: item, level, count, key and note of each."""
    found: dict[str, list[Happened]] = {}
    for unit, item, _, *rest in expand(body)["events"]:
        found.setdefault(unit, []).append((item, *rest))
    return found


def squeeze(document: Any) -> bytes:
    return zlib.compress(_canonical(document).encode(), 6)


def expand(body: bytes) -> Any:
    return json.loads(zlib.decompress(bytes(body)))


def _document(inputs: Inputs) -> dict[str, Any]:
    return {
        "period": str(inputs.period),
        "roster": sorted([unit.code, unit.name, unit.group] for unit in inputs.roster),
        "facts": sorted(
            [fact.unit, fact.item, str(fact.period), fact.state.value, _text(fact.value)]
            for fact in inputs.facts
        ),
        "events": sorted(
            [event.unit, event.item, str(event.period), event.level, event.count, event.key, event.note]
            for event in inputs.events
        ),
        "targets": sorted(
            [target.unit, target.item, str(target.period), target.name, _text(target.value)]
            for target in inputs.targets
        ),
        "totals": {
            str(period): {unit: _text(total) for unit, total in totals.items()}
            for period, totals in inputs.totals.items()
        },
        "sources": dict(inputs.sources),
        "origins": inputs.origins,
    }


def _canonical(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _text(value: Decimal | str | int | None) -> str:
    """A value as it was written; "" where there is none, so that rows sort."""
    if value is None:
        return ""
    return format(value, "f") if isinstance(value, Decimal) else str(value)
