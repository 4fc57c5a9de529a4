"""The files on disk: named by digest, written whole or not at all, checked whenever they are read."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings

from dukao.kernel.errors import DomainError


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def relative_path(digest: str) -> str:
    """Two levels of folders keep each of them small: "9f/3c/9f3c77…"."""
    return f"{digest[:2]}/{digest[2:4]}/{digest}"


def path_of(digest: str) -> Path:
    return Path(settings.MEDIA_ROOT) / relative_path(digest)


def keep(content: bytes) -> str:
    """The content lies under its digest, which is returned; content that is there already is left alone."""
    digest = digest_of(content)
    path = path_of(digest)
    if not path.exists() or digest_of(path.read_bytes()) != digest:
        write_whole(path, content)
    return digest


def read(digest: str) -> bytes:
    """The content as it was stored; a file that is gone or was changed on disk is never handed out."""
    path = path_of(digest)
    content = path.read_bytes() if path.exists() else b""
    if digest_of(content) != digest:
        raise DomainError(
            "file_damaged", "这份文件与存入时不一致，已停止显示。请告诉系统管理员从备份恢复。", 409
        )
    return content


def write_whole(path: Path, content: bytes) -> None:
    """Readers see the old state or the new one, whatever happens in between."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
