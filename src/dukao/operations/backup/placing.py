"""Files out of a backup into their places, needing no settings: keys must be there before these are read."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from dukao.kernel.errors import DomainError
from dukao.operations.backup import manifest
from dukao.operations.backup.manifest import Manifest


def put_keys(folder: Path, found: Manifest, home: Path) -> None:
    """The keys of the backup stand in ``home``; other keys that are there are not overwritten."""
    differing = [item.path for item in found.items if _differs(home / item.path, item.sha256)]
    if differing:
        raise DomainError(
            "other_keys", f"{home} 里已有不同的密钥：{'、'.join(differing)}。请先移走它们，再恢复。"
        )
    for item in found.items:
        put(folder / item.path, home / item.path)
        (home / item.path).chmod(0o600)
    for directory in {(home / item.path).parent for item in found.items} - {home}:
        directory.chmod(0o700)


def _differs(path: Path, digest: str) -> bool:
    return path.exists() and manifest.sha256_of(path) != digest


def put(source: Path, target: Path, *, linked: bool = False) -> None:
    """The whole file stands at ``target``, or what stood there before."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = target.with_name(f".{target.name}.restoring")
    fresh.unlink(missing_ok=True)
    if linked:
        try:
            os.link(source, fresh)
        except OSError:
            shutil.copyfile(source, fresh)
    else:
        shutil.copyfile(source, fresh)
    fresh.replace(target)
