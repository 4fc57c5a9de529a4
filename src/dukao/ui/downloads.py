"""Files that leave a page: named as the page calls them; what they are is told by their ending."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "json": "application/json; charset=utf-8",
    "pdf": "application/pdf",
    "txt": "text/plain; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "yaml": "application/yaml; charset=utf-8",
    "zip": "application/zip",
}


def download(content: bytes | str, name: str) -> HttpResponse:
    """The answer that a browser keeps as a file; Chinese names arrive whole.

    >>> answer = download(b"", "督办台账.csv")
    >>> answer["Content-Type"], answer["Content-Disposition"]
    ('text/csv; charset=utf-8', "attachment; filename*=utf-8''%E7%9D%A3%E5%8A%9E%E5%8F%B0%E8%B4%A6.csv")
    """
    return HttpResponse(content, content_type=_media_type(name), headers=_named(name))


def streamed(lines: Iterable[str], name: str) -> StreamingHttpResponse:
    """The same for what is too long to be held at once."""
    return StreamingHttpResponse(lines, content_type=_media_type(name), headers=_named(name))


def _media_type(name: str) -> str:
    return MEDIA_TYPES[name.rpartition(".")[2]]


def _named(name: str) -> dict[str, str]:
    return {"Content-Disposition": content_disposition_header(True, name) or "attachment"}
