"""Which part of the home folder belongs to a backup, which to the keys apart from it, and which to none."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

FILES = "files"
HOME = "home"
DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
#: Whoever holds these can open what is sealed, sign in the product's name and use its gateways.
KEYS = ("secret-key", "seal-keys", "journal-key-*", "channels")
#: Made anew when it is missing, or backed up in another way.
PASSING = (
    FILES, "dukao.sqlite3*", "queue.sqlite3*", "static", "metrics", "worker.beat", "last-backup", "demo.lock",
    "journal-head-*", "*.new", ".*",
)  # fmt: skip


def key_files(home: Path) -> Iterator[Path]:
    yield from _below(entry for entry in _entries(home) if _is_one_of(entry.name, KEYS))


def home_files(home: Path) -> Iterator[Path]:
    """What stands in the home folder beside database, evidence and keys: small, and of use."""
    yield from _below(entry for entry in _entries(home) if not _is_one_of(entry.name, (*KEYS, *PASSING)))


def evidence_files(folder: Path) -> Iterator[Path]:
    """Files by digest; what is still being written has another name."""
    yield from sorted(path for path in folder.glob("??/??/*") if len(path.name) == 64)


def belongs(path: str, kind: str) -> bool:
    """Whether a backup of this kind ("data", "keys") holds a file of that name.

    A manifest proves that nothing was changed by mistake, not who wrote it: whatever it names besides is
    nobody's to put anywhere.
    """
    place = PurePosixPath(path)
    if str(place) != path or not path.isprintable() or place.is_absolute() or ".." in place.parts:
        return False
    top, *rest = place.parts
    if kind == "keys":
        return _is_one_of(top, KEYS)
    if rest and top == HOME:
        return not _is_one_of(rest[0], (*KEYS, *PASSING))
    return path in DATABASES.values() or (bool(rest) and top == FILES)


def _entries(home: Path) -> list[Path]:
    return sorted(home.iterdir()) if home.is_dir() else []


def _below(entries: Iterator[Path]) -> Iterator[Path]:
    for entry in entries:
        yield from sorted(path for path in entry.rglob("*") if path.is_file()) if entry.is_dir() else (entry,)


def _is_one_of(entry: str, names: tuple[str, ...]) -> bool:
    return any(fnmatch(entry, name) for name in names)
