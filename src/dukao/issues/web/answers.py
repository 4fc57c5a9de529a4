"""Files that leave the room."""

from __future__ import annotations

from django.http import HttpResponse

from dukao.documents.services import MEDIA, Sheet, render_sheet


def sheet_answer(sheet: Sheet, form: str) -> HttpResponse:
    """The list in the form asked for; an unknown one is Excel."""
    form = form if form in MEDIA else "xlsx"
    disposition = {"Content-Disposition": f'attachment; filename="{sheet.name}.{form}"'}
    return HttpResponse(render_sheet(sheet, form), content_type=MEDIA[form], headers=disposition)
