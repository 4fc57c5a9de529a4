"""Every file sent by a form is counted for whoever sends it, whatever page takes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse

from dukao.documents.services import count_uploads
from dukao.kernel import clock
from dukao.kernel.errors import DomainError
from dukao.ui.web.errors import refuse

Answering = Callable[[HttpRequest], HttpResponse]


class CountingMiddleware:
    """Before a page reads it: what is refused there has come in all the same."""

    def __init__(self, get_response: Answering) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> HttpResponse | None:
        account_id = request.actor.account_id  # type: ignore[attr-defined]
        if account_id is None or request.content_type != "multipart/form-data":
            return None
        sizes = [file.size or 0 for _, files in request.FILES.lists() for file in files]
        try:
            count_uploads(by=account_id, sizes=sizes, at=clock.now())
        except DomainError as refusal:
            return refuse(request, refusal.status, refusal.sentence, refusal.code)
        return None
