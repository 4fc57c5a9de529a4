"""Pages of a PDF as pictures: every browser shows them, and nothing in them can run."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from dukao.documents.confinement import Overrun, run_confined
from dukao.documents.drawing import NOT_DRAWN
from dukao.documents.models import StoredFile
from dukao.documents.storage import path_of, read, relative_path, write_whole
from dukao.kernel.errors import Missing


def page_picture(file: StoredFile, number: int) -> bytes:
    """Page ``number`` (from 1) of a stored PDF as PNG; drawn once, then read from beside the file."""
    if not 1 <= number <= file.pages:
        raise Missing(f"这份文件共 {file.pages} 页，没有第 {number} 页。")
    drawn = _drawn_path(file.digest, number)
    if not drawn.exists():
        read(file.digest)
        write_whole(drawn, _draw(file.digest, number))
    return drawn.read_bytes()


def _drawn_path(digest: str, number: int) -> Path:
    return path_of(digest).with_name(f"{digest}-{number}.png")


def _draw(digest: str, number: int) -> bytes:
    try:
        return run_confined(
            "draw_page", root=str(settings.MEDIA_ROOT), path=relative_path(digest), page=number
        )
    except Overrun:
        raise NOT_DRAWN from None
