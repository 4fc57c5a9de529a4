"""Every requirement of OWASP ASVS 4.0.3, levels 1 and 2, has its test or its reason in docs/security.md."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8").partition("## OWASP ASVS")[2]
ASVS = [
    tuple(cell.strip() for cell in line.strip("| ").split(" | "))
    for line in PAGE.splitlines()
    if re.match(r"\| \d+\.\d+\.\d+ \|", line)
]
PROOFS = sorted({path for row in ASVS for path in re.findall(r"`(tests/[\w/]+\.py)`", row[3])})
#: What may stand in place of a test.
REASONS = {"review", "operation", "n/a", "not followed", "open"}
#: Chapter -> section -> the numbers of its requirements.
LEVEL_TWO = {
    1: {
        1: "1-7",
        2: "1-4",
        4: "1 4-5",
        5: "1-4",
        6: "1-4",
        7: "1-2",
        8: "1-2",
        9: "1-2",
        10: "1",
        11: "1-2",
        12: "2",
        14: "1-6",
    },
    2: {1: "1-12", 2: "1-3", 3: "1-3", 4: "1-5", 5: "1-7", 6: "1-3", 7: "1-6", 8: "1-6", 9: "1-3"},
    3: {1: "1", 2: "1-4", 3: "1-4", 4: "1-5", 5: "1-3", 7: "1"},
    4: {1: "1-3 5", 2: "1-2", 3: "1-3"},
    5: {1: "1-5", 2: "1-8", 3: "1-10", 4: "1-3", 5: "1-4"},
    6: {1: "1-3", 2: "1-6", 3: "1-2", 4: "1-2"},
    7: {1: "1-4", 2: "1-2", 3: "1 3-4", 4: "1-3"},
    8: {1: "1-4", 2: "1-3", 3: "1-8"},
    9: {1: "1-3", 2: "1-4"},
    10: {2: "1-2", 3: "1-3"},
    11: {1: "1-8"},
    12: {1: "1-3", 2: "1", 3: "1-6", 4: "1-2", 5: "1-2", 6: "1"},
    13: {1: "1 3-5", 2: "1-3 5-6", 3: "1-2", 4: "1-2"},
    14: {1: "1-4", 2: "1-6", 3: "2-3", 4: "1-7", 5: "1-4"},
}


@pytest.mark.parametrize("path", PROOFS)
def test_named_proof_exists(path: str) -> None:
    assert "def test_" in (ROOT / path).read_text(encoding="utf-8")


def test_every_requirement_of_level_two_has_its_row() -> None:
    """OWASP ASVS 4.0.3, levels 1 and 2; what the standard withdrew is left out."""
    numbers = [
        f"{chapter}.{section}.{place}"
        for chapter, sections in LEVEL_TWO.items()
        for section, places in sections.items()
        for place in _places(places)
    ]
    assert [row[0] for row in ASVS] == numbers


def test_every_requirement_has_its_test_or_its_reason() -> None:
    for number, _, here, shown_by in ASVS:
        assert here, number
        assert "`tests/" in shown_by or shown_by.split(":")[0] in REASONS, f"{number}: {shown_by}"


def test_the_page_counts_right() -> None:
    kinds = Counter("test" if "`tests/" in row[3] else row[3].split(":")[0] for row in ASVS)
    said = re.search(
        r"own words: (\d+) of them\. (\d+) are shown by a test;\s(\d+) are read at review \(\*review\*\), (\d+) belong"
        r"[^,]+,[^,]+, (\d+) speak of what the product has not \(\*n/a\*\),\s(\d+) are not followed[^,]+, (\d+) are open",
        PAGE,
    )
    assert said
    counted = [
        len(ASVS),
        *(kinds[kind] for kind in ("test", "review", "operation", "n/a", "not followed", "open")),
    ]
    assert [int(number) for number in said.groups()] == counted


def _places(ranges: str) -> list[int]:
    """
    >>> _places("1-3 5")
    [1, 2, 3, 5]
    """
    spans = [[int(end) for end in part.split("-")] for part in ranges.split()]
    return [place for span in spans for place in range(span[0], span[-1] + 1)]
