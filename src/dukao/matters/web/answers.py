"""Files that leave the room."""

from __future__ import annotations

from django.http import HttpResponse

from dukao.ui.downloads import download_as

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def spreadsheet(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=EXCEL, headers=download_as(name))
