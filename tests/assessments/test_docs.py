"""The diagram on the page is that of the code."""

from __future__ import annotations

from pathlib import Path

from dukao.assessments.vocabulary import ROUND_FLOW

PAGE = Path(__file__).parents[2] / "docs" / "domain" / "assessments.md"


def test_the_page_draws_the_flow_as_it_is() -> None:
    assert ROUND_FLOW.mermaid() in PAGE.read_text(encoding="utf-8")
