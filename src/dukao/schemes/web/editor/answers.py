"""From a change to its answer: saved, refused field by field, or somebody was faster."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from dukao.kernel import clock
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.schemes import services
from dukao.schemes.editing import Rejected
from dukao.schemes.policies import can_edit
from dukao.schemes.selectors.versions import document, version_for
from dukao.schemes.web.editor.boxes import error_places
from dukao.schemes.web.editor.changes import EVERYTHING, Change
from dukao.schemes.web.editor.desk import desk
from dukao.scoring import Scheme
from dukao.scoring.parts import Field
from dukao.ui.numbers import number_in
from dukao.ui.rendering import is_fragment, render

if TYPE_CHECKING:
    from dukao.schemes.models import SchemeVersion


def draft_for(request: Request, version_id: int) -> SchemeVersion:
    """The draft with the right to change it."""
    version = version_for(request.actor, version_id)
    require(can_edit(request.actor, version))
    return version


def carry_out(
    request: Request, version_id: int, change: Callable[[Scheme], Change], fields: Iterable[Field] = ()
) -> HttpResponse:
    """Save what ``change`` makes of the draft; answer with the parts of the page it may have altered."""
    version = draft_for(request, version_id)
    try:
        made = change(document(version))
        services.save_draft(
            actor=request.actor, version=version, document=made.scheme, revision=seen_revision(request),
            sentence=made.sentence, renamed=made.renamed, at=clock.now(),
        )  # fmt: skip
    except Rejected as refusal:
        if not is_fragment(request) or not refusal.errors:
            raise
        places = error_places(refusal.errors, fields)
        return render(request, "schemes/editor/errors.html", {"places": places}, status=422)
    return answer(request, version, made.at, made.parts)


def undone(request: Request, version_id: int) -> HttpResponse:
    """The last change is taken back and the whole desk shown again."""
    version = draft_for(request, version_id)
    sentence = services.undo_draft(
        actor=request.actor, version=version, revision=seen_revision(request), at=clock.now()
    )
    messages.success(request, f"已撤销：{sentence}")
    return answer(request, version, request.POST.get("at", ""), EVERYTHING)


def answer(request: Request, version: SchemeVersion, at: str, parts: frozenset[str]) -> HttpResponse:
    """The altered parts, each to be put in its place; without scripts the whole page again."""
    tab = request.POST.get("tab", "")
    address = f"{reverse('schemes:edit', args=[version.pk])}?at={at}" + (f"&tab={tab}" if tab else "")
    if not is_fragment(request):
        return redirect(address)
    context = {"desk": desk(version, at, tab, clock.today()), "parts": parts}
    response = render(request, "schemes/editor/answer.html", context, fragment="answer")
    response["HX-Trigger-After-Swap"] = json.dumps({"revision": version.revision})
    if "pane" in parts:
        response["HX-Replace-Url"] = address
    return response


def seen_revision(request: Request) -> int:
    """The revision the person saw; a form without one has seen none."""
    seen = number_in(request.POST, "revision")
    return -1 if seen is None else seen
