"""The page tells the flows and the rules as they are in the code."""

from __future__ import annotations

from pathlib import Path

import pytest

from dukao.kernel.flow import Flow
from dukao.oversight.patterns.registry import PATTERNS
from dukao.oversight.vocabulary import HIT_FLOW, LETTER_FLOW, TRANSFER_FLOW

PAGE = (Path(__file__).parents[2] / "docs" / "domain" / "oversight.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("flow", [HIT_FLOW, LETTER_FLOW, TRANSFER_FLOW], ids=lambda flow: flow.name)
def test_the_page_draws_the_flow_as_it_is(flow: Flow) -> None:
    assert flow.mermaid() in PAGE


@pytest.mark.parametrize("code", sorted(PATTERNS))
def test_the_page_has_the_rule_as_it_is(code: str) -> None:
    assert f"| {PATTERNS[code].name} | `{code}` | {PATTERNS[code].rule} |" in PAGE
