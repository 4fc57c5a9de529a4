"""Files that leave the room."""

from __future__ import annotations

from django.http import HttpResponse

from dukao.documents.services import MEDIA, Sheet, render_sheet
from dukao.ui.downloads import download


def sheet_answer(sheet: Sheet, form: str) -> HttpResponse:
    """The list in the form asked for; an unknown one is Excel."""
    form = form if form in MEDIA else "xlsx"
    return download(render_sheet(sheet, form), f"{sheet.name}.{form}")
