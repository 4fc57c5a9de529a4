"""What a backup holds, with a digest of everything, so that damage is found and named before it is used."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from dukao.kernel.errors import DomainError
from dukao.operations.backup import contents

NAME = "manifest.json"
#: Raised when an older product could no longer read what a newer one wrote.
FORMAT = 1
_CHUNK = 1024 * 1024

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Item:
    """One file of the backup, by its path in the backup's folder."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    kind: str
    product: str
    made_at: str
    items: tuple[Item, ...]
    #: "sqlite" or "postgresql"; "" in a backup of keys.
    engine: str = ""
    migrations: tuple[str, ...] = ()
    #: Rows of every table at the moment of the copy.
    tables: dict[str, int] = field(default_factory=dict)
    #: Evidence files that were missing or damaged in the product itself, and no earlier backup had them.
    lost: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        return sum(item.size for item in self.items)

    @property
    def rows(self) -> int:
        return sum(self.tables.values())


def write(manifest: Manifest, folder: Path) -> None:
    body = asdict(manifest)
    text = {"format": FORMAT, "digest": _digest(body), **body}
    (folder / NAME).write_text(json.dumps(text, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def read(folder: Path) -> Manifest:
    """The manifest of that folder; refused in words when there is none or it was changed."""
    try:
        text = json.loads((folder / NAME).read_text(encoding="utf-8"))
        found, digest = text.pop("format"), text.pop("digest")
    except FileNotFoundError as error:
        raise DomainError(
            "no_backup", f"{folder} 不是督考的备份：没有 {NAME}。请给出一次备份的目录。"
        ) from error
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        raise _damaged(folder) from error
    if found != FORMAT:
        raise DomainError(
            "backup_format", f"这份备份的格式是第 {found} 版，请用写下它的版本或更新的版本恢复。"
        )
    if digest != _digest(text):
        raise _damaged(folder)
    try:
        return _loaded(text)
    except (KeyError, TypeError) as error:
        raise _damaged(folder) from error


def item_of(path: Path, folder: Path, progress: Progress = lambda _: None) -> Item:
    return Item(path.relative_to(folder).as_posix(), path.stat().st_size, sha256_of(path, progress))


def sha256_of(path: Path, progress: Progress = lambda _: None) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            progress(len(chunk))
    return digest.hexdigest()


def damages(folder: Path, manifest: Manifest, progress: Progress = lambda _: None) -> Iterator[str]:
    """Every file that is not what it was when the backup was made, in words."""
    for item in manifest.items:
        path = folder / item.path
        if not contents.belongs(item.path, manifest.kind):
            yield f"{item.path!a}：不是备份里的文件"
        elif path.resolve() != folder.resolve() / item.path:
            yield f"{item.path}：是指向别处的链接"
        elif not path.is_file():
            yield f"{item.path}：不在了"
        elif path.stat().st_size != item.size:
            yield f"{item.path}：应为 {item.size:,} 字节，现在是 {path.stat().st_size:,} 字节"
        elif sha256_of(path, progress) != item.sha256:
            yield f"{item.path}：内容被改动"


def size_in_words(size: int) -> str:
    """
    >>> size_in_words(3 * 1024**2)
    '3.0 MB'
    """
    number = float(size)
    for unit in ("字节", "KB", "MB"):
        if number < 1024:
            return f"{number:.0f} {unit}" if unit == "字节" else f"{number:.1f} {unit}"
        number /= 1024
    return f"{number:.1f} GB"


def _loaded(text: dict[str, Any]) -> Manifest:
    text["items"] = tuple(Item(**item) for item in text["items"])
    for name in ("migrations", "lost"):
        text[name] = tuple(text[name])
    return Manifest(**text)


def _digest(body: dict[str, Any]) -> str:
    canonical = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _damaged(folder: Path) -> DomainError:
    return DomainError("backup_damaged", f"{folder / NAME} 已损坏，不能恢复。请换一份备份。")
