"""The diagram on the page is that of the code."""

from __future__ import annotations

from pathlib import Path

from dukao.assessments.vocabulary import OBJECTION_FLOW, ROUND_FLOW

PAGE = Path(__file__).parents[2] / "docs" / "domain" / "assessments.md"


def test_the_page_draws_the_flows_as_they_are() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert ROUND_FLOW.mermaid() in page
    assert OBJECTION_FLOW.mermaid() in page
