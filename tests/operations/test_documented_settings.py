"""Every environment variable the product reads is described, and nothing else is."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
READS = re.compile(
    r"""(?:env(?:\.\w+)?\(|_number\(|_switch\(|environ(?:\.get|\.setdefault)?[\(\[])\s*["'](DUKAO_\w+)["']"""
)
ROW = re.compile(r"^\| `(DUKAO_\w+)` \|", re.M)


def read_by(*folders: str) -> set[str]:
    files = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return {name for path in files for name in READS.findall(path.read_text(encoding="utf-8"))}


def documented_in(name: str) -> set[str]:
    return set(ROW.findall((ROOT / "docs" / name).read_text(encoding="utf-8")))


def test_the_settings_table_has_what_the_product_reads() -> None:
    for_tests = documented_in("testing.md")
    assert read_by("src") - for_tests == documented_in("operations.md")


def test_the_testing_table_has_what_the_tests_read() -> None:
    assert read_by("tests") - documented_in("operations.md") <= documented_in("testing.md")
