"""One official document: what it says, where it stands, who has received it, and its files."""

from __future__ import annotations

import base64
import uuid
from datetime import datetime

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from dukao.documents.official.pdf import render_pictures
from dukao.documents.policies import can_open_post, can_see_documents
from dukao.documents.selectors.archive import archive_of
from dukao.documents.selectors.register import document_for
from dukao.documents.selectors.sheet import Sheet, paper_of, pdf_of, sheet_for, word_of
from dukao.documents.vocabulary import DocumentState
from dukao.documents.web.forms import ReasonForm, SendForm
from dukao.kernel import clock
from dukao.kernel.actor import Actor
from dukao.kernel.errors import DomainError
from dukao.kernel.request import Request
from dukao.ui.downloads import download
from dukao.ui.qr import qr_svg
from dukao.ui.rendering import render


@require_GET
def show(request: Request, document_id: int) -> HttpResponse:
    at = clock.now()
    sheet = sheet_for(request.actor, document_id, at)
    pages, why_not = _pages(sheet, at)
    attestation = (sheet.document.frozen or {}).get("attestation", "")
    context = {
        "seal_code": qr_svg(attestation, "签发时的日志存证的二维码") if attestation else "",
        "sheet": sheet, "document": sheet.document, "pages": pages, "why_not": why_not,
        "states": DocumentState, "key": uuid.uuid4(), "reason": ReasonForm(), "send": SendForm(),
        "list": _list(request.actor),
    }  # fmt: skip
    return render(request, "official/show.html", context)


@require_GET
def word(request: Request, document_id: int) -> HttpResponse:
    at = clock.now()
    document = document_for(request.actor, document_id, clock.local_day(at))
    return download(word_of(document, at), f"{_name(document.mark, document.title)}.docx")


@require_GET
def pdf(request: Request, document_id: int) -> HttpResponse:
    at = clock.now()
    document = document_for(request.actor, document_id, clock.local_day(at))
    return download(pdf_of(document, at), f"{_name(document.mark, document.title)}.pdf")


@require_GET
def archive(request: Request, document_id: int) -> HttpResponse:
    name, content = archive_of(request.actor, document_id, clock.now())
    return download(content, name)


def _list(actor: Actor) -> str | None:
    """Where the reader's documents are listed; who has only a matter's page for a way here has no list."""
    if can_see_documents(actor):
        return reverse("official:register")
    return reverse("official:post") if can_open_post(actor) else None


def _pages(sheet: Sheet, at: datetime) -> tuple[list[str], str]:
    """The pages as pictures, of the frozen PDF or drawn from the draft; or why there are none."""
    document = sheet.document
    if document.pdf is not None:
        numbers = range(1, document.pdf.pages + 1)
        return [reverse("documents:page", args=[document.pdf.pk, number]) for number in numbers], ""
    try:
        drawn = render_pictures(paper_of(document, at))
    except DomainError as error:
        return [], error.sentence
    return [f"data:image/png;base64,{base64.b64encode(page).decode()}" for page in drawn], ""


def _name(mark: str, title: str) -> str:
    return "".join(letter for letter in f"{mark}{title}" if letter not in '\\/:*?"<>| ')[:80]
