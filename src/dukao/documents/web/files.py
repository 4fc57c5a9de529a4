"""Handing out stored files to those who may see them."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from dukao.documents import selectors
from dukao.kernel.request import Request

#: What was uploaded runs nothing, loads nothing and is nobody's origin.
SHUT = "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; sandbox"


@require_GET
def view(request: Request, file_id: int) -> HttpResponse:
    file = selectors.file_for(request.actor, file_id)
    return _sealed(selectors.content_of(file), file.media_type, file.file_name)


@require_GET
def page(request: Request, file_id: int, number: int) -> HttpResponse:
    file = selectors.file_for(request.actor, file_id)
    picture, media_type = selectors.picture_of(file, number)
    return _sealed(picture, media_type, f"{file.digest[:12]}-{number}")


def _sealed(content: bytes, media_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=media_type,
        headers={
            "Content-Disposition": f'inline; filename="{name}"',
            "Content-Security-Policy": SHUT,
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, max-age=600",
        },
    )
