"""Looking into a file before it is stored: its content decides what it is, not its name."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import filetype
from PIL import Image, UnidentifiedImageError

from dukao.documents.confinement import Overrun, run_confined
from dukao.documents.vocabulary import PIXEL_LIMIT, MediaType
from dukao.kernel.errors import DomainError
from dukao.kernel.secrecy import check_name

ORIENTATION = 0x0112
#: Telephones write two pictures into one JPEG (MPO); the first of them is the photograph.
FORMATS = {"PNG": ["PNG"], "JPEG": ["JPEG", "MPO"]}
QUALITY = 90
REMEDY = "请另存为 PDF 或图片（PNG、JPEG）再传。"


@dataclass(frozen=True, slots=True)
class Inspected:
    """Content fit to be stored, with its pages counted; a picture counts as one."""

    content: bytes
    media_type: str
    pages: int


def inspect(name: str, content: bytes) -> Inspected:
    """What may be stored of this upload; raises :class:`DomainError` with the reason and the remedy."""
    check_name(name)
    if not content:
        raise DomainError("file_empty", f"“{name}”是空的，请换一个文件。")
    kind = filetype.guess(content)
    reader = READERS.get(kind.mime) if kind else None
    if reader is None:
        raise DomainError("file_type", _not_accepted(name, kind.extension if kind else ""))
    return reader(name, content)


def _not_accepted(name: str, extension: str) -> str:
    if extension in {"exe", "elf", "com"}:
        return f"“{name}”的内容是程序，不能上传。{REMEDY}"
    if extension in {"docx", "xlsx", "pptx", "doc", "xls", "ppt"}:
        return f"“{name}”是 Office 文档，别人打开可能与你看到的不同。{REMEDY}"
    if extension:
        return f"“{name}”的内容是 {extension.upper()}，不能作为佐证。{REMEDY}"
    return f"“{name}”的内容不是 PDF 或图片，文件名不作数。{REMEDY}"


def _read_pdf(name: str, content: bytes) -> Inspected:
    try:
        pages = int(run_confined("count_pages", content=content, name=name))
    except Overrun:
        raise DomainError("file_complex", f"“{name}”展开后太大或太复杂，请重新导出 PDF 后再传。") from None
    return Inspected(content, MediaType.PDF, pages)


def _read_png(name: str, content: bytes) -> Inspected:
    return Inspected(_without_traces(name, content, "PNG"), MediaType.PNG, 1)


def _read_jpeg(name: str, content: bytes) -> Inspected:
    return Inspected(_without_traces(name, content, "JPEG"), MediaType.JPEG, 1)


READERS: dict[str, Callable[[str, bytes], Inspected]] = {
    MediaType.PDF: _read_pdf,
    MediaType.PNG: _read_png,
    MediaType.JPEG: _read_jpeg,
}


def _without_traces(name: str, content: bytes, kind: str) -> bytes:
    """The picture without place, device and comments (PIPL 第二十八条: no tracks); it stays the way up."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=FORMATS[kind]) as probe:
                if probe.width * probe.height > PIXEL_LIMIT:
                    raise Image.DecompressionBombError
                probe.verify()
            with Image.open(BytesIO(content), formats=FORMATS[kind]) as picture:
                picture.load()
                return _saved(picture, kind)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise DomainError(
            "file_pixels", f"“{name}”展开后超过 {PIXEL_LIMIT // 10_000} 万像素。请缩小后再传。"
        ) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise DomainError("file_broken", f"“{name}”已损坏，打不开。请重新拍照或扫描再传。") from None


def _saved(picture: Image.Image, kind: str) -> bytes:
    exif = Image.Exif()
    turned = picture.getexif().get(ORIENTATION)
    if turned:
        exif[ORIENTATION] = turned
    icc = picture.info.get("icc_profile")
    picture.info.clear()
    out = BytesIO()
    picture.save(out, kind, exif=exif, icc_profile=icc, **_quality(picture, kind))
    return out.getvalue()


def _quality(picture: Image.Image, kind: str) -> dict[str, Any]:
    """A plain JPEG keeps its tables; of a telephone's two pictures in one the first is written anew."""
    if kind != "JPEG":
        return {}
    return {"quality": "keep", "subsampling": "keep"} if picture.format == "JPEG" else {"quality": QUALITY}
