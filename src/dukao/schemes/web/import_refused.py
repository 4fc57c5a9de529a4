"""How an imported workbook is refused."""

from __future__ import annotations

from django.http import HttpResponse

from dukao.kernel.request import Request
from dukao.scoring.formats.excel import WorkbookError
from dukao.ui.rendering import render


def import_refused(request: Request, error: WorkbookError, words: str, back: str) -> HttpResponse:
    """Every bad cell, row by row, with the way back."""
    problems = [str(problem) for problem in error.problems]
    context = {"problems": problems, "back_words": words, "back": back}
    return render(request, "schemes/import_refused.html", context, status=422)
