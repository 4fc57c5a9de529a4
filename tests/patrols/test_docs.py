"""The diagrams on the page are those of the code."""

from __future__ import annotations

from pathlib import Path

import pytest

from dukao.kernel.flow import Flow
from dukao.patrols.vocabulary import FINDING_FLOW, TASK_FLOW

PAGE = Path(__file__).parents[2] / "docs" / "domain" / "patrols.md"


@pytest.mark.parametrize("flow", [TASK_FLOW, FINDING_FLOW], ids=lambda flow: flow.name)
def test_the_page_draws_the_flow_as_it_is(flow: Flow) -> None:
    assert flow.mermaid() in PAGE.read_text(encoding="utf-8")
