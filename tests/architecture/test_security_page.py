"""What docs/security.md names as proof is there, and every item of 等保 level 3 names one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
#: The first table; the other has tests/architecture/test_asvs.py.
ROWS = [
    line.strip(" |").split(" | ")
    for line in PAGE.partition("## OWASP ASVS")[0].splitlines()
    if line.startswith("| ")
][1:]
PROOFS = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)))
#: GB/T 22239-2019 8.1.4, the items an application answers for.
ITEMS = (
    "身份鉴别 a", "身份鉴别 b", "身份鉴别 c", "身份鉴别 d", "访问控制 a", "访问控制 b", "访问控制 c", "访问控制 d",
    "访问控制 e–f", "访问控制 g", "安全审计 a", "安全审计 b", "安全审计 c", "安全审计 d", "入侵防范", "数据完整性",
    "数据保密性", "数据备份恢复", "剩余信息保护", "个人信息保护", "安全管理中心",
)  # fmt: skip


@pytest.mark.parametrize(("path", "name"), PROOFS)
def test_named_proof_exists(path: str, name: str) -> None:
    source = (ROOT / path).read_text(encoding="utf-8")
    assert re.search(rf"^ *def {name}\(", source, re.M), f"{path} has no {name}"


@pytest.mark.parametrize("item", ITEMS)
def test_every_item_has_its_row(item: str) -> None:
    assert any(row[0].startswith(item) for row in ROWS)


def test_every_row_names_its_proof() -> None:
    assert [row[0] for row in ROWS if "::" not in row[-1]] == []
