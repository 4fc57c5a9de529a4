"""The diagrams on the page are those of the code."""

from __future__ import annotations

from pathlib import Path

import pytest

from dukao.kernel.flow import Flow
from dukao.reporting.vocabulary import CORRECTION_FLOW, LINE_FLOW, REPORT_FLOW

PAGE = Path(__file__).parents[2] / "docs" / "domain" / "reporting.md"


@pytest.mark.parametrize("flow", [REPORT_FLOW, LINE_FLOW, CORRECTION_FLOW], ids=lambda flow: flow.name)
def test_the_page_draws_the_flow_as_it_is(flow: Flow) -> None:
    assert flow.mermaid() in PAGE.read_text(encoding="utf-8")
