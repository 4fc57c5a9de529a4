"""Word templates of the kinds: the built-in one, or the office's own."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from dukao.documents import services
from dukao.documents.official.faces import missing_faces
from dukao.documents.official.word import TEMPLATE_FIELDS
from dukao.documents.policies import can_set_paper_rules
from dukao.documents.selectors.templates import template_bytes, template_rows
from dukao.documents.vocabulary import DocumentKind
from dukao.documents.web.forms import TemplateForm
from dukao.kernel import clock
from dukao.kernel.errors import DomainError, Missing
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.ui.downloads import download
from dukao.ui.rendering import render


@require_GET
def listing(request: Request) -> HttpResponse:
    require(can_set_paper_rules(request.actor))
    return _page(request, {})


@require_GET
def current(request: Request, kind: str) -> HttpResponse:
    """The template in force, to be edited in Word."""
    require(can_set_paper_rules(request.actor))
    return download(template_bytes(_kind(kind)), f"{_kind(kind).label}模板.docx")


@require_POST
def replace(request: Request, kind: str) -> HttpResponse:
    require(can_set_paper_rules(request.actor))
    form = TemplateForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, {_kind(kind): "；".join(map(str, form.errors["file"]))})
    try:
        services.set_template(
            actor=request.actor, kind=_kind(kind), name=form.cleaned_data["file"].name,
            content=form.cleaned_data["file"], at=clock.now(),
        )  # fmt: skip
    except DomainError as error:
        return _page(request, {_kind(kind): error.sentence})
    messages.success(request, f"{_kind(kind).label}以后用这份模板。已签发的不变。")
    return redirect("official:templates")


@require_POST
def restore(request: Request, kind: str) -> HttpResponse:
    services.restore_template(actor=request.actor, kind=_kind(kind), at=clock.now())
    messages.success(request, f"{_kind(kind).label}已恢复内置模板。")
    return redirect("official:templates")


def _page(request: Request, faults: dict[str, str]) -> HttpResponse:
    context = {
        "rows": template_rows(), "fields": TEMPLATE_FIELDS, "faults": faults, "missing": missing_faces(),
    }  # fmt: skip
    return render(request, "official/templates.html", context, status=422 if faults else 200)


def _kind(text: str) -> DocumentKind:
    if text not in DocumentKind.values:
        raise Missing("没有这个文种。")
    return DocumentKind(text)
