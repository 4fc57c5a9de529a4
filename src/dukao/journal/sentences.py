"""What events and their fields are called; every room registers its own words at start-up."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as part
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import TextChoices
from django.utils.timezone import localtime

from dukao.ui.formats import NOTHING

if TYPE_CHECKING:
    from dukao.journal.models import Entry

Label = str | tuple[str, type[TextChoices]]


@dataclass(frozen=True, slots=True)
class Event:
    """``words`` say what was done, verb first; ``fields`` name the keys of before and after."""

    words: str
    fields: Mapping[str, Label]


@dataclass(frozen=True, slots=True)
class Change:
    """One field of an entry, before and after, as a person reads it; ``key`` is its name in the journal."""

    field: str
    before: str
    after: str
    key: str = part(default="", compare=False)


_events: dict[str, Event] = {}


def register(events: Mapping[str, str], fields: Mapping[str, Label] | None = None) -> None:
    """Name the events of a room; called from ``AppConfig.ready``."""
    for name, words in events.items():
        known = _events.setdefault(name, Event(words, fields or {}))
        if known.words != words:
            raise ValueError(f"the event {name} has two sentences: {known.words} and {words}")


def registered() -> dict[str, str]:
    """Every event with its words."""
    return {name: event.words for name, event in _events.items()}


def words_of(event: str) -> str:
    """What was done; an event nobody registered any more is shown by its name."""
    return _events[event].words if event in _events else event


def sentence(entry: Entry) -> str:
    """代方远设立单位：市住建局质监站."""
    proxy = f"代{entry.acting_for}" if entry.acting_for else ""
    return f"{proxy}{words_of(entry.event)}：{entry.subject_label}"


def changes(entry: Entry) -> list[Change]:
    """What the entry changed, in the order the room named its fields; the rest after them."""
    fields = _events[entry.event].fields if entry.event in _events else {}
    before, after = entry.before or {}, entry.after or {}
    keys = [key for key in (*fields, *before, *after) if key in before or key in after]
    return [
        _change(key, fields.get(key, key), before.get(key), after.get(key)) for key in dict.fromkeys(keys)
    ]


def _change(key: str, label: Label, before: Any, after: Any) -> Change:
    name, choices = (label, None) if isinstance(label, str) else label
    return Change(name, _in_words(before, choices), _in_words(after, choices), key)


def _in_words(value: Any, choices: type[TextChoices] | None) -> str:
    if value is None or value in ("", [], {}):
        return NOTHING
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(_in_words(part, choices) for part in value)
    if isinstance(value, dict):
        return "；".join(f"{key}：{_in_words(part, choices)}" for key, part in value.items())
    if choices is not None and value in choices.values:
        return str(choices(value).label)
    if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\dT", value):
        return f"{localtime(datetime.fromisoformat(value)):%Y-%m-%d %H:%M}"
    return str(value)
