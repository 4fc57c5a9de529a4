"""How acts of this room answer: a sentence and the page to go on with, or what is wrong in words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from dukao.kernel.errors import DomainError
from dukao.kernel.request import Request
from dukao.scoring.formats.excel import WorkbookError
from dukao.ui.rendering import is_fragment, render


def go_on(request: Request, address: str, sentence: str = "") -> HttpResponse:
    """On to that page, which says what was done."""
    if sentence:
        messages.success(request, sentence)
    if is_fragment(request):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


def cleaned(form: forms.Form) -> dict[str, Any]:
    """The values of a dialog's form; the first thing wrong with it becomes the refusal."""
    if form.is_valid():
        return form.cleaned_data
    name, errors = next(iter(form.errors.items()))
    label = form.fields[name].label if name in form.fields else ""
    raise DomainError("invalid", f"{label}：{errors[0]}" if label else str(errors[0]))


def import_refused(request: Request, error: WorkbookError, words: str, back: str) -> HttpResponse:
    """Every bad cell of an imported workbook, row by row, with the way back."""
    problems = [str(problem) for problem in error.problems]
    context = {"problems": problems, "back_words": words, "back": back}
    return render(request, "schemes/import_refused.html", context, status=422)
