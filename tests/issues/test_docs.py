"""The diagrams on the page are those of the code."""

from __future__ import annotations

from pathlib import Path

import pytest

from dukao.issues.vocabulary import EXTENSION_FLOW, PRACTICE_FLOW, PROBLEM_FLOW, SELF_CHECK_FLOW
from dukao.kernel.flow import Flow

PAGE = Path(__file__).parents[2] / "docs" / "domain" / "issues.md"


@pytest.mark.parametrize(
    "flow", [PROBLEM_FLOW, EXTENSION_FLOW, SELF_CHECK_FLOW, PRACTICE_FLOW], ids=lambda flow: flow.name
)
def test_the_page_draws_the_flow_as_it_is(flow: Flow) -> None:
    assert flow.mermaid() in PAGE.read_text(encoding="utf-8")
