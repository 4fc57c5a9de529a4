"""The newest checkpoint, noted in a file outside the database.

Whoever can rewrite the whole database can rewrite a whole chain; not the note beside it. The sealer keeps
the note, ``dukao journal verify`` compares.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings

from dukao.journal.models import Checkpoint
from dukao.kernel.errors import DomainError

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Anchor:
    """Which checkpoint stood at the head of the chain, and its digest."""

    checkpoint: int
    digest: str


def noted() -> Anchor | None:
    """The noted head; ``None`` where nothing was noted yet."""
    try:
        return parsed(_path().read_text(encoding="ascii"))
    except FileNotFoundError:
        return None


def parsed(text: str) -> Anchor:
    """
    >>> parsed("128:9f3c")
    Anchor(checkpoint=128, digest='9f3c')
    """
    checkpoint, separator, digest = text.strip().partition(":")
    if not (separator and re.fullmatch(r"[0-9]{1,18}", checkpoint) and digest):
        raise DomainError("bad_anchor", f"“{text.strip()}”不是封存点，要写成“编号:摘要”。")
    return Anchor(int(checkpoint), digest)


def note(checkpoint: Checkpoint) -> None:
    """Note a new head, unless the database no longer holds the old one: then the old note is evidence."""
    old = noted()
    if old and not Checkpoint.objects.filter(pk=old.checkpoint, digest=old.digest).exists():
        log.critical("journal checkpoint %s is not the one noted in %s", old.checkpoint, _path())
    elif old is None or old.checkpoint < checkpoint.pk:
        with NamedTemporaryFile("w", dir=settings.HOME, prefix="journal-head-", delete=False) as fresh:
            fresh.write(f"{checkpoint.pk}:{checkpoint.digest}\n")
        # In one step: whoever reads meanwhile finds the old note or the new one.
        Path(fresh.name).replace(_path())


def _path() -> Path:
    return settings.HOME / "journal-head"
