"""Reading stored files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from dukao.documents import storage
from dukao.documents.access import is_visible
from dukao.documents.models import DocumentTemplate, OfficialDocument, StoredFile
from dukao.documents.preview import page_picture
from dukao.kernel.actor import Actor
from dukao.kernel.errors import Missing


def file_for(actor: Actor, file_id: int) -> StoredFile:
    """The file, if a room shows it to this actor; otherwise it looks as if there were none."""
    file = StoredFile.objects.filter(pk=file_id).first()
    if file is None or not is_visible(actor, file_id):
        raise Missing("没有这份文件，可能已移走，或不在你的查看范围。")
    return file


def content_of(file: StoredFile) -> bytes:
    return storage.read(file.digest)


def picture_of(file: StoredFile, number: int) -> tuple[bytes, str]:
    """Page ``number`` as a picture and its media type; a stored picture is its own only page."""
    if file.is_pdf:
        return page_picture(file, number), "image/png"
    if number != 1:
        raise Missing("图片只有 1 页。")
    return content_of(file), file.media_type


def source_of(digest: str) -> bytes:
    """A table kept by :func:`dukao.documents.services.keep_source`."""
    if len(digest) != 64 or not storage.path_of(digest).exists():
        raise Missing("这次导入的表已不在，请重新选择文件。")
    return storage.read(digest)


def kept_digests() -> Iterator[str]:
    """The digest of every file that a row refers to: what a backup must hold."""
    frozen = OfficialDocument.objects.exclude(docx_digest="").values_list("docx_digest", flat=True)
    templates = DocumentTemplate.objects.values_list("digest", flat=True)
    return chain(StoredFile.objects.values_list("digest", flat=True).iterator(), frozen, templates)


def fingerprints_of(file_ids: Iterable[int]) -> dict[int, int]:
    """What pictures look like, as far as it is known; files without features are left out."""
    rows = StoredFile.objects.filter(pk__in=set(file_ids), fingerprint__isnull=False).exclude(fingerprint="")
    return {pk: int(text, 16) for pk, text in rows.values_list("pk", "fingerprint") if text}
