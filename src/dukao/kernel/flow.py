"""State machines as data: services, buttons, tests and the drawn diagrams read the same table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models

from dukao.kernel.errors import DomainError, Stale


@dataclass(frozen=True, slots=True)
class Move:
    """One arrow. ``official`` moves take effect under the actor's name and get the red button."""

    name: str
    sources: frozenset[str]
    target: str
    label: str
    official: bool = False
    needs_reason: bool = False


@dataclass(frozen=True, slots=True)
class Flow:
    """All states and moves of one kind of object; ``field`` is the model field that holds the state."""

    name: str
    states: type[models.TextChoices]
    moves: tuple[Move, ...]
    field: str = "state"

    def move(self, name: str) -> Move:
        return next(move for move in self.moves if move.name == name)

    def mermaid(self) -> str:
        """The diagram of the flow for ``docs/domain/``."""
        lines = ["stateDiagram-v2"]
        lines += [f"    {state.value}: {state.label}" for state in self.states]
        for move in self.moves:
            lines += [f"    {source} --> {move.target}: {move.label}" for source in sorted(move.sources)]
        return "\n".join(lines)


def move(name: str, sources: Iterable[str] | str, target: str, label: str, **marks: bool) -> Move:
    origin = {sources} if isinstance(sources, str) else set(sources)
    return Move(name, frozenset(map(str, origin)), str(target), label, **marks)


def apply_move(instance: Any, flow: Flow, name: str, *, reason: str = "", **changes: Any) -> str:
    """Move ``instance`` along ``name`` and write ``changes`` with it; return the state it left.

    One compare-and-swap statement: if the row is no longer in the state that was read, nothing is
    written and :class:`Stale` is raised. Must run inside the transaction of the calling service.
    """
    step = flow.move(name)
    before = getattr(instance, flow.field)
    if before not in step.sources:
        label = flow.states(before).label
        raise DomainError("wrong_state", f"现在是“{label}”，不能{step.label}。请刷新后再看。", 409)
    if step.needs_reason and not reason.strip():
        raise DomainError("reason_missing", f"{step.label}要写明原因。")
    values = {flow.field: step.target, **changes}
    manager = type(instance)._default_manager
    if not manager.filter(pk=instance.pk, **{flow.field: before}).update(**values):
        raise Stale("有人刚刚先办了这一步。请刷新后核对，你写的内容还在。")
    for attribute, value in values.items():
        setattr(instance, attribute, value)
    return before
