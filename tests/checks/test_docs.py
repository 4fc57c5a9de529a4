"""The diagrams on the page are those of the code."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

from dukao.checks import clocks
from dukao.checks.selectors import burden, reuse
from dukao.checks.vocabulary import AMENDMENT_FLOW, CHECK_FLOW, COMPLAINT_FLOW, CONCLUSION_FLOW
from dukao.kernel.flow import Flow

PAGE = Path(__file__).parents[2] / "docs" / "domain" / "checks.md"


@pytest.mark.parametrize(
    "flow", [CHECK_FLOW, AMENDMENT_FLOW, CONCLUSION_FLOW, COMPLAINT_FLOW], ids=lambda flow: flow.name
)
def test_the_page_draws_the_flow_as_it_is(flow: Flow) -> None:
    assert flow.mermaid() in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("module", [clocks, burden, reuse], ids=lambda module: module.__name__)
def test_examples_hold(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]
