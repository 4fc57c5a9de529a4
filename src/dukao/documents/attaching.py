"""Evidence on anything: a name fit to be shown, and room within the limits of the rules that hold."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from pathlib import PurePath
from typing import TYPE_CHECKING, Protocol

from dukao.kernel.errors import DomainError

if TYPE_CHECKING:
    from dukao.documents.models import StoredFile

NAME_LIMIT = 120
#: Categories of signs nobody sees: controls, and format signs such as those that turn the direction.
UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


class EvidenceLimits(Protocol):
    """The rules of a room that takes evidence."""

    @property
    def evidence_items(self) -> int: ...

    @property
    def evidence_pages(self) -> int: ...


def check_room(
    limits: EvidenceLimits, name: str, *, present: Collection[StoredFile], more: StoredFile
) -> None:
    """Refuse one file more than the rules allow. W-22 says 页(份): items and pages are both limited."""
    items, pages = len(present), sum(file.pages for file in present)
    if items >= limits.evidence_items:
        raise DomainError(
            "evidence_items", f"佐证最多 {limits.evidence_items} 份，已有 {items} 份。先移除一份再添加。"
        )
    if pages + more.pages > limits.evidence_pages:
        left = limits.evidence_pages - pages
        room = f"还能加 {left} 页" if left else "页数已满，先移除一份再添加"
        raise DomainError(
            "evidence_pages",
            f"佐证合计最多 {limits.evidence_pages} 页，已有 {pages} 页，“{name}”有 {more.pages} 页。{room}。",
        )


def short_name(name: str) -> str:
    """The bringer's name for it, without folders, its ending kept when it has to be cut.

    Control characters and those that turn the direction of writing go: "\u202egnp.exe" is no name.
    """
    plain = "".join(sign for sign in name if unicodedata.category(sign) not in UNSEEN)
    path = PurePath(plain.replace("\\", "/"))
    keep = NAME_LIMIT - len(path.suffix)
    return f"{path.stem[:keep]}{path.suffix}"[:NAME_LIMIT] or "未命名"
