"""When the last backup was made: a note in the home folder, so that the doctor can miss the next one."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class LastBackup:
    at: datetime
    folder: str
    #: Restored in a fresh place, and its journal verified.
    is_tried: bool
    has_keys: bool


def note(home: Path, last: LastBackup) -> None:
    fresh = home / "last-backup.new"
    fresh.write_text(
        json.dumps({**asdict(last), "at": last.at.isoformat()}, ensure_ascii=False), encoding="utf-8"
    )
    fresh.replace(home / "last-backup")


def last_backup(home: Path) -> LastBackup | None:
    """``None`` when none was made from here, or the note cannot be read."""
    try:
        noted = json.loads((home / "last-backup").read_text(encoding="utf-8"))
        return LastBackup(**{**noted, "at": datetime.fromisoformat(noted["at"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None
