"""Files that leave the room."""

from __future__ import annotations

from django.http import HttpResponse

from dukao.documents.services import MEDIA, Sheet, render_sheet
from dukao.ui.downloads import download_as


def sheet_answer(sheet: Sheet, form: str) -> HttpResponse:
    """The list in the form asked for; an unknown one is Excel."""
    form = form if form in MEDIA else "xlsx"
    named = download_as(f"{sheet.name}.{form}")
    return HttpResponse(render_sheet(sheet, form), content_type=MEDIA[form], headers=named)
