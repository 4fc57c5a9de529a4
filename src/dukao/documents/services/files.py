"""Storing files."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import PurePath
from typing import IO

from dukao.documents import storage
from dukao.documents.attaching import short_name
from dukao.documents.fingerprints import fingerprint
from dukao.documents.inspection import Inspected, inspect
from dukao.documents.models import StoredFile
from dukao.documents.scanning import scan
from dukao.documents.vocabulary import MediaType
from dukao.kernel.errors import DomainError


def examine_file(*, name: str, content: IO[bytes], max_bytes: int) -> Inspected:
    """Content that may be stored. It takes its time: no transaction waits for it.

    Never reads more than ``max_bytes`` + 1.
    """
    name = PurePath(name).name
    data = content.read(max_bytes + 1)
    if len(data) > max_bytes:
        limit = f"{max_bytes / 1024**2:.0f} MB" if max_bytes >= 1024**2 else f"{max_bytes // 1024} KB"
        raise DomainError("file_size", f"“{name}”超过 {limit}。请压缩或降低扫描精度后再传。")
    scan(data)
    return inspect(name, data)


def examine_files(files: Iterable[tuple[str, IO[bytes]]], *, max_bytes: int) -> list[tuple[str, Inspected]]:
    """Each with the name it is kept by; asked before a transaction opens, so that nobody who saves waits."""
    named = [(short_name(name), content) for name, content in files]
    return [(name, examine_file(name=name, content=content, max_bytes=max_bytes)) for name, content in named]


def store_examined(inspected: Inspected, *, at: datetime) -> StoredFile:
    """The content is on disk and has its row; the same bytes give the same row.

    The room that attaches the file journals it: a file that nothing refers to is seen by nobody.
    """
    digest = storage.keep(inspected.content)
    file, _ = StoredFile.objects.get_or_create(
        digest=digest,
        defaults={
            "media_type": inspected.media_type, "size": len(inspected.content),
            "pages": inspected.pages, "stored_at": at,
        },
    )  # fmt: skip
    return file


def store_file(*, name: str, content: IO[bytes], max_bytes: int, at: datetime) -> StoredFile:
    """Examined and stored in one go, where nobody else waits to write."""
    return store_examined(examine_file(name=name, content=content, max_bytes=max_bytes), at=at)


def keep_source(content: bytes) -> str:
    """The bytes of an imported table are kept by digest, so that its figures can be traced to it.

    It gets no :class:`StoredFile`: nobody sees it on a page. Returns the digest.
    """
    scan(content)
    return storage.keep(content)


def fingerprint_pictures(file_ids: Iterable[int]) -> int:
    """Every picture among these has its fingerprint from now on; returns how many were looked at.

    A file that is damaged on disk gets none: its page says so when somebody opens it.
    """
    unknown = StoredFile.objects.filter(pk__in=set(file_ids), fingerprint__isnull=True)
    looked = 0
    for file in unknown.exclude(media_type=MediaType.PDF).order_by("pk"):
        try:
            found = fingerprint(storage.read(file.digest))
        except (DomainError, OSError):
            found = ""
        looked += StoredFile.objects.filter(pk=file.pk).update(fingerprint=found)
    return looked
