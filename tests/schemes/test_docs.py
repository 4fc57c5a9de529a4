"""What is written about the room agrees with the room."""

from __future__ import annotations

from pathlib import Path

import pytest

from dukao.schemes.linter import ALL_RULES, Rule
from dukao.schemes.vocabulary import VERSION_FLOW

PAGE = (Path(__file__).parents[2] / "docs" / "domain" / "schemes.md").read_text(encoding="utf-8")


def test_the_flow_is_drawn_as_it_is() -> None:
    assert VERSION_FLOW.mermaid() in PAGE


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.code)
def test_every_rule_of_the_linter_is_named(rule: Rule) -> None:
    assert rule.title in PAGE
