"""The editor: one page, and one view for each kind of change."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dukao.kernel import clock
from dukao.kernel.errors import Missing
from dukao.kernel.request import Request
from dukao.schemes.selectors.library import library
from dukao.schemes.web.editor import writing
from dukao.schemes.web.editor.answers import carry_out, draft_for, undone
from dukao.schemes.web.editor.desk import desk
from dukao.schemes.web.editor.shape import reshape
from dukao.scoring.parts import FAMILY, SECTIONS, section
from dukao.ui.rendering import render


@require_http_methods(["GET", "POST"])
def edit(request: Request, version_id: int) -> HttpResponse:
    """The whole desk, or for htmx the pane of the node or section asked for."""
    version = draft_for(request, version_id)
    shown = desk(version, request.GET.get("at", ""), request.GET.get("tab", ""), clock.today())
    return render(request, "schemes/editor.html", {"desk": shown}, fragment="pane")


@require_POST
def set_weights(request: Request, version_id: int) -> HttpResponse:
    return carry_out(request, version_id, lambda scheme: writing.weights(scheme, request.POST))


@require_POST
def set_item(request: Request, version_id: int, code: str) -> HttpResponse:
    fields = writing.fields_of_item(request.POST)
    return carry_out(request, version_id, lambda scheme: writing.item(scheme, code, request.POST), fields)


@require_POST
def set_family(request: Request, version_id: int, code: str) -> HttpResponse:
    return carry_out(request, version_id, lambda scheme: writing.family(scheme, code, request.POST), FAMILY)


@require_POST
def set_section(request: Request, version_id: int, key: str) -> HttpResponse:
    if key not in {part.key for part in SECTIONS}:
        raise Missing("没有这一部分设置。")
    fields = section(key).fields
    return carry_out(request, version_id, lambda scheme: writing.settings(scheme, key, request.POST), fields)


@require_POST
def shape(request: Request, version_id: int) -> HttpResponse:
    """Nodes come, go, are copied and move."""
    return carry_out(request, version_id, lambda scheme: reshape(scheme, request.POST.dict(), clock.today()))


@require_POST
def undo(request: Request, version_id: int) -> HttpResponse:
    return undone(request, version_id)


@require_GET
def pick(request: Request, version_id: int) -> HttpResponse:
    """What the library offers for the words typed."""
    version = draft_for(request, version_id)
    found = library({}, request.GET.get("q", "").strip())[:30]
    context = {"found": found, "version": version, "link": request.GET.get("link", "")}
    return render(request, "schemes/editor/picks.html", context)
