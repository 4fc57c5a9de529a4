"""What docs/security.md names as proof is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
TESTS = {path.name: path for path in (ROOT / "tests").rglob("test_*.py")}


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`(tests/[\w./]+|test_\w+\.py)`", PAGE))))
def test_named_proof_exists(name: str) -> None:
    assert (ROOT / name).exists() if name.startswith("tests/") else name in TESTS


def test_every_control_in_place_names_its_proof() -> None:
    rows = [line for line in PAGE.splitlines() if re.match(r"\| (身份|访问|安全审计|入侵|剩余|会话)", line)]
    assert len(rows) >= 10
    for row in rows:
        shown_by = row.rstrip(" |").split("|")[-1]
        assert "not in place" in row or re.search(r"test|browser", shown_by), row
