"""Who may see a stored file: rooms that attach files say so, and nobody else may."""

from __future__ import annotations

from collections.abc import Callable

from dukao.kernel.actor import Actor

Rule = Callable[[Actor, int], bool]
_rules: list[Rule] = []


def add_rule(rule: Rule) -> None:
    """Register ``rule(actor, file_id)``; called from ``AppConfig.ready``."""
    if rule not in _rules:
        _rules.append(rule)


def is_visible(actor: Actor, file_id: int) -> bool:
    """True when any room says that this actor may see the file; without a rule nobody may."""
    return actor.is_authenticated and any(rule(actor, file_id) for rule in _rules)
