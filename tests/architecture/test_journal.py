"""Every event that is written has words, and every word an event."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from dukao.journal.sentences import registered

SOURCE = Path(__file__).parents[2] / "src" / "dukao"
#: Services that write through a ``note(actor, event, …)`` of their room, which stands in ``holding.py``.
_NOTING = ("matters", "issues", "checks", "oversight")
#: Files without one of these words hold none of the calls.
RECORDING = re.compile(r"\b(note|record|record_once|set_version)\b")
#: Writes the event that ``set_version`` was given, once.
_PASSING_ON = SOURCE / "journal" / "services.py"
ROOMS_WITH_NOTES = tuple(SOURCE / room / "services" for room in _NOTING)


@cache
def _records() -> list[tuple[str, ast.expr | None]]:
    """Every call of ``record`` with its place and what it passes as ``event``."""
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if not RECORDING.search(text):
            continue
        for node in ast.walk(ast.parse(text)):
            if not isinstance(node, ast.Call):
                continue
            name = ast.unparse(node.func).split(".")[-1]
            if name == "note" and path.parent in ROOMS_WITH_NOTES:
                found.append((f"{path.relative_to(SOURCE)}:{node.lineno}", node.args[1]))
            elif _passes_on(node, path):
                continue
            elif name in {"record", "record_once", "set_version"} and path.name != "holding.py":
                event = next((keyword.value for keyword in node.keywords if keyword.arg == "event"), None)
                found.append((f"{path.relative_to(SOURCE)}:{node.lineno}", event))
    return found


def _passes_on(call: ast.Call, path: Path) -> bool:
    """``record(key=key, **entry)``: the event stands where the entry was put together."""
    passed = {(None, "entry"), ("event", "event")} if path == _PASSING_ON else {(None, "entry")}
    return any((keyword.arg, ast.unparse(keyword.value)) in passed for keyword in call.keywords)


def _literals(node: ast.expr | None) -> list[str]:
    if isinstance(node, ast.IfExp):
        return [*_literals(node.body), *_literals(node.orelse)]
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


EVENTS = {name: place for place, event in _records() for name in _literals(event)}


def test_event_names_are_written_out() -> None:
    assert [place for place, event in _records() if not _literals(event)] == [], (
        "a name that is put together cannot be found"
    )


@pytest.mark.parametrize("event", sorted(EVENTS))
def test_event_has_a_sentence(event: str) -> None:
    assert event in registered(), f"{EVENTS[event]} writes {event}, which no room has named"


def test_no_sentence_is_stale() -> None:
    assert set(registered()) - set(EVENTS) == set()
