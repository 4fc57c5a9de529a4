"""The page of the template is the template."""

from __future__ import annotations

from pathlib import Path

from dukao.privacy.impact import SECTIONS

PAGE = Path(__file__).parents[2] / "docs" / "impact-assessment.md"


def test_the_documented_template_asks_what_the_product_asks() -> None:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if line.startswith("| ") and "要回答的" not in line]
    assert rows == [f"| {asked} | {said} |" for _, questions in SECTIONS for asked, said in questions]
    assert [line[3:] for line in lines if line.startswith("## ")] == [title for title, _ in SECTIONS]
